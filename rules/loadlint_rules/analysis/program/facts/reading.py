"""The text that facts are read from, and how its lines with a word are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ...reading.scan import Line, Scan
from ..names import Names
from ..uses.tracker import Tracker

_IN_CODE = (
    "environ", "putenv", "is_available", "weights_only",
    ".from_config(", "ForCausalLM(", "LMHeadModel(", "ForConditionalGeneration(",
)  # fmt: skip
_IN_TEXT = ("hf_",)


@dataclass(frozen=True)
class Text:
    """One text under analysis: its lines, its names, and what happens to its objects."""

    scan: Scan
    names: Names
    tracker: Tracker

    @cached_property
    def words(self) -> frozenset[str]:
        """The words without which a fact is not looked for."""
        return self.scan.marks(_words)

    def lines_with(self, *words: str) -> list[Line]:
        """Return the logical lines that have one of the words, in order."""
        return self.lines_at(at for word in words for at in places(word, self.scan.code))

    def lines_at(self, offsets: Iterable[int]) -> list[Line]:
        """Return the logical lines at these offsets, each once, in order."""
        lines = {line.index: line for at in offsets if (line := self.scan.line_at(at)) is not None}
        return [lines[index] for index in sorted(lines)]


def _words(code: str, text: str) -> frozenset[str]:
    return frozenset([*(it for it in _IN_CODE if it in code), *(it for it in _IN_TEXT if it in text)])


def places(word: str, code: str) -> Iterator[int]:
    """Yield the offsets of a word in a text."""
    at = code.find(word)
    while at >= 0:
        yield at
        at = code.find(word, at + 1)
