"""For programs that read text and edit code: what is wrong, the cure, the lines as they are and as they should be."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, TextIO

from loadlint.words import visible

from . import summary
from .fix_preview import change, document
from .rows import fixable, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadlint.source.file import Document

    from .rows import Report, Row


def write(report: Report, out: TextIO) -> None:
    """Write a few lines for each row, and what to run next."""
    for row in report.rows:
        out.writelines(f"{visible(it)}\n" for it in _told(row, document(row, report.document)))
    summary.write(report, out)
    for safe, options in ((True, "--fix"), (False, "--fix --unsafe-fixes")):
        paths = sorted({it["path"] for it in report.rows if fixable(it, safe)})
        if paths:
            line = f"to apply {'safe' if safe else 'all'} cures: loadlint check {options} {shlex.join(paths)}"
            out.write(f"{visible(line)}\n")


def _told(row: Row, source: Document | None) -> Iterator[str]:
    yield f"{place(row)} {row['severity']} {row['rule']}: {row['message']}"
    for it in row["related"]:
        yield f"  see line {it['line']}: {it['message']}"
    if not row["fixes"]:
        yield f"  cure: none automatic; read `loadlint rule {row['rule']}`"
        return
    fix = row["fixes"][0]
    yield f"  cure: {fix['title']} ({'safe' if fix['safe'] else 'unsafe: it may change what the code does'})"
    done = change(row, fix, source) if source is not None else None
    if done is not None:
        yield from _lines("-", done.first, done.before)
        yield from _lines("+", done.first, done.after)
    yield from (f"  or: {it['title']}" for it in row["fixes"][1:])


def _lines(sign: str, first: int, lines: list[str]) -> Iterator[str]:
    # A cure that takes a whole line away ends at the start of the next, of which there is nothing to show.
    shown = lines if lines[-1] else lines[:-1]
    return (f"  {first + number} {sign} {line}" for number, line in enumerate(shown))
