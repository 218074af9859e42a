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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from loadlint.source.walk import Folder, Listing

    from .ahead.folders import Folders

    Entry = list[Any]

_LARGEST = 4 * store.LIMIT
MOST_FILES = 200_000
# Files in the cache for which a second process pays for its start.
MANY_FILES = 2_000
# A file written this recently (ns) may change again without its time changing.
_SETTLED = 100_000_000
# A folder has its mtime alone, which some file systems keep to two seconds.
_SETTLED_FOLDER = 2_000_000_000

# Folders whose modules change no finding of a run.
_WITHOUT_EFFECT = {"cli", "editor", "verify", "worker", "__pycache__"}
# An entry is the time, size and inode of a file without anything to analyze; of others also the fingerprint
# of the bytes, the digest of rules and releases, the rows, and the state of the hub's cache where they depend on it.
_CLEAN, _ANALYZED = 3, 7


class Cache:
    """The cache of one working directory; `save` writes it when a run has learned something."""

    def __init__(self, folder: str, directory: str) -> None:
        self._path = os.path.join(folder, f"{store.fingerprint(os.fsencode(directory))}.cache")
        self._folders: dict[str, dict[str, Entry]]
        self._listings: dict[str, tuple[int, int, Listing]]
        self._folders, self._listings = _load(self._path)
        self._seen: set[str] = set()
        self._dirty = False
        self._ahead: Folders | None = None

    def look_ahead(self, paths: Sequence[str]) -> None:
        """Let a second process look at what is known below paths, where that pays. `close` ends it."""
        tops = tuple(os.path.join(os.path.abspath(it), "") for it in paths)
        folders = [it for it in self._listings if f"{it}{os.sep}".startswith(tops)]
        if sum(len(self._folders.get(it, ())) for it in folders) < MANY_FILES:
            return
        from .ahead.folders import begun

        self._ahead = begun(folders, self._is_unchanged)

    def close(self) -> None:
        """End the second process, if there is one."""
        if self._ahead is not None:
            self._ahead.end()
            self._ahead = None

    def listing(self, folder: str, read: Callable[[str], Listing]) -> Listing:
        """Return what a folder holds; one that has not changed since it was read has the same names. Raises OSError."""
        stored = self._listings.get(folder)
        if stored is not None and self._is_as_known(folder):
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
        entries, names = self._entries(folder.absolute), folder.names
        if self._is_as_known(folder.absolute):
            same = [it for it in names if it in entries]
        else:
            same = _same(folder.prefix, names, entries)
        rows: list[dict[str, Any]] = []
        stale = set()
        for name in same:
            entry = entries[name]
            if len(entry) != _ANALYZED:
                continue
            if entry[6] or entry[4] != rules(name):
                stale.add(name)
            else:
                rows += entry[5]
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
        entry = self._entries(folder).get(name)
        if entry is None:
            return None
        if len(entry) == _ANALYZED and (entry[4] != rules() or (entry[6] and entry[6] != commits())):
            return None
        if entry[:_CLEAN] != _key(status):
            if len(entry) != _ANALYZED or entry[3] != store.fingerprint(read()):
                return None
            self._keep(path, [*_settled(status), *entry[_CLEAN:]])
        rows: list[dict[str, Any]] = entry[5] if len(entry) == _ANALYZED else []
        return rows

    def put_clean(self, path: str, status: os.stat_result) -> None:
        """Remember a file that holds nothing to analyze."""
        self._keep(path, _settled(status))

    def put(
        self, path: str, status: os.stat_result, content: str, rules: str, rows: list[dict[str, Any]], commits: str = ""
    ) -> None:
        """Remember the findings in a file whose bytes have the fingerprint `content`.

        `commits` is the state of the hub's cache where the findings may depend on it.
        """
        self._keep(path, [*_settled(status), content, rules, rows, commits])

    def save(self) -> None:
        """Write the cache after a change; a folder that cannot be written costs the cache, not the run."""
        if not self._dirty:
            return
        folders = self._folders
        if sum(map(len, folders.values())) > MOST_FILES:
            folders = {path: folders[path] for path in folders if path in self._seen}
        listings = self._listings if len(self._listings) <= MOST_FILES else {}
        try:
            store.replace(self._path, store.packed({"by": _author(), "folders": folders, "listings": listings}))
            store.trim(os.path.dirname(self._path), os.path.basename(self._path))
        except OSError as error:
            print(f"loadlint: warning: the cache cannot be written: {error.strerror or error}", file=sys.stderr)

    def _is_as_known(self, folder: str) -> bool:
        """Return whether the second process has found a folder and its files unchanged."""
        return self._ahead is not None and self._ahead.is_unchanged(folder)

    def _is_unchanged(self, folder: str) -> bool:
        """Return whether a folder has the names in the cache, and its files are those of their entries."""
        modified, inode, (names, _, _) = self._listings[folder]
        try:
            status = os.stat(folder)
        except OSError:
            return False
        entries = self._folders.get(folder, {})
        kept = [it for it in names if it in entries]
        is_listed = (modified, inode) == (status.st_mtime_ns, status.st_ino)
        return is_listed and len(_same(os.path.join(folder, ""), kept, entries)) == len(kept)

    def _entries(self, folder: str) -> dict[str, Entry]:
        """Return the entries of the files in a folder, by name."""
        self._seen.add(folder)
        return self._folders.get(folder) or self._folders.setdefault(folder, {})

    def _keep(self, path: str, entry: Entry) -> None:
        folder, name = os.path.split(path)
        # The listing has the same name, which is stored once where it is one object.
        self._entries(folder)[sys.intern(name)] = entry
        self._dirty = True


def unpacked(data: bytes) -> dict[str, Any] | None:
    """Return the content of a cache file; None for damaged bytes."""
    # Nothing in it is garbage, and looking for some takes as long as the reading.
    gc.disable()
    try:
        content = store.unpacked(data)
    finally:
        gc.freeze()
        gc.enable()
    return content if isinstance(content, dict) else None


def _same(prefix: str, names: Sequence[str], entries: dict[str, Entry]) -> list[str]:
    """Return the files of a folder that are as their entries say. One loop, as ten thousand files go through it."""
    same, stat = [], os.stat
    for name in names:
        entry = entries.get(name)
        if entry is None:
            continue
        try:
            status = stat(prefix + name)
        except OSError:
            # Reading it will say what is wrong.
            continue
        if entry[0] == status.st_mtime_ns and entry[1] == status.st_size and entry[2] == status.st_ino:
            same.append(name)
    return same


def _load(path: str) -> tuple[dict[str, dict[str, Entry]], dict[str, tuple[int, int, Listing]]]:
    try:
        content = unpacked(regular.read(path, _LARGEST)[0])
    except OSError:
        # Absent or out of reach: start empty.
        return {}, {}
    if not content or content.get("by") != _author():
        return {}, {}
    return content["folders"], content["listings"]


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


def _key(status: os.stat_result) -> list[int]:
    return [status.st_mtime_ns, status.st_size, status.st_ino]


def _settled(status: os.stat_result) -> list[int]:
    """Return the status as a key, or one that never fits when the file is too fresh to be trusted."""
    return [-1, -1, -1] if _is_fresh(status, _SETTLED) else _key(status)


def _is_fresh(status: os.stat_result, settled: int) -> bool:
    return time.time_ns() - status.st_mtime_ns < settled
