"""Real loads of small models with the real libraries, in the newest release and the last one before 5."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify.findings import diagnosis
from loadlint.verify.report import Diagnosis
from proofs import environments
from tests.verify.loads import Run, attempted, by_hand, from_text

OLD = "4.57.6"
RELEASES = [environments.NEWEST, *([OLD] if OLD in environments.present() else [])]
SIZE = 4 * 106816
HEAD = 4 * 256 * 64
IMPORTS = """import torch
from transformers import AutoModel, AutoModelForCausalLM, AutoModelForSequenceClassification, pipeline
"""
LOADS = {
    "as stored": "AutoModelForCausalLM.from_pretrained('half')",
    "cast in the load": "AutoModelForCausalLM.from_pretrained('sharded', dtype=torch.float16)",
    "cast after the load": "AutoModelForCausalLM.from_pretrained('sharded', dtype=torch.float32).half()",
    "offloaded": "AutoModelForCausalLM.from_pretrained('whole', device_map={'model': 'cpu', 'lm_head': 'disk'}, "
    "offload_folder='/nowhere/off')",
    "placed by limits": "AutoModelForCausalLM.from_pretrained('whole', device_map='auto', "
    "max_memory={'cpu': '320KB'}, offload_folder='/nowhere/off')",
    "no head in the checkpoint": "AutoModelForCausalLM.from_pretrained('headless')",
    "another head": "AutoModelForSequenceClassification.from_pretrained('whole')",
    "body alone": "AutoModel.from_pretrained('whole')",
    "pickle": "AutoModelForCausalLM.from_pretrained('tied')",
    "untrained tokenizer": "AutoModelForCausalLM.from_pretrained('few-words')",
    "pipeline": "pipeline('text-generation', model='few-words')",
}
FINDINGS = {
    "offloaded": {"offloaded"},
    "placed by limits": {"offloaded"},
    "no head in the checkpoint": {"missing-weights"},
    "another head": {"wrong-class"},
    "untrained tokenizer": {"untrained-tokenizer"},
}
FEW_WORDS = {
    "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
    "pre_tokenizer": {"type": "Whitespace"}, "post_processor": None, "decoder": None,
    "model": {"type": "WordLevel", "vocab": {"<unk>": 0, "the": 1, "capital": 2}, "unk_token": "<unk>"},
}  # fmt: skip
Seen = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def seen(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Seen]:
    """Return the worker's events of each load in a release, run in one process."""
    folder = tmp_path_factory.mktemp("loads")
    for it in models.iterdir():
        (folder / it.name).symlink_to(it)
    shutil.copytree(models / "whole", folder / "few-words")
    (folder / "few-words" / "tokenizer.json").write_text(json.dumps(FEW_WORDS))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "<unk>"}
    (folder / "few-words" / "tokenizer_config.json").write_text(json.dumps(settings))
    loads: dict[str, Seen] = {}

    def of(release: str) -> Seen:
        if release not in loads:
            requests = [from_text(f"{IMPORTS}{it}\n") for it in LOADS.values()]
            attempts = attempted(requests, folder, {**os.environ, "HF_HUB_OFFLINE": "1"}, environments.python(release))
            loads[release] = {name: _merged(events) for name, events in zip(LOADS, attempts, strict=True)}
        return loads[release]

    return of


@pytest.mark.parametrize("release", RELEASES)
def test_each_load_comes_to_its_end(seen: Callable[[str], Seen], release: str) -> None:
    ends = {name: event["event"] for name, event in seen(release).items()}
    assert ends == dict.fromkeys(LOADS, "result")


