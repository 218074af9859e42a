"""The weights of a checkpoint, read from the headers of its files."""

from __future__ import annotations

import dataclasses
import json
import queue
import re
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from loadlint.verify.report import Json

from . import gguf, pickles
from .checkpoint import chosen_files
from .shelf import Shelf, configuration

T = TypeVar("T")
LARGEST_INDEX = 1 << 26
AT_ONCE = 8  # requests for headers of shards at the same time
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
FLOATS = {"float64", "float32", "float16", "bfloat16"}


@dataclass(frozen=True, slots=True)
class Tensor:
    """One weight of the checkpoint: its dtype, the number of its elements, and its bytes in the file."""

    dtype: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The content of the headers, and notes on files that are too short.

    Pickles are also known by their sizes alone, without tensors. A storage that two tensors share is in the file
    once, while a cast copies it for each. `unpacked` weights are quantized in the file and floats once loaded. `damage`
    says which file is missing or too short for a load to end well.
    """

    tensors: Mapping[str, Tensor] = field(default_factory=dict)
    bytes_by_dtype: Mapping[str, int] = field(default_factory=dict)
    count_by_dtype: Mapping[str, int] = field(default_factory=dict)
    files: int = 0
    notes: tuple[str, ...] = ()
    unpacked: bool = False
    damage: str | None = None

    @classmethod
    def of(cls, tensors: Mapping[str, Tensor], files: int, notes: tuple[str, ...]) -> Weights:
        amounts: dict[str, int] = {}
        counts: dict[str, int] = {}
        for it in tensors.values():
            amounts[it.dtype] = amounts.get(it.dtype, 0) + it.size
            counts[it.dtype] = counts.get(it.dtype, 0) + it.count
        return cls(tensors, amounts, counts, files, notes)

    @property
    def total(self) -> int:
        return sum(self.bytes_by_dtype.values())

    def loaded(self, dtype: str | None) -> dict[str, int]:
        """Bytes of each weight once it is loaded as `dtype`; None keeps the checkpoint's own."""
        each = SIZES.get(dtype or "", 0)
        floats = {*self.bytes_by_dtype} if self.unpacked else FLOATS
        return {name: it.count * each if each and it.dtype in floats else it.size for name, it in self.tensors.items()}


def read_weights(shelf: Shelf) -> Weights:
    """The tensors of all safetensors files, by their headers alone; pickles by the size of the files."""
    sizes = shelf.sizes()
    chosen = chosen_files(sizes)
    if not chosen:
        return _pickled(shelf, sizes)
    headers = at_once(lambda name: _header(shelf, name, sizes[name]), chosen)
    places = [it.rpartition("/")[0].replace("/", ".") for it in chosen]
    tensors = {
        f"{place}.{name}" if place else name: it
        for place, (header, _) in zip(places, headers, strict=True)
        for name, it in _tensors(header)
    }
    notes = tuple(note for _, note in headers if note)
    damage = next(iter(notes), None) or _missing_shard(shelf, sizes, chosen)
    return dataclasses.replace(Weights.of(tensors, len(chosen), notes), damage=damage)


def _missing_shard(shelf: Shelf, sizes: Mapping[str, int], chosen: list[str]) -> str | None:
    """Return the first shard that the index names and that is not there."""
    index = "model.safetensors.index.json"
    if index not in sizes or "model.safetensors" in chosen:
        return None
    try:
        listed = json.loads(shelf.read(index, 0, LARGEST_INDEX))["weight_map"].values()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    missing = sorted({it for it in listed if isinstance(it, str)} - set(sizes))
    return f"the index names {missing[0]}, which is not there" if missing else None


def read_gguf(shelf: Shelf, name: str) -> Weights:
    """Return the tensors of a GGUF file, which a load turns into floats."""
    size = shelf.sizes().get(name)
    if size is None:
        return Weights(notes=(f"there is no file {name}",))
    try:
        table = gguf.tensors(size, partial(shelf.read, name))
    except gguf.UnreadableError as error:
        return Weights(files=1, notes=(f"{name} cannot be read: {error}",))
    note = f"{name} is quantized, and the load turns it into floats"
    weights = Weights.of({key: Tensor(*it) for key, it in table.items()}, 1, (note,))
    return dataclasses.replace(weights, unpacked=True)


