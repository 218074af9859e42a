"""Draw loads from public checkouts for a reader, who says what must be reported there.

    python -m bench.sample_loads --seed 20261204 [--loads 100] [--most 9] FOLDER [FOLDER ...]

Prints a numbered entry for each load drawn, at most so many of a checkout: the lines around it, the lines of its uses,
and what loadlint reports in them with the releases that the checkout pins. Tests are left out. The same seed,
checkouts and release of loadlint give the same entries.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from loadlint.project.projects import Projects
from loadlint.project.wishes import Wishes
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import WITH_WEIGHTS, Finding, LoadSite, Source
from loadlint_rules.analysis.program import loads

from .sample import is_test, of_each

_BEFORE, _AFTER, _WIDEST = 4, 7, 150
_MARKS = ("from_pretrained", "pipeline(", "SentenceTransformer(", "LLM(")
_KINDS = (*WITH_WEIGHTS, "component")


def main() -> int:
    """Print the sample."""
    parser = argparse.ArgumentParser(prog="python -m bench.sample_loads", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--loads", type=int, default=100)
    parser.add_argument("--most", type=int, default=9, help="of one checkout")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    drawn = of_each(draw, options.folders, lambda it: list(_places(it)), options.most, options.loads)
    projects = Projects(Wishes(), lenient=True)
    for number, (path, start) in enumerate(drawn, 1):
        print(f"### {number} {path}\n\n{_entry(path, start, projects)}")
    return 0


def _places(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield the file and the offset of each load of a checkout."""
    for path in sorted(folder.rglob("*.py")):
        if is_test(path):
            continue
        text = _text(path)
        if any(it in text for it in _MARKS):
            yield from ((path, it.call.start) for it in loads.find(Source(text)).loads if it.loader.kind in _KINDS)


def _text(path: Path) -> str:
    """Return the text of a file; empty where it is not in UTF-8, or a link to nowhere."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _entry(path: Path, start: int, projects: Projects) -> str:
    text = _text(path)
    site = next(it for it in loads.find(Source(text)).loads if it.call.start == start)
    checks = projects.of(path).checks
    findings = engine.lint(Source(text), checks.rules, checks.targets)
    statements = [site.statement, *(it.statement for it in site.uses)]
    near = [it for it in findings if any(one.start <= it.span.start <= one.end for one in statements)]
    rows = sorted({*_around(text, site), *(_row(text, it.span.start) for it in site.uses)})
    lines = text.split("\n")
    shown = "".join(f"    {row}: {lines[row - 1][:_WIDEST]}\n" for row in rows if row <= len(lines))
    return shown + "".join(_report(text, it) for it in near)


def _around(text: str, site: LoadSite) -> range:
    first, last = _row(text, site.statement.start), _row(text, site.statement.end)
    return range(max(1, first - _BEFORE), last + _AFTER + 1)


def _report(text: str, finding: Finding) -> str:
    return f"\nline {_row(text, finding.span.start)} `{finding.rule}`: {finding.message}\n"


def _row(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


if __name__ == "__main__":
    sys.exit(main())
