"""Estimate the memory and disk of a load from the headers of its weights, before a byte of them is read.

Every figure here is an estimate and is shown as one.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loadlint import crashes
from loadlint.project import hub_cache
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from . import devices, hub
from .checkpoint import chosen_files
from .host import Host, free_disk, this_host
from .placement import Plan, depends_on_devices, plan
from .shelf import Shelf, configuration, find
from .weights import FLOATS, SIZES, Weights, read_weights

LIBRARIES = 340_000_000  # what torch and transformers take before any weights, measured
RESERVE = 1_000_000_000  # left to the rest of the machine
CONTEXT = 512  # tokens of cache that a first try may need
WARN_AT = 0.8
DISK_MARGIN = 1.05
PATIENCE = 60.0  # seconds for a whole estimate; each answer of the hub has a limit of its own
POLL = 0.05
BESIDE = re.compile(r".*\.json|tokenizer.*|.*\.model|vocab.*|merges\.txt")  # what is fetched with the weights
CASTS = {"half": "float16", "bfloat16": "bfloat16", "float": "float32", "double": "float64"}


@dataclass(frozen=True, slots=True)
class Preflight:
    """Estimated bytes of one load on the host. `verdict` is ok, tight, too-big or unknown."""

    verdict: str
    reason: str
    where: str | None = None
    weights: Weights = field(default_factory=Weights)
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
    """As `estimate`, but None once `cancel` is set, and unknown after `patience` seconds or after a fault of ours.

    A thread that waits for a slow hub cannot be interrupted on every platform, so it is left behind.
    """
    made: queue.SimpleQueue[Preflight] = queue.SimpleQueue()
    threading.Thread(target=lambda: made.put(_estimate_safely(request, options)), daemon=True).start()
    until = time.monotonic() + patience
    while not cancel.is_set():
        try:
            return made.get(timeout=POLL)
        except queue.Empty:
            if time.monotonic() > until:
                return Preflight("unknown", f"the hub gave no answer within {patience:.0f} seconds")
    return None


def _estimate_safely(request: VerifyRequest, options: Mapping[str, Any]) -> Preflight:
    """The estimate; a fault of ours makes it unknown and ends nothing."""
    try:
        return estimate(request, **options)
    except Exception as error:  # headers and configurations come from strangers
        return Preflight("unknown", f"the estimate failed ({crashes.described(error)})")


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
        cache = _kv_cache(configuration(self.shelf), SIZES.get(dtype or "float32", 4)) * self.tokens
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
        sizes, config = self.weights.loaded(dtype), configuration(self.shelf)
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
        return download, self.host.disk if self.host.disk is not None else free_disk(blobs)


def _weights_files(sizes: Mapping[str, int]) -> list[str]:
    return chosen_files(sizes) or [it for it in sizes if it.endswith(".bin") and "/" not in it]


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


def _number(config: Json, *names: str) -> int:
    found = next((config[it] for it in names if isinstance(config.get(it), int)), 0)
    return int(found)
