"""Count the findings that stay while a line that does not parse is typed among them.

`python -m bench.kept FOLDER ...` types half a line at random places of files with findings, and compares the
diagnostics with those before.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from loadlint.editor.analysis import Analysis
from loadlint.editor.documents import Cell, Document, Text, moved
from loadlint.project.project import Checks
from loadlint_rules import RULES
from loadlint_rules.analysis.model import Edit, Span
from loadlint_rules.analysis.reading.prefilter import could_matter

from . import corpus

HALVES = (
    "x = (", "x = [1,", "x = {'a':", "f(a, b", '"""', "'", "if x", "def f(a", "for i in", "class A(", "@", "import",
    "from a import (", "x = a.", "model = AutoModel.from_pretrained(",
)  # fmt: skip
TYPED = 6


@dataclass
class Figures:
    """Counts of texts edited, findings before, findings that stayed in place, and new false ones."""

    states: int = 0
    before: int = 0
    kept: int = 0
    phantoms: int = 0

    def __str__(self) -> str:
        share = 100 * self.kept / max(1, self.before)
        return (
            f"{self.states:,} texts, {self.kept:,} of {self.before:,} findings kept ({share:.1f} %), "
            f"{self.phantoms:,} new false ones"
        )


def run(files: Iterable[Path], seed: int = 1) -> tuple[Figures, Counter[str]]:
    """Return the figures, and for each half of a line the number of lost findings."""
    figures, lost, random = Figures(), Counter[str](), Random(seed)
    checks = Checks(tuple(it for it in RULES if it.default))
    for text in _texts(files):
        for half in random.sample(HALVES, TYPED):
            missing = _typed(text, half, random, checks, figures)
            lost.update({half: missing} if missing else {})
    return figures, lost


def _texts(files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        data = path.read_bytes()
        if could_matter(data):
            yield data.decode("utf-8", "replace")


def _typed(text: str, half: str, random: Random, checks: Checks, figures: Figures) -> int:
    document: Document[object, object] = Document("a.py", [Cell("a.py", 1, Text.of(text))])
    _settle(document, checks)
    before = list(document.findings)
    if not before:
        return 0
    edit = _edit(text, half, random)
    document.edit("a.py", 2, edit)
    _settle(document, checks)
    after = {(it.rule, it.span) for it in document.findings}
    expected = {(it.rule, span) for it in before if (span := moved(it.span, edit))}
    figures.states += 1
    figures.before += len(expected)
    figures.kept += len(expected & after)
    figures.phantoms += sum(rule != "invalid-syntax" for rule, _ in after - expected)
    return len(expected - after)


def _settle(document: Document[object, object], checks: Checks) -> None:
    snapshot = document.snapshot()
    linted = Analysis().lint(snapshot.source, checks)
    assert document.settle(snapshot, linted.findings, linted.broken)


def _edit(text: str, half: str, random: Random) -> Edit:
    """Insert half a line as a new line, indented like the line below it."""
    lines = Text.of(text)
    number = random.choice([it for it in range(len(lines.starts)) if _is_statement(lines, it)])
    start = lines.starts[number]
    line = lines.line(number)
    written = text[line.start : line.end]
    margin = written[: len(written) - len(written.lstrip())]
    return Edit(Span(start, start), f"{margin}{half}\n")


def _is_statement(lines: Text, number: int) -> bool:
    """Return whether a line most likely begins a statement, outside brackets and long strings."""
    line = lines.line(number)
    words = lines.value[line.start : line.end].split(None, 1)
    starts = ("import", "from", "def", "class", "return", "for", "if", "with", "print(")
    return bool(words) and (words[0] in starts or (len(words) > 1 and words[1].startswith("= ")))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.kept", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--files", type=int, default=200)
    options = parser.parse_args()
    files = [path for folder in options.folders for path in corpus.python_files(folder)]
    figures, lost = run(corpus.with_loads(files, options.files))
    print(figures)
    print("lost by", ", ".join(f"{half!r} {count}" for half, count in lost.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
