"""What earlier runs found, so that a file that has not changed is not read again.

One JSON file for each working directory. A file is known by its status (time, size), and where that
changed by a hash of its bytes; its findings count only under the same rules and releases. Files
without anything to analyse are remembered whatever the rules are. Writing goes through a rename, so a
killed run leaves the old cache and of two runs at once the later wins; a damaged cache is an empty one.
"""

from __future__ import annotations

import json
import os
import sys
import time

from loadlint import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LIMIT = 64 * 1024 * 1024
MOST_FILES = 200_000
# A file written this recently (ns) may change again without its time changing.
_SETTLED = 100_000_000
_DIGEST = 16
# The length of an entry that holds findings: status, fingerprint, rules, rows. Others hold the status alone.
_ANALYSED = 4


class Cache:
    """The cache of one working directory; `save` writes it when something was learnt."""

    def __init__(self, folder: str, directory: str) -> None:
        self._path = os.path.join(folder, f"{fingerprint(os.fsencode(directory))}.json")
        self._files: dict[str, list[Any]] = _load(self._path)
        self._seen: dict[str, list[Any]] = {}
        self._dirty = False

    def known(
        self, path: str, status: os.stat_result, rules: Callable[[], str], read: Callable[[], bytes]
    ) -> list[dict[str, Any]] | None:
        """The findings of an earlier run, or None when it cannot tell.

        `rules` gives the digest of what is in force, `read` the bytes; each is called only when needed.
        """
        entry = self._files.get(path)
        if entry is None:
            return None
        if len(entry) == _ANALYSED and entry[2] != rules():
            return None
        if entry[0] != _key(status):
            if len(entry) != _ANALYSED or entry[1] != fingerprint(read()):
                return None
            self._dirty = True
            entry = [_settled(status), *entry[1:]]
        self._seen[path] = entry
        rows: list[dict[str, Any]] = entry[3] if len(entry) == _ANALYSED else []
        return rows

    def put_clean(self, path: str, status: os.stat_result) -> None:
        """Remember a file without anything to analyse."""
        self._keep(path, [_settled(status)])

    def put(self, path: str, status: os.stat_result, content: str, rules: str, rows: list[dict[str, Any]]) -> None:
        """Remember the findings in a file whose bytes have the fingerprint `content`."""
        self._keep(path, [_settled(status), content, rules, rows])

    def save(self) -> None:
        """Write what was learnt; a folder that cannot be written costs the cache, not the run."""
        if not self._dirty:
            return
        files = {**self._files, **self._seen} if len(self._files) + len(self._seen) < MOST_FILES else self._seen
        text = json.dumps({"by": _author(), "files": files}, separators=(",", ":"))
        try:
            _write(self._path, text)
            _trim(os.path.dirname(self._path), os.path.basename(self._path))
        except OSError as error:
            print(f"loadlint: warning: the cache cannot be written: {error.strerror or error}", file=sys.stderr)

    def _keep(self, path: str, entry: list[Any]) -> None:
        self._seen[path] = entry
        self._dirty = True


def folder() -> str:
    """LOADLINT_CACHE_DIR, else loadlint's folder in the platform's place for caches."""
    chosen = os.environ.get("LOADLINT_CACHE_DIR")
    if chosen:
        return chosen
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(base, "loadlint", "Cache")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "loadlint")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"), "loadlint")


def digest(*parts: object) -> str:
    """A short text that differs when the parts do; they are compared by their repr."""
    return fingerprint(repr(parts).encode("utf-8", "surrogatepass"))


def fingerprint(data: bytes) -> str:
    """A short text that differs when the bytes do."""
    from hashlib import blake2b

    return blake2b(data, digest_size=_DIGEST).hexdigest()


def _load(path: str) -> dict[str, list[Any]]:
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError, RecursionError):
        # Absent, damaged or not ours: start anew.
        return {}
    fits = isinstance(content, dict) and content.get("by") == _author() and isinstance(content.get("files"), dict)
    return {path: it for path, it in content["files"].items() if isinstance(it, list)} if fits else {}


def _write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.{os.getpid()}.tmp"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)


def _trim(folder: str, kept: str) -> None:
    """Remove the oldest files until the folder is within its limit, and what killed runs left behind."""
    with os.scandir(folder) as entries:
        files = sorted((it.stat().st_mtime, it.stat().st_size, it.path, it.name) for it in entries if it.is_file())
    total = sum(size for _, size, _, _ in files)
    for modified, size, path, name in files:
        abandoned = name.endswith(".tmp") and time.time() - modified > 3600
        if name != kept and (abandoned or total > LIMIT) and name.endswith((".json", ".tmp")):
            os.unlink(path)
            total -= size


def _author() -> str:
    """Who wrote the cache: this release, as it lies on disk (an editable install changes without a release)."""
    from loadlint_rules import analysis

    folders = [os.path.dirname(__file__), *analysis.__path__, *(os.path.dirname(it) for it in analysis.__path__)]
    newest = 0
    for folder in folders:
        with os.scandir(folder) as entries:
            newest = max([newest, *(it.stat().st_mtime_ns for it in entries if it.name.endswith((".py", ".md")))])
    return f"{__version__} {newest} {sys.version_info[:2]}"


def _key(status: os.stat_result) -> list[int]:
    return [status.st_mtime_ns, status.st_size, status.st_ino]


def _settled(status: os.stat_result) -> list[int]:
    """The status as a key, or one that never fits when the file is too fresh to be trusted."""
    fresh = time.time_ns() - status.st_mtime_ns < _SETTLED
    return [] if fresh else _key(status)
