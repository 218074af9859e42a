"""Draw places of public checkouts where something may be loaded, for a reader who does not see the findings.

    python -m bench.sample_blind --seed 20261206 --findings FILE [--places 60] [--most 5] FOLDER [FOLDER ...]

A place is a line that calls a loader by its name, whatever loadlint makes of it; one of a file, and at most so many of
a checkout. Tests, tokenizers, processors and configurations are left out. Prints a numbered entry for each: the lines
around it and further lines with the name that holds the model. The findings in the lines shown go to FILE, with the
releases that the checkout pins, to be opened when the entries have been read. The same seed and checkouts give the
same places.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from loadlint.project import installs
from loadlint.project.projects import Projects
from loadlint.project.releases import described
from loadlint.project.wishes import Wishes

from .sample import WIDEST, findings_in, is_test, of_each

_LOAD = re.compile(
    r"\.from_pretrained\(|\bpipeline\(|\b(?:SentenceTransformer|CrossEncoder|SparseEncoder|LLM)\(|\.from_single_file\("
)
_OTHER = re.compile(
    r"(?i:tokenizer|processor|config|extractor|scheduler)\w*\.from_pretrained|^\s*(?:#|def |class |>>>)"
)
_HOLDER = re.compile(r"\s*([\w.]+)(?:\s*,.*)?\s*=")
_BEFORE, _AFTER, _FURTHER = 7, 25, 14


class Place(NamedTuple):
    """A line of a file, or of a cell of a notebook, counted from 1."""

    root: Path
    path: Path
    cell: int | None
    row: int
    lines: list[str]

    def shown(self) -> range:
        """Return the numbers of the lines around it."""
        return range(max(1, self.row - _BEFORE), min(len(self.lines), self.row + _AFTER) + 1)


def main() -> int:
    """Print the sample, and write its findings."""
    parser = argparse.ArgumentParser(prog="python -m bench.sample_blind", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--findings", type=Path, required=True)
    parser.add_argument("--places", type=int, default=60)
    parser.add_argument("--most", type=int, default=5, help="of one checkout")
    options = parser.parse_args()
    draw = random.Random(options.seed)

    def places(folder: Path) -> list[Place]:
        return [draw.choice(it) for it in _by_file(folder.resolve()) if it]

    drawn = of_each(draw, options.folders, places, options.most, options.places)
    projects = Projects(Wishes(), lenient=True)
    for number, place in enumerate(drawn, 1):
        print(f"### {number} {_entry(place, projects)}")
    options.findings.write_text("".join(_reports(drawn)), encoding="utf-8")
    return 0


def _by_file(root: Path) -> Iterator[list[Place]]:
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.ipynb")]):
        if is_test(path):
            continue
        yield [
            Place(root, path, text.cell, row, lines)
            for text in _texts(path)
            for lines in [text.value.split("\n")]
            for row, line in enumerate(lines, 1)
            if _LOAD.search(line) and not _OTHER.search(line)
        ]


def _texts(path: Path) -> list[installs.Text]:
    return installs.texts(str(path), path.read_bytes())


def _entry(place: Place, projects: Projects) -> str:
    where = f"{place.path.relative_to(place.root.parent)}{_cell(place.cell)}:{place.row}"
    targets = projects.of(str(place.path), _texts(place.path)).checks.targets
    shown = place.shown()
    lines = [f"  {'>' if it == place.row else ' '} {it}: {place.lines[it - 1][:WIDEST]}" for it in shown]
    match = _HOLDER.match(place.lines[place.row - 1])
    holder = re.compile(rf"\b{re.escape(match[1])}\b") if match is not None else None
    rows = (it for it in range(1, len(place.lines) + 1) if it not in shown)
    further = [it for it in rows if holder is not None and holder.search(place.lines[it - 1])][:_FURTHER]
    lines += [f"    {it}: {place.lines[it - 1].strip()[:WIDEST]}" for it in further]
    return "\n".join((where, f"transformers {described(targets, 'transformers')}", *lines, "", ""))


def _reports(places: list[Place]) -> Iterator[str]:
    """Yield the findings in the lines shown of each place, under its number."""
    by_root = {root: findings_in(root, []) for root in sorted({it.root for it in places})}
    for number, place in enumerate(places, 1):
        yield f"### {number}\n"
        for it in by_root[place.root]:
            here = (place.root / it["path"], it["cell"]) == (place.path, place.cell)
            if here and it["line"] in place.shown():
                yield f"{it['line']} {it['rule']}: {it['message']}\n"


def _cell(cell: int | None) -> str:
    return "" if cell is None else f"[{cell}]"


if __name__ == "__main__":
    sys.exit(main())
