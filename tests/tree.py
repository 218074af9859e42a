"""The files of this repository, read without git, so that an unpacked sdist can be tested too."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pathspec

ROOT = Path(__file__).resolve().parent.parent
BLESS = 'out of date; if the new text is right, run this test with make test ARGS="... --bless"'


def tracked() -> Iterator[Path]:
    """Yield every file that git would track: each that .gitignore does not name, and none in an ignored folder."""
    ignored = pathspec.GitIgnoreSpec.from_lines([".git", *(ROOT / ".gitignore").read_text().split("\n")])
    for folder, below, names in os.walk(ROOT):
        inside = Path(folder).relative_to(ROOT)
        # An environment or the packages of an editor hold a hundred thousand files.
        below[:] = [it for it in sorted(below) if not ignored.match_file(f"{(inside / it).as_posix()}/")]
        yield from (ROOT / inside / it for it in sorted(names) if not ignored.match_file((inside / it).as_posix()))


def copy(target: Path) -> Path:
    """Copy the files that git would track into `target`, create it if needed, and return it."""
    for path in tracked():
        place = target / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    return target
