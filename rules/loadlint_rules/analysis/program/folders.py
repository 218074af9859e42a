"""Loads of folders on this machine, by how their path is made, used or checked."""

from __future__ import annotations

import re

from ..model import LoadSite, Made
from ..reading.scan import Line
from ..values import arms
from .names import Names

_PATHS = ("pathlib.Path", "os.path.join", "os.path.abspath", "os.path.expanduser", "os.path.dirname", "os.getcwd")
# `{}` is the model's argument as written; a check that raises or asserts that it is a folder.
_CHECKED = (
    r"\bassert\s+(?:(?:os\.)?(?:path\.)?(?:isdir|exists)\(\s*{0}\s*\)|{0}\.(?:exists|is_dir)\(\))",
    r"\bif\s+not\s+(?:(?:os\.)?(?:path\.)?(?:isdir|exists)\(\s*{0}\s*\)|{0}\.(?:exists|is_dir)\(\))[^\n]*:\s*raise\b",
)
# Text is not divided: `folder / "config.json"` makes a path, and `folder: Path` is one by its annotation.
_PATH = (r"(?<![\w.]){0} / f?[\"']", r"(?<![\w.]){0}: (?:pathlib\.)?Path\b(?! \| str)")
WORDS = ("isdir", "is_dir", "exists", '/ "', "/ '", '/ f"', "/ f'", "Path")
_NAME = re.compile(r"[\w.]+")
_INSIDE = r"\bif\s+(?:(?:os\.)?(?:path\.)?(?:isdir|exists)\(\s*{0}\s*\)|{0}\.(?:exists|is_dir)\(\))"


def is_folder(names: Names, site: LoadSite, line: Line) -> bool:
    """Whether a load names a folder: a path by its making, or a name that is one, or is checked, before the load."""
    name = "model" if site.loader.kind == "pipeline" else "".join(site.loader.parameters[:1])
    argument = site.argument(name)
    if argument is None:
        return False
    if all(isinstance(it, Made) and it.callee in _PATHS for it in arms(argument.value)):
        return True
    if not _NAME.fullmatch(argument.text):
        return False
    scan, scope = names.scan, names.scan.scope(line)
    if scope is None and any(word in scan.code for word in WORDS):
        # A check in a function above counts for a load of the module.
        names.trail.reached_out = True
    names.trail.words.update(WORDS)
    before = scan.code[scope.start if scope is not None else 0 : line.start]
    # Plain words first: the patterns are made for each name, and few files check for a folder.
    if not any(word in before for word in WORDS):
        return False
    text = re.escape(argument.text)
    if any(re.search(pattern.format(text), before) for pattern in (*_CHECKED, *_PATH)):
        return True
    inside = re.compile(_INSIDE.format(text))
    return any(inside.match(scan.code, it.start) for it in line.ancestors())
