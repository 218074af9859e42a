"""The findings of earlier runs, so that a file that has not changed is not read again.

One file for each working directory, with a table for each folder below it. A folder's names are valid as long as its
mtime is the same. A file's findings are valid as long as its mtime, size and inode are the same or, where they are not,
the hash of its bytes, and only under the same rules and releases. Files without anything to analyze stay whatever the
rules are. A rename replaces the cache, so a killed run leaves the old one, and the later of two runs at once wins. A
damaged cache counts as empty. It is marshalled: reading JSON would take longer than looking at ten thousand files.
"""

from __future__ import annotations

import gc
import os
import sys
import time

from loadlint import __version__, store
from loadlint.source import regular

from .entries import NEVER, Entries, status_of, statuses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from loadlint.source.walk import Folder, Listing

    from .ahead.folders import Folders
    from .entries import Entry

_LARGEST = 4 * store.LIMIT
MOST_FILES = 200_000
# Bytes of a cache whose files pay for the start of a second process: about 2,000 of them.
LARGE = 150_000
# A file written this recently (ns) may change again without its time changing.
_SETTLED = 100_000_000
# A folder has its mtime alone, which some file systems keep to two seconds.
_SETTLED_FOLDER = 2_000_000_000

# Folders whose modules change no finding of a run.
_WITHOUT_EFFECT = {"cli", "editor", "verify", "worker", "__pycache__"}


class Cache:
    """The cache of one working directory; `save` writes it when a run has learned something."""

    def __init__(self, folder: str, directory: str, ahead: Sequence[str] = ()) -> None:
        self._path = os.path.join(folder, f"{store.fingerprint(os.fsencode(directory))}.cache")
        self._tops = tuple(os.path.join(os.path.abspath(it), "") for it in ahead)
        self._seen: set[str] = set()
        self._dirty = False
        data, author = store.intact(_read(self._path)) or b"", _author()
        self._ahead = self._begun(data, author) if ahead and len(data) >= LARGE else None
        self._entries, self._listings = _content(data, author)
        if self._ahead is not None:
            self._ahead.expect(self._below())

    def _begun(self, data: bytes, author: str) -> Folders | None:
        """Let a second process look at what is known below the folders, where that pays. `close` ends it."""
        from .ahead.folders import begun

        def loaded() -> tuple[Sequence[str], Callable[[str], bool]]:
            # Values of the first process would be copied as soon as one of the two looks at them.
            self._entries, self._listings = _content(data, author)
            return self._below(), self._is_unchanged

        return begun(loaded)

    def _below(self) -> list[str]:
        """Return the folders in the cache, in order, that a second process looks at."""
        return [it for it in self._listings if f"{it}{os.sep}".startswith(self._tops)]

    @property
    def is_ahead(self) -> bool:
        """Whether a second process looks at files."""
        return self._ahead is not None

    def close(self) -> None:
        """End the second process, if there is one."""
        if self._ahead is not None:
            self._ahead.end()
            self._ahead = None

    def listing(self, folder: str, read: Callable[[str], Listing]) -> Listing:
        """Return what a folder holds; one that has not changed since it was read has the same names. Raises OSError."""
        stored = self._listings.get(folder)
        if stored is not None and self._ahead is not None and self._ahead.is_unchanged(folder, here=False):
            return stored[2]
        status = os.stat(folder)
        if stored is not None and stored[:2] == (status.st_mtime_ns, status.st_ino):
            return stored[2]
        listing = read(folder)
        if _is_fresh(status, _SETTLED_FOLDER):
            self._listings.pop(folder, None)
        else:
            self._listings[folder] = (status.st_mtime_ns, status.st_ino, listing)
        self._dirty = True
        return listing

    def sift(self, folder: Folder, rules: Callable[[str], str]) -> tuple[Sequence[str], list[dict[str, Any]]]:
        """Return the files of a folder that have to be looked at, and the rows of the others.

        `rules` returns the digest of the rules and releases for a file.
        """
        self._seen.add(folder.absolute)
        names, packed = folder.names, self._entries.packed(folder.absolute)
        if packed is not None and packed[0] == names and self._are_same(folder, packed[1]):
            same, analyzed = names, packed[2]
        else:
            entries = self._entries.of(folder.absolute)
            for gone in [it for it in entries.keys() - {*names} if not os.path.lexists(folder.prefix + it)]:
                del entries[gone]
            same = [it for it in names if it in entries and entries[it][0] == _status(folder.prefix + it)]
            analyzed = {it: last for it in same if (last := entries[it][1]) is not None}
        rows: list[dict[str, Any]] = []
        stale = set()
        for name, (_, digest, stored, commits) in analyzed.items():
            if commits or digest != rules(name):
                stale.add(name)
            else:
                rows += stored
        if len(same) == len(names) and not stale:
            return (), rows
        current = {*same} - stale
        return [it for it in names if it not in current], rows

    def known(
        self,
        path: str,
        status: os.stat_result,
        rules: Callable[[], str],
        read: Callable[[], bytes],
        commits: Callable[[], str] = str,
    ) -> list[dict[str, Any]] | None:
        """Return the findings of an earlier run, or None when the file has to be linted.

        `rules` returns the digest of rules and releases, `read` the bytes, `commits` the state of the hub's cache; each
        is called only when needed.
        """
        folder, name = os.path.split(path)
        entry = self._entries.of(folder).get(name)
        if entry is None:
            return None
        is_same, analyzed = entry[0] == status_of(status), entry[1]
        if analyzed is None:
            return [] if is_same else None
        content, digest, _, state = analyzed
        if digest != rules() or (state and state != commits()):
            return None
        if not is_same:
            if content != store.fingerprint(read()):
                return None
            self._keep(path, (_settled(status), analyzed))
        rows: list[dict[str, Any]] = analyzed[2]
        return rows

    def put_clean(self, path: str, status: os.stat_result) -> None:
        """Remember a file that holds nothing to analyze."""
        self._keep(path, (_settled(status), None))

    def put(
        self, path: str, status: os.stat_result, content: str, rules: str, rows: list[dict[str, Any]], commits: str = ""
    ) -> None:
        """Remember the findings in a file whose bytes have the fingerprint `content`.

        `commits` is the state of the hub's cache where the findings may depend on it.
        """
        self._keep(path, (_settled(status), [content, rules, rows, commits]))

    def save(self) -> None:
        """Write the cache after a change; a folder that cannot be written costs the cache, not the run."""
        if not self._dirty:
            return
        folders = self._entries.content(MOST_FILES, self._seen)
        listings = self._listings if len(self._listings) <= MOST_FILES else {}
        try:
            store.replace(self._path, store.packed({"by": _author(), "folders": folders, "listings": listings}))
            store.trim(os.path.dirname(self._path), os.path.basename(self._path))
        except OSError as error:
            print(f"loadlint: warning: the cache cannot be written: {error.strerror or error}", file=sys.stderr)

    def _is_unchanged(self, folder: str) -> bool:
        """Return whether a folder has the names in the cache, and its files are those of their entries."""
        modified, inode, _ = self._listings[folder]
        try:
            status = os.stat(folder)
        except OSError:
            return False
        packed = self._entries.packed(folder)
        is_listed = (modified, inode) == (status.st_mtime_ns, status.st_ino)
        return is_listed and (packed is None or statuses(os.path.join(folder, ""), packed[0]) == packed[1])

    def _are_same(self, folder: Folder, stored: bytes) -> bool:
        """Return whether the files of a folder are as their entries say."""
        if self._ahead is not None and self._ahead.is_unchanged(folder.absolute, here=True):
            return True
        return statuses(folder.prefix, folder.names) == stored

    def _keep(self, path: str, entry: Entry) -> None:
        self._seen.add(os.path.dirname(path))
        self._entries.put(path, entry)
        self._dirty = True


