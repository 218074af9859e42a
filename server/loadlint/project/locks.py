"""The releases that lock files pin, read without a parser of TOML: it takes seconds for megabytes of hashes."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator

from loadlint_rules.analysis.model import Version

from . import folders
from .requirements import Requirement, holds, normalized, pinned
from .settings import LIBRARIES, version

FILES = ("uv.lock", "poetry.lock", "pdm.lock")
# The three tools write alike, `[[package]]` with `name` and `version` on lines of their own.
_PACKAGE = re.compile(r"^\[\[package\]\](.*?)(?=^\[\[|\Z)", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^(name|version)\s*=\s*\"([^\"]+)\"", re.MULTILINE)
_MARKERS = re.compile(r"^(?:resolution-markers|markers?)\s*=\s*(\[[^\]]*\]|\"(?:\\.|[^\"\\])*\"|'[^']*')", re.MULTILINE)
_TEXT = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'([^']*)'")


def pins(folder: str, names: Collection[str], python: str | None) -> Iterator[Requirement]:
    """Yield what the lock files of a folder pin; where one pins several releases for the Python, the oldest."""
    for name in FILES:
        if name in names:
            yield from _pins(os.path.join(folder, name), python)


def _pins(path: str, python: str | None) -> Iterator[Requirement]:
    text = folders.text(path)
    oldest: dict[str, Requirement] = {}
    for block in _PACKAGE.finditer(text):
        fields = dict(_FIELD.findall(block[1]))
        library = normalized(fields.get("name", ""))
        if library not in LIBRARIES or not _applies(block[1], python):
            continue
        line = text.count("\n", 0, block.start(1) + block[1].index("\nversion")) + 2 if "version" in fields else 0
        pin = _pin(library, fields.get("version", ""), f"{os.path.basename(path)} line {line}")
        if pin is not None:
            oldest[library] = min(pin, oldest.get(library, pin), key=_floor)
    yield from oldest.values()


def _floor(pin: Requirement) -> Version:
    return pin.admits.floor or ()


def _pin(library: str, release: str, place: str) -> Requirement | None:
    try:
        return Requirement(library, pinned(version(release)), place)
    except ValueError:
        # A package of this project has no release, or one that its build makes.
        return None


def _applies(block: str, python: str | None) -> bool:
    """Return whether a package is for this Python; one without markers is for all."""
    match = _MARKERS.search(block)
    markers = [double.replace('\\"', '"') or single for double, single in _TEXT.findall(match[1])] if match else []
    return not markers or any(holds(it, python) for it in markers)
