"""Read the header of a safetensors file into tensors, as strictly as the library does."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from .values import LARGEST, Allowance, BeyondLimitsError, DamagedError, is_whole, parsed

Read = Callable[[int, int], bytes]
START = 8  # bytes of the length of the header
LONGEST = 100_000_000  # bytes of a header; the library refuses a longer one
LARGEST_FILE = 1 << 48  # bytes
HIGHEST_RANK = 64
LONGEST_NAME = 512
SIZES = {
    **dict.fromkeys(("float64", "int64", "uint64", "complex64"), 8),
    **dict.fromkeys(("float32", "int32", "uint32"), 4),
    **dict.fromkeys(("float16", "bfloat16", "int16", "uint16"), 2),
    **dict.fromkeys(("int8", "uint8", "bool", "float8_e4m3fn", "float8_e5m2"), 1),
}
NAMES = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U8": "uint8",
    "BOOL": "bool",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
    "U16": "uint16",
    "U32": "uint32",
    "U64": "uint64",
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")


class Stored(NamedTuple):
    """A tensor of a file: its dtype, the number of its elements, and its range after the header."""

    dtype: str
    elements: int
    begin: int
    end: int


class Header(NamedTuple):
    """The tensors of a file, and where the first begins."""

    tensors: Mapping[str, Stored]
    length: int

    @property
    def size(self) -> int:
        """Return the bytes of the whole file."""
        return self.length + max((it.end for it in self.tensors.values()), default=0)


def length_of(size: int, read: Read) -> int | None:
    """Return the length that a file of `size` bytes gives for its header; None where it cannot be one."""
    start = read(0, START) if size >= START else b""
    length = struct.unpack("<Q", start)[0] if len(start) == START else 0
    return length if 2 <= length <= min(size - START, LONGEST) else None


def start(name: str, size: int, read: Read, allowance: Allowance) -> bytes:
    """Return the bytes of the header, which `of_bytes` reads, of a file of `size` bytes.

    Raise DamagedError or BeyondLimitsError, which name the file.
    """
    length = length_of(size, read)
    if length is None:
        raise DamagedError(f"{name} is no whole safetensors file")
    if length > LARGEST:
        raise BeyondLimitsError(f"{name} has a header larger than what is read before a load")
    return read(START, allowance.take(length))


def of_bytes(name: str, data: bytes) -> Header:
    """Return the header in the bytes after the length; raise DamagedError or BeyondLimitsError, which name the file."""
    table = parsed(data, f"the header of {name}")
    if not isinstance(table, dict):
        raise DamagedError(f"the header of {name} is no table")
    tensors = {key: _stored(name, key, it) for key, it in table.items() if key != "__metadata__"}
    _require_gapless(name, tensors.values())
    return Header(tensors, START + len(data))


def _stored(file: str, name: str, entry: object) -> Stored:
    if len(name) > LONGEST_NAME:
        raise BeyondLimitsError(f"the header of {file} has a name longer than what is read before a load")
    if not isinstance(entry, dict) or _SURROGATE.search(name):
        raise DamagedError(f"the header of {file} has an entry that is no tensor")
    code, shape, place = entry.get("dtype"), _sizes(entry.get("shape")), _sizes(entry.get("data_offsets"))
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise DamagedError(f"the header of {file} has a tensor without a dtype")
    if shape is None or place is None or len(place) != 2 or place[0] > place[1]:
        raise DamagedError(f"the header of {file} has a tensor without a shape or a place")
    dtype, elements, (begin, end) = NAMES.get(code, code.lower()), math.prod(shape), place
    if elements > LARGEST_FILE or (dtype in SIZES and elements * SIZES[dtype] != end - begin):
        raise DamagedError(f"the header of {file} has a tensor of another size than its shape")
    return Stored(dtype, elements, begin, end)


def _sizes(value: object) -> list[int] | None:
    if not isinstance(value, list) or len(value) > HIGHEST_RANK:
        return None
    return value if all(is_whole(it, LARGEST_FILE) for it in value) else None


def _require_gapless(file: str, tensors: Iterable[Stored]) -> None:
    end = 0
    for it in sorted(tensors, key=lambda it: (it.begin, it.end)):
        if it.begin != end:
            raise DamagedError(f"the header of {file} has tensors that overlap, or bytes between them")
        end = it.end
