"""Features of one operating system: its locks, its groups of processes, its free memory, its sparse files.

No test can simulate those, so nothing is decided here: each function is what the system has for one purpose. Where the
caller hands in Windows' own library, as `kernel`, a test hands in another.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from .system import THIS

SET_SPARSE = 0x000900C4  # FSCTL_SET_SPARSE of NTFS
_INVALID = 0xFFFFFFFF


if sys.platform == "win32":
    import msvcrt

    def lock(handle: int) -> bool:
        """Take the lock on an open file; return False where another process has it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock(handle: int) -> None:
        """Give back the lock on an open file."""
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

    def lock_folder(path: str) -> int | None:
        """Return no handle: the system itself keeps a folder whose files are open."""
        del path
        return None

    def owner_is_gone(entry: os.DirEntry[str], owner: int) -> bool | None:
        """Return None, as nothing says so of a number that another process may have by now."""
        del entry, owner
        return None

    def end_group(process: int, *, ended: bool) -> None:
        """Kill a process with its children: the interpreter of a virtual environment is a launcher with one child."""
        del ended
        subprocess.run(THIS.command_to_end(process, os.environ), capture_output=True, check=False)

    def let_holes(file: IO[bytes]) -> None:
        """Let a file have holes, which NTFS wants to know before they are made; raise OSError where it refuses."""
        set_sparse(msvcrt.get_osfhandle(file.fileno()), _kernel())

    def occupied(path: Path) -> int | None:
        """Return the bytes that a file takes on its disk; None where the system does not say."""
        return compressed_size(str(path), _kernel())

else:
    import fcntl

    def lock(handle: int) -> bool:
        """Take the lock on an open file; return False where another process has it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(handle: int) -> None:
        """Give back the lock on an open file."""
        fcntl.flock(handle, fcntl.LOCK_UN)

    def lock_folder(path: str) -> int | None:
        """Return a handle that holds the lock on a folder until it is closed; None where another one has it."""
        handle = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return None
        return handle

    def owner_is_gone(entry: os.DirEntry[str], owner: int) -> bool | None:
        """Return whether the process that made a folder of ours has ended, and nobody holds its lock."""
        if entry.stat(follow_symlinks=False).st_uid != os.getuid() or _lives(owner):
            return False
        handle = lock_folder(entry.path)
        if handle is None:
            return False
        os.close(handle)
        return True

    def _lives(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def end_group(process: int, *, ended: bool) -> None:
        """Kill the group that a process leads; one that has `ended` may have left others in it."""
        # The group of an ended process may have ended with it, and a server of forks may have seen it first.
        if not ended or _group_lives(process):
            with suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)

    def _group_lives(group: int) -> bool:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def let_holes(file: IO[bytes]) -> None:
        """Let a file have holes, as each file may here."""
        del file

    def occupied(path: Path) -> int | None:
        """Return the bytes that a file takes on its disk; None where the system does not say."""
        return path.stat().st_blocks * 512


def set_sparse(handle: int, kernel: Any) -> None:
    """Set the flag of NTFS that lets a file have holes; raise OSError where the file system refuses."""
    import ctypes

    returned = ctypes.c_ulong(0)
    if not kernel.DeviceIoControl(handle, SET_SPARSE, None, 0, None, 0, ctypes.byref(returned), None):
        raise OSError("the file system has no sparse files")


def compressed_size(path: str, kernel: Any) -> int | None:
    """Return the bytes that a file takes on a disk of Windows; None where it does not say."""
    import ctypes

    high = ctypes.c_ulong(0)
    low = int(kernel.GetCompressedFileSizeW(path, ctypes.byref(high)))
    return None if low == _INVALID else (high.value << 32) + low


def free_memory(kernel: Any = None) -> int | None:
    """Return the free physical memory of Windows, in bytes; the structure is MEMORYSTATUSEX."""
    import ctypes

    fields = [(name, ctypes.c_ulong) for name in ("length", "load")]
    wide = [(name, ctypes.c_ulonglong) for name in ("total", "free", "page", "pagefree", "virtual", "virtfree", "ext")]
    status = type("Status", (ctypes.Structure,), {"_fields_": [*fields, *wide]})()
    status.length = ctypes.sizeof(status)
    return int(status.free) if (kernel or _kernel()).GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _kernel() -> Any:
    import ctypes

    # It exists on one platform only, and type checkers know.
    return getattr(ctypes, "windll").kernel32  # noqa: B009
