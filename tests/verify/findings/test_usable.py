"""A model that loaded and is of no use: each way of being so is a problem, and a sound model has none."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from loadlint.verify.findings import notices
from loadlint.verify.findings.diagnosis import findings
from loadlint.verify.run.processes import WORKER

MODEL = {
    "class": "LlamaForCausalLM",
    "checkpoint_classes": ["LlamaForCausalLM"],
    "bytes": 100,
    "bytes_per_device": {"cpu": 100},
    "dtypes": {"float32": {"bytes": 100}},
    "offloaded_share": 0.0,
    "missing_keys": [],
    "missing_count": 0,
    "unexpected_keys": [],
    "unexpected_count": 0,
    "layers": 2,
}
SUMS = """
import importlib.util, sys, torch
spec = importlib.util.spec_from_file_location("worker", sys.argv[1])
worker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(worker)
weight = torch.ones(20_000, 1024, dtype=torch.bfloat16)
before = worker.resident()["VmHWM"]
sound = worker.is_finite(weight, torch), worker.is_finite(torch.tensor(1.0), torch)
added = worker.resident()["VmHWM"] - before
weight[-1, -1] = float("nan")
print(sound, worker.is_finite(weight, torch), added < 40_000_000)
"""
SOUND_OUTPUT = {"finite": True, "constant": False, "broken_weights": [], "broken_count": 0, "loss": 2.0, "chance": 6.0}


def test_sound_model_has_no_problem() -> None:
    assert problems(smoke={"output": SOUND_OUTPUT, "tokenizer_size": 400, "embedding_size": 400, "beyond": []}) == {}


@pytest.mark.parametrize(
    ("model", "name", "words"),
    [
        (
            {"mismatched_keys": [["classifier.weight", "[3, 64]", "[5, 64]"]], "mismatched_count": 1},
            "mismatched-weights",
            "[3, 64] in the checkpoint, [5, 64] in the model",
        ),
        (
            {"unplaced": ["a.weight"], "unplaced_count": 1, "offloaded_share": 0.5,
             "bytes_per_device": {"cpu": 50, "meta": 50}},
            "weights-never-loaded",
            "`a.weight` is on the device `meta`",
        ),
        (
            {"unexpected_keys": ["model.layers.2.mlp.weight"], "unexpected_count": 1},
            "layers-left-out",
            "config.json has 2 layers (`num_hidden_layers`), the checkpoint 3",
        ),
        (
            {"missing_keys": ["a"], "missing_count": 1, "unexpected_keys": ["module.a"], "unexpected_count": 1},
            "prefixed-weights",
            "the prefix `module.`",
        ),
        ({"adapter": {"missing_keys": ["lora_A"]}}, "adapter-not-loaded", "`lora_A` is not in the adapter's file"),
        ({"quantization": {"method": "exl3", "applied": False}}, "quantization-skipped", "`exl3`"),
        ({"plain_encoder": True}, "untrained-pooling", "modules.json is missing"),
    ],
)  # fmt: skip
def test_weights_that_are_not_those_of_the_checkpoint(model: dict[str, Any], name: str, words: str) -> None:
    assert problems(model) == {name: problems(model)[name]}
    assert words in problems(model)[name]


@pytest.mark.parametrize(
    ("output", "name", "words"),
    [
        ({"finite": False, "broken_weights": ["q"], "broken_count": 1}, "not-finite", "`q` holds NaN or infinity"),
        ({"finite": True, "broken_weights": ["q"], "broken_count": 1}, "not-finite", "`q` holds NaN or infinity"),
        ({"finite": False, "broken_count": 0}, "not-finite", "all weights are finite"),
        ({"constant": True, "zero_share": 1.0}, "constant-output", "100% of the matrices are zero"),
        ({"loss": 9.0, "chance": 6.0}, "tokenizer-mismatch", "9.0 a token, and that of a guess 6.0"),
    ],
)
def test_output_that_no_sound_model_has(output: dict[str, Any], name: str, words: str) -> None:
    assert words in problems(smoke={"output": {**SOUND_OUTPUT, **output}})[name]


def test_float16_that_overflows_is_cured_by_bfloat16() -> None:
    half = {"dtypes": {"float16": {"bytes": 100}}}
    (finding,) = found(half, {"output": {"finite": False, "broken_count": 0}})
    assert (finding.name, finding.change and finding.change.value) == ("not-finite", '"bfloat16"')


def test_layers_left_out_on_purpose_are_no_problem() -> None:
    model = {"unexpected_keys": ["model.layers.2.mlp.weight"], "unexpected_count": 1}
    request = {"arguments": [{"name": "num_hidden_layers", "value": {"literal": 2}}]}
    assert [it.name for it in found(model, {}, request) if it.problem] == []


def test_untrained_model_is_a_note() -> None:
    (note,) = found({}, {"output": {**SOUND_OUTPUT, "loss": 6.1}})
    assert (note.name, note.problem) == ("untrained", False)


def test_tokenizer_of_a_newer_release_is_a_problem_with_its_cure() -> None:
    chain = [{"type": "Exception", "message": "data did not match any variant of untagged enum ModelWrapper"}]
    (finding,) = found({}, {"tokenizer": "Exception: data did not", "tokenizer_error": {"chain": chain}})
    assert (finding.name, finding.problem) == ("tokenizer-not-loadable", True)
    assert "upgrade" in finding.cure


def test_warnings_are_shown_once_and_without_noise() -> None:
    texts = [
        "odd  thing\n happened",
        "odd thing happened",
        "\x1b[1mLlama LOAD REPORT\x1b[0m",
        "`torch_dtype` is deprecated!",
    ]
    assert notices.chosen(texts) == ("odd thing happened",)


def problems(model: dict[str, Any] | None = None, smoke: dict[str, Any] | None = None) -> dict[str, str]:
    return {it.name: it.evidence for it in found(model or {}, smoke or {}) if it.problem}


def found(model: dict[str, Any], smoke: dict[str, Any], request: dict[str, Any] | None = None) -> Any:
    return findings({**MODEL, **model}, smoke, {}, request or {}, None)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_weights_are_searched_for_nan_without_a_copy_of_them() -> None:
    done = subprocess.run([sys.executable, "-c", SUMS, str(WORKER)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(True, True) False True"