def _status(path: str) -> bytes | None:
    """Return the status of a file as entries have it; None where it cannot be looked at, which its reading will say."""
    try:
        return status_of(os.stat(path))
    except OSError:
        return None


def _read(path: str) -> bytes:
    try:
        return regular.read(path, _LARGEST)[0]
    except OSError:
        # Absent or out of reach: start empty.
        return b""


def _content(data: bytes, author: str) -> tuple[Entries, dict[str, tuple[int, int, Listing]]]:
    # Nothing in it is garbage, and looking for some takes as long as the reading.
    gc.disable()
    try:
        content = store.loaded(data)
    finally:
        gc.freeze()
        gc.enable()
    if not isinstance(content, dict) or content.get("by") != author:
        return Entries({}), {}
    return Entries(content["folders"]), content["listings"]


def _author() -> str:
    """Return the release that writes the cache, as it lies on disk: an editable install changes without a release."""
    import loadlint_rules

    folders = [os.path.dirname(os.path.dirname(__file__)), *loadlint_rules.__path__]
    return f"{__version__} {max(map(_newest, folders))} {sys.version_info[:2]}"


def _newest(folder: str) -> int:
    """Return the latest mtime, in nanoseconds, of the modules and pages in a folder that results depend on."""
    newest = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".md")):
                newest = max(newest, entry.stat().st_mtime_ns)
            elif "." not in entry.name and entry.name not in _WITHOUT_EFFECT and entry.is_dir():
                newest = max(newest, _newest(entry.path))
    return newest


def _settled(status: os.stat_result) -> bytes:
    """Return the status of a file, or one that never fits when the file is too fresh to be trusted."""
    return NEVER if _is_fresh(status, _SETTLED) else status_of(status)


def _is_fresh(status: os.stat_result, settled: int) -> bool:
    return time.time_ns() - status.st_mtime_ns < settled
