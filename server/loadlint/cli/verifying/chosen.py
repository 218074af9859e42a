"""The load that a place such as `load.py:12` means, and all loads of a file."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from loadlint.errors import LoadlintError
from loadlint.source import file
from loadlint.verify.request import KINDS, can_verify
from loadlint_rules.analysis.model import WITH_WEIGHTS, LoadSite, Program, Source
from loadlint_rules.analysis.program import loads


class UnableError(LoadlintError):
    """The command cannot run; the message is one line and names the cure."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The load to verify: its document and program, and its index among the program's loads."""

    path: str
    document: file.Document
    program: Program
    index: int

    @property
    def load(self) -> LoadSite:
        return self.program.loads[self.index]

    def place(self, offset: int) -> tuple[int | None, int, int]:
        place = self.document.place(offset)
        return place.cell, place.line, place.column

    def with_source(self, source: Source) -> Chosen:
        """Return the same load in a fixed text; fixes neither add nor remove loads."""
        document = file.parse(self.document.with_source(source), self.path)
        return Chosen(self.path, document, loads.find(document.source), self.index)


def split_place(place: str) -> tuple[str, tuple[int, ...]]:
    """Split `FILE:LINE` into path and numbers; an existing file of that whole name has no numbers."""
    match = re.fullmatch(r"(.+?)((?::\d+){1,3})", place)
    if match is None or os.path.exists(place):
        return place, ()
    return match[1], tuple(int(it) for it in match[2].split(":")[1:])


def choose(path: str, numbers: tuple[int, ...] = ()) -> Chosen:
    """Return the load at a place, or the only one of the file. Raise UnableError with the list to choose from.

    `numbers` are line and optional column; in a notebook, cell, line and optional column. A single number is a line
    of any cell.
    """
    try:
        document = file.read(path)
    except file.Unreadable as error:
        raise UnableError(f"{path}: {error}") from error
    program = loads.find(document.source)
    verifiable = {it: load for it, load in enumerate(program.loads) if can_verify(load)}
    indexes = [it for it, load in verifiable.items() if _is_at(document, load, numbers)]
    if len(indexes) == 1:
        return Chosen(path, document, program, indexes[0])
    others = [load for load in program.loads if _is_of_another(load) and _is_at(document, load, numbers)]
    if others and not indexes:
        library, taken = others[0].callee.partition(".")[0], ", ".join(KINDS)
        where = _listed(path, document, others[:1])
        raise UnableError(f"{where} is a load of {library}; verify runs those of {taken}")
    if not verifiable:
        raise UnableError(f"{path} has no load that can be verified (from_pretrained of a model, or pipeline)")
    where = f"no load at {':'.join(map(str, (path, *numbers)))}" if not indexes else f"{path} has several loads"
    raise UnableError(f"{where}; choose one of {_listed(path, document, verifiable.values())}")


def _is_of_another(load: LoadSite) -> bool:
    """Return whether a library that the worker does not know loads a model here."""
    return load.loader.kind in WITH_WEIGHTS and load.callee.partition(".")[0] not in KINDS


def every(path: str) -> list[Chosen]:
    """Return all loads of a file that can be verified; raises Unreadable."""
    document = file.read(path)
    program = loads.find(document.source)
    return [Chosen(path, document, program, it) for it, load in enumerate(program.loads) if can_verify(load)]


def _is_at(document: file.Document, load: LoadSite, numbers: tuple[int, ...]) -> bool:
    """Return whether the statement of a load covers the line, and its call starts in the column where one is named."""
    start = document.place(load.call.start)
    if document.cells is not None and len(numbers) > 1:
        cell, *numbers_in_cell = numbers
        return start.cell == cell and _is_on(document, load, tuple(numbers_in_cell))
    return _is_on(document, load, numbers)


def _is_on(document: file.Document, load: LoadSite, numbers: tuple[int, ...]) -> bool:
    if not numbers:
        return True
    first, last = document.place(load.statement.start), document.place(max(load.statement.end - 1, 0))
    column = document.place(load.call.start).column
    return first.line <= numbers[0] <= last.line and numbers[1:] in ((), (column,))


def _listed(path: str, document: file.Document, loads: Iterable[LoadSite]) -> str:
    """Return the loads as a user can type them, with a column only where several share a line."""
    places = [(document.place(it.call.start), it.name) for it in loads]
    lines = Counter((place.cell, place.line) for place, _ in places)
    return ", ".join(f"{path}:{_typed(place, lines[place.cell, place.line] > 1)} ({name})" for place, name in places)


def _typed(place: file.Place, with_column: bool) -> str:
    numbers = [place.cell, place.line, place.column if with_column else None]
    return ":".join(str(it) for it in numbers if it is not None)
