"""Memory of the texts of one owner: a run of check, or an editor's session."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .model import Finding, Program, Rule, Source, Span, Targets
from .program import loads
from .reading.texts import Texts

# Programs of a few recent texts, and findings of pieces of at most so much text. With the pieces and statements that
# `reading` remembers, an owner stays below about 120 MB, whatever is typed.
_PROGRAMS = 16
_MOST_FINDINGS, _MOST_CHARACTERS = 4096, 2_000_000


class Memory:
    """Remembers texts, their programs and the findings of their pieces. Two owners share nothing.

    `importing` wraps the import of LibCST, for owners that can make it cheaper.
    """

    def __init__(self, importing: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        self.texts = Texts(importing)
        self.forget()

    def forget(self) -> None:
        """Drop everything but disputed readings, which costs the next lint of each text as much as the first one."""
        self.texts.forget()
        self.findings = Findings()
        self.program = lru_cache(maxsize=_PROGRAMS)(self._program)
        self.in_force = lru_cache(maxsize=64)(_in_force)

    def _program(self, source: Source, typed: bool = False) -> Program:
        """Return the loads of a source; `typed` for one that is being edited."""
        return loads.find(source, self.texts, typed=typed)


@dataclass(frozen=True, slots=True)
class Remembered:
    """The findings of a piece that began at an offset, and what its rules asked about the whole text."""

    start: int
    findings: list[Finding]
    answers: dict[tuple[Callable[..., Any], tuple[Any, ...]], Any]

    def holds_in(self, program: Program) -> bool:
        """Whether the questions about the whole text still have the same answers."""
        return all(it(program.source.text, *details) == answer for (it, details), answer in self.answers.items())


class Findings:
    """The findings of pieces; all are dropped when their texts become too large."""

    def __init__(self) -> None:
        self._pieces: dict[Hashable, Remembered] = {}
        self._characters = 0

    def get(self, key: Hashable) -> Remembered | None:
        """Return the findings of a piece; None when they are not remembered."""
        return self._pieces.get(key)

    def put(self, key: Hashable, piece: Span, remembered: Remembered) -> None:
        """Remember the findings of a piece."""
        size = piece.end - piece.start
        if self._characters + size > _MOST_CHARACTERS or len(self._pieces) >= _MOST_FINDINGS:
            self._pieces.clear()
            self._characters = 0
        self._characters += size
        self._pieces[key] = remembered

    def __len__(self) -> int:
        return len(self._pieces)


def _in_force(rules: tuple[Rule, ...], targets: Targets) -> object:
    """Return one object for the same rules and releases, as comparing them takes longer than a piece of the text."""
    return object()
