"""What a load will come to here, told before it is run: releases, placement, size, and whether it fits.

Everything is read from this machine: folders, the hub's cache, the driver. The network is never asked, as a
glance at a line of code must not cost a request.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from loadlint.project import hub_cache
from loadlint.project.installed import versions
from loadlint.project.project import Project
from loadlint.project.releases import described
from loadlint.verify import render
from loadlint.verify.estimate import devices, placement, preflight
from loadlint.verify.request import VerifyRequest
from loadlint_rules.analysis.model import LoadSite, Placement, Targets

from . import tasks

_RELEASES = {"diffusers": ("diffusers", "torch"), "peft": ("peft", "transformers", "torch")}
# What a card has free changes by the minute, and asking the driver takes a moment.
_FRESH = 20.0
_HALF, _WHOLE = 2, 4
_UNSAID: Mapping[Placement, str] = {
    "cpu": "nothing in the call says where to, so the weights stay in memory and the CPU computes",
    "accelerator": "nothing in the call says where to, so the library takes the first accelerator it finds",
    "base": "the weights go where those of the base model are",
    "itself": "the library decides where the weights go",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """The load as it would be carried out, the releases it was judged for, and what the headers say."""

    load: LoadSite
    request: VerifyRequest
    targets: Targets
    checked: preflight.Preflight
    commit: str | None = None

    def releases(self) -> str:
        """The releases that the load is judged for."""
        return "; ".join(_release(name, self.targets) for name in _libraries(self.load))

    def mark(self) -> str:
        """The word for a placement that is not certain."""
        return " (estimated)" if self.checked.plan.bytes_per_device else ""

    def model(self) -> str:
        """The model and where it is."""
        if self.request.source is None:
            return "the text does not say which model"
        if self.commit is not None:
            return f"`{self.request.source}` from the hub's cache, commit {self.commit[:12]}"
        return f"`{self.request.source}`" + (
            f" in {self.checked.where}" if self.checked.where else ", not on this machine"
        )

    def placement(self) -> str:
        """Where the weights land."""
        shares = self.checked.plan.bytes_per_device
        if shares:
            return ", ".join(f"{render.size(amount)} on {name}" for name, amount in shares.items())
        given = self.load.argument("device_map", "device")
        if given is not None:
            return f"`{given.name}={given.text}`, which no weights on this machine tell more about"
        moved = next((it for it in self.load.uses if it.kind == "move"), None)
        if moved is not None:
            return f"loaded into memory, then moved by `.{moved.name}(...)`"
        return "out of sight in `**kwargs`" if self.load.opaque else _UNSAID[self.load.loader.placement]

    def size(self) -> str:
        """The size of the weights, as they are stored and in each dtype."""
        weights = self.checked.weights
        count = sum(weights.count_by_dtype.values())
        stored = ", ".join(f"{render.size(amount)} {name}" for name, amount in weights.bytes_by_dtype.items())
        as_loaded = f", loaded as {self.checked.dtype}" if self.checked.dtype else ""
        others = f"{render.size(_HALF * count)} as bfloat16, {render.size(_WHOLE * count)} as float32"
        return f"{_amount(count)} parameters; the checkpoint holds {stored}{as_loaded}; {others}"

    def fits(self) -> str:
        """Whether the load fits on this machine, and why."""
        cure = f"; {self.checked.cure.text}" if self.checked.cure else ""
        words = {"ok": "yes", "tight": "barely", "too-big": "no", "no-device": "no", "unknown": "not known"}
        answer = self.checked.answer.partition(": ")[2] if not self.checked.price else self.checked.answer
        return f"{words[self.checked.verdict]}: {answer}{cure}"


def look(asked: VerifyRequest, load: LoadSite, project: Project, root: Path) -> Estimate:
    """Estimate one load. Reads files, and may wait for the driver; for a thread of its own."""
    request = replace(asked, offline=True)
    releases = versions(project.interpreter) if project.interpreter else {}
    met = (
        _machine(releases.get("torch"), int(time.monotonic() / _FRESH))
        if placement.depends_on_devices(request)
        else None
    )
    folder = tasks.folder(project, root)
    checked = preflight.estimate(
        request,
        cwd=folder,
        transformers=releases.get("transformers"),
        limit=project.settings.verify.memory_limit,
        machine=met or devices.Machine(),
        torch=releases.get("torch"),
    )
    return Estimate(load, request, project.checks.targets, checked, _commit(request, folder))


@lru_cache(maxsize=2)
def _machine(torch: str | None, _time: int) -> devices.Machine:
    return devices.probe(torch)


def _commit(request: VerifyRequest, folder: Path) -> str | None:
    """The commit of a model that the hub's cache holds; None for a folder, or for a model that is not here."""
    if request.source is None or os.path.isdir(folder / request.source):
        return None
    revision = (request.argument("revision") or {}).get("literal") or hub_cache.MAIN
    kept = hub_cache.find(request.source, str(revision))
    return kept.commit if kept.folder else None


def _libraries(load: LoadSite) -> tuple[str, ...]:
    return _RELEASES.get(load.loader.library, ("transformers", "torch"))


def _release(name: str, targets: Targets) -> str:
    return f"{name} {described(targets, name)}"


def _amount(count: int) -> str:
    """A number of parameters as people say it."""
    for unit, name in ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return str(count)
