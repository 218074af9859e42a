"""The files in the cache: packed by folder until one of them is asked about.

A value for each time, size and inode took a quarter of the time in which the cache of ten thousand files is read.
"""

from __future__ import annotations

import os
import sys
from array import array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from typing import Any

    # Content, rules, rows and commits, as `Cache.put` takes them.
    Analyzed = list[Any]
    # The status of a file, and how it was analyzed; None where there is nothing to analyze.
    Entry = tuple[bytes, Analyzed | None]
    # The names in order, their statuses one after the other, and those that were analyzed by name.
    Packed = tuple[list[str], bytes, dict[str, Analyzed]]

# The time, size and inode of a file; of the latter, which Windows makes longer, as much as fits.
_NUMBERS, _SIZE, _INODE = "q", 24, (1 << 63) - 1
# No file has this status; an entry has it where the file was too fresh to be known by its own.
NEVER = b"\xff" * _SIZE


class Entries:
    """The entries of the files in folders, by their absolute paths."""

    def __init__(self, packed: dict[str, Packed]) -> None:
        self._packed = packed
        self._open: dict[str, dict[str, Entry]] = {}

    def packed(self, folder: str) -> Packed | None:
        """Return the entries of a folder as they are stored; None where it has none, or one has been asked for."""
        return self._packed.get(folder)

    def of(self, folder: str) -> dict[str, Entry]:
        """Return the entries of a folder by name, to read and to change."""
        entries = self._open.get(folder)
        if entries is None:
            names, statuses, analyzed = self._packed.pop(folder, ([], b"", {}))
            keys = [statuses[at : at + _SIZE] for at in range(0, len(statuses), _SIZE)]
            entries = self._open[folder] = {
                it: (status, analyzed.get(it)) for it, status in zip(names, keys, strict=True)
            }
        return entries

    def put(self, path: str, entry: Entry) -> None:
        """Take in the entry of a file."""
        folder, name = os.path.split(path)
        # The listing has the same name, which is stored once where it is one object.
        self.of(folder)[sys.intern(name)] = entry

    def content(self, most: int, needed: Container[str]) -> dict[str, Packed]:
        """Return all entries for storing; where they are more than `most`, those of `needed` folders."""
        every = {**self._packed, **{folder: _packed(it) for folder, it in self._open.items() if it}}
        if sum(len(names) for names, _, _ in every.values()) <= most:
            return every
        return {folder: it for folder, it in every.items() if folder in needed}


def status_of(status: os.stat_result) -> bytes:
    """Return the status of a file as entries have it."""
    return array(_NUMBERS, (status.st_mtime_ns, status.st_size, status.st_ino & _INODE)).tobytes()


def statuses(prefix: str, names: Sequence[str]) -> bytes:
    """Return the statuses of files in a folder, one after the other; none where one cannot be looked at."""
    numbers: list[int] = []
    stat = os.stat
    try:
        for name in names:
            status = stat(prefix + name)
            numbers += (status.st_mtime_ns, status.st_size, status.st_ino & _INODE)
    except OSError:
        # Looking at each of them will say which.
        return b""
    return array(_NUMBERS, numbers).tobytes()


def _packed(entries: dict[str, Entry]) -> Packed:
    names = sorted(entries)
    analyzed = {it: last for it in names if (last := entries[it][1]) is not None}
    return names, b"".join(entries[it][0] for it in names), analyzed
