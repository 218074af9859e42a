"""Messages and the documents that they are about, as plain JSON."""

from __future__ import annotations

from typing import Any

from loadlint.editor import capabilities
from loadlint.editor.capabilities import part
from loadlint.editor.documents import Cell, Document

OPEN, CHANGE, CLOSE = "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"
OPEN_NOTEBOOK, CHANGE_NOTEBOOK = "notebookDocument/didOpen", "notebookDocument/didChange"
CLOSE_NOTEBOOK = "notebookDocument/didClose"
TEXTS = (OPEN, CHANGE, CLOSE, OPEN_NOTEBOOK, CHANGE_NOTEBOOK, CLOSE_NOTEBOOK)
CLOSES = (CLOSE, CLOSE_NOTEBOOK)
COMMAND, RESOLVE, PULL = "workspace/executeCommand", "codeAction/resolve", "textDocument/diagnostic"
# Notices that concern every server of a session.
TO_ALL = (
    *("workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders", "textDocument/didSave"),
    *("window/workDoneProgress/cancel", "$/setTrace"),
)
# Commands that concern every server of a session, whose answer is that of the first.
COMMANDS_TO_ALL = (capabilities.CANCEL, capabilities.RESTART)
_PROSE, _CODE = 1, 2


def about(method: str, params: object) -> object:
    """Return the URI of the text, cell or notebook that a message names, if it names one."""
    if method == COMMAND:
        arguments = part({"it": params}, "it").get("arguments")
        first = arguments[0] if isinstance(arguments, list) and arguments else None
        return first.get("uri") if isinstance(first, dict) else first
    if method == RESOLVE:
        return part(params, "data").get("uri")
    return part(params, "textDocument").get("uri") or part(params, "notebookDocument").get("uri")


def command(params: object) -> object:
    """Return the name of the command that is to be run."""
    return part({"it": params}, "it").get("command")


def nothing(method: object) -> dict[str, Any] | None:
    """Return the answer of a server that has nothing to say."""
    return {"kind": "full", "items": []} if method == PULL else None


def opening(document: Document[Any, Any]) -> dict[str, Any]:
    """Return the notice that opens a document as it is now."""
    if not document.notebook:
        return {"method": OPEN, "params": {"textDocument": _item(document.cells[0])}}
    cells = [{"kind": _CODE if it.code else _PROSE, "document": it.uri} for it in document.cells]
    book = {"uri": document.uri, "notebookType": "jupyter-notebook", "version": 0, "cells": cells}
    texts = [_item(it) for it in document.cells]
    return {"method": OPEN_NOTEBOOK, "params": {"notebookDocument": book, "cellTextDocuments": texts}}


def _item(cell: Cell) -> dict[str, Any]:
    return {"uri": cell.uri, "languageId": "python", "version": cell.version, "text": cell.text.value}
