"""What a load will take, from the headers of its weights and before a byte of them is read.

Every figure here is an estimate and says so. Headers come through a `Shelf`: a folder, a snapshot in
the hub's cache, or a repository on the hub, of which only the list of files and ranges are fetched.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import re
import shutil
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from loadlint.project import hub_cache
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from . import devices, hub, pickles
from .placement import Plan, depends_on_devices, plan

LIBRARIES = 340_000_000  # what torch and transformers take before any weights, measured
RESERVE = 1_000_000_000  # left to the rest of the machine
CONTEXT = 512  # tokens of cache that a first try may need
WARN_AT = 0.8
DISK_MARGIN = 1.05
PATIENCE = 60.0  # seconds for a whole estimate; each answer of the hub has a limit of its own
POLL = 0.05
AT_ONCE = 8  # requests for headers of shards at the same time
BESIDE = re.compile(r".*\.json|tokenizer.*|.*\.model|vocab.*|merges\.txt")  # what is fetched with the weights
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
CASTS = {"half": "float16", "bfloat16": "bfloat16", "float": "float32", "double": "float64"}


class Shelf(Protocol):
    """A place that holds a model's files."""

    name: str

    def sizes(self) -> Mapping[str, int]:
        """Bytes of each file."""

    def read(self, file: str, start: int, length: int) -> bytes:
        """A range of a file; shorter at its end."""


@dataclass(frozen=True, slots=True)
class Host:
    """Free memory and disk of this machine, in bytes; None where it is not known."""

    memory: int | None
    disk: int | None = None


@dataclass(frozen=True, slots=True)
class Tensor:
    """One weight of the checkpoint: its dtype, the number of its elements, and its bytes in the file."""

    dtype: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What the headers say, and files shorter than they should be.

    Pickles are also known by their sizes alone, without tensors. A storage that two tensors share is in the file
    once, while a cast copies it for each.
    """

    tensors: Mapping[str, Tensor] = field(default_factory=dict)
    bytes_by_dtype: Mapping[str, int] = field(default_factory=dict)
    count_by_dtype: Mapping[str, int] = field(default_factory=dict)
    files: int = 0
    notes: tuple[str, ...] = ()

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
        return {name: it.count * each if each and it.dtype in FLOATS else it.size for name, it in self.tensors.items()}


@dataclass(frozen=True, slots=True)
class Preflight:
    """Estimated bytes of one load on the host. `verdict` is ok, tight, too-big or unknown."""

    verdict: str
    reason: str
    where: str | None = None
    weights: Weights = Weights()
    dtype: str | None = None
    memory: int | None = None
    private: int | None = None
    cache: int | None = None
    available: int | None = None
    download: int = 0
    disk: int | None = None
    plan: Plan = field(default_factory=Plan)
    machine: devices.Machine = field(default_factory=devices.Machine)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the headers, the device map and the machine have that is worth a word."""
        return (*self.weights.notes, *self.plan.notes, *([self.machine.note] if self.machine.note else []))

    def as_json(self) -> Json:
        return {
            "estimated": True,
            "simulated": self.machine.simulated,
            "verdict": self.verdict,
            "reason": self.reason,
            "where": self.where,
            "bytes_by_dtype": dict(self.weights.bytes_by_dtype),
            "files": self.weights.files,
            "notes": list(self.notes),
            "parameters": sum(self.weights.count_by_dtype.values()),
            "dtype": self.dtype,
            "device_map": dict(self.plan.device_map),
            "bytes_per_device": dict(self.plan.bytes_per_device),
            "devices": [it.as_json() for it in self.machine.devices],
            "host_memory": self.memory,
            "host_memory_private": self.private,
            "kv_cache": self.cache,
            "host_memory_available": self.available,
            "download": self.download,
            "disk_available": self.disk,
        }


def estimate(
    request: VerifyRequest,
    *,
    cwd: Path,
    transformers: str | None = None,
    host: Host | None = None,
    limit: int | None = None,
    tokens: int = CONTEXT,
    machine: devices.Machine | None = None,
    torch: str | None = None,
) -> Preflight:
    """Whether the load of `request` will fit.

    `transformers` is the installed release, `limit` bytes of memory, `tokens` the length of the text
    that keys and values are kept for, `machine` the accelerators; when it is not given, this one is asked
    as the release `torch` will see it.
    """
    shelf = find(request, cwd)
    if shelf is None:
        return Preflight("unknown", "the weights are not on this machine, so nothing is known of their size")
    try:
        weights = read_weights(shelf)
        if not weights.total:
            return Preflight("unknown", "no weights file to read a size from", shelf.name, weights)
        met = machine or (devices.probe(torch) if depends_on_devices(request) else devices.Machine())
        facts = _Facts(request, shelf, weights, transformers, host or this_host(), limit, tokens, met)
        return facts.judged()
    except hub.HubError as error:
        return Preflight("unknown", str(error), shelf.name)


