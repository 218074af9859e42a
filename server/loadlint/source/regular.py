"""Files read within a budget: git carries links to devices and FIFOs, and some files have no end."""

from __future__ import annotations

import errno
import os
import stat
import sys

from loadlint.system import THIS

LARGEST = 32 * 1024 * 1024  # bytes; of files that say something about a project
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read(path: str | os.PathLike[str], largest: int = LARGEST) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file of at most `largest` bytes, and its status when they were read.

    Raises OSError, for any other kind of file and a larger one too, and ValueError for a path with a null byte.
    """
    # Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever.
    handle = os.open(THIS.openable(os.fspath(path)), _FLAGS)
    try:
        status = os.fstat(handle)
        _refuse(status, largest)
        return _whole(handle, status.st_size, largest), status
    finally:
        os.close(handle)


def part(path: str | os.PathLike[str], start: int, length: int) -> bytes:
    """Return a range of a regular file, shorter at its end; raise OSError for any other kind of file."""
    handle = os.open(THIS.openable(os.fspath(path)), _FLAGS)
    with open(handle, "rb") as file:
        _refuse(os.fstat(handle), sys.maxsize)
        file.seek(start)
        return file.read(length)


def _refuse(status: os.stat_result, largest: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    if status.st_size > largest:
        raise _too_large(largest)


def _whole(handle: int, size: int, largest: int) -> bytes:
    data = os.read(handle, size + 1)
    if len(data) == size:
        return data
    # It grew, or it is of a file system that does not know sizes.
    parts, total = [data], len(data)
    while part := os.read(handle, 1 << 20):
        parts.append(part)
        total += len(part)
        if total > largest:
            raise _too_large(largest)
    return b"".join(parts)


def _too_large(largest: int) -> OSError:
    return OSError(errno.EFBIG, f"larger than {largest >> 20} MB")
