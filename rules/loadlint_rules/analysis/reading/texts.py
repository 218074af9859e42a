"""Texts as lines and statements, remembered for one owner."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

from ..model import Source
from .pieces import Pieces
from .scan import Scan
from .syntax import Syntax


class Texts:
    """Reads texts, and remembers their pieces and statements. Owners of different texts share nothing."""

    def __init__(self, importing: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        self.syntax = Syntax(importing)
        self.forget()

    def forget(self) -> None:
        """Drop all pieces and statements."""
        self.syntax.forget()
        self.pieces = Pieces()
        # A lint, its suppressions and its fixes ask for the same few scans.
        self.scanned = lru_cache(maxsize=4)(self._scanned)
        self.typed = lru_cache(maxsize=1)(self._typed)

    def _typed(self, source: Source) -> Scan:
        """Return the scan of a text that has just been edited: it takes over what it shares with the one before."""
        return Scan(source, self.pieces, typed=True)

    def _scanned(self, source: Source) -> Scan:
        return Scan(source, self.pieces)
