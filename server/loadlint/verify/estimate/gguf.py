"""Read the tensors of a GGUF file from its header, within limits, for the file may come from a stranger.

A load dequantizes every tensor, so only the number of its elements matters.
"""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Callable, Iterator

from loadlint.errors import LoadlintError
from loadlint.verify.files.values import BeyondLimitsError

Read = Callable[[int, int], bytes]
PIECE = 1 << 20
LONGEST = 64 << 20  # bytes of a header; that of a vocabulary with 256,000 words takes 8 MB
MOST = 2_000_000  # values, words of the vocabulary included
MOST_PAIRS, MOST_TENSORS = 10_000, 100_000  # large models have a hundred pairs and some thousand tensors
WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
TEXT, ARRAY = 8, 9
TYPES = {0: "float32", 1: "float16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 10: "Q2_K", 11: "Q3_K",
         12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 20: "IQ4_NL", 23: "IQ4_XS", 28: "float64",
         30: "bfloat16"}  # fmt: skip


class UnreadableError(LoadlintError):
    """A file whose header is not one of GGUF."""


def tensors(size: int, read: Read) -> dict[str, tuple[str, int, int]]:
    """Return the type, the number of elements and the bytes of each tensor in a file of `size` bytes."""
    described, start = _listed(read)
    return dict(_sized(described, size - start))


def header_length(read: Read) -> int:
    """Return the number of bytes before the tensors."""
    return _listed(read)[1]


def _listed(read: Read) -> tuple[list[tuple[str, str, int, int]], int]:
    """Return the tensors as the header lists them, and where the first begins."""
    header = _Header(read)
    if header.take(4) != b"GGUF" or header.number("<I") not in (2, 3):
        raise UnreadableError("no GGUF file of version 2 or 3")
    count, pairs = header.number("<Q"), header.number("<Q")
    alignment = 32
    if pairs > MOST_PAIRS or count > MOST_TENSORS:
        raise UnreadableError(f"a header of more than {MOST_PAIRS:,} pairs or {MOST_TENSORS:,} tensors")
    for _ in range(header.counted(pairs)):
        name, value = header.text(), header.value(header.number("<I"))
        alignment = value if name == "general.alignment" and isinstance(value, int) and value > 0 else alignment
    described = [_described(header) for _ in range(header.counted(count))]
    return described, -(-header.at // alignment) * alignment


def _described(header: _Header) -> tuple[str, str, int, int]:
    """Return the name, type, number of elements and offset of the next tensor."""
    name, dimensions = header.text(), header.number("<I")
    if dimensions > 8:
        raise UnreadableError("a tensor of more than eight dimensions")
    elements = math.prod(header.number("<Q") for _ in range(dimensions))
    kind = header.number("<I")
    return name, TYPES.get(kind, f"type {kind}"), elements, header.number("<Q")


def _sized(described: list[tuple[str, str, int, int]], length: int) -> Iterator[tuple[str, tuple[str, int, int]]]:
    """Yield each tensor with its bytes, which end where the next one begins."""
    offsets = sorted({offset for *_, offset in described} | {length})
    ends = dict(itertools.pairwise(offsets))
    if sum(elements for _, _, elements, _ in described) > length * 8:
        raise UnreadableError("tensors larger than their file")
    for name, kind, elements, offset in described:
        yield name, (kind, elements, max(ends.get(offset, offset) - offset, 0))


class _Header:
    """The header's bytes in order, read in pieces."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.at = self.values = 0
        self.piece, self.start = b"", 0

    def take(self, length: int) -> bytes:
        if not 0 <= length <= LONGEST or self.at + length > LONGEST:
            raise BeyondLimitsError("the header of the GGUF file is larger than 64 MB")
        inside = self.at - self.start
        if inside + length > len(self.piece):
            self.piece, self.start, inside = self.read(self.at, max(length, PIECE)), self.at, 0
        data = self.piece[inside : inside + length]
        if len(data) < length:
            raise UnreadableError("a header that is cut short")
        self.at += length
        return data

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.take(struct.calcsize(form)))[0])

    def text(self) -> str:
        return self.take(self.number("<Q")).decode("utf-8", "replace")

    def counted(self, count: int) -> int:
        self.values += count
        if self.values > MOST:
            raise BeyondLimitsError("the header of the GGUF file has more than two million values")
        return count

    def value(self, kind: int) -> int | None:
        """Return a whole number of 32 bits; pass over any other value."""
        if kind == TEXT:
            self.text()
        elif kind == ARRAY:
            self.array()
        elif kind in (4, 5):
            return self.number("<I")
        else:
            self.take(self.width(kind))
        return None

    def array(self) -> None:
        kind, count = self.number("<I"), self.counted(self.number("<Q"))
        if kind == ARRAY:
            raise UnreadableError("an array of arrays")
        if kind == TEXT:
            self.pass_texts(count)
        else:
            self.take(self.width(kind) * count)

    def pass_texts(self, count: int) -> None:
        """Pass over texts; one that lies in the piece at hand takes a tenth of the time."""
        for _ in range(count):
            start = self.at - self.start
            length = int.from_bytes(self.piece[start : start + 8], "little")
            if start + 8 + length <= len(self.piece):
                self.at += 8 + length
            else:
                self.take(self.number("<Q"))

    def width(self, kind: int) -> int:
        if kind not in WIDTHS:
            raise UnreadableError(f"a value of the unknown kind {kind}")
        return WIDTHS[kind]
