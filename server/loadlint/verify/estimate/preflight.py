"""Estimate the memory and disk of a load from the headers of its weights, before a byte of them is read.

Every figure here is an estimate and is shown as one.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from loadlint import crashes
from loadlint.verify.later import Later
from loadlint.verify.request import VerifyRequest

from . import answer, devices, hub, memory
from .download import download_of
from .host import RESERVE, Host, this_host
from .placement import Plan, absent, depends_on_devices, plan
from .shelf import Shelf, find
from .weights import SIZES, Contents, Weights, contents

LIBRARIES = 340_000_000  # bytes that torch and transformers take before any weights, measured
CONTEXT = 512  # tokens of cache that a first try may need
SPARE = 1.1
WARN_AT = 0.8
DISK_MARGIN = 1.05
PATIENCE = 60.0  # seconds for a whole estimate; each answer of the hub has its own limit
# Verdicts with which a load cannot end well.
HOPELESS = ("too-big", "damaged", "no-device")


@dataclass(frozen=True, slots=True)
class Preflight:
    """Estimated bytes of one load on the host. `verdict` is ok, tight, too-big, damaged, no-device or unknown.

    `price` makes a tight load fit, `cure` is the first change with which it would fit well.
    """

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
    price: str | None = None
    cure: answer.Cure | None = None

    @property
    def answer(self) -> str:
        """Return the first line of the estimate for users."""
        return answer.sentence(self.verdict, self.reason, self.price)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return the notes of the headers, the device map and the machine."""
        return (*self.weights.notes, *self.plan.notes, *([self.machine.note] if self.machine.note else []))

    def as_json(self) -> dict[str, Any]:
        return {
            "estimated": True,
            "simulated": self.machine.simulated,
            "verdict": self.verdict,
            "reason": self.reason,
            "answer": self.answer,
            "cure": self.cure.text if self.cure else None,
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
    shelf: Shelf | None = None,
) -> Preflight:
    """Estimate whether the load of `request` fits.

    `transformers` is the installed release, `limit` the bytes of memory allowed, `tokens` the length of the text in the
    cache of keys and values, `machine` the accelerators; without it, this machine's, as the release `torch` sees them.
    `shelf` holds the files of the model, where they are not to be looked for.
    """
    host = host or this_host()  # before the imports of this load take memory
    shelf = shelf or find(request, cwd)
    if shelf is None:
        return Preflight("unknown", "the weights are not on this machine, so nothing is known of their size")
    try:
        held = contents(request, shelf)
        if held.verdict:
            return Preflight(held.verdict, held.reason, shelf.name, held.weights)
        met = machine or (devices.probe(torch) if depends_on_devices(request) else devices.Machine())
        facts = _Facts(request, shelf, held, transformers, host, limit, tokens, met, torch)
        return facts.advised()
    except hub.HubError as error:
        return Preflight("unknown", str(error), shelf.name)
    except OSError as error:
        return Preflight("unknown", f"the files cannot be read ({error.strerror or error})", shelf.name)


def estimate_until(
    cancel: threading.Event, request: VerifyRequest, *, patience: float = PATIENCE, **options: Any
) -> Preflight | None:
    """Run `estimate`; return None once `cancel` is set, and unknown after `patience` seconds or a fault of loadlint."""
    made = Later(lambda: _estimate_safely(request, options))
    if made.wait(cancel, patience):
        return made.value()
    if cancel.is_set():
        return None
    return Preflight("unknown", f"the estimate gave no answer within {patience:.0f} seconds")


def _estimate_safely(request: VerifyRequest, options: Mapping[str, Any]) -> Preflight:
    """Return the estimate; a fault of loadlint makes it unknown and ends nothing."""
    try:
        return estimate(request, **options)
    except Exception as error:  # headers and configurations come from strangers
        return Preflight("unknown", f"the estimate failed ({crashes.described(error)})")


