"""Notices about texts, read from their JSON without the protocol's library: each keystroke brings one.

Members that loadlint does not use may be missing, unknown or of any type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from loadlint.errors import LoadlintError

OPEN, CHANGE, CLOSE = "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"
OPEN_NOTEBOOK = "notebookDocument/didOpen"
CHANGE_NOTEBOOK = "notebookDocument/didChange"
CLOSE_NOTEBOOK = "notebookDocument/didClose"
_CODE = 2  # the kind of a notebook's cell that is not prose


class MalformedError(LoadlintError, ValueError):
    """A notice that lacks what it is about; the message names the member."""


@dataclass(frozen=True, slots=True)
class Position:
    """A 0-based line and a column in the units of the client."""

    line: int
    character: int


@dataclass(frozen=True, slots=True)
class Range:
    """An extent between two positions."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Change:
    """New text for a range; without a range, for the whole text."""

    range: Range | None
    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A text that the client opened. A client may number no versions."""

    uri: str
    language: str
    version: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Changes of one text, each made after the one before it."""

    uri: str
    version: int | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook, which names its text by URI."""

    uri: str
    code: bool


@dataclass(frozen=True, slots=True)
class NotebookOpened:
    """A notebook with the texts of its cells."""

    uri: str
    cells: tuple[Cell, ...]
    texts: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """Cells that take the place of `removed` ones from index `start` on, and the texts opened and closed by that."""

    start: int
    removed: int
    cells: tuple[Cell, ...]
    opened: tuple[Opened, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotebookChanged:
    """A change of a notebook's cells, then of the texts in them."""

    uri: str
    structure: Structure | None
    texts: tuple[Changed, ...]


Notice = Opened | Changed | NotebookOpened | NotebookChanged | str


def read(method: str, params: object) -> Notice:
    """Read a notice about a text; the notice of a closed one is its URI. Raises MalformedError."""
    return _READERS[method](params)


def position(value: object) -> Position:
    """Read a position; raises MalformedError."""
    return Position(_number(value, "line"), _number(value, "character"))


def text(value: object) -> str:
    """Read a string; raises MalformedError."""
    if not isinstance(value, str):
        raise MalformedError("an argument is no string")
    return value


def _opened(params: object) -> Opened:
    return _item(_member(params, "textDocument", dict))


def _changed(params: object) -> Changed:
    return _changes(_member(params, "textDocument", dict), _list(params, "contentChanges"))


def _closed(params: object) -> str:
    return _text(_member(params, "textDocument", dict), "uri")


def _notebook_opened(params: object) -> NotebookOpened:
    notebook, texts = _member(params, "notebookDocument", dict), _list(params, "cellTextDocuments")
    cells = tuple(map(_cell, _list(notebook, "cells")))
    return NotebookOpened(_text(notebook, "uri"), cells, tuple(map(_item, texts)))


def _notebook_changed(params: object) -> NotebookChanged:
    cells = _member(params, "change", dict).get("cells") or {}
    texts = [_changes(_member(it, "document", dict), _list(it, "changes")) for it in cells.get("textContent") or ()]
    structure = _structure(cells["structure"]) if cells.get("structure") else None
    return NotebookChanged(_text(_member(params, "notebookDocument", dict), "uri"), structure, tuple(texts))


def _notebook_closed(params: object) -> str:
    return _text(_member(params, "notebookDocument", dict), "uri")


def _structure(value: dict[str, Any]) -> Structure:
    array = _member(value, "array", dict)
    return Structure(
        _number(array, "start"),
        _number(array, "deleteCount"),
        tuple(map(_cell, array.get("cells") or ())),
        tuple(map(_item, value.get("didOpen") or ())),
        tuple(_text(it, "uri") for it in value.get("didClose") or ()),
    )


def _cell(value: object) -> Cell:
    return Cell(_text(value, "document"), _member(value, "kind", int) == _CODE)


def _item(value: object) -> Opened:
    return Opened(_text(value, "uri"), _text(value, "languageId"), _version(value), _text(value, "text"))


def _changes(identifier: dict[str, Any], changes: list[Any]) -> Changed:
    return Changed(_text(identifier, "uri"), _version(identifier), tuple(map(_change, changes)))


def _change(value: object) -> Change:
    place = _member(value, "range", dict) if isinstance(value, dict) and value.get("range") is not None else None
    extent = Range(position(place.get("start")), position(place.get("end"))) if place is not None else None
    return Change(extent, _text(value, "text"))


def _version(value: object) -> int | None:
    version = value.get("version") if isinstance(value, dict) else None
    return version if isinstance(version, int) else None


def _number(value: object, name: str) -> int:
    number: int = _member(value, name, int)
    if number < 0:
        raise MalformedError(f"{name} is negative")
    return number


def _text(value: object, name: str) -> str:
    text: str = _member(value, name, str)
    return text


def _list(value: object, name: str) -> list[Any]:
    members: list[Any] = _member(value, name, list)
    return members


def _member(value: object, name: str, kind: type) -> Any:
    member = value.get(name) if isinstance(value, dict) else None
    if not isinstance(member, kind):
        raise MalformedError(f"{name} is no {kind.__name__}")
    return member


_READERS: Mapping[str, Callable[[object], Notice]] = {
    OPEN: _opened,
    CHANGE: _changed,
    CLOSE: _closed,
    OPEN_NOTEBOOK: _notebook_opened,
    CHANGE_NOTEBOOK: _notebook_changed,
    CLOSE_NOTEBOOK: _notebook_closed,
}
METHODS = tuple(_READERS)
