"""Text to logical lines, without a parser.

One regular expression blanks strings and comments; brackets and indentation do the rest. The result
knows where each statement begins and ends and under which header it stands, at about a millisecond
per thousand lines, and an open bracket costs the statement it stands in, not the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import accumulate, groupby

from ..model import Source, Span
from .piece import Asked, Face, Piece
from .pieces import Pieces

# Where a piece begins, the piece, and places in it, counted from there.
Group = tuple[int, Piece, tuple[int, ...]]

_FUNCTIONS = ("def", "async def")
_TRIPLE = ('"""', "'''")
_HEADER = re.compile(
    r"(async\s+def|async\s+for|async\s+with|def|class|if|elif|else|for|while|try|except|finally|with)\b"
)
_MATCH, _CASE = re.compile(r"match\b\s*[^\s:]"), re.compile(r"case\b\s*[^\s:]")


class Line:
    """A logical line: `[start, end)` without its comment, its indentation in columns, and its header."""

    __slots__ = ("_body_end", "_scope", "end", "header", "indent", "index", "parent", "start")

    def __init__(self, index: int, start: int, end: int, indent: int, parent: Line | None) -> None:
        self.index = index
        self.start = start
        self.end = end
        self.indent = indent
        self.parent = parent
        self.header: str | None = None
        self._scope: Line | bool | None = False
        self._body_end = -1

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def ancestors(self) -> list[Line]:
        """Return the headers above this line, innermost first."""
        headers, line = [], self.parent
        while line is not None:
            headers.append(line)
            line = line.parent
        return headers