@dataclass(frozen=True, slots=True)
class _Facts:
    """All inputs of the verdict."""

    request: VerifyRequest
    shelf: Shelf
    contents: Contents
    release: str | None
    host: Host
    limit: int | None
    tokens: int
    machine: devices.Machine
    torch: str | None = None

    @property
    def weights(self) -> Weights:
        return self.contents.weights

    def advised(self) -> Preflight:
        """Return the verdict, with the first change that would fit where the load does not fit well."""
        judged = self.judged()
        if judged.verdict not in ("tight", "too-big") or judged.plan.problem:
            cards = [it.as_json() for it in self.machine.devices]
            cure = answer.on_cards(self.weights, judged.dtype, cards) if judged.plan.problem else None
            return replace(judged, cure=cure)
        room = self.room()
        room = None if room is None else int(room / SPARE) - LIBRARIES
        cure = answer.first_change(
            self.request, self.weights, self.contents.config, judged.dtype,
            fits=self.needed, room=room, devices=bool(self.machine.devices),
        )  # fmt: skip
        return replace(judged, cure=cure)

    def needed(self, request: VerifyRequest) -> int | None:
        """Return the bytes of a changed load; None if it does not fit well, or nothing is known of it."""
        other = replace(self, request=request).judged()
        return other.memory if other.verdict == "ok" else None

    def judged(self) -> Preflight:
        config, dtype = self.contents.config, memory.target(self.request, self.weights, self.release)
        planned = self.planned(dtype)
        host = memory.of_load(self.request, self.weights, config, dtype)
        share = planned.host_share() if self.request.argument("device_map") else 1.0
        private = None if host.private is None else int(host.private * share)
        cache = memory.kv_cache(config, SIZES.get(dtype or "float32", 4)) * self.tokens
        room, (download, disk) = self.room(), download_of(self.shelf, self.host.disk)
        facts = Preflight(
            "unknown", host.unknown or "", self.shelf.name, self.weights, dtype,
            None if private is None else LIBRARIES + private + self.weights.total + cache,
            None if private is None else private + cache, cache, room, download, disk, planned, self.machine,
        )  # fmt: skip
        return replace(facts, **self.verdict(facts, int(host.in_use * share)))

    def verdict(self, facts: Preflight, in_use: int) -> dict[str, Any]:
        """Return verdict, reason and price; the worst counts."""
        if facts.disk is not None and facts.download * DISK_MARGIN > facts.disk:
            return {"verdict": "too-big", "reason": answer.no_disk(facts.download, facts.disk)}
        if self.weights.damage:
            return {"verdict": "damaged", "reason": self.weights.damage}
        if facts.plan.problem:
            return {"verdict": "too-big", "reason": facts.plan.problem}
        missing = absent(facts.plan, self.machine, self.torch)
        if missing:
            return dict(zip(("verdict", "reason"), missing, strict=True))
        if facts.private is None:
            return {"verdict": "unknown", "reason": facts.reason}
        verdict, reason = _verdict((LIBRARIES + facts.private) * SPARE, facts.available)
        if verdict in ("too-big", "unknown"):
            return {"verdict": verdict, "reason": reason}
        room = None if self.host.memory is None else self.host.memory - RESERVE - LIBRARIES - facts.private
        if room is not None and in_use > room:
            return {"verdict": "tight", "reason": answer.mapped(in_use, max(room, 0)), "price": answer.AGAIN}
        if facts.plan.unknown:
            return {"verdict": "unknown", "reason": facts.plan.unknown}
        if facts.plan.tight or facts.plan.price:
            return {"verdict": "tight", "reason": reason, "price": facts.plan.price}
        return {"verdict": verdict, "reason": reason}

    def planned(self, dtype: str | None) -> Plan:
        sizes = self.weights.loaded(dtype)
        old = bool(self.release and self.release.startswith("4."))
        try:
            return plan(self.request, sizes, self.contents.config, self.machine, host=self.host.memory, before_5=old)
        except ValueError as error:  # a `max_memory` that the load refuses too
            return Plan(notes=(str(error),))

    def room(self) -> int | None:
        free = None if self.host.memory is None else max(self.host.memory - RESERVE, 0)
        return min((it for it in (free, self.limit) if it is not None), default=None)


def _verdict(needed: float, room: int | None) -> tuple[str, str]:
    if room is None:
        return "unknown", "this platform does not show how much memory is free"
    text = answer.needs(needed, room)
    if needed > room:
        return "too-big", text
    return ("tight" if needed > WARN_AT * room else "ok"), text
