"""How a report reads."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import pytest

from loadlint.verify import render
from loadlint.verify.report import Diagnosis, Failure, VerifyReport

MODEL: dict[str, Any] = {
    "class": "LlamaForCausalLM",
    "parameters": 134_515_008,
    "bytes": 269_030_016,
    "bytes_per_device": {"cuda:0": 200_000_000, "cpu": 69_030_016},
    "dtypes": {"bfloat16": {"parameters": 134_515_008, "bytes": 269_030_016}},
    "missing_count": 0,
    "unexpected_count": 0,
}
LOADED = VerifyReport(
    {"path": "app/load.py", "cell": None, "line": 12, "column": 9},
    {"call": "AutoModelForCausalLM.from_pretrained('m')", "notes": []},
    "loaded",
    environment={"interpreter": "python", "python": "3.11.7", "versions": {"torch": "2.13.0"}, "devices": []},
    model=MODEL,
    times={"load": 0.5, "resolve": 0.1, "import": 5.0, "first_forward": 0.25, "total": 6.0},
    memory={"host_peak": 500_000_000, "host_before": 260_000_000, "devices": {"cuda:0": 210_000_000}},
    smoke={"text": "The capital\nof France", "tokens": 16, "ms_per_token": 35.2},
)
FAILED = VerifyReport(
    LOADED.site,
    LOADED.request,
    "failed",
    error=Failure("KeyError", "'frob'", "loading", traceback="Traceback (most recent call last):\n  frob()\n"),
    log=("a last word",),
)


def test_line_tells_what_was_loaded_and_how_fast() -> None:
    line = "loaded LlamaForCausalLM on cuda:0 and cpu, bfloat16, in 600 ms, 35.2 ms a token"
    assert render.line(LOADED) == line


def test_line_tells_the_first_problem() -> None:
    report = dataclasses.replace(LOADED, diagnosis=(Diagnosis("offloaded", "a quarter is on the cpu", "less"),))
    assert render.line(report).endswith("; 1 problem: a quarter is on the cpu")
    assert report.status == 1


def test_line_tells_why_not() -> None:
    assert render.line(FAILED) == "not loaded: KeyError: 'frob'"
    assert render.line(dataclasses.replace(FAILED, outcome="cancelled", error=None)) == "not loaded: cancelled"


def test_full_report_ends_with_the_line() -> None:
    text = render.full(LOADED, width=200)
    assert text.endswith(f"\n{render.line(LOADED)}\n")
    assert text.startswith("loaded  AutoModelForCausalLM.from_pretrained('m')\n        app/load.py:12\n")
    assert "device        cuda:0 200 MB (74%), cpu 69 MB (26%)" in text
    assert "host peak 500 MB of its own (measured), 240 MB over the 260 MB before the load; cuda:0 peak 210 MB" in text
    assert '16 tokens, 35.2 ms each: "The capital of France"' in text


def test_unknown_error_is_shown_whole() -> None:
    text = render.full(FAILED)
    assert "unknown to loadlint" in text
    assert "    Traceback (most recent call last):\n      frob()\n    log: a last word\n" in text


@pytest.mark.parametrize("report", [LOADED, FAILED])
def test_no_line_ends_in_blanks_or_is_too_wide(report: VerifyReport) -> None:
    lines = render.full(report, 80).split("\n")
    assert [it for it in lines if it != it.rstrip() or len(it) > 80] == []


def test_comparison_puts_what_differs_first() -> None:
    smaller = {**MODEL, "bytes": 10_000_000, "bytes_per_device": {"cpu": 10_000_000}}
    text = render.compare(LOADED, dataclasses.replace(LOADED, model=smaller))
    labels = [it[2:16].strip() for it in text.split("\n") if it.startswith("  ") and it[2:16].strip(" -")]
    assert labels[:2] == ["weights", "device"]
    assert labels.index("dtype") > 1


def test_failed_load_compares_with_a_loaded_one() -> None:
    text = render.compare(FAILED, LOADED)
    assert "failed: KeyError: 'frob'" in text
    assert f"after:  {render.line(LOADED)}\n" in text


def test_written_report_is_plain_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    render.write(LOADED, out)
    assert out.getvalue() == render.full(LOADED)


def test_terminal_gets_the_same_text_in_colour() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    render.write(LOADED, out)
    assert "\x1b[" in out.getvalue()


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (269_030_016, "269 MB"), (1.5e9, "1.5 GB"), (None, "unknown")],
)
def test_sizes_read_well(amount: float | None, text: str) -> None:
    assert render.size(amount) == text
