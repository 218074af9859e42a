"""The outcome of a run in one line, and the number of findings of each rule."""

from __future__ import annotations

from loadlint.words import plural

from .rows import fixable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from .rows import Report


def line(report: Report) -> str:
    """Return `3 findings in 2 files (1 fixable with --fix)`, or that there is none."""
    fixed = f"{report.verb} {plural(report.fixed, 'finding')}, " if report.fixed else ""
    if not report.rows:
        return f"{fixed}{'none left' if fixed else 'no findings'} in {plural(report.checked, 'file')}"
    left = f"{plural(len(report.rows), 'finding')}{' left' if fixed else ''}"
    files = plural(len({it["path"] for it in report.rows}), "file")
    return f"{fixed}{left} in {files}{_cures(report)}"


def write(report: Report, out: TextIO) -> None:
    """Write the line, unless only findings are wanted."""
    if not report.quiet:
        out.write(line(report) + "\n")


def statistics(report: Report, out: TextIO) -> None:
    """Write the number of findings of each rule, most first."""
    from collections import Counter

    counts = Counter(it["rule"] for it in report.rows)
    width = len(str(max(counts.values(), default=0)))
    for rule, number in sorted(counts.items(), key=lambda it: (-it[1], it[0])):
        out.write(f"{number:>{width}}  {rule}\n")
    write(report, out)


def _cures(report: Report) -> str:
    safe = sum(fixable(it, True) for it in report.rows)
    unsafe = sum(fixable(it, False) for it in report.rows)
    ways = [f"{safe} fixable with --fix"] if safe else []
    ways += [f"{unsafe} with --fix --unsafe-fixes"] if unsafe else []
    return f" ({', '.join(ways)})" if ways else ""