def estimate_until(
    cancel: threading.Event, request: VerifyRequest, *, patience: float = PATIENCE, **options: Any
) -> Preflight | None:
    """As `estimate`, but given up once `cancel` is set, when it returns None, or after `patience` seconds.

    Who waits for a slow hub cannot be interrupted on every platform, so the asking thread is left behind.
    """
    made: queue.SimpleQueue[Preflight | BaseException] = queue.SimpleQueue()

    def ask() -> None:
        try:
            made.put(estimate(request, **options))
        except BaseException as error:  # raised again where it is waited for
            made.put(error)

    threading.Thread(target=ask, daemon=True).start()
    until = time.monotonic() + patience
    while not cancel.is_set():
        try:
            found = made.get(timeout=POLL)
        except queue.Empty:
            if time.monotonic() > until:
                return Preflight("unknown", f"the hub gave no answer within {patience:.0f} seconds")
            continue
        if isinstance(found, BaseException):
            raise found
        return found
    return None


def find(request: VerifyRequest, cwd: Path, environment: Mapping[str, str] = os.environ) -> Shelf | None:
    """The files of the model: a folder, the repository on the hub, or offline its snapshot in the cache."""
    shelf = _found(request, cwd, environment) if request.source else None
    inside = (request.argument("subfolder") or {}).get("literal")
    return Below(shelf, inside) if shelf and isinstance(inside, str) and inside else shelf


def _found(request: VerifyRequest, cwd: Path, environment: Mapping[str, str]) -> Shelf | None:
    assert request.source is not None
    # What is written need not be a name that a file can have, which pathlib raises for.
    folder = cwd / os.path.expanduser(request.source)
    if os.path.isdir(folder):
        return Folder(folder)
    revision = str((request.argument("revision") or {}).get("literal") or "main")
    kept = hub_cache.find(request.source, revision, environment).folder
    if kept and _is_whole(Folder(kept)):
        return Folder(kept)
    local = (request.argument("local_files_only") or {}).get("literal") is True
    if request.offline or local or hub.is_offline(environment) or not hub_cache.is_name(request.source):
        return Folder(kept) if kept else None
    return hub.Repository(request.source, revision, environment, _token(request))


