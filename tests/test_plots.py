"""The plots of the bench are pictures that a page can show, and say what they measure."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bench import growth, plot

LINES = {"loadlint, cold": [(1_000, 0.5), (100_000, 14.3)], "ruff & more": [(1_000, 0.2), (100_000, 20.0)]}
BARS = {"a file < 500 lines": {"loadlint": 93.0, "torchfix": 3_040.0}}


def _texts(picture: str) -> list[str]:
    return [it.text or "" for it in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]


def test_curves_name_the_axes_and_each_line() -> None:
    texts = _texts(plot.curves("Time", "files", "seconds", LINES))
    assert {"Time", "files", "seconds", *LINES, "1,000", "100,000"} <= set(texts)


def test_bars_show_each_figure_without_an_exponent() -> None:
    assert {*BARS, "loadlint", "93", "torchfix", "3,040"} <= set(_texts(plot.bars("One file", "ms", BARS)))


@pytest.mark.parametrize("picture", [plot.curves("a", "b", "c", LINES), plot.bars("a", "b", BARS)])
def test_a_picture_brings_a_background_for_dark_and_for_light_pages(picture: str) -> None:
    assert picture.index('class="page"') < picture.index("<text")
    assert picture.count(".page {") == 2
    assert "prefers-color-scheme: dark" in picture


def test_names_of_lines_that_end_together_stand_apart() -> None:
    same = {name: [(1, 1.0), (10, 10.0)] for name in ("one", "two", "three")}
    places = [it.get("y") for it in ElementTree.fromstring(plot.curves("a", "b", "c", same)).iter() if it.text in same]
    assert len(set(places)) == len(same)


def test_the_exponent_of_a_linear_curve_is_one() -> None:
    assert growth.slope([(1, 9.0), (10, 20.0), (100, 200.0)]) == pytest.approx(1.0)
