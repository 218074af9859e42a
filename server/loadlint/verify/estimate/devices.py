"""The accelerators of this machine, from its drivers and without torch: an estimate must not start an interpreter.

The facts have the same form as the worker's, which come from torch, so that a diagnosis takes either. Facts of another
machine are marked as simulated.
"""

from __future__ import annotations

import csv
import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loadlint import programs
from loadlint.system import THIS
from loadlint.verify.report import Json

MIB = 1 << 20
LONGEST = 5.0  # seconds for a driver that hangs
FIELDS = ("index", "uuid", "name", "memory.free", "memory.total", "compute_cap")


@dataclass(frozen=True, slots=True)
class Device:
    """An accelerator under its name in torch. Sizes are bytes, None where unknown."""

    name: str
    model: str
    free: int | None = None
    total: int | None = None
    native_bf16: bool | None = None

    @classmethod
    def of(cls, facts: Json) -> Device:
        return cls(facts["device"], facts["name"], facts.get("free"), facts.get("total"), facts.get("native_bf16"))

    @property
    def key(self) -> int | str:
        """Return the name of the device in a device map and in `max_memory`."""
        return int(self.name.partition(":")[2]) if self.name.startswith("cuda:") else self.name

    def as_json(self) -> Json:
        facts = {"device": self.name, "name": self.model, "free": self.free, "total": self.total}
        return {**facts, "native_bf16": self.native_bf16}


@dataclass(frozen=True, slots=True)
class Machine:
    """The accelerators for a load; `note` says why one on this machine cannot be used."""

    devices: tuple[Device, ...] = ()
    note: str | None = None
    simulated: bool = False

    @classmethod
    def of(cls, facts: Json) -> Machine:
        """Return a machine from the worker's facts, or from a file that describes another machine."""
        devices = tuple(Device.of(it) for it in facts.get("devices") or ())
        return cls(devices, _unusable(facts), bool(facts.get("simulated")))

    def device(self, name: str) -> Device | None:
        return next((it for it in self.devices if it.name == name), None)


def probe(torch: str | None = None, environment: Mapping[str, str] = os.environ) -> Machine:
    """Return this machine's accelerators now, as a torch of this version sees them."""
    if THIS.metal:
        arm = platform.machine() == "arm64"
        return Machine((Device("mps", "Apple GPU"),) if arm else ())
    cards = _nvidia(environment)
    if cards and torch and torch.endswith("+cpu"):
        return Machine(note=_unusable({"nvidia_driver": True, "torch_build": "cpu"}))
    return Machine(tuple(cards))


def _unusable(facts: Json) -> str | None:
    """Return why torch has no device although the machine has a card or torch is built for one; None otherwise."""
    if facts.get("devices"):
        return None
    build = str(facts.get("torch_build") or "")
    if facts.get("nvidia_driver") and build == "cpu":
        return "an NVIDIA card is here, but the interpreter's torch is a build for the CPU"
    if build.startswith("cuda") and facts.get("nvidia_driver") is False:
        return f"torch is built for {build}, but no NVIDIA driver is here"
    return None


def _nvidia(environment: Mapping[str, str]) -> list[Device]:
    """Return the driver's cards, numbered as the load numbers them."""
    tool = programs.find("nvidia-smi", environment)
    if tool is None:
        return []
    rows = _visible(_asked(tool, FIELDS) or _asked(tool, FIELDS[:-1]), environment.get("CUDA_VISIBLE_DEVICES"))
    return [_card(number, row) for number, row in enumerate(rows)]


def _asked(tool: str, fields: Sequence[str]) -> list[list[str]]:
    """Return one row per card; no rows where the driver does not answer or lacks a field."""
    command = [tool, f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    rows = csv.reader(done.stdout.strip().split("\n"), skipinitialspace=True)
    return [row for row in rows if len(row) == len(fields)] if done.returncode == 0 else []


def _visible(rows: list[list[str]], chosen: str | None) -> list[list[str]]:
    """Return the cards in CUDA_VISIBLE_DEVICES by number or identifier, in its order; a wrong name ends the list."""
    if chosen is None:
        return rows
    cards: list[list[str]] = []
    for name in filter(None, (it.strip() for it in chosen.split(","))):
        fitting = [row for row in rows if row[0] == name or (len(name) > 4 and row[1].startswith(name))]
        if len(fitting) != 1:
            break
        cards += fitting
    return cards


def _card(number: int, row: Sequence[str]) -> Device:
    capability = re.match(r"\d+", row[5]) if len(row) > 5 else None
    native = int(capability.group()) >= 8 if capability else None
    return Device(f"cuda:{number}", row[2], _mebibytes(row[3]), _mebibytes(row[4]), native)


def _mebibytes(text: str) -> int | None:
    """Return mebibytes as bytes; None for cards without a figure, such as those that share the host's memory."""
    return int(text) * MIB if text.isdigit() else None
