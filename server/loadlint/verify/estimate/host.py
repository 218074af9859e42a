"""Free memory and disk of this machine, inside the limits of a container."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from loadlint import native
from loadlint.system import THIS

RESERVE = 1_000_000_000  # bytes of memory for the rest of the machine


@dataclass(frozen=True, slots=True)
class Host:
    """Free memory and disk of this machine, in bytes; None where it is not known."""

    memory: int | None
    disk: int | None = None


def this_host() -> Host:
    """Free memory now, inside the limits of a container."""
    return Host(available_memory())


def available_memory() -> int | None:
    """Bytes of free memory, inside the limit of a container; None where the platform does not say."""
    if THIS.windows:
        return native.free_memory()
    meminfo = Path("/proc/meminfo")
    if not meminfo.exists():
        return None
    match = re.search(r"MemAvailable:\s+(\d+) kB", meminfo.read_text(encoding="ascii"))
    free = int(match.group(1)) * 1024 if match else None
    inside = _container_memory()
    return min((it for it in (free, inside) if it is not None), default=None)


def free_disk(folder: Path) -> int:
    """Free bytes where a folder is, or is going to be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _container_memory() -> int | None:
    """Bytes that the control group still allows; the page cache it counts can be taken back."""
    group = Path("/sys/fs/cgroup")
    ceiling, used = group / "memory.max", group / "memory.current"
    if not ceiling.exists() or not used.exists() or ceiling.read_text().strip() == "max":
        return None
    cached = re.search(r"^file (\d+)", (group / "memory.stat").read_text(), re.MULTILINE)
    return int(ceiling.read_text()) - int(used.read_text()) + (int(cached.group(1)) if cached else 0)
