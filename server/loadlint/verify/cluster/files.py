"""Local files of loads that run elsewhere: folders and files below the working folder travel, up to a limit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from loadlint.errors import LoadlintError
from loadlint.verify.figures import size
from loadlint.verify.report import Json
from loadlint.verify.session import Prepared

LIMIT = 200_000_000  # bytes of all loads together, which every node fetches
LEFT = ".gitignore", ".rayignore"  # which would keep Ray from taking files along


class TooMuchError(LoadlintError):
    """More than the limit would have to travel."""


def needed(prepared: Prepared) -> set[str]:
    """Return the local paths, relative to its folder, that the values of a load name."""
    folder = prepared.surroundings.folder
    named = {os.path.normpath(it) for it in _texts(prepared.request.as_json()) if it and not os.path.isabs(it)}
    return {it for it in named if it != "." and not it.startswith("..") and os.path.exists(folder / it)}


def lay(loads: Iterable[Prepared], target: Path) -> None:
    """Copy what the loads need into a folder that travels; raise TooMuchError beyond the limit."""
    wanted = {(it.surroundings.folder, path) for it in loads for path in needed(it)}
    total = sum(_size(folder / path) for folder, path in wanted)
    if total > LIMIT:
        raise TooMuchError(f"{size(total)} of local files would travel, over the limit of {size(LIMIT)}")
    for folder, path in sorted(wanted):
        source, copy = folder / path, target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns(*LEFT), dirs_exist_ok=True)
        else:
            shutil.copy2(source, copy)


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(it.stat().st_size for it in path.rglob("*") if it.is_file())


def _texts(value: Json | list[object] | object) -> Iterator[str]:
    """Yield every literal text in the values of a request."""
    if isinstance(value, dict):
        literal = value.get("literal")
        if isinstance(literal, str):
            yield literal
        for it in value.values():
            yield from _texts(it)
    elif isinstance(value, list | tuple):
        for it in value:
            yield from _texts(it)