@pytest.mark.parametrize("release", RELEASES)
def test_weights_are_counted_where_they_are(seen: Callable[[str], Seen], release: str) -> None:
    models = {name: it["model"] for name, it in seen(release).items()}
    assert models["cast in the load"]["bytes_per_device"] == {"cpu": SIZE // 2}
    assert models["cast after the load"]["bytes_per_device"] == {"cpu": SIZE // 2}
    assert list(models["cast after the load"]["dtypes"]) == ["float16"]
    # An offloaded weight looks present, but lies on no device.
    assert models["offloaded"]["bytes_per_device"] == {"cpu": SIZE - HEAD, "disk": HEAD}
    assert set(models["placed by limits"]["bytes_per_device"]) == {"cpu", "disk"}
    assert models["body alone"]["bytes"] == SIZE - HEAD
    assert models["pickle"]["bytes"] == SIZE - HEAD


@pytest.mark.parametrize("release", RELEASES)
def test_default_dtype_is_that_of_the_release(seen: Callable[[str], Seen], release: str) -> None:
    load = seen(release)["as stored"]
    doubled = release != environments.NEWEST
    assert list(load["model"]["dtypes"]) == ["float32" if doubled else "bfloat16"]
    assert ("default-dtype" in _names(_findings(load, {"bytes_by_dtype": {"bfloat16": SIZE}}))) is doubled


@pytest.mark.parametrize("release", RELEASES)
def test_problems_are_found(seen: Callable[[str], Seen], release: str) -> None:
    problems = {name: _names(_findings(load)) for name, load in seen(release).items()}
    assert problems == {name: FINDINGS.get(name, set()) for name in LOADS}


@pytest.mark.parametrize("release", RELEASES)
def test_models_that_generate_are_tried(seen: Callable[[str], Seen], release: str) -> None:
    tried = {name for name, load in seen(release).items() if load["smoke"].get("tokens")}
    assert set(LOADS) - tried == {"another head", "body alone"}
    times = seen(release)["as stored"]["times"]
    assert {"importing", "resolving", "downloading", "loading", "moving"} <= set(times)


@pytest.mark.parametrize("release", RELEASES)
def test_load_is_measured_as_the_code_says(models: Path, release: str) -> None:
    text = (
        f"{IMPORTS}model = AutoModelForCausalLM.from_pretrained('sharded', dtype=torch.float32).half()\nmodel.eval()\n"
    )
    report = Run(from_text(text), environments.python(release), models).report()
    assert (report.outcome, report.status, report.error) == ("loaded", 0, None)
    assert report.model is not None
    assert (report.model["class"], report.model["parameters"]) == ("LlamaForCausalLM", 106816)
    assert (report.model["missing_count"], report.model["unexpected_count"]) == (0, 0)
    assert report.smoke["ms_per_token"] > 0
    assert {"import", "resolve", "load", "move", "first_forward", "total"} <= set(report.times)
    assert sum(it for name, it in report.times.items() if name != "total") < report.times["total"]
    assert report.memory["host_peak"] >= report.memory["host_before"] > 0


def test_missing_accelerate(models: Path, python_without_accelerate: str) -> None:
    run = Run(by_hand("whole", device_map="auto"), python_without_accelerate, models)
    report = run.report()
    assert (report.outcome, report.status) == ("failed", 3)
    assert report.error is not None
    assert report.error.cause == "a `device_map` needs accelerate, which this interpreter lacks"
    assert report.error.cure == f"install it: {python_without_accelerate} -m pip install accelerate"
    assert "accelerate" not in report.environment["versions"]


def test_cancel_during_the_import_of_the_libraries(models: Path) -> None:
    run = Run(by_hand("whole"), sys.executable, models, cancel_in="importing")
    assert run.report().outcome == "cancelled"
    assert run.phases == ["importing"]


def _merged(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The last event with the environment of the load."""
    return {**events[-1], "environment": next(it for it in events if it["event"] == "env")}


def _findings(load: dict[str, Any], preflight: dict[str, Any] | None = None) -> tuple[Diagnosis, ...]:
    return diagnosis.findings(load["model"], load["smoke"], load["environment"], {}, preflight)


def _names(findings: tuple[Diagnosis, ...]) -> set[str]:
    # Whether other work shares the processor is not up to the load.
    return {it.name for it in findings if it.problem}
