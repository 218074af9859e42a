"""Files that have the length of weights and take no room: their bytes are a hole, which reads as zeros.

A file system without holes fills them on the disk, and one in memory fills them where they are read, so both refuse.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from loadlint import native
from loadlint.errors import LoadlintError

PROBE = 8 << 20  # bytes of the file that shows whether a folder can have holes
FILLED = 1 << 20  # bytes on disk from which on that file is no hole


class NoHolesError(LoadlintError):
    """The folder cannot hold files of the length of weights without their bytes; the message names the cure."""


def require(folder: Path) -> None:
    """Raise NoHolesError where the file system of a folder would fill holes with bytes on disk or in memory."""
    path = folder / "probe"
    try:
        write(path, b"probe", PROBE)
        filled = _occupied(path)
        _read_once(path)
        in_memory = _occupied(path) > filled + FILLED // 2
    finally:
        path.unlink(missing_ok=True)
    if filled > FILLED or in_memory:
        why = "keeps its files in memory" if in_memory else "has no sparse files"
        raise NoHolesError(f"the file system of {folder} {why}; set LOADLINT_CACHE_DIR to a folder on another disk")


def write(path: Path, start: bytes, size: int, pieces: Iterable[tuple[int, bytes]] = ()) -> None:
    """Write a file of `size` bytes that begins with `start` and holds each piece at its offset; the rest is a hole."""
    with open(path, "wb") as file:
        with suppress(OSError):
            # The probe then sees a file that takes its whole length.
            native.let_holes(file)
        file.write(start)
        for offset, data in pieces:
            file.seek(offset)
            file.write(data)
        file.truncate(max(size, len(start)))
        file.flush()
        os.fsync(file.fileno())


def _occupied(path: Path) -> int:
    """Return the bytes that a file takes on its disk; the whole length where the system does not say."""
    size = native.occupied(path)
    return PROBE if size is None else size


def _read_once(path: Path) -> None:
    """Read each page of a file as libraries do, through a mapping."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        sum(mapped[at] for at in range(0, len(mapped), mmap.PAGESIZE))