def _pickled(shelf: Shelf, sizes: Mapping[str, int]) -> Weights:
    """Pickles by their lists of tensors; where those cannot be read, by their sizes and the configuration."""
    files = [it for it in sizes if re.fullmatch(r"pytorch_model(-\d+-of-\d+)?\.bin", it)]
    files = ["pytorch_model.bin"] if "pytorch_model.bin" in files else files
    try:
        tables = [pickles.tensors(sizes[it], partial(shelf.read, it)) for it in files]
    except pickles.UnreadableError:
        return _by_size(shelf, files, sum(sizes[it] for it in files))
    return Weights.of({name: it for table in tables for name, it in _stored(table)}, len(files), ())


def _stored(table: Mapping[str, pickles.Pickled]) -> Iterator[tuple[str, Tensor]]:
    """Each tensor, with its bytes counted where its storage comes first."""
    seen: set[str] = set()
    for name, it in table.items():
        size = 0 if it.storage in seen else it.count * SIZES[it.dtype]
        seen.add(it.storage)
        yield name, Tensor(it.dtype, it.count, size)


def _by_size(shelf: Shelf, files: list[str], total: int) -> Weights:
    """An older pickle hides its dtype until it is run, so the configuration has to."""
    config = configuration(shelf)
    dtype = str(config.get("dtype") or config.get("torch_dtype") or "float32")
    note = f"the size of pickles is that of their files, and their dtype ({dtype}) what the configuration says"
    return Weights({}, {dtype: total}, {dtype: total // SIZES.get(dtype, 4)}, len(files), (note,))


def _header(shelf: Shelf, name: str, size: int) -> tuple[Json, str | None]:
    """A file's table of tensors, and what is wrong with the file."""
    start = shelf.read(name, 0, 8)
    length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
    if not 2 <= length <= min(size - 8, 100_000_000):
        return {}, f"{name} is no whole safetensors file"
    try:
        header = json.loads(shelf.read(name, 8, length))
    except ValueError:
        return {}, f"{name} has a header that is no JSON"
    ends = [it["data_offsets"][1] for key, it in header.items() if key != "__metadata__"]
    expected = 8 + length + max(ends, default=0)
    return header, f"{name} has {size:,} of {expected:,} bytes" if size < expected else None


def _tensors(header: Json) -> Iterator[tuple[str, Tensor]]:
    for key, it in header.items():
        if key == "__metadata__":
            continue
        dtype = NAMES.get(it["dtype"], str(it["dtype"]).lower())
        begin, end = it["data_offsets"]
        yield key, Tensor(dtype, (end - begin) // SIZES.get(dtype, 1), end - begin)


def at_once(work: Callable[[T], Any], items: list[T]) -> list[Any]:
    """The work for each item, some at a time; its threads end with the process, as those of a pool do not."""
    if len(items) < 2:
        return [work(it) for it in items]
    waiting: queue.SimpleQueue[T] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[T, Any]] = queue.SimpleQueue()
    for it in items:
        waiting.put(it)
    for _ in range(min(AT_ONCE, len(items))):
        threading.Thread(target=_work_off, args=(work, waiting, done), daemon=True).start()
    results = dict(done.get() for _ in items)
    failed = next((it for it in results.values() if isinstance(it, BaseException)), None)
    if failed is not None:
        raise failed
    return [results[it] for it in items]


def _work_off(work: Callable[[T], Any], waiting: queue.SimpleQueue[T], done: queue.SimpleQueue[tuple[T, Any]]) -> None:
    while True:
        try:
            item = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            done.put((item, work(item)))
        except BaseException as error:  # raised again where the results are gathered
            done.put((item, error))
