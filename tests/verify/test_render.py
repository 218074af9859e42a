"""How a report reads."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from typing import Any

import pytest

from loadlint.verify import comparison, figures, render
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


def test_time_of_a_token_of_zeros_is_an_estimate() -> None:
    rehearsed = dataclasses.replace(LOADED, smoke={"text": None, "tokens": 16, "ms_per_token": 20.0, "estimated": True})
    assert render.line(rehearsed).endswith(", estimated 20 ms a token")
    assert "16 tokens, estimated 20 ms each" in render.full(rehearsed)


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


def test_wait_for_an_estimate_is_no_part_of_the_imports() -> None:
    held = dataclasses.replace(LOADED, times={**LOADED.times, "wait_for_estimate": 0.15})
    assert "import 5.0 s, wait for estimate 150 ms, total 6.0 s" in render.full(held, width=200)
    assert render.line(held) == render.line(LOADED)


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
    assert labels[:2] == ["device", "weights"]
    assert labels.index("dtype") > 1
    assert "-96%" in text
    assert text.endswith("gain: weights -96%\n")


def test_noise_is_not_shown_as_change() -> None:
    shaken = dataclasses.replace(
        LOADED,
        times={**LOADED.times, "load": 0.55, "first_forward": 0.3},
        memory={**LOADED.memory, "host_resident": 901_000_000},
        smoke={**LOADED.smoke, "ms_per_token": 39.0, "quartile_ms": [30.0, 45.0]},
    )
    still = dataclasses.replace(
        LOADED,
        memory={**LOADED.memory, "host_resident": 900_000_000},
        smoke={**LOADED.smoke, "quartile_ms": [33.0, 41.0]},
    )
    assert [it.label for it in comparison.rows(still, shaken) if it.differs] == []
    assert {it.changed for it in comparison.rows(still, shaken)} == {"", "within noise"}
    assert comparison.sentence(still, shaken).startswith("no gain that could be measured here")


def test_gain_and_cost_stand_in_one_sentence() -> None:
    before = dataclasses.replace(
        LOADED,
        diagnosis=(Diagnosis("asked-otherwise", "asked for bfloat16 on line 10, got float32", "say so"),),
        memory={**LOADED.memory, "host_resident": 900_000_000},
        smoke={**LOADED.smoke, "quartile_ms": [33.0, 41.0]},
    )
    slower = {"dtype": "bfloat16", "device": "cpu", "factor": 2.3, "half_ms": 2.3, "float32_ms": 1.0}
    after = dataclasses.replace(
        LOADED,
        memory={**LOADED.memory, "host_resident": 600_000_000},
        smoke={**LOADED.smoke, "ms_per_token": 70.4, "quartile_ms": [60.0, 80.0], "slower": slower},
    )
    assert comparison.sentence(before, after) == (
        "gain: `asked-otherwise` is gone, memory held -33%;"
        " cost: a token +100%, bfloat16 takes 2.3 times as long as float32 here"
    )


def test_load_that_works_only_after_its_fixes_is_a_gain() -> None:
    assert comparison.sentence(FAILED, LOADED) == "gain: the load works now"
    assert comparison.sentence(LOADED, FAILED).startswith("no gain")


def test_report_shows_quantization_adapter_attention_and_findings() -> None:
    model = {
        **MODEL,
        "attention": "sdpa",
        "quantization": {"method": "bitsandbytes", "bits": 4, "compute_dtype": "bfloat16", "applied": True},
        "adapter": {"names": ["default"], "rank": 8, "trainable": 1_200_000},
    }
    finding = {"rule": "quantized-model-cast", "severity": "error", "message": "the cast raises", "line": 12}
    text = render.full(dataclasses.replace(LOADED, model=model, findings=(finding,)), width=200)
    assert "  quantization  bitsandbytes, 4 bits a weight, computes in bfloat16\n" in text
    assert "  adapter       default, rank 8, 1.2 million of 135 million parameters trainable (0.9%)\n" in text
    assert "  attention     sdpa\n" in text
    assert "  finding       error quantized-model-cast, line 12: the cast raises\n" in text


def test_killed_load_shows_its_log() -> None:
    death = Failure("WorkerDied", "the loading process ended", "loading", cause="a library crashed", cure="see its log")
    text = render.full(dataclasses.replace(FAILED, outcome="killed", error=death))
    assert text.count("    log: a last word\n") == 1


@pytest.mark.parametrize(
    ("function", "value", "text"),
    [
        (figures.milliseconds, 2330.4, "2.3 s"),
        (figures.milliseconds, 0.0834, "0.0834 ms"),
        (figures.seconds, 0.9996, "1,000 ms"),
        (figures.size, 999_600_000, "1,000 MB"),
        (figures.parameters, 145, "145"),
        (figures.parameters, 8_030_261_248, "8.03 billion"),
    ],
)
def test_figures_read_well(function: Callable[[Any], str], value: float, text: str) -> None:
    assert function(value) == text


def test_small_share_is_not_shown_as_nothing() -> None:
    assert [figures.share(it, 1000) for it in (0, 0.1, 4, 740)] == ["0%", "0.1%", "0.4%", "74%"]


def test_failed_load_compares_with_a_loaded_one() -> None:
    text = render.compare(FAILED, LOADED)
    assert "failed: KeyError: 'frob'" in text
    assert f"after:  {render.line(LOADED)}\n" in text


def test_written_report_is_plain_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    render.write(LOADED, out)
    assert out.getvalue() == render.full(LOADED)


def test_terminal_gets_the_same_text_in_color() -> None:
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
    assert figures.size(amount) == text
