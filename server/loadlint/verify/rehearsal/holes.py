"""Files that have the length of weights and take no room: their bytes are a hole, which reads as zeros.

A file system without holes fills them on the disk, and one in memory fills them where they are read, so both refuse.
"""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from loadlint.errors import LoadlintError

PROBE = 8 << 20  # bytes of the file that shows whether a folder can have holes
FILLED = 1 << 20  # bytes on disk from which on that file is no hole
SET_SPARSE = 0x000900C4  # FSCTL_SET_SPARSE of NTFS
_INVALID = 0xFFFFFFFF


class NoHolesError(LoadlintError):
    """The folder cannot hold files of the length of weights without their bytes; the message names the cure."""


def require(folder: Path) -> None:
    """Raise NoHolesError where the file system of a folder would fill holes with bytes on disk or in memory."""
    path = folder / "probe"
    try:
        write(path, b"probe", PROBE)
        filled = occupied(path)
        _read_once(path)
        in_memory = occupied(path) > filled + FILLED // 2
    finally:
        path.unlink(missing_ok=True)
    if filled > FILLED or in_memory:
        why = "keeps its files in memory" if in_memory else "has no sparse files"
        raise NoHolesError(f"the file system of {folder} {why}; set LOADLINT_CACHE_DIR to a folder on another disk")


def write(path: Path, start: bytes, size: int, pieces: Iterable[tuple[int, bytes]] = ()) -> None:
    """Write a file of `size` bytes that begins with `start` and holds each piece at its offset; the rest is a hole."""
    with open(path, "wb") as file:
        if sys.platform == "win32":
            make_sparse(file)
        file.write(start)
        for offset, data in pieces:
            file.seek(offset)
            file.write(data)
        file.truncate(max(size, len(start)))
        file.flush()
        os.fsync(file.fileno())


def sparse(handle: int, kernel: Any) -> None:
    """Set the flag of NTFS that lets a file have holes; raise OSError where the file system refuses."""
    import ctypes

    returned = ctypes.c_ulong(0)
    if not kernel.DeviceIoControl(handle, SET_SPARSE, None, 0, None, 0, ctypes.byref(returned), None):
        raise OSError("the file system has no sparse files")


def compressed_size(path: str, kernel: Any) -> int:
    """Return the bytes that a file takes on a disk of Windows."""
    import ctypes

    high = ctypes.c_ulong(0)
    low = int(kernel.GetCompressedFileSizeW(path, ctypes.byref(high)))
    return PROBE if low == _INVALID else (high.value << 32) + low


if sys.platform == "win32":
    import ctypes
    import msvcrt

    def make_sparse(file: IO[bytes]) -> None:
        """Let a file have holes, which NTFS wants to know before they are made."""
        try:
            sparse(msvcrt.get_osfhandle(file.fileno()), ctypes.windll.kernel32)
        except OSError:
            # The probe then sees a file that takes its whole length.
            return

    def occupied(path: Path) -> int:
        """Return the bytes that a file takes on its disk."""
        return compressed_size(str(path), ctypes.windll.kernel32)

else:

    def occupied(path: Path) -> int:
        """Return the bytes that a file takes on its disk."""
        return path.stat().st_blocks * 512


def _read_once(path: Path) -> None:
    """Read each page of a file as libraries do, through a mapping."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        sum(mapped[at] for at in range(0, len(mapped), mmap.PAGESIZE))
