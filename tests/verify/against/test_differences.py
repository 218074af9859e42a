"""The differences of one load in two releases."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify import comparison, render
from loadlint.verify.against import other
from loadlint.verify.report import VerifyReport
from tests.verify.test_command import Typed
from tests.verify.test_command import typed as typed
from tests.verify.test_render import FAILED, LOADED, MODEL

FAST = {"ms_per_token": 10.0, "fastest_ms": 9.0, "quartile_ms": [9.5, 10.5]}
SLOW = {"ms_per_token": 20.0, "fastest_ms": 18.0, "quartile_ms": [19.5, 20.5]}


def _changed(**changes: Any) -> VerifyReport:
    return dataclasses.replace(LOADED, **changes)


def _model(**changes: Any) -> VerifyReport:
    return _changed(model={**MODEL, **changes})


@pytest.mark.parametrize(
    "after",
    [
        LOADED,
        _changed(times={"load": 5.0, "import": 50.0}),
        _changed(memory={"host_peak": 600_000_000, "host_before": 360_000_000, "devices": {"cuda:0": 210_000_000}}),
        _changed(findings=({"rule": "missing-device-map", "severity": "error", "message": "x", "line": 1},)),
    ],
)
def test_noise_is_no_difference(after: VerifyReport) -> None:
    assert comparison.differences(LOADED, after) == []


@pytest.mark.parametrize(
    ("after", "labels"),
    [
        (FAILED, {"outcome"}),
        (_model(**{"class": "Other"}), {"class"}),
        (_model(dtypes={"float32": MODEL["dtypes"]["bfloat16"]}), {"dtype"}),
        (_model(bytes_per_device={"cuda:0": 100_000_000, "cpu": 169_030_016}), {"weights on cuda:0", "weights on cpu"}),
        (_model(missing_count=1, missing_keys=["lm_head.weight"]), {"keys"}),
        (_model(attention="eager"), {"attention"}),
        (_changed(warnings=("torch_dtype is deprecated",)), {"warnings"}),
        (_changed(memory={**LOADED.memory, "host_peak": 900_000_000}), {"peak of its own"}),
        (_changed(smoke={**LOADED.smoke, "text": "The capital of Peru"}), {"text"}),
    ],
)
def test_difference_is_named(after: VerifyReport, labels: set[str]) -> None:
    assert {it.label for it in comparison.differences(LOADED, after)} == labels


def test_slower_tokens_are_a_difference_beyond_the_noise() -> None:
    fast, slow = _changed(smoke=FAST), _changed(smoke=SLOW)
    assert [it.label for it in comparison.differences(fast, slow)] == ["a token"]
    # A busy machine slows most tokens down, but not the fastest one.
    busy = _changed(smoke={**SLOW, "fastest_ms": 9.1})
    assert comparison.differences(fast, busy) == []


def test_differences_read_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    render.write_differences(LOADED, _model(**{"class": "Other"}), "transformers==5.23.0", sys.stdout)
    lines = capsys.readouterr().out.split("\n")
    assert lines[0] == "AutoModelForCausalLM.from_pretrained('m')  against transformers==5.23.0"
    assert any(it.split() == ["class", "LlamaForCausalLM", "Other"] for it in lines)
    assert lines[-2] == "1 difference"


def test_json_has_both_reports_and_what_differs() -> None:
    value = other.as_json(LOADED, {"python3.13": _model(**{"class": "Other"})})
    assert set(value) == {"before", "against", "after", "differences"}
    assert value["differences"] == [{"what": "class", "before": "LlamaForCausalLM", "after": "Other", "change": ""}]
    several = other.as_json(LOADED, {"a": LOADED, "b": FAILED})
    assert [it["against"] for it in several["others"]] == ["a", "b"]


def test_command_compares_interpreters(typed: Typed, bare_python: str, fake_python: str) -> None:
    status, out, _ = typed("loads.py:5", "--against", fake_python, "--output-format", "json")
    value = json.loads(out)
    assert (status, value["before"]["outcome"], value["differences"]) == (0, "loaded", [])
    status, out, _ = typed("loads.py:5", "--against", bare_python)
    assert status == 2
    assert "outcome" in out


def test_release_takes_the_place_of_the_interpreters_own(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from loadlint.verify.against import packages

    folder = tmp_path / "release"
    (folder / "transformers-99.0.dist-info").mkdir(parents=True)
    (folder / "transformers-99.0.dist-info" / "METADATA").write_text("Name: transformers\nVersion: 99.0\n")
    lay: Callable[..., Path] = lambda *_: folder  # noqa: E731
    monkeypatch.setattr(packages, "lay", lay)
    status, out, _ = typed("loads.py:5", "--against", "transformers==99.0", "--output-format", "json")
    value = json.loads(out)
    assert (status, value["after"]["environment"]["versions"]["transformers"]) == (0, "99.0")
    assert "transformers" not in value["before"]["environment"]["versions"]
