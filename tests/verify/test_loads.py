"""Real loads of small models with the real libraries."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.verify.loads import Run, by_hand, from_text

IMPORTS = "import torch\nfrom transformers import AutoModelForCausalLM\n"


def test_load_is_measured_as_the_code_says(models: Path) -> None:
    text = (
        IMPORTS + "model = AutoModelForCausalLM.from_pretrained('sharded', dtype=torch.float32).half()\nmodel.eval()\n"
    )
    report = Run(from_text(text), sys.executable, models).report()
    assert (report.outcome, report.status, report.error) == ("loaded", 0, None)
    assert report.model is not None
    assert (report.model["class"], report.model["parameters"]) == ("LlamaForCausalLM", 106816)
    assert report.model["bytes_per_device"] == {"cpu": 2 * 106816}
    assert list(report.model["dtypes"]) == ["float16"]
    assert (report.model["missing_count"], report.model["unexpected_count"]) == (0, 0)
    assert report.smoke["tokens"] == 16
    assert report.smoke["ms_per_token"] > 0
    assert {"import", "resolve", "load", "move", "first_forward", "total"} <= set(report.times)
    assert sum(it for name, it in report.times.items() if name != "total") < report.times["total"]
    assert report.memory["host_peak"] >= report.memory["host_before"] > 0


def test_offloaded_share_is_found_where_the_weights_look_present(models: Path) -> None:
    text = IMPORTS + (
        "AutoModelForCausalLM.from_pretrained(\n"
        "    'whole', device_map={'model': 'cpu', 'lm_head': 'disk'}, offload_folder='/nowhere/off')\n"
    )
    report = Run(from_text(text), sys.executable, models).report()
    assert report.outcome == "loaded"
    assert report.model is not None
    assert report.model["bytes_per_device"] == {"cpu": 4 * 106816 - 4 * 256 * 64, "disk": 4 * 256 * 64}
    assert [it.name for it in report.problems] == ["offloaded"]
    assert report.status == 1


def test_missing_head_is_a_load_with_a_problem(models: Path) -> None:
    report = Run(by_hand("headless"), sys.executable, models).report()
    assert (report.outcome, report.status) == ("loaded", 1)
    assert [it.name for it in report.problems] == ["missing-weights"]
    assert "lm_head.weight" in report.problems[0].evidence


def test_wrong_path(models: Path) -> None:
    error = _failed(Run(by_hand("./nowhere"), sys.executable, models))
    assert error == ("resolving", "there is no folder `./nowhere`, and no repository of this name that can be read")


def test_truncated_weights(models: Path) -> None:
    error = _failed(Run(by_hand("cut"), sys.executable, models))
    assert error == ("loading", "a weights file is cut short: its download or copy did not finish")


def test_missing_accelerate(models: Path, python_without_accelerate: str) -> None:
    run = Run(by_hand("whole", device_map="auto"), python_without_accelerate, models)
    report = run.report()
    assert (report.outcome, report.status) == ("failed", 3)
    assert report.error is not None
    assert report.error.cause == "a `device_map` needs accelerate, which this interpreter lacks"
    assert report.error.cure == f"install it: {python_without_accelerate} -m pip install accelerate"
    assert "accelerate" not in report.environment["versions"]


def test_asking_for_cuda_where_there_is_none(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    report = Run(by_hand("whole", device_map="cuda"), sys.executable, models).report()
    assert (report.outcome, report.status) == ("failed", 3)
    assert report.error is not None
    assert "CUDA device" in (report.error.cause or "")


def test_cancel_during_the_import_of_the_libraries(models: Path) -> None:
    run = Run(by_hand("whole"), sys.executable, models, cancel_in="importing")
    assert run.report().outcome == "cancelled"
    assert run.phases == ["importing"]


def _failed(run: Run) -> tuple[str, str | None]:
    report = run.report()
    assert (report.outcome, report.status) == ("failed", 3)
    assert report.error is not None
    return report.error.phase, report.error.cause
