"""The page of one verification: whatever a report holds stays text, and whatever it lacks is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from loadlint.editor.features.report import page
from loadlint.verify.page import pair, panel, single
from loadlint.verify.page.panel import Shown
from loadlint.verify.report import Diagnosis, Failure, VerifyReport

EVIL = "\"><img src=x onerror='alert(1)'>&"
SITE = {"path": "load.py", "line": 4, "cell": None}
BARE = VerifyReport(SITE, {"call": "AutoModel.from_pretrained('m')"}, "refused")
MODEL = {
    "class": "M",
    "parameters": 1000,
    "bytes": 3000,
    "bytes_per_device": {"cuda:0": 1000, "cpu": 2000},
    "dtypes": {"float16": {"bytes": 3000}},
    "device_map": {"model.layers.0": "0", "model.layers.1": "0", "model.layers.2": "cpu"},
    "missing_count": None,
    "unexpected_count": None,
}
TIMES = {"import": 3.0, "load": 0.5, "dispatch": 0.25, "first_forward": 0.1, "total": 5.0}
SMOKE = {"tokens": 10, "ms_per_token": 20.0, "text": "b"}
MEMORY = {"host_peak": 3_000_000, "host_before": 1_000_000}
LOADED = replace(BARE, outcome="loaded", model=MODEL, times=TIMES, smoke=SMOKE, memory=MEMORY)


def attributes(html: str) -> list[str]:
    """Return the names of all attributes, as a browser would read them."""
    names: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda _, pairs: names.extend(it for it, _ in pairs)  # type: ignore[method-assign]
    parser.feed(html)
    return names


def shown(report: VerifyReport, fixed: VerifyReport | None = None, **more: Any) -> str:
    return panel.content(replace(Shown("done", False, report, fixed, "load.py:4"), **more))


def test_time_of_a_token_of_zeros_is_an_estimate() -> None:
    assert "estimated 20 ms a token" in shown(replace(LOADED, smoke={**SMOKE, "estimated": True}))
    assert "estimated" not in shown(LOADED)


def test_no_text_of_a_report_becomes_markup() -> None:
    evil = replace(
        LOADED,
        request={"call": EVIL, "notes": [EVIL]},
        environment={"interpreter": EVIL, "python": EVIL, "versions": {"torch": EVIL}},
        diagnosis=(Diagnosis(EVIL, EVIL, EVIL), Diagnosis(EVIL, EVIL, EVIL, problem=False)),
        error=Failure(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL),
        smoke={"tokens": 1, "text": EVIL},
        model={**MODEL, "class": EVIL, "device_map": {EVIL: EVIL}, "bytes_per_device": {EVIL: 1}, "attention": EVIL},
        log=(EVIL,),
        warnings=(EVIL,),
        findings=({"severity": EVIL, "rule": EVIL, "line": 1, "message": EVIL},),
    )
    for html in (shown(evil, place=EVIL), shown(BARE, evil), shown(evil, BARE)):
        assert "<img" not in html
        assert "&lt;img" in html
        assert not [name for name in attributes(html) if name == "style" or name.startswith("on")]


def test_no_control_character_reaches_the_page() -> None:
    html = shown(replace(LOADED, request={"call": "a\x1b[2J\x9b\u202eb", "notes": ["x\x00y\tz"]}))
    assert not re.search("[\x00\x1b\x9b\u202e]", html)
    assert "a\\x1b[2J\\x9b\\u202eb" in html


@pytest.mark.parametrize("state", ["waiting", "running", "done"])
@pytest.mark.parametrize("report", [None, BARE, LOADED])
def test_a_page_needs_nothing(state: str, report: VerifyReport | None) -> None:
    html = panel.content(Shown(state, False, report))
    assert not any(it in html for it in ("None", "nan", "undefined"))
    assert html.count("<main>") == html.count("</main>") == 1


def test_four_tiles_come_first() -> None:
    html = shown(LOADED)
    assert re.findall(r'<li class="tile"><span>([^<]*)', html) == ["placed", "peak memory", "load time", "tokens/s"]
    assert [*re.findall(r"<strong>([^<]*)", html)] == ["cuda:0 and cpu", "3 MB", "750 ms", "50"]
    assert html.index("tiles") < html.index('class="facts"')


def test_imports_stand_outside_the_bar_of_time_and_generation_in_it() -> None:
    html = single.time(LOADED)
    assert re.findall(r"<li[^>]*>([^<]*)", html) == [
        "import 3.0 s",
        "load 500 ms",
        "dispatch 250 ms",
        "first forward 100 ms",
        "generation 200 ms",
    ]
    held = replace(LOADED, times={**TIMES, "wait_for_estimate": 0.25})
    assert re.findall(r"<li[^>]*>([^<]*)", single.time(held))[:3] == [
        "import 3.0 s",
        "wait for estimate 250 ms",
        "load 500 ms",
    ]
    assert html.count("<rect") == 4
    assert sum(map(float, re.findall(r'width="([\d.]+)"', html))) == pytest.approx(100, abs=0.05)


def test_a_device_map_is_shown_as_runs_in_the_colors_of_the_devices() -> None:
    html = single.device_map(MODEL)
    assert re.findall(r'<li class="(part-\d)"><code>([^<]*)</code> → ([^<]*)', html) == [
        ("part-0", "model.layers.0–1", "cuda:0"),
        ("part-1", "model.layers.2", "cpu"),
    ]
    assert "<details><summary>all 3 modules</summary>" in html


def test_notes_are_folded_and_problems_are_not() -> None:
    notes = (Diagnosis("a-note", "it is so", "no cure", problem=False), Diagnosis("a-problem", "it is bad", "mend it"))
    html = shown(replace(LOADED, diagnosis=notes))
    assert re.search(r"<details><summary>1 note</summary>.*a-note", html)
    assert html.index("a-problem") < html.index("<details>")


def test_a_comparison_marks_what_differs_and_shows_the_error() -> None:
    failed = replace(BARE, outcome="failed", error=Failure("E", "m", "loading", "the disk is full", "free it"))
    html = shown(LOADED, replace(failed, request={"call": "AutoModel.from_pretrained('m', dtype='auto')"}))
    assert re.search(r'<tr class="changed"><th scope="row">outcome', html)
    assert re.search(r'<tr class="same"><th scope="row">problems', html)
    assert "<ins>, dtype=&#x27;auto&#x27;</ins>" in html
    assert "the disk is full" in html


def test_a_comparison_can_show_the_first_report_alone() -> None:
    html = shown(LOADED, LOADED, alone=True)
    assert 'class="compare"' not in html
    assert 'data-do="both"' in html


def test_code_that_stays_has_no_diff() -> None:
    assert pair.diff("a", "a") == ""


@pytest.mark.parametrize(
    ("state", "stale", "title", "notice", "buttons"),
    [
        ("done", False, "Verification: M", "", ["go", "verify", "compare", "copy"]),
        ("done", True, "Verification: M (edited since)", "stale", ["go", "verify", "compare", "copy"]),
        ("running", True, "Verification: M (running)", "running", ["go", "cancel"]),
    ],
)
def test_the_heading_says_how_it_stands(state: str, stale: bool, title: str, notice: str, buttons: list[str]) -> None:
    it = Shown(state, stale, LOADED, None, "load.py:4")
    html = panel.content(it)
    assert panel.title(it) == title
    assert re.findall(r'<p class="(stale|running)"', html) == [notice] * bool(notice)
    assert re.findall(r'data-do="(\w+)"', html) == buttons


def test_the_server_answers_with_a_page_and_without_one_for_anything_else() -> None:
    about = {"state": "done", "stale": False, "report": LOADED.as_json(), "fixed": None, "place": "load.py:4"}
    answer = page(about)
    assert answer is not None
    assert set(answer) == {"title", "style", "content"}
    for other in (
        None,
        [],
        {},
        {**about, "report": {"outcome": "loaded"}},
        {**about, "report": {**LOADED.as_json(), "model": {}}},
    ):
        assert page(other) is None
