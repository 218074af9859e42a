"""The estimate of a load before it runs: releases, placement, size, and whether it fits.

It reads this machine alone: folders, the hub's cache, the driver. A hover must not cost a request to the network.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from loadlint.project import hub_cache
from loadlint.project.installed import versions
from loadlint.project.project import Project
from loadlint.project.releases import described
from loadlint.verify import figures
from loadlint.verify.estimate import devices, placement, preflight
from loadlint.verify.request import VerifyRequest
from loadlint_rules.analysis.model import LoadSite, Placement, Target, Targets

from . import tasks

_RELEASES = {"diffusers": ("diffusers", "torch"), "peft": ("peft", "transformers", "torch")}
# The free memory of a card changes by the minute, and a query of the driver takes a moment.
_FRESH = 20.0
_UNTRUSTED = "it depends on the devices, which are not asked in an untrusted workspace"
_HALF, _WHOLE = 2, 4
WIDTHS: Mapping[str, int] = {"bfloat16": _HALF, "float16": _HALF, "float32": _WHOLE}
_UNSAID: Mapping[Placement, str] = {
    "cpu": "without a device in the call, the weights stay in memory and the CPU computes",
    "accelerator": "without a device in the call, the library takes the first accelerator",
    "base": "the weights go to the device of the base model",
    "itself": "the library chooses the device of the weights",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A load, its request, the releases in play, and the estimate from the headers of its files."""

    load: LoadSite
    request: VerifyRequest
    targets: Targets
    checked: preflight.Preflight
    commit: str | None = None
    installed: Mapping[str, str] = field(default_factory=dict)

    def releases(self) -> str:
        """Return the releases in play, in words."""
        return "; ".join(_release(name, self.targets) for name in _libraries(self.load))

    def contradictions(self) -> str:
        """Return the installed releases that are not in play, in words; empty where there are none."""
        return ", ".join(
            f"{name} {self.installed[name]}"
            for name in _libraries(self.load)
            if name in self.installed and not _is_in_play(self.installed[name], getattr(self.targets, name))
        )

    def mark(self) -> str:
        """Return the mark of a placement that is not certain."""
        return " (estimated)" if self.checked.plan.bytes_per_device else ""

    def model(self) -> str:
        """Return the model and its place, in words."""
        if self.request.source is None:
            return "the text does not say which model"
        if self.commit is not None:
            return f"`{self.request.source}` from the hub's cache, commit {self.commit[:12]}"
        return f"`{self.request.source}`" + (
            f" in {self.checked.where}" if self.checked.where else ", not on this machine"
        )

    def placement(self) -> str:
        """Return the devices of the weights, in words."""
        shares = self.checked.plan.bytes_per_device
        if shares:
            return ", ".join(f"{figures.size(amount)} on {name}" for name, amount in shares.items())
        argument = self.load.argument("device_map", "device")
        if argument is not None:
            return f"as `{argument.name}={argument.text}` says"
        moved = next((it for it in self.load.uses if it.kind == "move"), None)
        if moved is not None:
            return f"loaded into memory, then moved by `.{moved.name}(...)`"
        return "out of sight in `**kwargs`" if self.load.opaque else _UNSAID[self.load.loader.placement]

    def size(self) -> str:
        """Return the size of the weights in the checkpoint and in each dtype, in words."""
        weights = self.checked.weights
        count = sum(weights.count_by_dtype.values())
        stored = ", ".join(f"{figures.size(amount)} {name}" for name, amount in weights.bytes_by_dtype.items())
        as_loaded = f", loaded as {self.checked.dtype}" if self.checked.dtype else ""
        others = f"{figures.size(_HALF * count)} as bfloat16, {figures.size(_WHOLE * count)} as float32"
        return f"{_amount(count)} parameters; the checkpoint holds {stored}{as_loaded}; {others}"

    def fits(self) -> str:
        """Return whether the load fits on this machine, and why, in words."""
        cure = f"; {self.checked.cure.text}" if self.checked.cure else ""
        words = {
            "ok": "yes",
            "tight": "barely",
            "too-big": "no",
            "damaged": "no",
            "no-device": "no",
            "unknown": "not known",
        }
        answer = self.checked.answer.partition(": ")[2] if not self.checked.price else self.checked.answer
        return f"{words[self.checked.verdict]}: {answer}{cure}"


def look(asked: VerifyRequest, load: LoadSite, project: Project, root: Path, *, trusted: bool = True) -> Estimate:
    """Estimate one load. This reads files and may wait for the driver, so it needs its own thread.

    The driver is asked by a program, and none is started in a workspace that is not trusted.
    """
    request = replace(asked, offline=True)
    releases = versions(project.interpreter) if project.interpreter else {}
    depends = placement.depends_on_devices(request)
    met = machine(releases.get("torch")) if depends and trusted else None
    folder = tasks.folder(project, root)
    checked = preflight.estimate(
        request,
        cwd=folder,
        transformers=releases.get("transformers"),
        limit=project.settings.verify.memory_limit,
        machine=met or devices.Machine(),
        torch=releases.get("torch"),
    )
    if depends and not trusted:
        checked = replace(checked, verdict="unknown", reason=_UNTRUSTED, plan=placement.Plan(), price=None, cure=None)
    return Estimate(load, request, project.checks.targets, checked, _commit(request, folder), releases)


def machine(torch: str | None) -> devices.Machine:
    """Return the accelerators of this machine as a torch of this version sees them; asked again after a while."""
    return _machine(torch, int(time.monotonic() / _FRESH))


@lru_cache(maxsize=2)
def _machine(torch: str | None, _time: int) -> devices.Machine:
    return devices.probe(torch)


def _commit(request: VerifyRequest, folder: Path) -> str | None:
    """Return the commit of a model in the hub's cache; None for a folder, or a model that is not on this machine."""
    if request.source is None or os.path.isdir(folder / request.source):
        return None
    revision = (request.argument("revision") or {}).get("literal") or hub_cache.MAIN
    kept = hub_cache.find(request.source, str(revision))
    return kept.commit if kept.folder else None


def _libraries(load: LoadSite) -> tuple[str, ...]:
    return _RELEASES.get(load.loader.library, ("transformers", "torch"))


def _release(name: str, targets: Targets) -> str:
    return f"{name} {described(targets, name)}"


def _is_in_play(release: str, target: Target) -> bool:
    numbers = tuple(map(int, [*re.findall(r"\d+", release), "0", "0"][:3]))
    return (target.floor is None or numbers >= target.floor) and (target.below is None or numbers < target.below)


def _amount(count: int) -> str:
    """Return a number of parameters in words, such as `1.5 billion`."""
    for unit, name in ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return str(count)
