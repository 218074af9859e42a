"""Estimates from headers alone."""

from __future__ import annotations

import dataclasses
import json
import struct
from pathlib import Path

import pytest

from loadlint.verify.estimate.host import RESERVE, Host
from loadlint.verify.estimate.preflight import estimate
from loadlint.verify.estimate.shelf import find
from loadlint.verify.request import Step
from tests.verify.hub import COMMIT
from tests.verify.loads import by_hand

PLENTY = Host(memory=100_000_000_000)
CONFIG = {"num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 64}
KV_CACHE = 2 * 2 * 2 * 16 * 512  # layers, keys and values, heads, width, tokens; times the dtype's size


def test_checkpoint_in_its_own_dtype_is_mapped_not_copied(tmp_path: Path) -> None:
    _checkpoint(tmp_path, BF16=1000)
    preflight = estimate(by_hand("model"), cwd=tmp_path, transformers="5.23.0", host=PLENTY)
    assert (preflight.verdict, preflight.dtype, preflight.private) == ("ok", "bfloat16", KV_CACHE * 2)
    assert dict(preflight.weights.bytes_by_dtype) == {"bfloat16": 2000}


def test_cast_copies_every_float_weight(tmp_path: Path) -> None:
    _checkpoint(tmp_path, F32=1000, I64=10)
    preflight = estimate(by_hand("model", dtype="torch.bfloat16"), cwd=tmp_path, host=PLENTY)
    assert preflight.private == 2000 + KV_CACHE * 2


def test_releases_before_5_load_as_float32(tmp_path: Path) -> None:
    _checkpoint(tmp_path, BF16=1000)
    preflight = estimate(by_hand("model"), cwd=tmp_path, transformers="4.57.6", host=PLENTY)
    assert (preflight.dtype, preflight.private) == ("float32", 4000 + KV_CACHE * 4)


def test_cast_after_the_load_counts_too(tmp_path: Path) -> None:
    _checkpoint(tmp_path, F32=1000)
    request = dataclasses.replace(by_hand("model"), steps=(Step("half", (), (), ".half()", 1),))
    preflight = estimate(request, cwd=tmp_path, transformers="5.23.0", host=PLENTY)
    assert preflight.private == 2000 + KV_CACHE * 4


def test_shards_are_summed_and_a_short_one_is_named(tmp_path: Path) -> None:
    for number in (1, 2):
        _checkpoint(tmp_path, f"model-0000{number}-of-00002.safetensors", F32=100)
    last = tmp_path / "model" / "model-00002-of-00002.safetensors"
    last.write_bytes(last.read_bytes()[:-40])
    preflight = estimate(by_hand("model"), cwd=tmp_path, host=PLENTY)
    assert dict(preflight.weights.bytes_by_dtype) == {"float32": 800}
    assert preflight.weights.files == 2
    (note,) = preflight.weights.notes
    assert note.startswith("model-00002-of-00002.safetensors has ")


@pytest.mark.parametrize(
    "data",
    [b"", b"version https://git-lfs.github.com/spec/v1\n", b"\x05\0\0\0\0\0\0\0nojson"],
    ids=["empty", "lfs", "torn"],
)
def test_file_that_is_no_safetensors_is_named_not_counted(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(data)
    preflight = estimate(by_hand("model"), cwd=tmp_path, host=PLENTY)
    assert preflight.verdict == "damaged"
    assert preflight.weights.notes == (preflight.reason,)


@pytest.mark.parametrize(("free", "verdict"), [(40, "ok"), (25, "tight"), (22, "too-big")])
def test_verdict_follows_the_room(tmp_path: Path, free: int, verdict: str) -> None:
    # Ten billion weights become 20 GB; libraries and a tenth come on top, so 22.4 GB are needed.
    _checkpoint(tmp_path, F32=10_000_000_000)
    request = by_hand("model", dtype="torch.float16")
    assert estimate(request, cwd=tmp_path, host=Host((free + 1) * 10**9)).verdict == verdict


def test_limit_is_room_too(tmp_path: Path) -> None:
    _checkpoint(tmp_path, F32=1000)
    assert estimate(by_hand("model"), cwd=tmp_path, host=PLENTY, limit=100_000_000).verdict == "too-big"


def test_free_memory_is_that_before_a_hub_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub is asked while the libraries of the load are imported, whose memory the estimate adds itself."""
    _checkpoint(tmp_path, F32=1000)
    module, asked = "loadlint.verify.estimate.preflight", []
    monkeypatch.setattr(f"{module}.this_host", lambda: asked.append("host") or Host(100 * RESERVE))
    monkeypatch.setattr(f"{module}.find", lambda *it: asked.append("files") or find(*it))
    assert estimate(by_hand("model"), cwd=tmp_path).available == 99 * RESERVE
    assert asked == ["host", "files"]


def test_cached_repository_is_found_at_its_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    repository = tmp_path / "hub" / "models--acme--tiny"
    _checkpoint(repository / "snapshots", folder=COMMIT, F16=10)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    assert dict(estimate(by_hand("acme/tiny"), cwd=tmp_path, host=PLENTY).weights.bytes_by_dtype) == {"float16": 20}
    other = dataclasses.replace(by_hand("acme/tiny", revision="v2"), offline=True)
    assert estimate(other, cwd=tmp_path, host=PLENTY).where is None


def test_pipeline_of_diffusion_counts_each_of_its_parts(tmp_path: Path) -> None:
    for part, name in {"unet": "diffusion_pytorch_model", "text_encoder": "model", "text_encoder_2": "model"}.items():
        _checkpoint(tmp_path / "pipe", f"{name}.safetensors", part, F16=1000)
        _checkpoint(tmp_path / "pipe", f"{name}.fp16.safetensors", part, F16=1000)
    # One file for other programs beside the folders, which the pipeline does not read.
    _checkpoint(tmp_path / "pipe", "all-in-one.safetensors", ".", F16=3000)
    (tmp_path / "pipe" / "config.json").rename(tmp_path / "pipe" / "model_index.json")
    request = by_hand("pipe", "diffusers.DiffusionPipeline.from_pretrained")
    preflight = estimate(request, cwd=tmp_path, host=PLENTY)
    assert (preflight.weights.files, dict(preflight.weights.bytes_by_dtype)) == (3, {"float16": 6000})
    # Without a word about it, diffusers loads as float32.
    assert (preflight.dtype, preflight.private) == ("float32", 12000)


def test_subfolder_is_what_is_estimated(tmp_path: Path) -> None:
    _checkpoint(tmp_path / "pipe", "diffusion_pytorch_model.safetensors", "unet", F32=1000)
    _checkpoint(tmp_path, folder="pipe", F32=50)
    preflight = estimate(by_hand("pipe", subfolder="unet"), cwd=tmp_path, host=PLENTY)
    assert (preflight.weights.total, preflight.where) == (4000, str(tmp_path / "pipe" / "unet"))
    assert estimate(by_hand("pipe"), cwd=tmp_path, host=PLENTY).weights.total == 200


def test_every_figure_is_marked_as_estimated(tmp_path: Path) -> None:
    _checkpoint(tmp_path, F32=1000)
    assert estimate(by_hand("model"), cwd=tmp_path, host=PLENTY).as_json()["estimated"] is True


def _checkpoint(tmp_path: Path, name: str = "model.safetensors", folder: str = "model", **counts: int) -> None:
    """A safetensors file with one tensor of so many elements a dtype, and a configuration."""
    header, offset = {}, 0
    sizes = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8}
    for dtype, count in counts.items():
        length = count * sizes[dtype]
        header[f"{name}.{dtype}"] = {"dtype": dtype, "shape": [count], "data_offsets": [offset, offset + length]}
        offset += length
    text = json.dumps(header).encode()
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    with open(tmp_path / folder / name, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        # The weights themselves are a hole in the file: an estimate never reads them.
        file.truncate(8 + len(text) + offset)
    (tmp_path / folder / "config.json").write_text(json.dumps(CONFIG))