class Scan:
    """The logical lines of a source. `code` is the text with strings and comments blanked, same length.

    The text is scanned in pieces that begin at the left margin, and each piece is remembered by its
    text, so that an edit costs the piece it falls into. A `typed` text takes over what it shares with
    the one before.
    """

    def __init__(self, source: Source, pieces: Pieces | None = None, *, typed: bool = False) -> None:
        self.text = source.text
        self.is_typed = typed
        self._owner = pieces if pieces is not None else Pieces()
        takes_over = typed and not source.breaks
        self._pieces = self._owner.of_typed(source.text) if takes_over else self._owner.of(source)
        self._codes = [it.code for it in self._pieces]
        self.code = "".join(self._codes)
        self._made: dict[int, dict[int, Line]] = {}
        self._bodies: dict[int, list[Line]] = {}

    @property
    def lines(self) -> list[Line]:
        """Return all logical lines in order. Each is made when it is first asked for."""
        return [it for number in range(len(self._pieces)) for it in self._lines(number)]

    @property
    def unbalanced(self) -> list[Line]:
        """Return the lines whose brackets do not close."""
        pieces = enumerate(self._pieces)
        return [self._line(number, it) for number, piece in pieces for it in piece.unbalanced]

    def before(self, line: Line) -> Iterator[Line]:
        """Yield the lines before one, nearest first."""
        number = self._number(line.start)
        yield from (self._line(number, it) for it in range(line.index - self._bounds[number] - 1, -1, -1))
        for earlier in range(number - 1, -1, -1):
            yield from reversed(self._lines(earlier))

    def after(self, line: Line) -> Iterator[Line]:
        """Yield the lines after one, nearest first."""
        number = self._number(line.start)
        first, last = line.index - self._bounds[number] + 1, len(self._pieces[number].rows)
        yield from (self._line(number, it) for it in range(first, last))
        for later in range(number + 1, len(self._pieces)):
            yield from self._lines(later)

    @cached_property
    def outline(self) -> int:
        """Return a hash of all that a function can see of the rest of the text: the lines outside functions."""
        return hash(tuple(it.outline for it in self._faces))

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Return the functions at the margin that lines inside functions mention: only these may be called there."""
        return self._owner.mentioned(tuple(self._faces))

    @cached_property
    def _faces(self) -> list[Face]:
        return [it._face or it.face for it in self._pieces]

    def grouped(self, offsets: Iterable[int]) -> list[Group]:
        """Return the pieces that offsets in order fall into, with these."""
        starts, pieces, groups = self._bounds, self._pieces, groupby(offsets, self._number)
        return [(starts[at], pieces[at], tuple([it - starts[at] for it in group])) for at, group in groups]

    def found(self, find: Callable[[str], tuple[int, ...]]) -> list[Group]:
        """Return the pieces in whose code a function finds something, remembered with the piece."""
        groups = []
        for piece, start in zip(self._pieces, self._bounds, strict=True):
            # Nearly all pieces remember theirs, and a call for each would take longer than the rest of a keystroke.
            remembered = piece.places.get(find)
            if remembered is None:
                remembered = piece.places[find] = find(piece.code)
            if remembered:
                groups.append((start, piece, remembered))
        return groups

    @cached_property
    def _bounds(self) -> list[int]:
        return list(accumulate(map(len, self._codes[:-1]), initial=0))

    def line_at(self, offset: int) -> Line | None:
        """Return the logical line around an offset (the last one that starts at or before it)."""
        number = self._number(offset)
        while number >= 0:
            row = bisect_right(self._pieces[number].starts, offset - self._bounds[number]) - 1
            if row >= 0:
                return self._line(number, row)
            number -= 1
        return None

    def _number(self, offset: int) -> int:
        return bisect_right(self._bounds, offset) - 1

    def _lines(self, number: int) -> list[Line]:
        return [self._line(number, it) for it in range(len(self._pieces[number].rows))]

    def _line(self, number: int, row: int) -> Line:
        """Return a line of a piece. Indexes begin at the offset of the piece: they order lines, and have gaps."""
        made = self._made.setdefault(number, {})
        line = made.get(row)
        if line is None:
            start, end, indent, parent = self._pieces[number].rows[row]
            above = self._line(number, parent) if parent >= 0 else None
            base = self._bounds[number]
            line = made[row] = Line(base + row, base + start, base + end, indent, above)
        return line

    def marks(self, find: Callable[[str, str], frozenset[str]]) -> frozenset[str]:
        """Return the words that a function finds anywhere in code or text, none of which has a line end in it.

        They are remembered with the pieces of a text that is typed.
        """
        if not self.is_typed:
            return find(self.code, self.text)
        marks: set[str] = set()
        for piece in self._pieces:
            remembered = piece.marks.get(find)
            if remembered is None:
                remembered = piece.marks[find] = piece.marked(find)
            if remembered:
                marks |= remembered
        return frozenset(marks)

    def lines_where(self, asked: Asked, header: Line | None) -> Iterator[Line]:
        """Yield the lines with a word that pass a test: under a header, or (None) at the margin of the text.

        They are remembered with the pieces. Lines inside functions may be among those of the margin.
        """
        if header is None:
            for number in self._owner.visible(self.outline, asked, self._pieces):
                yield from (self._line(number, it) for it in self._pieces[number].rows_where(asked))
            return
        number = self._number(header.start)
        for row in self._pieces[number].rows_where(asked):
            line = self._line(number, row)
            if header.index <= line.index < self.body_end(header):
                yield line

    def header(self, line: Line) -> str:
        """Return the keyword of a header ("def", "async with", ...), or "" for another line."""
        if line.header is None:
            header = _HEADER.match(self.code, line.start, line.end)
            line.header = " ".join(header[1].split()) if header else self._soft_header(line)
        return line.header

    def _soft_header(self, line: Line) -> str:
        """Return "match" or "case" for such a header; both are names too, so one opens a block that holds the other."""
        if _MATCH.match(self.code, line.start, line.end) and self.code[line.end - 1] == ":":
            return "match"
        is_case = line.parent is not None and _CASE.match(self.code, line.start, line.end) is not None
        return "case" if is_case and line.parent is not None and self.header(line.parent) == "match" else ""

    def scope(self, line: Line) -> Line | None:
        """Return the header of the innermost function around a line (class bodies are no scope for look-ups)."""
        if isinstance(line._scope, bool):
            above = line.parent
            is_function = above is not None and self.header(above) in _FUNCTIONS
            line._scope = above if is_function or above is None else self.scope(above)
        assert not isinstance(line._scope, bool)
        return line._scope

    def body(self, header: Line) -> list[Line]:
        """Return all lines under a header, at any depth; the same list each time."""
        if header.index not in self._bodies:
            number = self._number(header.start)
            base, end = self._bounds[number], self.body_end(header)
            self._bodies[header.index] = [self._line(number, it - base) for it in range(header.index + 1, end)]
        return self._bodies[header.index]

    def is_alone(self, line: Line) -> bool:
        """Whether a line is the only one directly under its header."""
        if line.parent is None:
            return False
        number = self._number(line.start)
        rows, base = self._pieces[number].rows, self._bounds[number]
        own, above = line.index - base, line.parent.index - base
        under = range(above + 1, self.body_end(line.parent) - base)
        return not any(rows[it][3] == above for it in under if it != own)

    def body_end(self, header: Line) -> int:
        """Return the index after the last line under a header."""
        if header._body_end < 0:
            number = self._number(header.start)
            rows, base = self._pieces[number].rows, self._bounds[number]
            at = header.index + 1 - base
            while at < len(rows) and rows[at][2] > header.indent:
                at += 1
            header._body_end = base + at
        return header._body_end

    def end_of(self, header: Line) -> int:
        """Return the offset after the body of a header."""
        last = self.body_end(header) - 1
        if last == header.index:
            return header.end
        number = self._number(header.start)
        return self._line(number, last - self._bounds[number]).end

    def statement_text(self, line: Line) -> str:
        return self.text[line.start : line.end]


def offsets(groups: Iterable[Group]) -> list[int]:
    """Return the places of pieces as offsets into the text."""
    return [start + it for start, _, places in groups for it in places]


def is_more_open(scan: Scan, other: Scan) -> bool:
    """Return whether more lines of a text than of the other have brackets that do not close.

    Pieces that both share are not split into lines.
    """
    own, others = Counter(scan._pieces), Counter(other._pieces)
    return _left_open(own - others) > _left_open(others - own)


def _left_open(pieces: Counter[Piece]) -> int:
    return sum(len(piece.unbalanced) * count for piece, count in pieces.items())


def open_quotes(scan: Scan) -> Iterator[int]:
    """Yield where a string in triple quotes may begin that does not end: the first ones of an odd number."""
    odd: frozenset[str] = frozenset()
    for piece in scan._pieces:
        own = piece.marks.get(_odd)
        if own is None:
            own = piece.marks[_odd] = _odd(piece.code, piece.text)
        odd ^= own
    yield from (scan.text.index(it) for it in _TRIPLE if it in odd)


def _odd(_code: str, text: str) -> frozenset[str]:
    return frozenset(it for it in _TRIPLE if text.count(it) % 2)
