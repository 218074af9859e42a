"""The lines that a fix changes, and the identity of a finding whose line has moved."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from loadlint import store
from loadlint.source.file import Document, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .rows import FixRow, Row


class Change(NamedTuple):
    """The whole lines that a fix replaces, counted from 1 (in their cell), before and after; no line ends."""

    first: int
    before: list[str]
    after: list[str]


def document(row: Row, read: Callable[[str], Document]) -> Document | None:
    """Return the file of a row; None when it has gone since."""
    try:
        return read(row["path"])
    except Unreadable:
        return None


def change(row: Row, fix: FixRow, source: Document) -> Change | None:
    """Return the change that a fix makes to its lines; None when the file is no longer the linted one."""
    cell = row["cell"]
    try:
        edits = sorted(
            (
                source.offset(cell, it["line"], it["column"]),
                source.offset(cell, it["end_line"], it["end_column"]),
                it["text"],
            )
            for it in fix["edits"]
        )
    except ValueError:
        return None
    start = edits[0][0] - source.place(edits[0][0]).column + 1
    text, last = source.source.text, edits[-1][1]
    end = last + len(source.line(last)) - source.place(last).column + 1
    after = text[start:end]
    for low, high, new in reversed(edits):
        after = after[: low - start] + new + after[high - start :]
    return Change(source.place(start).line, _lines(text[start:end]), _lines(after))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def identities(rows: Sequence[Row], read: Callable[[str], Document]) -> list[str]:
    """Return for each row a text that stays the same when lines move; order distinguishes equal findings."""
    seen: Counter[tuple[str, str, str]] = Counter()
    names = []
    for row in rows:
        key = (row["path"], row["rule"], _line(row, document(row, read)))
        names.append(store.digest(*key, seen[key]))
        seen[key] += 1
    return names


def _line(row: Row, source: Document | None) -> str:
    if source is None:
        return row["message"]
    try:
        return source.line(source.offset(row["cell"], row["line"], 1)).strip()
    except ValueError:
        return row["message"]
