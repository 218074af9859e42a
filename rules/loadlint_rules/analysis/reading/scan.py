"""Text to logical lines, without a parser.

One regular expression blanks strings and comments; brackets and indentation do the rest. The result
knows where each statement begins and ends and under which header it stands, at about a millisecond
per thousand lines, and an open bracket costs the statement it stands in, not the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from ..model import Source, Span
from .literals import LITERAL, plain

_TERMINATED = re.compile(
    r"""\#.*|\"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"{3}|'{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}|"(?!"").*|'(?!'').*""",
    re.DOTALL,
)
_AT_THE_MARGIN = re.compile(r"[\r\n](?=[^\W\d]|@)")
_AT_A_PLAIN_MARGIN = re.compile(r"\n(?=[^\W\d]|@)")
_FUNCTIONS = ("def", "async def")
_DEFINED = re.compile(r"(?:async\s+)?def\s+(\w+)")
_WORD = re.compile(r"[^\W\d]\w*")
_NOT_A_BRACKET = re.compile(r"[^()\[\]{}\n]+")
_ALL_BUT_BRACKETS = {it: None for it in range(128) if chr(it) not in "()[]{}\n"}
_SPACES_BUT_WORDS = bytes(it if chr(it).isalnum() or chr(it) == "_" else ord(" ") for it in range(256))
_HEADER = re.compile(
    r"(async\s+def|async\s+for|async\s+with|def|class|if|elif|else|for|while|try|except|finally|with)\b"
)
_MATCH, _CASE = re.compile(r"match\b\s*[^\s:]"), re.compile(r"case\b\s*[^\s:]")
# Inside brackets a line can start with anything; these words at the margin say that a bracket was left open.
_SURELY_NEW = re.compile(
    r"(?:async\s+def|def|class|import|return|raise|assert|del|while|pass|break|continue|global|nonlocal)\b"
    r"|from\s+[\w.]+\s+import\b|try\s*:|with\b.*:\s*$|@\w"
)
_PERHAPS_NEW = re.compile(
    r"(?:if|for|elif|else|except|finally)\b.*:\s*$|[\w.]+(?:\[[^\]]*\])?\s*(?::[^=]+)?=(?!=)(?!.*,\s*$)|[\w.]+\("
)


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
        """The headers above this line, innermost first."""
        found, line = [], self.parent
        while line is not None:
            found.append(line)
            line = line.parent
        return found


def blanked(text: str) -> str:
    """A text with its strings and comments blanked, same length."""
    return _blank(text)[0]


