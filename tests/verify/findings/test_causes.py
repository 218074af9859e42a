"""Causes that come from the facts around a failure: folder, configuration, request, log and estimate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify.findings import causes
from loadlint.verify.findings.around import Around
from tests.verify.loads import by_hand

NO_WEIGHTS = "OSError: Error no file named model.safetensors, or pytorch_model.bin, found in directory model."


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("model.onnx", "ONNX"),
        ("pytorch_model_fsdp_0/__0_0.distcp", "accelerate merge-weights model/pytorch_model_fsdp_0 model"),
        ("zero_to_fp32.py", "python model/zero_to_fp32.py"),
        ("consolidated.00.pth", "consolidated"),
        ("model-Q4.gguf", 'gguf_file="model-Q4.gguf"'),
    ],
)
def test_weights_in_another_form_are_named_with_the_way_to_a_checkpoint(tmp_path: Path, file: str, words: str) -> None:
    folder(tmp_path, file)
    assert words in found(tmp_path, NO_WEIGHTS)


def test_empty_folder_has_no_cause_of_its_own(tmp_path: Path) -> None:
    folder(tmp_path)
    assert causes.find(around(tmp_path, NO_WEIGHTS)) is None


def test_checkpoint_below_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "model" / "checkpoint-50").mkdir(parents=True)
    (tmp_path / "model" / "checkpoint-50" / "config.json").write_text("{}")
    assert '"model/checkpoint-50"' in found(
        tmp_path, "ValueError: Unrecognized model in model. Should have a `model_type`"
    )


def test_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("weights")
    assert "is a file, and the call wants the folder" in found(tmp_path, "OSError: is not a valid JSON file")


def test_home_folder_is_expanded_by_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "model").mkdir()
    cause = causes.find(around(tmp_path, "OSError: ~/model is not a local folder", "~/model"))
    assert cause is not None
    assert "`~` is expanded by shells" in cause.text


@pytest.mark.parametrize(
    ("text", "estimate", "words"),
    [
        ("OSError: We couldn't connect to the hub", {"reason": "the hub answers with status 407"}, "407"),
        ("OSError: We couldn't connect to the hub", {"reason": "[SSL: CERTIFICATE_VERIFY_FAILED]"}, "certificate"),
    ],
)
def test_network_fault_that_the_estimate_met(tmp_path: Path, text: str, estimate: dict[str, Any], words: str) -> None:
    assert words in found(tmp_path, text, estimate=estimate)


def test_shapes_that_differ_are_named_with_the_number_to_correct(tmp_path: Path) -> None:
    folder(tmp_path, vocab_size=500)
    text = (
        "RuntimeError: size mismatch for model.embed_tokens.weight: copying a param with shape torch.Size([303, 64])"
        " from checkpoint, the shape in current model is torch.Size([500, 64])."
    )
    assert found(tmp_path, text).endswith("correct `vocab_size` in config.json from 500 to 303")


def test_hostile_pickle_is_called_so(tmp_path: Path) -> None:
    text = "UnpicklingError: Trying to load unsupported GLOBAL posix.system whose module posix is blocked."
    assert "the file is hostile" in found(tmp_path, text)


def folder(root: Path, file: str | None = None, **config: object) -> None:
    (root / "model").mkdir()
    (root / "model" / "config.json").write_text(json.dumps({"model_type": "llama", **config}))
    if file:
        (root / "model" / file).parent.mkdir(exist_ok=True)
        (root / "model" / file).write_text("x")


def around(root: Path, text: str, name: str = "model", **more: Any) -> Around:
    return Around(text, request=by_hand(name), cwd=str(root), **more)


def found(root: Path, text: str, **more: Any) -> str:
    cause = causes.find(around(root, text, **more))
    assert cause is not None
    return f"{cause.text}; {cause.cure}"
