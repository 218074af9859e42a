"""The trail of a reading: all that it has looked at, which says whether an edit elsewhere leaves it as it is."""

from __future__ import annotations

from collections.abc import Callable

from ..reading import tree
from ..reading.piece import Piece
from ..reading.syntax import Syntax
from .bindings import binds, may_bind

# A line that begins with one of these, or has one of the signs, decides what other lines mean.
_STRUCTURAL = frozenset({
    "async", "assert", "break", "case", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for",
    "from", "global", "if", "import", "match", "nonlocal", "raise", "return", "try", "while", "with", "yield",
})  # fmt: skip
_SIGNS = (";", "@", "global", "nonlocal", "yield", "import", ":=")


class Trail:
    """The lines (by their indexes, which begin at `first`), the names and the words that a reading has asked for.

    `reached_out` says that lines inside other functions have been looked at, which the outline of a text does not
    cover, `roamed` that a stretch of lines has been searched for more than plain words.
    """

    __slots__ = ("first", "lines", "names", "reached_out", "roamed", "words")

    def __init__(self, first: int = 0) -> None:
        self.first = first
        self.lines: set[int] = set()
        self.names: set[str] = set()
        self.words: set[str] = set()
        self.reached_out = False
        self.roamed = False

    def add(self, other: Trail) -> None:
        """Add what another reading of the same text has looked at."""
        self.lines |= other.lines
        self.names |= other.names
        self.words |= other.words
        self.reached_out |= other.reached_out
        self.roamed |= other.roamed


class Effects:
    """The effects that the change of one line, which made a piece, has on the readings of loads in other lines."""

    def __init__(self, piece: Piece, syntax: Syntax) -> None:
        assert piece.change is not None
        self.change = piece.change
        row, by = self.change.row, self.change.by
        self._sides = [
            _Side(self.change.before, row, self.change.start, self.change.end, syntax),
            _Side(piece, row, self.change.start, self.change.end + by, syntax),
        ]
        self._is_structural = any(_is_structural(it.code) for it in self._sides)
        self._names, self._words = _Sorted(self._touches), _Sorted(self._has)

    def reach(self, trail: Trail) -> bool:
        """Return whether a reading may be another one after the change."""
        return (
            self._is_structural
            or trail.roamed
            or trail.first + self.change.row in trail.lines
            or self._names.reach(trail.names)
            or self._words.reach(trail.words)
        )

    def _touches(self, name: str) -> bool:
        """Whether a change adds or removes a name, or is one of a line that binds it."""
        before, after = (has(name, it.code) for it in self._sides)
        return before != after or (before and any(it.binds(name) for it in self._sides))

    def _has(self, word: str) -> bool:
        return any(word in it.text for it in self._sides)


class _Sorted:
    """Words by whether a change reaches them, found out once each: the loads of a piece look for much the same."""

    def __init__(self, reaches: Callable[[str], bool]) -> None:
        self._reaches = reaches
        self._reached: set[str] = set()
        self._left: set[str] = set()

    def reach(self, words: set[str]) -> bool:
        """Return whether one of the words is reached."""
        if not self._reached.isdisjoint(words):
            return True
        for word in words - self._left:
            if self._reaches(word):
                self._reached.add(word)
                return True
            self._left.add(word)
        return False


class _Side:
    """A line before or after a change."""

    def __init__(self, piece: Piece, row: int, start: int, end: int, syntax: Syntax) -> None:
        self.text, self.code = piece.text[start:end], piece.code[start:end]
        self._line = slice(*piece.rows[row][:2])
        self._piece = piece
        self._syntax = syntax

    def binds(self, name: str) -> bool:
        """Return whether the line binds a name."""
        if not may_bind(name, self._piece.code[self._line]):
            return False
        parsed = self._syntax.parse(self._piece.text[self._line])
        statements = () if isinstance(parsed, tree.SyntaxTrouble) else parsed
        return any(binds(name, it) for one in statements for it in (one, *one.body))


def has(name: str, code: str) -> bool:
    """Return whether a code has a name, dotted or not, as a whole word that follows no dot."""
    at = code.find(name)
    while at >= 0:
        if is_whole(name, code, at):
            return True
        at = code.find(name, at + len(name))
    return False


def is_whole(name: str, code: str, at: int) -> bool:
    """Return whether what stands at an offset is a whole word that follows no dot."""
    before, after = code[at - 1 : at] if at else "", code[at + len(name) : at + len(name) + 1]
    return not (before == "." or _is_word(before) or _is_word(after))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _is_structural(code: str) -> bool:
    line = code.strip()
    first = line[: len(line) - len(line.lstrip("abcdefghijklmnopqrstuvwxyz"))]
    return line.endswith(":") or first in _STRUCTURAL or any(it in line for it in _SIGNS)
