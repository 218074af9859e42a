"""A short run of the fuzzer: what the server shows after random edits is what a fresh lint finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench import fuzz, soak
from loadlint.editor import analysis
from loadlint.project.project import Checks
from loadlint_rules import RULES
from loadlint_rules.analysis.model import Source

LOAD = "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('a', revision='main', {})\n"


@pytest.mark.parametrize(
    "text",
    [
        LOAD.format("") + ":    model.to('cuda')\n",
        LOAD.format("token='a\x00b'"),
        LOAD.format("token='a' '\x00b'"),
        LOAD.format(f"max_memory={'9' * 5_000}"),
    ],
)
def test_what_the_fuzzer_stumbled_over_is_linted(text: str) -> None:
    assert analysis.Analysis().lint(Source(text), Checks(tuple(RULES))).source.text == text


def test_random_edits_leave_the_findings_of_a_fresh_lint(tmp_path: Path, report_figure: Callable[[str], None]) -> None:
    figures = fuzz.run(tmp_path, sequences=150, seed=20261122)
    report_figure(f"fuzzed: {figures}")
    assert figures.sequences == 150
    assert figures.findings > 500
    assert 0 < figures.broken < 150


def test_memory_is_flat_and_storms_of_cancelled_requests_are_answered(
    tmp_path: Path, report_figure: Callable[[str], None]
) -> None:
    figures = soak.run(tmp_path, seconds=15)
    report_figure(f"soaked: {figures}")
    assert figures.cancelled > 0
    # A leak of one text an edit would be some hundred megabytes; caches are still filling here.
    assert figures.growth < 40
