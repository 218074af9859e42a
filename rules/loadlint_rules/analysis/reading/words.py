"""The places of words in a code, found by an index once it has been searched often."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

_WORD = re.compile(r"\w+")
# Searches that cost less than an index of all words.
_FEW_SEARCHES = 64


class Words:
    """Finds words in one code: the first searches read it, later ones ask an index."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._searches = 0

    def places(self, name: str, start: int, end: int) -> Iterator[int]:
        """Return the offsets of a name, dotted or not, between two offsets; some may stand inside longer words."""
        self._searches += 1
        head = _WORD.match(name) if self._searches > _FEW_SEARCHES else None
        if head is None:
            return self._read(name, start, end)
        places = self._index.get(head[0], [])
        between = places[bisect_left(places, start) : bisect_left(places, end)]
        return (it for it in between if self._code.startswith(name, it, end))

    def _read(self, name: str, start: int, end: int) -> Iterator[int]:
        at = self._code.find(name, start, end)
        while at >= 0:
            yield at
            at = self._code.find(name, at + len(name), end)

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """Return the offsets of each word of the code, in order."""
        index: dict[str, list[int]] = {}
        for match in _WORD.finditer(self._code):
            index.setdefault(match[0], []).append(match.start())
        return index
