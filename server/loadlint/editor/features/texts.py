"""Texts and notebooks that the client opens, changes and closes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from loadlint.editor import pause
from loadlint.editor.documents import Cell, Document, Text
from loadlint.editor.lane import relay
from loadlint.editor.session import Open, Session
from loadlint.editor.wire import convert, notices, transport

from . import configuration, diagnostics


def takes(session: Session, message: dict[str, Any]) -> bool:
    """Hand a message about a text of the slow lane on; return whether this server has nothing to do with it."""
    return relay.takes(session.lane, message)


def opened(session: Session, notice: notices.Opened) -> None:
    """Lint a text from now on, if it is Python."""
    if notice.language != "python" and not notice.uri.endswith((".py", ".pyi")):
        return
    cell = Cell(notice.uri, notice.version, Text.of(notice.text))
    if _serve(session, Document(notice.uri, [cell])):
        session.prepare(pause.SECONDS, "readers", session.analysis.complete)
        diagnostics.read_again(session, session.documents[notice.uri])


def changed(session: Session, notice: notices.Changed) -> None:
    """Follow the edits of a text and lint it again."""
    document = session.document(notice.uri)
    if document is None:
        return
    _edit(session, document, notice)
    size = max(len(cell.text.value) for cell in document.cells)
    if size > transport.LARGEST:
        diagnostics.refuse(session, document.uri, size)
    elif not session.place_document(document):
        diagnostics.lint(session, document, typed=True)
        if not session.wishes(document.uri).on_save:
            diagnostics.read_again(session, document)


def saved(session: Session, uri: str) -> None:
    """Lint a text that has been saved, where it is not linted while it is typed, or not shown whole."""
    document = session.document(uri)
    if document is not None and (diagnostics.shows_all(document) or session.wishes(document.uri).on_save):
        diagnostics.lint(session, document)
        session.connection.refresh_diagnostics()


def closed(session: Session, uri: str) -> None:
    """Forget a text or notebook."""
    session.close_document(uri)


def notebook_opened(session: Session, notice: notices.NotebookOpened) -> None:
    """Lint the code cells of a notebook from now on."""
    _serve(session, Document(notice.uri, _cells(notice.cells, notice.texts), notebook=True))


def notebook_changed(session: Session, notice: notices.NotebookChanged) -> None:
    """Follow the changes of a notebook and lint it again."""
    document = session.documents.get(notice.uri)
    if document is None or (notice.structure is None and not notice.texts):
        return
    if notice.structure is not None:
        with session.lock:
            _reorder(session, document, notice.structure)
    for text in notice.texts:
        _edit(session, document, text)
    if not session.place_document(document):
        diagnostics.lint(session, document, typed=True)


HANDLERS: Mapping[str, Callable[[Session, Any], None]] = {
    notices.OPEN: opened,
    notices.CHANGE: changed,
    notices.CLOSE: closed,
    notices.OPEN_NOTEBOOK: notebook_opened,
    notices.CHANGE_NOTEBOOK: notebook_changed,
    notices.CLOSE_NOTEBOOK: closed,
}


def _serve(session: Session, document: Open) -> bool:
    """Serve a document from now on; return whether this process reads it."""
    session.documents[document.uri] = document
    if not session.connection.client.watches:
        configuration.look_for_changes(session)
    if session.place_document(document):
        return False
    diagnostics.lint(session, document)
    return True


def _edit(session: Session, document: Open, notice: notices.Changed) -> None:
    for change in notice.changes:
        cell = document.cell(notice.uri)
        if cell is not None:
            edit = convert.edit_of(cell.text, change, session.connection.client.encoding)
            with session.lock:
                document.edit(notice.uri, notice.version, edit)


def _reorder(session: Session, document: Open, structure: notices.Structure) -> None:
    before = {cell.uri: cell for cell in document.cells}
    opened = {item.uri for item in structure.opened}
    fresh = {cell.uri: cell for cell in _cells(structure.cells, structure.opened)}
    # A cell that only moved comes without its text.
    added = [before[it.uri] if it.uri in before and it.uri not in opened else fresh[it.uri] for it in structure.cells]
    document.reorder(structure.start, structure.removed, added)
    for uri in structure.closed:
        if document.shown.pop(uri, None):
            session.connection.publish(uri, ())


def _cells(cells: Iterable[notices.Cell], texts: Iterable[notices.Opened]) -> list[Cell]:
    items = {it.uri: it for it in texts}
    return [_cell(cell, items.get(cell.uri)) for cell in cells]


def _cell(cell: notices.Cell, text: notices.Opened | None) -> Cell:
    if text is None:
        return Cell(cell.uri, 0, Text.of(""), code=False)
    return Cell(text.uri, text.version, Text.of(text.text), cell.code and text.language == "python")