class Scan:
    """The logical lines of a source. `code` is the text with strings and comments blanked, same length.

    The text is scanned in pieces that begin at the left margin, and each piece is remembered by its
    text, so that an edit costs the piece it falls into. A `typed` text takes over what it shares with
    the one before.
    """

    def __init__(self, source: Source, *, typed: bool = False) -> None:
        self.text = source.text
        self._typed = typed
        self._pieces = _typed_pieces(source.text) if typed and not source.breaks else list(_pieces(source))
        self.code = "".join(it.code for it in self._pieces)
        self._made: dict[int, dict[int, Line]] = {}
        self._bodies: dict[int, list[Line]] = {}

    @property
    def lines(self) -> list[Line]:
        """All logical lines in order. Each is made when it is first asked for."""
        return [it for number in range(len(self._pieces)) for it in self._lines(number)]

    @property
    def unbalanced(self) -> list[Line]:
        """The lines whose brackets do not close."""
        pieces = enumerate(self._pieces)
        return [self._line(number, it) for number, piece in pieces for it in piece.unbalanced]

    def before(self, line: Line) -> Iterator[Line]:
        """The lines before one, nearest first."""
        number = self._number(line.start)
        yield from (self._line(number, it) for it in range(line.index - self._bounds[number] - 1, -1, -1))
        for earlier in range(number - 1, -1, -1):
            yield from reversed(self._lines(earlier))

    def after(self, line: Line) -> Iterator[Line]:
        """The lines behind one, nearest first."""
        number = self._number(line.start)
        first, last = line.index - self._bounds[number] + 1, len(self._pieces[number].rows)
        yield from (self._line(number, it) for it in range(first, last))
        for later in range(number + 1, len(self._pieces)):
            yield from self._lines(later)

    @cached_property
    def outline(self) -> int:
        """A hash of all that a function can see of the rest of the text: the lines outside functions."""
        return hash(tuple(it.outline for it in self._faces))

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """The functions at the margin that lines inside functions mention: only these may be called from there."""
        return _mentioned(tuple(self._faces))

    @cached_property
    def _faces(self) -> list[Face]:
        return [it._face or it.face for it in self._pieces]

    def grouped(self, offsets: Iterable[int]) -> Iterator[tuple[Span, Piece, list[int]]]:
        """The pieces that offsets in order fall into: where each lies, and its offsets."""
        for number, group in groupby(offsets, self._number):
            piece, start = self._pieces[number], self._bounds[number]
            yield Span(start, start + len(piece.code)), piece, list(group)

    def places(self, find: Callable[[str], tuple[int, ...]]) -> list[int]:
        """The offsets that a function finds in the code of each piece, remembered with the piece."""
        found: list[int] = []
        for piece, start in zip(self._pieces, self._bounds, strict=True):
            # Nearly all pieces know already, and a call for each would take longer than the rest of a keystroke.
            known = piece.places.get(find)
            if known is None:
                known = piece.places[find] = find(piece.code)
            if known:
                found += [start + it for it in known]
        return found

    @cached_property
    def _bounds(self) -> list[int]:
        return [0, *accumulate(len(it.code) for it in self._pieces[:-1])]

    def line_at(self, offset: int) -> Line | None:
        """The logical line around an offset (the last one that starts at or before it)."""
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
        """A line of a piece. Indexes begin at the piece's offset: they order lines, and have gaps."""
        made = self._made.setdefault(number, {})
        line = made.get(row)
        if line is None:
            start, end, indent, parent = self._pieces[number].rows[row]
            above = self._line(number, parent) if parent >= 0 else None
            base = self._bounds[number]
            line = made[row] = Line(base + row, base + start, base + end, indent, above)
        return line

    def marks(self, find: Callable[[str, str], frozenset[str]]) -> frozenset[str]:
        """What a function finds anywhere in code or text, remembered with the pieces of a text that is typed."""
        if not self._typed:
            return find(self.code, self.text)
        found: set[str] = set()
        for piece in self._pieces:
            known = piece.marks.get(find)
            if known is None:
                known = piece.marks[find] = find(piece.code, piece.text)
            if known:
                found |= known
        return frozenset(found)

    def header(self, line: Line) -> str:
        """The keyword of a compound statement's header ("def", "async with", ...) or ""."""
        if line.header is None:
            found = _HEADER.match(self.code, line.start, line.end)
            line.header = re.sub(r"\s+", " ", found[1]) if found else self._soft_header(line)
        return line.header

    def _soft_header(self, line: Line) -> str:
        """`match` and `case` are names too: one opens a block, the other stands directly under it."""
        if _MATCH.match(self.code, line.start, line.end) and self.code[line.end - 1] == ":":
            return "match"
        is_case = line.parent is not None and _CASE.match(self.code, line.start, line.end) is not None
        return "case" if is_case and line.parent is not None and self.header(line.parent) == "match" else ""

    def scope(self, line: Line) -> Line | None:
        """The header of the innermost function around a line (class bodies are no scope for look-ups)."""
        if isinstance(line._scope, bool):
            above = line.parent
            is_function = above is not None and self.header(above) in _FUNCTIONS
            line._scope = above if is_function or above is None else self.scope(above)
        assert not isinstance(line._scope, bool)
        return line._scope

    def body(self, header: Line) -> list[Line]:
        """All lines under a header, at any depth; the same list each time."""
        if header.index not in self._bodies:
            number = self._number(header.start)
            base, end = self._bounds[number], self.body_end(header)
            self._bodies[header.index] = [self._line(number, it - base) for it in range(header.index + 1, end)]
        return self._bodies[header.index]

    def body_end(self, header: Line) -> int:
        """The index behind the last line under a header."""
        if header._body_end < 0:
            number = self._number(header.start)
            rows, base = self._pieces[number].rows, self._bounds[number]
            at = header.index + 1 - base
            while at < len(rows) and rows[at][2] > header.indent:
                at += 1
            header._body_end = base + at
        return header._body_end

    def end_of(self, header: Line) -> int:
        """The offset behind a header's body."""
        last = self.body_end(header) - 1
        if last == header.index:
            return header.end
        number = self._number(header.start)
        return self._line(number, last - self._bounds[number]).end

    def statement_text(self, line: Line) -> str:
        return self.text[line.start : line.end]


