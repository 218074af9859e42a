"""Pieces of a text, which begin at the left margin: each is scanned once and remembered by its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ..model import Source
from .literals import blank
from .recent import Recent

_AT_THE_MARGIN = re.compile(r"[\r\n](?=[^\W\d]|@)")
_AT_A_PLAIN_MARGIN = re.compile(r"\n(?=[^\W\d]|@)")
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
# Characters of the pieces that are remembered, twice: a piece takes ten times its text.
_MOST_CHARACTERS = 1_000_000
# Each keystroke after an open bracket makes a new piece of all that follows, so the longest are not remembered.
_LONGEST = 100_000


class Face(NamedTuple):
    """The part of a piece that other pieces can see.

    `outline` is a hash of its lines outside functions, their headers included; `functions` are the names of its
    functions at the margin, `mentioned` the words of the lines inside functions.
    """

    outline: int
    functions: frozenset[str]
    mentioned: frozenset[str]


def _mentioned(faces: tuple[Face, ...]) -> frozenset[str]:
    """Return the functions at the margin that lines inside functions mention."""
    functions = frozenset[str]().union(*[it.functions for it in faces])
    return frozenset[str]().union(*[functions & it.mentioned for it in faces])


class Piece:
    """A scanned part of the text: its code, its lines (begin, end, indentation, index of the header or -1).

    The same text is the same piece. `places` and `marks` remember what was looked for in it, `troubles` what does
    not parse (offsets, and the parser's words), by the places that were asked about.
    """

    __slots__ = ("_face", "_rows", "_starts", "_unbalanced", "closed", "code", "marks", "places", "text", "troubles")

    def __init__(self, text: str) -> None:
        self.text = text
        self._face: Face | None = None
        self.marks: dict[Callable[[str, str], frozenset[str]], frozenset[str]] = {}
        self.troubles: dict[tuple[int, ...], tuple[tuple[int, int, str], ...]] = {}
        self.places: dict[Callable[[str], tuple[int, ...]], tuple[int, ...]] = {}
        self.code, terminated = blank(text)
        self._rows: list[tuple[int, int, int, int]] | None = None
        self._starts: list[int] | None = None
        self._unbalanced: list[int] = []
        marks = _brackets(self.code)
        balanced = sum(map(marks.count, "([{")) == sum(map(marks.count, ")]}"))
        self.closed = terminated and balanced and not self.code.rstrip("\n ").endswith("\\")

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


class Pieces:
    """Cuts texts into pieces, and remembers the pieces for one owner."""

    def __init__(self) -> None:
        self._recent = Recent(Piece, _MOST_CHARACTERS)
        # The pieces of the text that was typed last; replaced as a whole, so any thread may read it.
        self._last_typed: tuple[Piece, ...] = ()
        # Most keystrokes change none of the faces.
        self.mentioned = lru_cache(maxsize=4)(_mentioned)

    def of(self, source: Source) -> list[Piece]:
        """Return the pieces of a text."""
        bounds = [*sorted({0, *source.breaks}), len(source.text)]
        return [it for start, end in pairwise(bounds) for it in self._cut(source.text[start:end])]

    def of_typed(self, text: str) -> list[Piece]:
        """Return the pieces of a text most of which was scanned before: those around the edit are taken over."""
        before = self._last_typed
        first, start = _same_in_front(text, before)
        last, end = _same_after(text, before[first:], start)
        middle = list(self._cut(text[start:end])) if start < end or not text else []
        if middle and end < len(text) and (not middle[-1].closed or _AT_THE_MARGIN.search(middle[-1].text)):
            # A piece that the edit has opened goes on after it, or may do so.
            pieces = list(self._cut(text))
        else:
            pieces = [*before[:first], *middle, *before[first + last :]]
        self._last_typed = tuple(pieces)
        return pieces

    def _cut(self, text: str) -> Iterator[Piece]:
        """Yield the pieces of a text; one that a string, bracket or backslash leaves open is joined with the next."""
        margins = _AT_THE_MARGIN if "\r" in text else _AT_A_PLAIN_MARGIN
        starts = [0, *(it.end() for it in margins.finditer(text))]
        ends = [*starts[1:], len(text)]
        number = 0
        while number < len(starts):
            last, piece = number, self._piece(text[starts[number] : ends[number]])
            while not piece.closed and last + 1 < len(starts):
                last = min(2 * last - number + 1, len(starts) - 1)
                piece = self._piece(text[starts[number] : ends[last]])
            yield piece
            number = last + 1

    def _piece(self, text: str) -> Piece:
        return self._recent(text) if len(text) <= _LONGEST else Piece(text)


def _same_in_front(text: str, before: Sequence[Piece]) -> tuple[int, int]:
    """Return the number of pieces that a text begins with, and their end; the edit may be in the last of them."""
    number = at = 0
    while number < len(before) and text.startswith(before[number].text, at):
        at += len(before[number].text)
        number += 1
    if number == len(before) and at == len(text):
        return number, at
    return (number - 1, at - len(before[number - 1].text)) if number else (0, 0)


def _same_after(text: str, before: Sequence[Piece], start: int) -> tuple[int, int]:
    """Return the first of the pieces that a text ends with, and its start; one more is left for the edit."""
    number, at = len(before), len(text)
    while number and at - len(before[number - 1].text) >= start and text.endswith(before[number - 1].text, start, at):
        number -= 1
        at -= len(before[number].text)
    return (number + 1, at + len(before[number].text)) if number < len(before) else (number, at)


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
