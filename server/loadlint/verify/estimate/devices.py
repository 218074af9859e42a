"""What this machine computes with, asked without torch: an estimate must not start an interpreter for it.

The facts have the form in which the worker tells them from torch, so that either can be given to a diagnosis; facts of
a machine that is not this one are marked as simulated.
"""

from __future__ import annotations

import csv
import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loadlint import programs
from loadlint.verify.report import Json

MIB = 1 << 20
LONGEST = 5.0  # seconds for a driver that hangs
FIELDS = ("index", "uuid", "name", "memory.free", "memory.total", "compute_cap")


@dataclass(frozen=True, slots=True)
class Device:
    """An accelerator under torch's name for it. Bytes; None where nothing tells."""

    name: str
    model: str
    free: int | None = None
    total: int | None = None
    native_bf16: bool | None = None

    @classmethod
    def of(cls, told: Json) -> Device:
        return cls(told["device"], told["name"], told.get("free"), told.get("total"), told.get("native_bf16"))

    @property
    def key(self) -> int | str:
        """As a device map and `max_memory` name it."""
        return int(self.name.partition(":")[2]) if self.name.startswith("cuda:") else self.name

    def as_json(self) -> Json:
        told = {"device": self.name, "name": self.model, "free": self.free, "total": self.total}
        return {**told, "native_bf16": self.native_bf16}


@dataclass(frozen=True, slots=True)
class Machine:
    """The accelerators that a load will meet; `note` says why one that is here cannot be used."""

    devices: tuple[Device, ...] = ()
    note: str | None = None
    simulated: bool = False

    @classmethod
    def of(cls, told: Json) -> Machine:
        """Facts as the worker tells them, or as a file describes another machine."""
        devices = tuple(Device.of(it) for it in told.get("devices") or ())
        return cls(devices, _unusable(told), bool(told.get("simulated")))

    def device(self, name: str) -> Device | None:
        return next((it for it in self.devices if it.name == name), None)


def probe(torch: str | None = None, environment: Mapping[str, str] = os.environ) -> Machine:
    """This machine's accelerators now, as a torch of this version will see them."""
    if sys.platform == "darwin":
        arm = platform.machine() == "arm64"
        return Machine((Device("mps", "Apple GPU"),) if arm else ())
    cards = _nvidia(environment)
    if cards and torch and torch.endswith("+cpu"):
        return Machine(note=_unusable({"nvidia_driver": True, "torch_build": "cpu"}))
    return Machine(tuple(cards))


def _unusable(told: Json) -> str | None:
    """Why there is no device although there might be one."""
    if told.get("devices"):
        return None
    build = str(told.get("torch_build") or "")
    if told.get("nvidia_driver") and build == "cpu":
        return "an NVIDIA card is here, but the interpreter's torch is a build for the CPU"
    if build.startswith("cuda") and told.get("nvidia_driver") is False:
        return f"torch is built for {build}, but no NVIDIA driver is here"
    return None


def _nvidia(environment: Mapping[str, str]) -> list[Device]:
    """The cards that the driver tells of, numbered as the load will number them."""
    tool = programs.find("nvidia-smi", environment)
    if tool is None:
        return []
    rows = _visible(_asked(tool, FIELDS) or _asked(tool, FIELDS[:-1]), environment.get("CUDA_VISIBLE_DEVICES"))
    return [_card(number, row) for number, row in enumerate(rows)]


def _asked(tool: str, fields: Sequence[str]) -> list[list[str]]:
    """One row a card; none where the driver does not answer, or does not know a field."""
    command = [tool, f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    rows = csv.reader(done.stdout.strip().split("\n"), skipinitialspace=True)
    return [row for row in rows if len(row) == len(fields)] if done.returncode == 0 else []


def _visible(rows: list[list[str]], chosen: str | None) -> list[list[str]]:
    """The cards that CUDA_VISIBLE_DEVICES names by number or identifier, in its order; a wrong name ends the list."""
    if chosen is None:
        return rows
    found: list[list[str]] = []
    for name in filter(None, (it.strip() for it in chosen.split(","))):
        fitting = [row for row in rows if row[0] == name or (len(name) > 4 and row[1].startswith(name))]
        if len(fitting) != 1:
            break
        found += fitting
    return found


def _card(number: int, row: Sequence[str]) -> Device:
    capability = re.match(r"\d+", row[5]) if len(row) > 5 else None
    native = int(capability.group()) >= 8 if capability else None
    return Device(f"cuda:{number}", row[2], _mebibytes(row[3]), _mebibytes(row[4]), native)


def _mebibytes(text: str) -> int | None:
    """None for cards that do not tell, such as those that share the host's memory."""
    return int(text) * MIB if text.isdigit() else None
