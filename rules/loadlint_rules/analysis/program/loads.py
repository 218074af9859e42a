"""Text to load sites: all loads of a text, or those of one piece after another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, overload

from ..model import LoadSite, Program, Source, Span
from ..reading.piece import Piece
from ..reading.scan import Group, offsets
from ..reading.texts import Texts
from .candidates import calls, may_matter
from .facts import Facts
from .facts.reading import Text
from .finder import Finder
from .names import Names
from .trail import Effects, Trail

Fact = TypeVar("Fact")
# A text with more calls that may load is data, or made to hold up its reader.
_MOST_CALLS = 2_000


def find(source: Source, texts: Texts | None = None, *, typed: bool = False) -> Program:
    """Return the loads of a text in source order. Never raises on bad code: what does not parse is in `broken`.

    `texts` remembers what is read. A `typed` text has just been edited: most of its pieces are remembered then, and
    looking it through as a whole first would be work for nothing.
    """
    if not may_matter(source, typed=typed):
        return Program(source)
    texts = texts if texts is not None else Texts()
    scan = texts.typed(source) if typed else texts.scanned(source)
    finder = Finder(scan, Names(scan, texts.syntax))
    groups = _first(calls(scan), _MOST_CALLS)
    loads = Loads(finder, groups)
    gather = Facts(Text(scan, finder.names, finder.tracker), loads, may_load=bool(groups))
    return Program(source, loads, _Imports(finder), tuple(finder.broken(groups)), gather)


def _first(groups: list[Group], most: int) -> list[Group]:
    """Return groups with so many places at the most."""
    if sum(len(places) for _, _, places in groups) <= most:
        return groups
    kept = []
    for start, piece, places in groups:
        if most <= 0:
            break
        kept.append((start, piece, places[:most]))
        most -= len(places)
    return kept


class _Imports(Mapping[str, str]):
    """Dotted names by what imports bind, read when a fix first asks."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._bound: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        if self._bound is None:
            self._bound = self._finder.imports()
        return self._bound

    def __getitem__(self, name: str) -> str:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


class _Lazy(Sequence[Fact]):
    """A tuple that is made when it is first looked at."""

    def __init__(self, make: Callable[[], tuple[Fact, ...]]) -> None:
        self._make = make

    @cached_property
    def _all(self) -> tuple[Fact, ...]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Fact: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fact]: ...
    def __getitem__(self, index: int | slice) -> Fact | Sequence[Fact]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)


class Loads(_Lazy[LoadSite]):
    """The loads of a text, and the parts that it can be read in one at a time."""

    def __init__(self, finder: Finder, groups: list[Group]) -> None:
        super().__init__(lambda: tuple(finder.loads(offsets(groups))))
        self._finder = finder
        self._groups = groups

    def __iter__(self) -> Iterator[LoadSite]:
        self._finder.names.trail.reached_out = True
        return iter(self._all)

    def __len__(self) -> int:
        self._finder.names.trail.reached_out = True
        return len(self._all)

    def parts(self) -> Iterator[Part]:
        """Yield the pieces of the text that may hold loads, each with what its reading depends on."""
        scan, context = self._finder.scan, self._finder.context
        outline, of_text, mentioned = scan.outline, context.of_text, scan.mentioned
        for start, piece, places in self._groups:
            yield Part(self._finder, start, piece, places, (outline, of_text, piece.face.functions & mentioned))


@dataclass(eq=False, slots=True)
class Part:
    """A piece of the text with calls that may load, at `places` from its start.

    The same piece in equal `surroundings` gives equal loads, moved along with the piece.
    """

    finder: Finder
    start: int
    piece: Piece
    places: tuple[int, ...]
    surroundings: Hashable

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.piece.code))

    def rows(self) -> Iterator[int]:
        """Yield the lines of the piece with calls that may load, by their numbers."""
        return self.piece.rows_at(self.places)

    def read(self, row: int) -> tuple[tuple[LoadSite, ...], Trail]:
        """Return the loads of a line, and the trail that records what is looked at from now on."""
        # The indexes of lines begin at the offset of their piece.
        trail = self.finder.names.trail = Trail(self.start)
        line = self.finder.scan.line_at(self.start + self.piece.rows[row][0])
        return tuple(self.finder.loads_of(line)) if line is not None else (), trail

    def effects(self) -> Effects | None:
        """Return what the change that made the piece does to readings of the piece before; None without a change."""
        return Effects(self.piece, self.finder.names.syntax) if self.piece.change is not None else None
