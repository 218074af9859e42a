"""Pieces of a text, which begin at the left margin: each is scanned once and remembered by its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ..model import Source
from .piece import Asked, Face, Piece
from .recent import Recent

_AT_THE_MARGIN = re.compile(r"[\r\n](?=[^\W\d]|@)")
_AT_A_PLAIN_MARGIN = re.compile(r"\n(?=[^\W\d]|@)")
# Characters of the pieces that are remembered, twice: a piece takes ten times its text.
_MOST_CHARACTERS = 1_000_000
# Each keystroke after an open bracket makes a new piece of all that follows, so the longest are not remembered.
_LONGEST = 100_000
# Questions about one outline: names come and go with each letter.
_MOST_QUESTIONS = 1_000


def _mentioned(faces: tuple[Face, ...]) -> frozenset[str]:
    """Return the functions at the margin that lines inside functions mention."""
    functions = frozenset[str]().union(*[it.functions for it in faces])
    return frozenset[str]().union(*[functions & it.mentioned for it in faces])


class Pieces:
    """Cuts texts into pieces, and remembers the pieces for one owner."""

    def __init__(self) -> None:
        self._recent = Recent(Piece, _MOST_CHARACTERS)
        # The pieces of the text that was typed last; replaced as a whole, so any thread may read it.
        self._last_typed: tuple[Piece, ...] = ()
        # Most keystrokes change none of the faces.
        self.mentioned = lru_cache(maxsize=4)(_mentioned)
        # The pieces that show others what was asked, by the question, for the outline of a text; replaced as a whole.
        self._visible: tuple[int, dict[Asked, tuple[int, ...]]] = (0, {})

    def of(self, source: Source) -> list[Piece]:
        """Return the pieces of a text."""
        bounds = [*sorted({0, *source.breaks}), len(source.text)]
        return [it for start, end in pairwise(bounds) for it in self._cut(source.text[start:end])]

    def of_typed(self, text: str) -> list[Piece]:
        """Return the pieces of a text most of which was scanned before: those around the edit are taken over."""
        before = self._last_typed
        first, start = _same_in_front(text, before)
        last, end = _same_after(text, before[first:], start)
        middle = self._edited(before[first : first + last], text[start:end])
        if not middle and (start < end or not text):
            middle = list(self._cut(text[start:end]))
        if middle and end < len(text) and (not middle[-1].closed or _AT_THE_MARGIN.search(middle[-1].text)):
            # A piece that the edit has opened goes on after it, or may do so.
            pieces = list(self._cut(text))
        else:
            pieces = [*before[:first], *middle, *before[first + last :]]
        self._last_typed = tuple(pieces)
        return pieces

    def visible(self, outline: int, asked: Asked, pieces: Sequence[Piece]) -> tuple[int, ...]:
        """Return the numbers of pieces with lines outside functions that have a word and pass a test.

        Only the outline decides, which most keystrokes leave as it is.
        """
        before, numbers = self._visible
        if before != outline or len(numbers) > _MOST_QUESTIONS:
            numbers = {}
            self._visible = (outline, numbers)
        if asked not in numbers:
            numbers[asked] = tuple(it for it, piece in enumerate(pieces) if piece.shows(asked))
        return numbers[asked]

    def _edited(self, before: Sequence[Piece], text: str) -> list[Piece]:
        """Return the pieces of a text, one of which an edit of a line has made; none where there is more to it."""
        first, last, start, end = 0, len(before), 0, len(text)
        while first < last and text.startswith(before[first].text, start):
            start += len(before[first].text)
            first += 1
        while first < last - 1 and text.endswith(before[last - 1].text, start, end):
            last -= 1
            end -= len(before[last].text)
        piece = Piece.edited(before[first], text[start:end]) if first + 1 == last else None
        if piece is None:
            return []
        if len(piece.text) <= _LONGEST:
            self._recent.add(piece.text, piece)
        return [*before[:first], piece, *before[last:]]

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
