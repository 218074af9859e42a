"""Files written for the user, each as the system would: devices, pipes, links, owners and modes stay what they are.

A plain file is replaced through a temporary file and a rename, so that nobody reads half of it. Where a rename would
change more than the content, or cannot work, the file is written in place and gets its content back on a failure.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from loadlint.errors import LoadlintError
from loadlint.system import THIS


class UnwritableError(LoadlintError):
    """A file that cannot be written; the message says why, without the path."""


def write(path: str | os.PathLike[str], data: bytes, seen: os.stat_result | None = None) -> None:
    """Give a file this content; raises UnwritableError.

    With `seen`, its status when it was read, a file that has changed since is left alone.
    """
    path = THIS.openable(os.fspath(path))
    try:
        status = _status(path)
        stream = _stream(status) if status is not None else None
        if stream is not None:
            _write_all(stream, data)
            return
        if status is not None and not stat.S_ISREG(status.st_mode):
            _fill(path, data)
            return
        _refuse_changed(status, seen)
        target = os.path.realpath(path)
        if status is not None and not os.access(target, os.W_OK):
            raise PermissionError
        if status is None:
            _replace(target, data, status, seen)
        elif not _is_replaceable(target, status) or not _replaced(target, data, status, seen):
            _overwrite(target, data)
    except OSError as error:
        raise UnwritableError(f"cannot be written: {_reason(error)}") from None


def _status(path: str | os.PathLike[str]) -> os.stat_result | None:
    """Return the status of a file or of what a link leads to; None for a new file."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _stream(status: os.stat_result) -> int | None:
    """Return standard output or error where a path such as /dev/stdout leads to it; it is written to as it stands."""
    for handle in (1, 2):
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), status):
                return handle
    return None


def _refuse_changed(status: os.stat_result | None, seen: os.stat_result | None) -> None:
    if seen is None:
        return
    if status is None or (status.st_mtime_ns, status.st_size) != (seen.st_mtime_ns, seen.st_size):
        raise UnwritableError("it changed while it was being fixed; run again")


def _is_replaceable(target: str, status: os.stat_result) -> bool:
    """Return whether a new file can be all that the old one is, its content aside."""
    if status.st_nlink > 1 or (hasattr(os, "geteuid") and status.st_uid != os.geteuid()):
        return False
    with suppress(OSError):
        # Access lists and labels are attributes too. Where a file system has none, nothing is lost.
        return not (hasattr(os, "listxattr") and os.listxattr(target))
    return True


def _replaced(target: str, data: bytes, status: os.stat_result, seen: os.stat_result | None) -> bool:
    """Replace a file; False where its folder does not allow it, or the name belongs to a mount."""
    try:
        _replace(target, data, status, seen)
    except OSError:
        return False
    return True


def _replace(target: str, data: bytes, status: os.stat_result | None, seen: os.stat_result | None) -> None:
    """Write a temporary file and rename it; raises OSError, and leaves nothing then."""
    temporary = os.path.join(os.path.dirname(target), f".loadlint-{os.urandom(4).hex()}.tmp")
    try:
        _fill(temporary, data, exclusive=True)
        if status is not None:
            _copy_mode(temporary, status)
        # The writing took a while, in which an editor may have saved.
        _refuse_changed(_status(target), seen)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _copy_mode(path: str, status: os.stat_result) -> None:
    if hasattr(os, "chown") and os.stat(path).st_gid != status.st_gid:
        os.chown(path, -1, status.st_gid)
    os.chmod(path, stat.S_IMODE(status.st_mode))


def _fill(path: str | os.PathLike[str], data: bytes, *, exclusive: bool = False) -> None:
    with open(path, "xb" if exclusive else "wb") as file:
        file.write(data)
        file.flush()
        if exclusive:
            os.fsync(file.fileno())


def _overwrite(target: str, data: bytes) -> None:
    """Write a file in place; it gets its content back where the writing fails."""
    with open(target, "r+b", buffering=0) as file:
        before = file.readall()
        try:
            _rewrite(file.fileno(), data)
        except BaseException:
            _rewrite(file.fileno(), before)
            raise


def _rewrite(handle: int, data: bytes) -> None:
    """Make data the whole content; the file is cut last, so that its blocks are there for the old content."""
    os.lseek(handle, 0, os.SEEK_SET)
    _write_all(handle, data)
    os.ftruncate(handle, len(data))
    os.fsync(handle)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission"
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]
