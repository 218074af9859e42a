"""Scratch folders that do not outlive their owner.

The name of a folder has the process of its owner, who also holds a lock on it as long as it lives: a folder whose
owner was killed is removed at the next start. The lock also counts for owners in another container, whose processes
have numbers of their own.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from loadlint import native
from loadlint.source import regular

RECORD = "elsewhere"  # a file in a folder that lists files which lie elsewhere and do not outlive the owner either
_NAME = re.compile(r"loadlint-(\d{1,9})-\w+")
# Names of downloads that only their own process continues; `<etag>.incomplete` is resumed later and must stay.
_LEAKED = re.compile(r".*\.[0-9a-f]{8}\.incomplete")
_DAY = 86_400.0
_LONGEST = 1 << 20  # bytes of a record
# A closed terminal and a supervisor end a process by these, and neither lets `finally` run by itself.
_ENDS = [getattr(signal, it) for it in ("SIGTERM", "SIGHUP") if hasattr(signal, it)]


@contextmanager
def folder(base: str | None = None) -> Iterator[str]:
    """Yield the path of an empty folder, which is removed at the end, also after SIGTERM and SIGHUP.

    It lies in `base`, or else where the system has temporary files.
    """
    base = base or tempfile.gettempdir()
    _sweep(base)
    prefix = f"loadlint-{os.getpid()}-"
    made = tempfile.TemporaryDirectory(prefix=prefix, dir=base, ignore_cleanup_errors=True)
    with _ending(), made as path, _held(path):
        yield path


def _sweep(base: str) -> None:
    """Remove the folders that killed owners left."""
    with suppress(OSError), os.scandir(base) as entries:
        left = [it.path for it in entries if _is_left(it)]
        for path in left:
            remove(path)
            shutil.rmtree(path, ignore_errors=True)


def is_leaked(path: str) -> bool:
    """Return whether a path has the name of a partial download that nobody resumes."""
    return _LEAKED.fullmatch(os.path.basename(path)) is not None


def remove(folder: str) -> None:
    """Remove the partial downloads that the record in a folder lists."""
    with suppress(OSError, ValueError):
        data, _ = regular.read(os.path.join(folder, RECORD), _LONGEST)
        for path in filter(is_leaked, os.fsdecode(data).split("\n")):
            with suppress(OSError):
                os.unlink(path)


def _is_left(entry: os.DirEntry[str]) -> bool:
    match = _NAME.fullmatch(entry.name)
    return bool(match and entry.is_dir(follow_symlinks=False) and _is_abandoned(entry, int(match[1])))


@contextmanager
def _ending() -> Iterator[None]:
    """Turn signals that would end this process at once into an exit, where nothing else handles them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [it for it in _ENDS if signal.getsignal(it) is signal.SIG_DFL]
    for it in taken:
        signal.signal(it, _exit)
    try:
        yield
    finally:
        for it in taken:
            signal.signal(it, signal.SIG_DFL)


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


@contextmanager
def _held(path: str) -> Iterator[None]:
    handle = native.lock_folder(path)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _is_abandoned(entry: os.DirEntry[str], owner: int) -> bool:
    gone = native.owner_is_gone(entry, owner)
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > _DAY if gone is None else gone