@lru_cache(maxsize=4)
def scanned(source: Source) -> Scan:
    """The scan of a source, remembered for the few that are asked about again and again."""
    return Scan(source)


# --- pieces -------------------------------------------------------------------------------------


class Face(NamedTuple):
    """What a piece shows to others: a hash of its lines outside functions, their headers included, the names of its
    functions at the margin, and the words of the lines inside functions.
    """

    outline: int
    functions: frozenset[str]
    mentioned: frozenset[str]


@lru_cache(maxsize=4)
def _mentioned(faces: tuple[Face, ...]) -> frozenset[str]:
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
        self.code, terminated = _blank(text)
        self._rows: list[tuple[int, int, int, int]] | None = None
        self._starts: list[int] | None = None
        self._unbalanced: list[int] = []
        marks = _brackets(self.code)
        balanced = sum(map(marks.count, "([{")) == sum(map(marks.count, ")]}"))
        self.closed = terminated and balanced and not self.code.rstrip("\n ").endswith("\\")

    @property
    def rows(self) -> list[tuple[int, int, int, int]]:
        """The lines of the piece; split when first asked for, as most pieces have nothing to do with a load."""
        if self._rows is None:
            self._rows = []
            self._split(self._rows)
        return self._rows

    @property
    def starts(self) -> list[int]:
        """Where the lines begin."""
        if self._starts is None:
            self._starts = [it[0] for it in self.rows]
        return self._starts

    @property
    def unbalanced(self) -> list[int]:
        return self._unbalanced if self.rows else []

    @property
    def face(self) -> Face:
        """What other pieces can see of this one."""
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
        """The extents of the lines outside functions, and of their headers."""
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


# Each keystroke behind an open bracket makes a new piece of all that follows, so few of the long ones are kept.
_SHORT, _LONG = 4_000, 100_000
_short_piece = lru_cache(maxsize=4096)(Piece)
_long_piece = lru_cache(maxsize=32)(Piece)


def _piece(text: str) -> Piece:
    size = len(text)
    return _short_piece(text) if size <= _SHORT else _long_piece(text) if size <= _LONG else Piece(text)


def forget() -> None:
    """Drop the pieces that are remembered."""
    _short_piece.cache_clear()
    _long_piece.cache_clear()
    scanned.cache_clear()


# The pieces of the text that was typed last; replaced as a whole, so any thread may read it.
_last_typed: list[tuple[Piece, ...]] = [()]


def _typed_pieces(text: str) -> list[Piece]:
    """The pieces of a text most of which was scanned before: those around the edit are taken over."""
    known = _last_typed[0]
    first, start = _same_in_front(text, known)
    last, end = _same_behind(text, known[first:], start)
    middle = list(_pieces_of(text[start:end])) if start < end or not text else []
    if middle and end < len(text) and (not middle[-1].closed or _AT_THE_MARGIN.search(middle[-1].text)):
        # What the edit has opened goes on behind it, or may do so.
        found = list(_pieces_of(text))
    else:
        found = [*known[:first], *middle, *known[first + last :]]
    _last_typed[0] = tuple(found)
    return found


