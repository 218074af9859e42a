"""Headers of GGUF files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from random import Random

from .headers import ESCAPES
from .sample import Content, Sample, Sparse, model, mutated

KIND = "gguf"
FILE = "model.gguf"
_TEXT, _ARRAY, _WORD = 8, 9, 4


def head(tensors: int, pairs: int, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, pairs)


def string(value: str | bytes) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(data)) + data


def pair(name: str, kind: int, value: bytes) -> bytes:
    return string(name) + struct.pack("<I", kind) + value


def tensor(name: str, shape: tuple[int, ...] = (4,), kind: int = 0, offset: int = 0) -> bytes:
    return string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)


def sound() -> bytes:
    pairs = pair("general.architecture", _TEXT, string("llama")) + pair(
        "general.alignment", _WORD, struct.pack("<I", 32)
    )
    words = pair("tokens", _ARRAY, struct.pack("<IQ", _TEXT, 3) + string("a") + string("b") + string("c"))
    return head(2, 3) + pairs + words + tensor("a") + tensor("b", offset=32) + b"\0" * 128


def samples(random: Random) -> Iterator[Sample]:
    contents = {**_heads(), **_pairs(), **_tensors()}
    for name, content in contents.items():
        yield model(KIND, name, {FILE: content}, 'gguf_file="model.gguf"')
    for number, data in enumerate(mutated(random, sound(), 12)):
        yield model(KIND, f"mutation {number}", {FILE: data}, 'gguf_file="model.gguf"')


def _heads() -> dict[str, Content]:
    most = 2**64 - 1
    return {
        "empty": b"",
        "magic alone": b"GGUF",
        "other magic": b"GGML" + b"\0" * 64,
        "version 1": head(0, 0, 1),
        "version of the other byte order": b"GGUF" + struct.pack(">IQQ", 3, 1, 1),
        "all tensors": head(most, 0) + b"\0" * 64,
        "all pairs": head(0, most) + b"\0" * 64,
        "two million pairs of zeros": Sparse(1 << 36, head(0, 2_000_000)),
        "two million tensors of zeros": Sparse(1 << 36, head(2_000_000, 0)),
    }


def _pairs() -> dict[str, Content]:
    huge = struct.pack("<IQ", _TEXT, 2**63)
    return {
        "name of 2**63 bytes": head(0, 1) + struct.pack("<Q", 2**63),
        "name of 60 MB": Sparse(1 << 30, head(0, 1) + struct.pack("<Q", 60_000_000)),
        "value of an unknown kind": head(0, 1) + pair("a", 99, b"\0" * 8),
        "array of arrays": head(0, 1) + pair("a", _ARRAY, struct.pack("<IQ", _ARRAY, 1) * 1_000),
        "array of 2**63 texts": head(0, 1) + pair("a", _ARRAY, huge),
        "array of 2**64 bytes": head(0, 1) + pair("a", _ARRAY, struct.pack("<IQ", 0, 2**64 - 1)),
        "array of an unknown kind": head(0, 1) + pair("a", _ARRAY, struct.pack("<IQ", 77, 3)),
        "1,900,000 empty texts": Sparse(1 << 30, head(0, 1) + pair("a", _ARRAY, struct.pack("<IQ", _TEXT, 1_900_000))),
        "alignment zero": head(1, 1) + pair("general.alignment", _WORD, struct.pack("<I", 0)) + tensor("a"),
        "alignment of all bits": head(1, 1)
        + pair("general.alignment", _WORD, struct.pack("<I", 2**32 - 1))
        + tensor("a"),
        "escapes": head(1, 1) + pair(ESCAPES, _TEXT, string(ESCAPES)) + tensor(ESCAPES) + b"\0" * 64,
        "name not in UTF-8": head(1, 0)
        + string(b"\xff\xfe\xed\xa0\x80")
        + struct.pack("<IQIQ", 1, 4, 0, 0)
        + b"\0" * 64,
    }


def _tensors() -> dict[str, Content]:
    return {
        "2**32 dimensions": head(1, 0) + string("a") + struct.pack("<I", 2**32 - 1),
        "eight dimensions of 2**64": head(1, 0) + tensor("a", (2**64 - 1,) * 8),
        "no dimension": head(1, 0) + tensor("a", ()) + b"\0" * 64,
        "a dimension of zero": head(1, 0) + tensor("a", (0, 5)) + b"\0" * 64,
        "unknown type": head(1, 0) + tensor("a", kind=2**32 - 1) + b"\0" * 64,
        "offset of all bits": head(1, 0) + tensor("a", offset=2**64 - 1) + b"\0" * 64,
        "same name twice": head(2, 0) + tensor("a") + tensor("a") + b"\0" * 64,
        "cut short": head(3, 0) + tensor("a") + tensor("b")[:9],
        "40,000 tensors": head(40_000, 0) + b"".join(tensor(str(at)) for at in range(40_000)) + b"\0" * 64,
    }