class Folder:
    """A shelf on this machine, with the files of the folders in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)

    def sizes(self) -> Mapping[str, int]:
        files = sorted(it for pattern in ("*", "*/*") for it in self.path.glob(pattern) if it.is_file())
        return {it.relative_to(self.path).as_posix(): it.stat().st_size for it in files}

    def read(self, file: str, start: int, length: int) -> bytes:
        with open(self.path / file, "rb") as opened:
            opened.seek(start)
            return opened.read(length)


class Below:
    """A folder of a shelf."""

    def __init__(self, shelf: Shelf, folder: str) -> None:
        self.shelf, self.folder = shelf, folder.strip("/") + "/"
        self.name = f"{shelf.name}/{folder}"

    def sizes(self) -> Mapping[str, int]:
        found = self.shelf.sizes().items()
        return {name.removeprefix(self.folder): size for name, size in found if name.startswith(self.folder)}

    def read(self, file: str, start: int, length: int) -> bytes:
        return self.shelf.read(self.folder + file, start, length)


def read_weights(shelf: Shelf) -> Weights:
    """The tensors of all safetensors files, by their headers alone; pickles by the size of the files."""
    sizes = shelf.sizes()
    chosen = _chosen(sizes)
    if not chosen:
        return _pickled(shelf, sizes)
    headers = _at_once(lambda name: _header(shelf, name, sizes[name]), chosen)
    places = [it.rpartition("/")[0].replace("/", ".") for it in chosen]
    tensors = {
        f"{place}.{name}" if place else name: it
        for place, (header, _) in zip(places, headers, strict=True)
        for name, it in _tensors(header)
    }
    return Weights.of(tensors, len(chosen), tuple(note for _, note in headers if note))


def this_host() -> Host:
    """Free memory now, inside the limits of a container."""
    return Host(available_memory())


def available_memory() -> int | None:
    """Bytes of free memory, inside the limit of a container; None where the platform does not say."""
    if sys.platform == "win32":
        return _windows_memory()
    meminfo = Path("/proc/meminfo")
    if not meminfo.exists():
        return None
    found = re.search(r"MemAvailable:\s+(\d+) kB", meminfo.read_text(encoding="ascii"))
    free = int(found.group(1)) * 1024 if found else None
    inside = _container_memory()
    return min((it for it in (free, inside) if it is not None), default=None)


def _at_once(work: Callable[[str], Any], names: list[str]) -> list[Any]:
    """The work for each name, some at a time; its threads end with the process, as those of a pool do not."""
    if len(names) < 2:
        return [work(it) for it in names]
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    for it in names:
        waiting.put(it)
    for _ in range(min(AT_ONCE, len(names))):
        threading.Thread(target=_work_off, args=(work, waiting, done), daemon=True).start()
    found = dict(done.get() for _ in names)
    failed = next((it for it in found.values() if isinstance(it, BaseException)), None)
    if failed is not None:
        raise failed
    return [found[it] for it in names]


def _work_off(
    work: Callable[[str], Any], waiting: queue.SimpleQueue[str], done: queue.SimpleQueue[tuple[str, Any]]
) -> None:
    while True:
        try:
            name = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            done.put((name, work(name)))
        except BaseException as error:  # raised again where the results are gathered
            done.put((name, error))


# --- headers ----------------------------------------------------------------------------------------------


def _chosen(sizes: Mapping[str, int]) -> list[str]:
    """One whole checkpoint, or for a pipeline of diffusion that of each of its folders."""
    folders = {it.rpartition("/")[0] for it in sizes if it.count("/") == 1} if "model_index.json" in sizes else {""}
    return [name for folder in sorted(folders) for name in _checkpoint(sizes, f"{folder}/" if folder else "")]


def _checkpoint(sizes: Mapping[str, int], folder: str) -> list[str]:
    """The single file if it is there, else the shards."""
    inside = [it.removeprefix(folder) for it in sizes if it.startswith(folder) and it.endswith(".safetensors")]
    names = [it for it in inside if "/" not in it]
    single = [it for it in names if re.fullmatch(r"(diffusion_pytorch_)?model\.safetensors", it)]
    shards = [it for it in names if re.fullmatch(r"(diffusion_pytorch_)?model-\d+-of-\d+\.safetensors", it)]
    return [folder + it for it in single[:1] or shards or names]


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
    """An older pickle does not tell its dtype without being run, so the configuration has to."""
    config = _config(shelf)
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


# --- the sum --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that the verdict depends on."""

    request: VerifyRequest
    shelf: Shelf
    weights: Weights
    release: str | None
    host: Host
    limit: int | None
    tokens: int
    machine: devices.Machine

    def judged(self) -> Preflight:
        dtype = _target(self.request, self.weights, self.release)
        planned = self.planned(dtype)
        private, mapped = _host_bytes(self.request, self.weights, dtype)
        private = int(private * planned.host_share()) if self.request.argument("device_map") else private
        cache = _kv_cache(_config(self.shelf), SIZES.get(dtype or "float32", 4)) * self.tokens
        memory = LIBRARIES + private + mapped + cache
        room, (download, disk) = self.room(), self.disk()
        verdict, reason = _verdict((LIBRARIES + private + cache) * 1.1, room)
        if planned.tight and verdict == "ok":
            verdict = "tight"
        if planned.problem:
            verdict, reason = "too-big", planned.problem
        if disk is not None and download * DISK_MARGIN > disk:
            verdict = "too-big"
            reason = f"fetches {download / 1e9:.2f} GB, and the disk of the cache has {disk / 1e9:.2f} GB left"
        found = (self.shelf.name, self.weights, dtype, memory, private + cache, cache, room, download, disk)
        return Preflight(verdict, reason, *found, planned, self.machine)

    def planned(self, dtype: str | None) -> Plan:
        sizes, config = self.weights.loaded(dtype), _config(self.shelf)
        old = bool(self.release and self.release.startswith("4."))
        try:
            return plan(self.request, sizes, config, self.machine, host=self.host.memory, before_5=old)
        except ValueError as error:  # a `max_memory` that the load will not read either
            return Plan(notes=(str(error),))

    def room(self) -> int | None:
        free = None if self.host.memory is None else max(self.host.memory - RESERVE, 0)
        return min((it for it in (free, self.limit) if it is not None), default=None)

    def disk(self) -> tuple[int, int | None]:
        """Bytes still to fetch, and bytes free where they go; what the cache holds is there already."""
        if not isinstance(self.shelf, hub.Repository):
            return 0, None
        sizes = self.shelf.sizes()
        blobs = hub_cache.repository(self.shelf.repository) / "blobs"
        weights = _weights_files(sizes)
        folders = {it.rpartition("/")[0] for it in weights} | {""}
        beside = [it for it in sizes if it.rpartition("/")[0] in folders and BESIDE.fullmatch(it.rpartition("/")[2])]
        files = {*weights, *beside}
        download = sum(sizes[it] for it in files if not (blobs / self.shelf.blobs[it]).exists())
        return download, self.host.disk if self.host.disk is not None else _free_disk(blobs)


def _weights_files(sizes: Mapping[str, int]) -> list[str]:
    return _chosen(sizes) or [it for it in sizes if it.endswith(".bin") and "/" not in it]


