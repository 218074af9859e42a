"""The weights of a checkpoint, read from the headers of its files."""

from __future__ import annotations

import dataclasses
import queue
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from loadlint.verify.files import headers
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.files.headers import SIZES
from loadlint.verify.files.values import Allowance, BeyondLimitsError, DamagedError
from loadlint.verify.request import VerifyRequest

from . import gguf, pickles
from .checkpoint import chosen_files
from .shelf import Shelf, configuration, read_configuration, shards

__all__ = ["FLOATS", "SIZES", "Contents", "Tensor", "Weights", "at_once", "contents"]

T = TypeVar("T")
MOST_BYTES = 32 << 20  # of the headers of all files; those of a model with 140,000 tensors take 20 MB
MOST_TENSORS = 250_000
NO_SIZE = "no weights file to read a size from"
AT_ONCE = 8  # requests for headers of shards at the same time
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


@dataclass(frozen=True, slots=True)
class Contents:
    """The weights and the configuration of a model; `verdict` and `reason` say why they allow no estimate."""

    weights: Weights = field(default_factory=Weights)
    config: Configuration = field(default_factory=Configuration)
    verdict: str | None = None
    reason: str = ""


def contents(request: VerifyRequest, shelf: Shelf) -> Contents:
    """Return what the files of a model hold, as far as the load reads it."""
    named = (request.argument("gguf_file") or {}).get("literal")
    try:
        weights = read_gguf(shelf, named) if isinstance(named, str) else read_weights(shelf)
        # Every load of transformers fails on a configuration that is no JSON.
        strict = request.callee.startswith("transformers.")
        config = read_configuration(shelf) if strict else configuration(shelf)
    except DamagedError as error:
        return Contents(verdict="damaged", reason=str(error))
    except BeyondLimitsError as error:
        return Contents(verdict="unknown", reason=str(error))
    if weights.total:
        return Contents(weights, config)
    verdict, reason = ("damaged", weights.damage) if weights.damage else ("unknown", NO_SIZE)
    return Contents(weights, config, verdict, reason)


def read_weights(shelf: Shelf) -> Weights:
    """Return the tensors of all safetensors files, by their headers alone; pickles by their lists of tensors.

    Raise BeyondLimitsError for headers that are too large in all.
    """
    sizes = shelf.sizes()
    chosen = chosen_files(sizes)
    if not chosen:
        return _pickled(shelf, sizes)
    reader = _Headers(shelf)
    read = at_once(lambda name: reader.read(name, sizes[name]), chosen)
    places = [it.rpartition("/")[0].replace("/", ".") for it in chosen]
    tensors = {
        f"{place}.{name}" if place else name: it
        for place, (inside, _) in zip(places, read, strict=True)
        for name, it in inside.items()
    }
    notes = tuple(note for _, note in read if note)
    damage = next(iter(notes), None) or _missing_shard(shelf, sizes)
    return dataclasses.replace(Weights.of(tensors, len(chosen), notes), damage=damage)


class _Headers:
    """The headers of one model, parsed one after the other so that their values never lie in memory together."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.allowance = Allowance(MOST_BYTES, "the headers of the weights")
        self.tensors = Allowance(MOST_TENSORS, "the headers of the weights")
        self.parsing = threading.Lock()

    def read(self, name: str, size: int) -> tuple[Mapping[str, Tensor], str | None]:
        """Return the tensors of a file, and what is wrong with it."""
        try:
            data = headers.start(name, size, partial(self.shelf.read, name), self.allowance)
            with self.parsing:
                # The other threads may have used up either by now.
                self.allowance.take(0)
                header = headers.of_bytes(name, data)
                self.tensors.take(len(header.tensors))
        except DamagedError as error:
            return {}, str(error)
        tensors = {key: Tensor(it.dtype, it.elements, it.end - it.begin) for key, it in header.tensors.items()}
        return tensors, f"{name} has {size:,} of {header.size:,} bytes" if size < header.size else None


def _missing_shard(shelf: Shelf, sizes: Mapping[str, int]) -> str | None:
    """Return what is wrong with the index: that it is none, or the first shard that it names and that is not there."""
    try:
        missing = sorted((shards(shelf) or frozenset()) - sizes.keys())
    except DamagedError as error:
        return str(error)
    return f"the index names {missing[0]}, which is not there" if missing else None


def read_gguf(shelf: Shelf, name: str) -> Weights:
    """Return the tensors of a GGUF file, which a load turns into floats."""
    size = shelf.sizes().get(name)
    if size is None:
        return Weights(notes=(f"there is no file {name}",))
    try:
        table = gguf.tensors(size, partial(shelf.read, name))
    except gguf.UnreadableError as error:
        reason = f"{name} cannot be read: {error}"
        return Weights(files=1, notes=(reason,), damage=reason)
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
    dtype = configuration(shelf).dtype or "float32"
    note = f"the size of pickles is that of their files, and their dtype ({dtype}) what the configuration says"
    return Weights({}, {dtype: total}, {dtype: total // SIZES.get(dtype, 4)}, len(files), (note,))


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
