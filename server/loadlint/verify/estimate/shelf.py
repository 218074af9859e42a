"""Places that hold the files of a model: a folder, a snapshot in the hub's cache, a repository on the hub."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from loadlint.project import hub_cache
from loadlint.source import regular
from loadlint.verify.files import configuration as configurations
from loadlint.verify.files import indexes
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.files.values import LARGEST, BeyondLimitsError, DamagedError
from loadlint.verify.request import VerifyRequest

from . import hub
from .checkpoint import chosen_files

MOST_FILES = 20_000  # of a folder and those in it


class Shelf(Protocol):
    """A place that holds a model's files."""

    name: str

    def sizes(self) -> Mapping[str, int]:
        """Bytes of each file."""

    def read(self, file: str, start: int, length: int) -> bytes:
        """A range of a file; shorter at its end."""


def find(request: VerifyRequest, cwd: Path, environment: Mapping[str, str] = os.environ) -> Shelf | None:
    """The files of the model: a folder, the repository on the hub, or offline its snapshot in the cache."""
    shelf = _found(request, cwd, environment) if request.source else None
    inside = (request.argument("subfolder") or {}).get("literal")
    return Below(shelf, inside) if shelf and isinstance(inside, str) and inside else shelf


def _found(request: VerifyRequest, cwd: Path, environment: Mapping[str, str]) -> Shelf | None:
    assert request.source is not None
    # The text need not be a name that a file can have, which pathlib raises for.
    folder = cwd / request.source  # a `~` too is taken as it is, as the libraries take it
    if os.path.isdir(folder):
        return Folder(folder)
    revision = str((request.argument("revision") or {}).get("literal") or "main")
    kept = hub_cache.find(request.source, revision, environment).folder
    if kept and _is_whole(Folder(kept)):
        return Folder(kept)
    local = (request.argument("local_files_only") or {}).get("literal") is True
    if request.offline or local or hub.is_offline(environment) or not hub_cache.is_name(request.source):
        return Folder(kept) if kept else None
    return hub.Repository(request.source, revision, environment, _token(request))


def is_here(name: str, revision: str, cwd: Path) -> bool:
    """Return whether this machine has the weights of a model: in a folder of that name, or in the hub's cache."""
    if os.path.isdir(cwd / name):
        return True
    kept = hub_cache.find(name, revision).folder
    return kept is not None and _is_whole(Folder(kept))


class Folder:
    """A shelf on this machine, with the files of the folders in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)

    def sizes(self) -> Mapping[str, int]:
        names = islice(chain.from_iterable(map(self.path.glob, ("*", "*/*"))), MOST_FILES)
        files = sorted(it for it in names if it.is_file())
        return {it.relative_to(self.path).as_posix(): it.stat().st_size for it in files}

    def read(self, file: str, start: int, length: int) -> bytes:
        return regular.part(self.path / file, start, length)


class Below:
    """A folder of a shelf."""

    def __init__(self, shelf: Shelf, folder: str) -> None:
        self.shelf, self.folder = shelf, folder.strip("/") + "/"
        self.name = f"{shelf.name}/{folder}"

    def sizes(self) -> Mapping[str, int]:
        sizes = self.shelf.sizes().items()
        return {name.removeprefix(self.folder): size for name, size in sizes if name.startswith(self.folder)}

    def read(self, file: str, start: int, length: int) -> bytes:
        return self.shelf.read(self.folder + file, start, length)


def configuration(shelf: Shelf) -> Configuration:
    """Return the configuration beside the weights; an empty one when there is none that can be read."""
    try:
        return read_configuration(shelf)
    except (DamagedError, BeyondLimitsError):
        return Configuration()


def read_configuration(shelf: Shelf) -> Configuration:
    """Return the configuration beside the weights, an empty one where there is none.

    Raise DamagedError or BeyondLimitsError for one that cannot be read.
    """
    if configurations.FILE not in shelf.sizes():
        return Configuration()
    return configurations.configuration(read_within(shelf, configurations.FILE, configurations.LARGEST))


def read_within(shelf: Shelf, file: str, largest: int) -> bytes:
    """Return a whole file; raise BeyondLimitsError for one of more than `largest` bytes."""
    if shelf.sizes()[file] > largest:
        raise BeyondLimitsError(f"{file} is larger than what is read before a load")
    return shelf.read(file, 0, largest)


def shards(shelf: Shelf) -> frozenset[str] | None:
    """Return the files that the index of a sharded checkpoint names; None where it has no index, or one file alone.

    Raise DamagedError or BeyondLimitsError for an index that cannot be read.
    """
    sizes = shelf.sizes()
    if "model.safetensors" in sizes or indexes.SAFETENSORS not in sizes:
        return None
    return indexes.shards(read_within(shelf, indexes.SAFETENSORS, LARGEST))


def _is_whole(folder: Folder) -> bool:
    """Whether a snapshot has all of its weights; a download that was broken off leaves some of the shards."""
    sizes = folder.sizes()
    try:
        listed = shards(folder)
    except (DamagedError, BeyondLimitsError):
        # The load reads it all the same.
        return False
    return bool(chosen_files(sizes)) if listed is None else listed <= sizes.keys()


def _token(request: VerifyRequest) -> str | None:
    """The token that the call itself names."""
    value = (request.argument("token", "use_auth_token") or {}).get("literal")
    return value if isinstance(value, str) else None
