"""Places that hold the files of a model: a folder, a snapshot in the hub's cache, a repository on the hub."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from loadlint.project import hub_cache
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from . import hub
from .checkpoint import chosen_files


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
        files = sorted(it for pattern in ("*", "*/*") for it in self.path.glob(pattern) if it.is_file())
        return {it.relative_to(self.path).as_posix(): it.stat().st_size for it in files}

    def read(self, file: str, start: int, length: int) -> bytes:
        with open(self.path / file, "rb") as opened:
            opened.seek(start)
            return opened.read(length)


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


def configuration(shelf: Shelf) -> Json:
    """The configuration beside the weights; empty when there is none that can be read."""
    if "config.json" not in shelf.sizes():
        return {}
    try:
        config = json.loads(shelf.read("config.json", 0, 1_000_000))
    except ValueError:
        return {}
    return config if isinstance(config, dict) else {}


def _is_whole(folder: Folder) -> bool:
    """Whether a snapshot has all of its weights; a download that was broken off leaves some of the shards."""
    sizes = folder.sizes()
    if "model.safetensors" in sizes or "model.safetensors.index.json" not in sizes:
        return bool(chosen_files(sizes))
    listed = json.loads(folder.read("model.safetensors.index.json", 0, 1 << 26)).get("weight_map", {})
    return set(listed.values()) <= set(sizes)


def _token(request: VerifyRequest) -> str | None:
    """The token that the call itself names."""
    value = (request.argument("token", "use_auth_token") or {}).get("literal")
    return value if isinstance(value, str) else None
