"""The hub's cache on this machine: which models are in it, at which commits, and where their files lie.

Read with the standard library alone, in the layout that huggingface_hub writes:
`models--OWNER--NAME/refs/REFERENCE` holds a commit, `snapshots/COMMIT` its files. Nothing here raises on a
cache that is broken, half deleted or out of reach: it then holds less, and `Cached.problem` says why.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadlint.source import regular

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "main"
_PREFIX = "models--"
_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")
# Longer than any name of a branch; a file of this size under `refs` is no reference.
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Cached:
    """The files of a model in the cache, at a revision.

    `commit` is None when the cache does not know the revision, `folder` when it lacks the files of that commit;
    `problem` then says so in a sentence.
    """

    name: str
    revision: str
    commit: str | None = None
    folder: Path | None = None
    problem: str | None = None


def root(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the cache, which need not exist."""
    return _path(_root(environment))


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that holds the cache and the token when nothing else is said."""
    return _path(_home(environment))


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a repository."""
    return _NAME.fullmatch(text) is not None


def is_commit(text: str) -> bool:
    """Return whether a text is a full commit hash."""
    return _COMMIT.fullmatch(text) is not None


def is_reference(text: str) -> bool:
    """Return whether a text can be the name of a branch or tag: one that leads out of no folder."""
    return "\\" not in text and ":" not in text and not any(it in ("", ".", "..") for it in text.split("/"))


def repository(name: str, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of a model in the cache, which need not exist."""
    return _path(_repository(name, environment))


def models(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The names of the models of which the cache holds something, sorted."""
    try:
        with os.scandir(_root(environment)) as entries:
            folders = [it.name for it in entries if it.name.startswith(_PREFIX)]
    except OSError:
        # No cache, or none that may be read: it has no models for us.
        return []
    return sorted(it.removeprefix(_PREFIX).replace("--", "/") for it in folders)


def references(name: str, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The branches and tags of a model that the cache has seen, with the commit that each named last."""
    folder = os.path.join(_repository(name, environment), "refs")
    paths = (os.path.join(place, it) for place, _, files in os.walk(folder) for it in files)
    names = sorted(os.path.relpath(it, folder).split(os.sep) for it in paths)
    commits = (("/".join(it), _written(os.path.join(folder, *it))) for it in names)
    return {reference: commit for reference, commit in commits if is_commit(commit)}


def find(name: str, revision: str = MAIN, environment: Mapping[str, str] = os.environ) -> Cached:
    """Return the files of a model in the cache at a branch, tag or commit."""
    whole = _repository(name, environment)
    if not is_name(name) or not os.path.isdir(os.path.join(whole, "snapshots")):
        return Cached(name, revision, problem=f"the cache holds no model {name!r}")
    commit = revision if is_commit(revision) else _named(whole, revision)
    if not is_commit(commit):
        why = f"knows no revision {revision!r}" if not commit else f"has a damaged reference {revision!r}"
        return Cached(name, revision, problem=f"the cache {why} of {name}")
    folder = os.path.join(whole, "snapshots", commit)
    if not os.path.isdir(folder):
        return Cached(name, revision, commit, problem=f"the cache lacks the files of {name} at {commit[:12]}")
    return Cached(name, revision, commit, _path(folder))


def _root(environment: Mapping[str, str]) -> str:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environment.get(name):
            return _expanded(environment[name])
    return os.path.join(_home(environment), "hub")


def _home(environment: Mapping[str, str]) -> str:
    if environment.get("HF_HOME"):
        return _expanded(environment["HF_HOME"])
    return os.path.join(_expanded(environment.get("XDG_CACHE_HOME") or "~/.cache"), "huggingface")


def _repository(name: str, environment: Mapping[str, str]) -> str:
    return os.path.join(_root(environment), f"{_PREFIX}{name.replace('/', '--')}")


def _named(folder: str, reference: str) -> str:
    """Return the commit in the file of a branch or tag; nothing for a name that leads out of the folder."""
    return _written(os.path.join(folder, "refs", *reference.split("/"))) if is_reference(reference) else ""


def _written(path: str) -> str:
    try:
        data, _ = regular.read(path, _LONGEST)
        return data.decode("ascii", "replace").strip()
    except (OSError, ValueError):
        # A reference that is not there, cannot be read or could not be a file's name (a NUL in it) names nothing.
        return ""


def _expanded(path: str) -> str:
    return os.path.expanduser(os.path.expandvars(path))


def _path(text: str) -> Path:
    # A check that asks for commits of models needs no paths, whose import takes longer than an unchanged tree.
    from pathlib import Path

    return Path(text)
