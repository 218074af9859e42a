"""Headers of GGUF files, whole and hostile."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from loadlint.verify.estimate import gguf
from loadlint.verify.estimate.host import Host
from loadlint.verify.estimate.preflight import Preflight, estimate
from tests.verify.loads import by_hand

TENSORS = {"token_embd.weight": (8, [64, 1000]), "blk.0.ffn.weight": (3, [64, 128]), "norm.weight": (0, [64])}


def test_each_tensor_counts_by_its_elements(tmp_path: Path) -> None:
    data = file()
    assert gguf.tensors(len(data), reader(data)) == {
        "token_embd.weight": ("Q8_0", 64_000, 68_000),
        "blk.0.ffn.weight": ("Q4_1", 8192, 5120),
        "norm.weight": ("float32", 64, 256),
    }
    loaded = preflight(tmp_path, data)
    assert (loaded.verdict, loaded.dtype) == ("ok", "float32")
    assert dict(loaded.weights.bytes_by_dtype) == {"Q8_0": 68_000, "Q4_1": 5120, "float32": 256}
    assert sum(loaded.weights.loaded("float32").values()) == 4 * 72_256
    assert "turns it into floats" in loaded.notes[0]
    assert (loaded.private or 0) >= 4 * 72_256


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    asked = by_hand("model", gguf_file="other.gguf")
    assert estimate(asked, cwd=tmp_path, host=Host(10**11)).notes == ("there is no file other.gguf",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GGUF",
        b"GGUF" + struct.pack("<IQQ", 3, 2**60, 2**60),
        b"GGUF" + struct.pack("<IQQQ", 3, 1, 1, 2**63),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1) + b"k" + struct.pack("<IIQ", 9, 9, 2**40),
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1) + b"k" + struct.pack("<I", 77),
        b"GGUF" + struct.pack("<IQQQ", 3, 1, 0, 1) + b"k" + struct.pack("<IQQIQ", 2, 2**40, 2**40, 0, 0),
    ],
    ids=["empty", "cut", "many", "long name", "nested", "unknown kind", "huge tensor"],
)
def test_hostile_header_ends_in_a_verdict(tmp_path: Path, data: bytes) -> None:
    loaded = preflight(tmp_path, data)
    assert loaded.verdict in ("damaged", "unknown")
    assert "cannot be read" in loaded.reason or "larger than" in loaded.reason or "more than" in loaded.reason


def preflight(folder: Path, data: bytes) -> Preflight:
    (folder / "model").mkdir()
    (folder / "model" / "x.gguf").write_bytes(data)
    return estimate(by_hand("model", gguf_file="x.gguf"), cwd=folder, transformers="5.23.0", host=Host(10**11))


def reader(data: bytes) -> gguf.Read:
    return lambda start, length: data[start : start + length]


def file() -> bytes:
    """A small file with a vocabulary and three tensors."""
    words = b"".join(text(it) for it in ("a", "bc", ""))
    pairs = [
        text("general.architecture") + struct.pack("<I", 8) + text("llama"),
        text("general.alignment") + struct.pack("<II", 4, 64),
        text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 3) + words,
        text("tokenizer.ggml.scores") + struct.pack("<IIQ", 9, 6, 3) + b"\0" * 12,
        text("llama.rope") + struct.pack("<If", 6, 1.0),
    ]
    offset, described, sizes = 0, b"", {8: 68_000, 3: 5120, 0: 256}
    for name, (kind, shape) in TENSORS.items():
        described += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
        offset += sizes[kind]
    head = b"GGUF" + struct.pack("<IQQ", 3, len(TENSORS), len(pairs)) + b"".join(pairs) + described
    return head + b"\0" * (-len(head) % 64) + b"\0" * offset


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()