def _free_disk(folder: Path) -> int:
    """Free bytes where a folder is, or is going to be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _verdict(needed: float, room: int | None) -> tuple[str, str]:
    if room is None:
        return "unknown", "this platform does not say how much memory is free"
    text = f"needs about {needed / 1e9:.2f} GB of memory that cannot be given back, {room / 1e9:.2f} GB may be used"
    if needed > room:
        return "too-big", text
    return ("tight" if needed > WARN_AT * room else "ok"), text


def _host_bytes(request: VerifyRequest, weights: Weights, dtype: str | None) -> tuple[int, int]:
    """Private bytes and bytes mapped from the files.

    A load in the checkpoint's own dtype maps the files and copies nothing; a cast copies every
    float weight, while the files stay mapped.
    """
    private, now = 0, dtype
    if dtype is not None and set(weights.bytes_by_dtype) & FLOATS - {dtype}:
        private = _in_dtype(weights, dtype)
    for step in request.steps:
        cast = _cast(step.method, step.positional)
        if cast and cast != now:
            private, now = max(private, _in_dtype(weights, cast)), cast
    return private, weights.total


def _in_dtype(weights: Weights, dtype: str) -> int:
    floats = sum(count for name, count in weights.count_by_dtype.items() if name in FLOATS)
    return floats * SIZES.get(dtype, 4)


def _target(request: VerifyRequest, weights: Weights, release: str | None) -> str | None:
    """The dtype of the loaded weights; None when the checkpoint's mix is kept."""
    said = request.argument("dtype", "torch_dtype") or {}
    text = str(said.get("symbol") or said.get("literal") or "").removeprefix("torch.")
    if text and text != "auto":
        return text
    if not text and (request.callee.startswith("diffusers.") or (release and release.startswith("4."))):
        return "float32"
    floats = [it for it in weights.bytes_by_dtype if it in FLOATS]
    return floats[0] if len(floats) == 1 else None


def _cast(method: str, positional: tuple[Json, ...]) -> str | None:
    if method == "to":
        symbols = [str(it["symbol"]).removeprefix("torch.") for it in positional if "symbol" in it]
        return symbols[0] if symbols else None
    return CASTS.get(method)


def _kv_cache(config: Json, size: int) -> int:
    """Bytes of keys and values for one token; 0 when the configuration does not tell."""
    config = config.get("text_config") or config
    layers, heads, width = (
        _number(config, "num_hidden_layers", "n_layer"),
        _number(config, "num_attention_heads", "n_head"),
        _number(config, "hidden_size", "n_embd"),
    )
    if not layers or not heads:
        return 0
    each = _number(config, "head_dim") or width // heads
    return 2 * layers * (_number(config, "num_key_value_heads") or heads) * each * size


def _config(shelf: Shelf) -> Json:
    """The configuration beside the weights; empty when there is none that can be read."""
    if "config.json" not in shelf.sizes():
        return {}
    try:
        found = json.loads(shelf.read("config.json", 0, 1_000_000))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(config: Json, *names: str) -> int:
    found = next((config[it] for it in names if isinstance(config.get(it), int)), 0)
    return int(found)


# --- places -----------------------------------------------------------------------------------------------------


def _is_whole(folder: Folder) -> bool:
    """Whether a snapshot has all of its weights; a download that was broken off leaves some of the shards."""
    sizes = folder.sizes()
    if "model.safetensors" in sizes or "model.safetensors.index.json" not in sizes:
        return bool(_chosen(sizes))
    listed = json.loads(folder.read("model.safetensors.index.json", 0, 1 << 26)).get("weight_map", {})
    return set(listed.values()) <= set(sizes)


def _token(request: VerifyRequest) -> str | None:
    """The token that the call itself names."""
    value = (request.argument("token", "use_auth_token") or {}).get("literal")
    return value if isinstance(value, str) else None


def _container_memory() -> int | None:
    """What the control group still allows; the page cache it counts can be taken back."""
    group = Path("/sys/fs/cgroup")
    ceiling, used = group / "memory.max", group / "memory.current"
    if not ceiling.exists() or not used.exists() or ceiling.read_text().strip() == "max":
        return None
    cached = re.search(r"^file (\d+)", (group / "memory.stat").read_text(), re.MULTILINE)
    return int(ceiling.read_text()) - int(used.read_text()) + (int(cached.group(1)) if cached else 0)


def _windows_memory() -> int | None:
    """Free physical memory; the structure is MEMORYSTATUSEX."""
    fields = [(name, ctypes.c_ulong) for name in ("length", "load")]
    wide = [(name, ctypes.c_ulonglong) for name in ("total", "free", "page", "pagefree", "virtual", "virtfree", "ext")]
    status = type("Status", (ctypes.Structure,), {"_fields_": [*fields, *wide]})()
    status.length = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # exists on one platform only
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
