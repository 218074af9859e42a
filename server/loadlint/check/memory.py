"""Findings of earlier runs: the cache, asked under the settings in force for each file."""

from __future__ import annotations

import os

from loadlint import store
from loadlint.project import pinning
from loadlint.project.projects import may_include
from loadlint.words import shown

from .cache import Cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from loadlint.project.projects import Projects
    from loadlint.report.rows import Row
    from loadlint.source.walk import Folder, Found, Listing, Walk


class _Pending:
    """The cache's key of a file that is being linted; a plain class, as `typing` costs more than a file."""

    __slots__ = ("commits", "content", "rules", "status")

    def __init__(self, status: os.stat_result, content: str, rules: str, commits: str) -> None:
        self.status = status
        self.content = content
        self.rules = rules
        self.commits = commits


def opened(projects: Projects, isolated: bool, folders: Sequence[str]) -> Memory | None:
    """Return the memory of this working directory; None for a user without a home folder.

    A second process looks at what is known below `folders`. Whoever opens it closes it.
    """
    if not store.folder():
        return None
    return Memory(projects, isolated, folders)


class Memory:
    """The cache of the working directory for one run."""

    def __init__(self, projects: Projects, isolated: bool, folders: Sequence[str]) -> None:
        self._cache = Cache(store.folder(), os.getcwd(), folders)
        self._projects = projects
        self._isolated = isolated
        self._pending: dict[str, _Pending] = {}
        self._last_key: object = None
        self._last_digest = ""
        self._last_commits: str | None = None

    def listing(self, folder: str, read: Callable[[str], Listing]) -> Listing:
        """Return what a folder holds, read again only when the folder has changed. Raises OSError."""
        return self._cache.listing(folder, read)

    def parts(self, walk: Walk) -> Iterable[Folder | Found]:
        """Return the parts of a walk; as a list where a second process asks for the times of files meanwhile."""
        return list(walk.parts()) if self._cache.is_ahead else walk.parts()

    def sift(self, folder: Folder) -> tuple[Sequence[str], list[Row]]:
        """Return the names in a folder that have to be looked at, and the findings in its other files."""
        names, rows = self._cache.sift(folder, lambda name: self._digest(folder.found(name)))
        return names, rows  # type: ignore[return-value]  # they went into the cache as rows

    def rows(self, candidate: Found, status: os.stat_result, read: Callable[[], bytes]) -> list[Row] | None:
        """Return the findings of an earlier run in a file, or None when it has to be linted."""
        return self._cache.known(  # type: ignore[return-value]  # they went into the cache as rows
            candidate.absolute, status, lambda: self._digest(candidate), read, self._commits
        )

    def put_clean(self, candidate: Found, status: os.stat_result) -> None:
        """Remember a file that holds nothing to analyze."""
        self._cache.put_clean(candidate.absolute, status)

    def expect(self, candidate: Found, status: os.stat_result, data: bytes) -> None:
        """Note the state of a file whose findings are about to be put; not where they depend on files that it names."""
        if may_include(candidate.path, data) and not self._isolated:
            return
        commits = self._commits() if self._may_pin(candidate, data) else ""
        self._pending[candidate.path] = _Pending(status, store.fingerprint(data), self._digest(candidate), commits)

    def put(self, path: str, rows: Sequence[Row]) -> None:
        """Remember the findings in a file that was expected."""
        pending = self._pending.get(path)
        if pending is not None:
            plain = [dict(it) for it in rows]
            key = (pending.status, pending.content, pending.rules)
            self._cache.put(os.path.abspath(path), *key, plain, pending.commits)

    def save(self) -> None:
        """Write the cache, if the run has learned something."""
        self._cache.save()

    def close(self) -> None:
        """End what looks ahead."""
        self._cache.close()

    def _digest(self, candidate: Found) -> str:
        """Return a short text for what is in force for a file."""
        key = self._projects.at(candidate.home).key(candidate.path)
        # The same object as for the last file, in all but a few projects.
        if key is not self._last_key:
            self._last_key, self._last_digest = key, store.digest(key)
        return self._last_digest

    def _may_pin(self, candidate: Found, data: bytes) -> bool:
        """Return whether the findings in a file depend on the hub's cache, which `--isolated` ignores."""
        rules = self._projects.at(candidate.home).rules(shown(candidate.path)) if not self._isolated else ()
        return pinning.is_needed(dict(rules), data)

    def _commits(self) -> str:
        """Return the state of the hub's cache, read once a run and only where a finding depends on it."""
        if self._last_commits is None:
            self._last_commits = pinning.state()
        return self._last_commits
