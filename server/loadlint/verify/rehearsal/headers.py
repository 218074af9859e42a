"""The part of a weights file that is no hole: its header, and the few tensors whose content decides how it loads."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from loadlint.errors import LoadlintError
from loadlint.verify.estimate import gguf, pickles
from loadlint.verify.estimate.shelf import Shelf
from loadlint.verify.estimate.weights import at_once
from loadlint.verify.files import indexes
from loadlint.verify.files.headers import NAMES, SIZES, length_of, of_bytes
from loadlint.verify.files.values import BeyondLimitsError, DamagedError, parsed

ALIGNED = 8
# bitsandbytes writes a table in JSON as the bytes of a tensor.
CONTENT = re.compile(r"\.quant_state\.")
LARGEST_CONTENT = 1 << 16  # bytes of such a tensor
# Releases from 5 on tie two embeddings only where their weights are equal, so these have some bytes of their own.
TIED = re.compile(r"(?:^|[._])(?:\w*embed\w*|wte|shared|lm_head|proj_out|output|decoder)\.weight$")
SAMPLE = 1 << 10
CODES = {name: code for code, name in NAMES.items()}
PICKLES = {
    "pytorch_model": "model",
    "diffusion_pytorch_model": "diffusion_pytorch_model",
    "adapter_model": "adapter_model",
}
PICKLED = re.compile(r"(?P<stem>\w+?)(?P<variant>(\.\w+)?)(?P<shard>(-\d+-of-\d+)?)\.bin")
INDEX = re.compile(r"(?P<stem>\w+)\.bin\.index(?P<variant>(\.\w+)?)\.json")


class UnreadableHeaderError(LoadlintError):
    """A weights file whose tensors cannot be listed without fetching all of it."""


@dataclass(frozen=True, slots=True)
class Header:
    """A weights file without its weights: its first bytes, its length, and bytes that are read elsewhere in it."""

    start: bytes
    size: int
    pieces: tuple[tuple[int, bytes], ...] = ()


def safetensors(shelf: Shelf, file: str, size: int) -> Header:
    """Return the header as it stands; that of a damaged file too, so that the load fails on it as it would."""
    first, length = shelf.read(file, 0, 8), length_of(size, partial(shelf.read, file))
    if length is None:
        return Header(first, size)
    start = first + shelf.read(file, 8, length)
    return Header(start, size, tuple(_content(shelf, file, start)))


def gguf_file(shelf: Shelf, file: str, size: int) -> Header:
    """Return the header of a GGUF file, whose quantized blocks may be zeros."""
    start = bytearray()

    def read(at: int, length: int) -> bytes:
        if at + length > len(start) < size:
            start.extend(shelf.read(file, len(start), at + length - len(start)))
        return bytes(start[at : at + length])

    try:
        length = gguf.header_length(read)
    except (gguf.UnreadableError, BeyondLimitsError) as error:
        raise UnreadableHeaderError(f"{file} cannot be rehearsed: {error}") from error
    return Header(bytes(start[:length]), size)


def pickled(shelf: Shelf, file: str, size: int) -> Header:
    """Return the header of a safetensors file with the tensors of a pickle."""
    read = partial(shelf.read, file)
    try:
        table = pickles.tensors(size, read)
        tied = {name: it.storage for name, it in table.items() if TIED.search(name)}
        samples = pickles.samples(size, read, tied.values(), SAMPLE)
    except pickles.UnreadableError as error:
        raise UnreadableHeaderError(f"{file} cannot be rehearsed: its tensors cannot be listed") from error
    return _written(table, {name: samples[it] for name, it in tied.items()})


def renamed(file: str) -> str | None:
    """Return the name of the safetensors file or index that takes the place of a pickled one; None for others."""
    folder, slash, name = file.rpartition("/")
    for pattern, form in (
        (PICKLED, "{stem}{variant}{shard}.safetensors"),
        (INDEX, "{stem}.safetensors.index{variant}.json"),
    ):
        match = pattern.fullmatch(name)
        if match and match["stem"] in PICKLES:
            return folder + slash + form.format(**{**match.groupdict(), "stem": PICKLES[match["stem"]]})
    return None


def renamed_index(data: bytes) -> bytes:
    """Return the index of a pickled checkpoint with its shards under their new names."""
    try:
        files, content = indexes.weight_map(data, "the index"), parsed(data, "the index")
    except (DamagedError, BeyondLimitsError):
        # The library will say what is wrong with it.
        return data
    whole = content if isinstance(content, dict) else {}
    return json.dumps({**whole, "weight_map": {name: renamed(it) or it for name, it in files.items()}}).encode()


def _content(shelf: Shelf, file: str, start: bytes) -> list[tuple[int, bytes]]:
    try:
        tensors = of_bytes(file, start[8:]).tensors
    except (DamagedError, BeyondLimitsError):
        # The library will say what is wrong with the header.
        return []
    ranges = [
        (len(start) + at, length) for name, it in tensors.items() for at, length in _read_of(name, it.begin, it.end)
    ]
    return list(zip((it for it, _ in ranges), at_once(lambda it: shelf.read(file, *it), ranges), strict=True))


def _read_of(name: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Return the range of a tensor's bytes that is read, as its begin and length."""
    if CONTENT.search(name) and 0 < end - begin <= LARGEST_CONTENT:
        return [(begin, end - begin)]
    if TIED.search(name) and end - begin > 2 * SAMPLE:
        return [(begin + (end - begin) // 2, SAMPLE)]
    return []


def _written(table: Mapping[str, pickles.Pickled], samples: Mapping[str, bytes]) -> Header:
    entries: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at, pieces = 0, []
    for name, it in table.items():
        pieces += [(at, samples[name])] if name in samples else []
        end = at + it.count * SIZES[it.dtype]
        entries[name] = {"dtype": CODES[it.dtype], "shape": list(it.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % ALIGNED)
    start = struct.pack("<Q", len(text)) + text
    return Header(start, len(start) + at, tuple((len(start) + offset, data) for offset, data in pieces))


READERS: Mapping[str, Callable[[Shelf, str, int], Header]] = {
    ".safetensors": safetensors,
    ".gguf": gguf_file,
    ".bin": pickled,
}
