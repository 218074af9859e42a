"""One piece of a text, which begins at the left margin: its code, its lines, and the edit that has made it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .literals import blank, is_cut
from .words import Words

_DEFINED = re.compile(r"(?:async\s+)?def\s+(\w+)")
_SPACES_BUT_WORDS = bytes(it if chr(it).isalnum() or chr(it) == "_" else ord(" ") for it in range(256))
_WORD = re.compile(r"[^\W\d]\w*")
_NOT_A_BRACKET = re.compile(r"[^()\[\]{}\n]+")
_ALL_BUT_BRACKETS = {it: None for it in range(128) if chr(it) not in "()[]{}\n"}
# Inside brackets a line can start with anything; these words at the margin say that a bracket was left open.
_SURELY_NEW = re.compile(
    r"(?:async\s+def|def|class|import|return|raise|assert|del|while|pass|break|continue|global|nonlocal)\b"
    r"|from\s+[\w.]+\s+import\b|try\s*:|with\b.*:\s*$|@\w"
)
_PERHAPS_NEW = re.compile(
    r"(?:if|for|elif|else|except|finally)\b.*:\s*$|[\w.]+(?:\[[^\]]*\])?\s*(?::[^=]+)?=(?!=)(?!.*,\s*$)|[\w.]+\("
)


# A test of a word and of a line's code, and the word.
Asked = tuple[Callable[[str, str], bool], str]


class Face(NamedTuple):
    """The part of a piece that other pieces can see.

    `outline` is a hash of its lines outside functions, their headers included; `functions` are the names of its
    functions at the margin, `mentioned` the words of the lines inside functions.
    """

    outline: int
    functions: frozenset[str]
    mentioned: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """An edit inside one line of a piece: `[start, end)` of the piece before became `by` characters longer.

    The extent is the line with its margin, and with what follows up to the next one. All lines stay in their places
    under their headers.
    """

    before: Piece
    row: int
    start: int
    end: int
    by: int

    @property
    def rows(self) -> Iterator[tuple[int, int, int, int]]:
        """Return the lines after the edited one as they are now."""
        after = self.before.rows[self.row + 1 :]
        return ((start + self.by, end + self.by, indent, parent) for start, end, indent, parent in after)


class Piece:
    """A scanned part of the text: its code, its lines (begin, end, indentation, index of the header or -1).

    The same text is the same piece. `places`, `marks` and `rows_with` remember what was looked for in it, `troubles`
    what does not parse (offsets, and the parser's words), by the places that were asked about. `change` is what made
    it of the piece before, where that is known.
    """

    __slots__ = (
        "_face", "_rows", "_starts", "_unbalanced", "change", "closed", "code", "marks", "places", "rows_with", "text",
        "troubles",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.change: Change | None = None
        self._face: Face | None = None
        self.marks: dict[Callable[[str, str], frozenset[str]], frozenset[str]] = {}
        self.troubles: dict[tuple[int, ...], tuple[tuple[int, int, str], ...]] = {}
        self.places: dict[Callable[[str], tuple[int, ...]], tuple[int, ...]] = {}
        self.rows_with: dict[Asked, tuple[int, ...]] = {}
        self.code, terminated = blank(text)
        self._rows: list[tuple[int, int, int, int]] | None = None
        self._starts: list[int] | None = None
        self._unbalanced: list[int] = []
        marks = _brackets(self.code)
        balanced = sum(map(marks.count, "([{")) == sum(map(marks.count, ")]}"))
        self.closed = terminated and balanced and not self.code.rstrip("\n ").endswith("\\")

    @classmethod
    def edited(cls, before: Piece, text: str) -> Piece | None:
        """Return the piece of a text that differs from one in a line alone: that is scanned, the rest is taken over.

        Returns None where an edit may change other lines too.
        """
        bounds = _edited_row(before, text)
        if bounds is None:
            return None
        row, start, end = bounds
        by = len(text) - len(before.text)
        if is_cut(before.text[start:end]) or is_cut(text[start : end + by]):
            return None
        line, (_, _, indent, parent) = Piece(text[start : end + by]), before.rows[row]
        is_header = before.code[before.rows[row][1] - 1] == ":"
        if not line.closed or [it[2] for it in line.rows] != [indent] or line.unbalanced:
            return None
        first, last = line.rows[0][:2]
        if (line.code[last - 1] == ":") != is_header:
            return None
        piece = cls.__new__(cls)
        piece.text, piece.code = text, before.code[:start] + line.code + before.code[end:]
        piece.change = change = Change(before, row, start, end, by)
        piece._rows = [*before.rows[:row], (start + first, start + last, indent, parent), *change.rows]
        piece._starts, piece._unbalanced, piece.closed = None, [], True
        piece.marks, piece.places, piece.rows_with, piece.troubles = {}, {}, {}, {}
        is_seen = not is_header and before.is_hidden(row) and _words(line.code) == _words(before.code[start:end])
        piece._face = before._face if is_seen else None
        # Only the last change is of use, and a chain of them would hold every text that was typed.
        before.change = None
        return piece

    def marked(self, find: Callable[[str, str], frozenset[str]]) -> frozenset[str]:
        """Return the words that a function finds, where the piece before has them: in the changed line alone."""
        change = self.change
        before = change.before.marks.get(find) if change is not None else None
        if change is not None and before is not None:
            start, end = change.start, change.end
            gone = find(change.before.code[start:end], change.before.text[start:end])
            here = find(self.code[start : end + change.by], self.text[start : end + change.by])
            if gone <= here:
                return before | here
        return find(self.code, self.text)

    def rows_where(self, asked: Asked) -> tuple[int, ...]:
        """Return the lines that have a word and pass a test; after an edit, the changed line alone is read."""
        rows = self.rows_with.get(asked)
        if rows is None:
            # Words come and go with each letter, so a piece without one remembers nothing of it.
            if asked[1] not in self.code:
                return ()
            rows = self.rows_with[asked] = tuple(self._rows_where(asked))
        return rows

    def shows(self, asked: Asked) -> bool:
        """Return whether one of these lines stands where other pieces can see it."""
        return any(not self.is_hidden(it) for it in self.rows_where(asked))

    def _rows_where(self, asked: Asked) -> list[int]:
        change = self.change
        before = change.before.rows_with.get(asked) if change is not None else None
        if change is None or before is None:
            places = Words(self.code).places(asked[1], 0, len(self.code))
            return [it for it in self.rows_at(places) if self._passes(asked, it)]
        rows = [it for it in before if it != change.row]
        return sorted([*rows, change.row]) if self._passes(asked, change.row) else rows

    def _passes(self, asked: Asked, row: int) -> bool:
        test, word = asked
        start, end = self.rows[row][:2]
        return test(word, self.code[start:end])

    def is_hidden(self, row: int) -> bool:
        """Whether a line stands inside a function, where other pieces cannot see it."""
        parent = self.rows[row][3]
        while parent >= 0:
            start, end, _, above = self.rows[parent]
            if self.code[end - 1] == ":" and self._is_function(start):
                return True
            parent = above
        return False

    @property
    def rows(self) -> list[tuple[int, int, int, int]]:
        """Return the lines of the piece; split when first asked for, as most pieces have nothing to do with a load."""
        if self._rows is None:
            self._rows = []
            self._split(self._rows)
        return self._rows

    @property
    def starts(self) -> list[int]:
        """Return the offsets at which the lines begin."""
        if self._starts is None:
            self._starts = [it[0] for it in self.rows]
        return self._starts

    def rows_at(self, offsets: Iterable[int]) -> Iterator[int]:
        """Yield the lines that offsets in order fall into, each once."""
        last = -1
        for at in offsets:
            row = bisect_right(self.starts, at) - 1
            if row > last:
                last = row
                yield row

    @property
    def unbalanced(self) -> list[int]:
        return self._unbalanced if self.rows else []

    @property
    def face(self) -> Face:
        """Return the part that other pieces can see."""
        if self._face is None:
            visible = self._visible()
            outline = hash(tuple(self.text[start:end] for start, end in visible))
            functions = (_DEFINED.match(self.code, row[0]) for row in self.rows if row[3] < 0)
            names = frozenset(it[1] for it in functions if it)
            ends = [0, *(end for _, end in visible)]
            starts = [*(start for start, _ in visible), len(self.code)]
            hidden = " ".join(self.code[end:start] for end, start in zip(ends, starts, strict=True))
            self._face = Face(outline, names, _words(hidden))
        return self._face

    def _visible(self) -> list[tuple[int, int]]:
        """Return the extents of the lines outside functions, and of their headers."""
        visible: list[tuple[int, int]] = []
        hides: list[bool] = []
        for start, end, _, parent in self.rows:
            is_hidden = parent >= 0 and hides[parent]
            hides.append(is_hidden or (self.code[end - 1] == ":" and self._is_function(start)))
            if not is_hidden:
                visible.append((start, end))
        return visible

    def _is_function(self, start: int) -> bool:
        return self.code.startswith(("def ", "async def "), start)

    def _split(self, rows: list[tuple[int, int, int, int]]) -> None:
        physical = self.code.split("\n")
        marks = _brackets(self.code).split("\n")
        stack: list[int] = []
        at, skip_to = 0, 0
        for number, line in enumerate(physical):
            following = at + len(line) + 1
            if number >= skip_to:
                body = line.lstrip(" \t\f")
                if body and body != "\\":
                    margin = line[: len(line) - len(body)]
                    if line[-1] != "\\" and (not marks[number] or marks[number] == "()"):
                        self._add(at + len(margin), at + len(line.rstrip()), margin, stack)
                    else:
                        count, closed = _extent(physical, marks, number)
                        last = at + sum(map(len, physical[number : number + count])) + count - 1
                        self._add(at + len(margin), at + len(self.code[at:last].rstrip()), margin, stack)
                        if not closed:
                            self._unbalanced.append(len(rows) - 1)
                        skip_to = number + count
            at = following

    def _add(self, start: int, end: int, margin: str, stack: list[int]) -> None:
        indent = len(margin) if "\t" not in margin and "\f" not in margin else _width(margin)
        rows = self.rows
        while stack and rows[stack[-1]][2] >= indent:
            stack.pop()
        rows.append((start, end, indent, stack[-1] if stack else -1))
        if self.code[end - 1] == ":":
            stack.append(len(rows) - 1)


def _edited_row(before: Piece, text: str) -> tuple[int, int, int] | None:
    """Return the line of a piece in which all of an edit lies, and its extent; None where there is no such line."""
    if not before.closed or before.unbalanced:
        return None
    start, end = _difference(before.text, text)
    row = bisect_right(before.starts, start) - 1
    added = text[start : len(text) - len(before.text) + end]
    if row < 0 or any(it in part for it in "\r\n\f" for part in (added, before.text[start:end])):
        return None
    is_last = row + 1 == len(before.rows)
    first = before.code.rfind("\n", 0, before.rows[row][0]) + 1
    stop = len(before.text) if is_last else before.code.rfind("\n", 0, before.rows[row + 1][0]) + 1
    return (row, first, stop) if first <= start and (end < stop or (is_last and end <= stop)) else None


def _difference(before: str, after: str) -> tuple[int, int]:
    """Return the extent of a text that another one has replaced: what both begin and end with is the same."""
    shorter = min(len(before), len(after))
    start = _common(shorter, lambda size: before.startswith(after[:size]))
    return start, len(before) - _common(shorter - start, lambda size: before.endswith(after[len(after) - size :]))


def _common(most: int, holds: Callable[[int], bool]) -> int:
    """Return the largest number up to `most` that holds, where all smaller ones hold too."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        low, most = (middle, most) if holds(middle) else (low, middle - 1)
    return low


def _words(code: str) -> frozenset[str]:
    """Return the words of a code (a table is ten times faster than a pattern)."""
    if not code.isascii():
        return frozenset(_WORD.findall(code))
    return frozenset(code.encode().translate(_SPACES_BUT_WORDS).decode().split())


def _brackets(code: str) -> str:
    """Return the brackets and line ends of a text alone (a table is three times faster than a pattern)."""
    return code.translate(_ALL_BUT_BRACKETS) if code.isascii() else _NOT_A_BRACKET.sub("", code)


def _extent(physical: list[str], marks: list[str], first: int) -> tuple[int, bool]:
    """Return the number of physical lines of the logical line at `first`, and whether its brackets close."""
    margin = _width(_margin(physical[first]))
    depth = 0
    for number in range(first, len(physical)):
        if depth > 0 and number > first and _breaks_off(physical[number], margin, _SURELY_NEW):
            return _cut(physical, first, number, margin), False
        depth += _balance(marks[number])
        if depth <= 0 and not physical[number].endswith("\\"):
            return number - first + 1, depth == 0
    return _cut(physical, first, len(physical), margin), depth <= 0


def _cut(physical: list[str], first: int, limit: int, margin: int) -> int:
    """Return the likely number of lines of a statement that never closes its bracket: up to the next statement."""
    for number in range(first + 1, limit):
        if _breaks_off(physical[number], margin, _PERHAPS_NEW):
            return number - first
    return max(1, limit - first)


def _breaks_off(line: str, margin: int, pattern: re.Pattern[str]) -> bool:
    if line[: margin + 1].isspace() and "\t" not in line:
        return False
    body = line.lstrip(" \t\f")
    return bool(body) and _width(_margin(line)) <= margin and pattern.match(body) is not None


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t\f"))]


def _width(margin: str) -> int:
    """Return the columns of an indentation: tabs count to multiples of eight, and a form feed begins again."""
    return len(margin.rpartition("\f")[2].expandtabs(8))


@lru_cache(maxsize=4096)
def _balance(marks: str) -> int:
    return sum(1 if it in "([{" else -1 for it in marks)