def _same_in_front(text: str, known: Sequence[Piece]) -> tuple[int, int]:
    """How many pieces a text begins with, and where they end; the last of them may go on in what was edited."""
    number = at = 0
    while number < len(known) and text.startswith(known[number].text, at):
        at += len(known[number].text)
        number += 1
    if number == len(known) and at == len(text):
        return number, at
    return (number - 1, at - len(known[number - 1].text)) if number else (0, 0)


def _same_behind(text: str, known: Sequence[Piece], start: int) -> tuple[int, int]:
    """The first of the pieces that a text ends with, and where it begins; one more is left for what was edited."""
    number, at = len(known), len(text)
    while number and at - len(known[number - 1].text) >= start and text.endswith(known[number - 1].text, start, at):
        number -= 1
        at -= len(known[number].text)
    return (number + 1, at + len(known[number].text)) if number < len(known) else (number, at)


def _pieces(source: Source) -> Iterator[Piece]:
    bounds = [*sorted({0, *source.breaks}), len(source.text)]
    for start, end in pairwise(bounds):
        yield from _pieces_of(source.text[start:end])


def _pieces_of(text: str) -> Iterator[Piece]:
    """The pieces of a text; one that a string, bracket or backslash leaves open is joined with what follows."""
    margins = _AT_THE_MARGIN if "\r" in text else _AT_A_PLAIN_MARGIN
    starts = [0, *(it.end() for it in margins.finditer(text))]
    ends = [*starts[1:], len(text)]
    number = 0
    while number < len(starts):
        last, piece = number, _piece(text[starts[number] : ends[number]])
        while not piece.closed and last + 1 < len(starts):
            last = min(2 * last - number + 1, len(starts) - 1)
            piece = _piece(text[starts[number] : ends[last]])
        yield piece
        number = last + 1


def _words(code: str) -> frozenset[str]:
    """Return the words of a code (a table is ten times faster than a pattern)."""
    if not code.isascii():
        return frozenset(_WORD.findall(code))
    return frozenset(code.encode().translate(_SPACES_BUT_WORDS).decode().split())


def _brackets(code: str) -> str:
    """The brackets and line ends of a text, all else left out (a table is three times faster than a pattern)."""
    return code.translate(_ALL_BUT_BRACKETS) if code.isascii() else _NOT_A_BRACKET.sub("", code)


def _extent(physical: list[str], marks: list[str], first: int) -> tuple[int, bool]:
    """How many physical lines the logical line starting at `first` takes, and whether its brackets close."""
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
    """Where a statement that never closes its bracket most likely ends: before the next that looks like one."""
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
    """Indentation in columns, with tabs to multiples of eight and a form feed starting anew, as Python counts it."""
    return len(margin.rpartition("\f")[2].expandtabs(8))


@lru_cache(maxsize=4096)
def _balance(marks: str) -> int:
    return sum(1 if it in "([{" else -1 for it in marks)


def _blank(text: str) -> tuple[str, bool]:
    """Comments as spaces, strings as quotes around spaces; and whether every string ends.

    Every second part of the split is a literal. Line ends become plain newlines, lengths stay.
    """
    parts = LITERAL.split(plain(text))
    terminated = parts[-1] != "" or len(parts) < 3 or _TERMINATED.fullmatch(parts[-2]) is not None
    parts[1::2] = [
        " " * len(it) if it[0] == "#" else ('"' + " " * (len(it) - 2) + '"')[: len(it)] for it in parts[1::2]
    ]
    code = "".join(parts)
    if "\r" in code:
        # A backslash must stay last on its line to go on.
        code = code.replace("\\\r\n", " \\\n").replace("\r\n", " \n").replace("\r", "\n")
    return code, terminated
