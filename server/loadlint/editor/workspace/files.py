"""The Python files of the workspace folders that the client has not opened, linted as if it had."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from loadlint.editor.documents import Cell, Document, Snapshot, Text
from loadlint.editor.session import Session, View
from loadlint.editor.wire import convert
from loadlint.source import file
from loadlint.source.walk import Found, Unreadable

# In files: the findings of more would bury those that somebody works on.
MOST = 10_000
_SUFFIXES = (".py", ".pyi")

_log = logging.getLogger(__name__)


def paths(session: Session) -> list[str]:
    """Return the files of the workspace folders that are linted; notebooks have findings once they are open.

    For the thread that lints.
    """
    folders = [str(it) for it in session.connection.folders()]
    absolute = (it.absolute for it in _walked(session, folders) if it.absolute.endswith(_SUFFIXES))
    chosen = list(dict.fromkeys(path for _, path in zip(range(MOST), absolute, strict=False)))
    if len(chosen) == MOST:
        _log.warning("only the first %d files of the workspace are linted", MOST)
    return chosen


def view(session: Session, path: str) -> View | None:
    """Lint a file; None for one that cannot be read. For the thread that lints."""
    try:
        text = file.read(path).source.text
    except Unreadable as error:
        _log.info("%s is not linted: %s", path, error)
        return None
    return session.look(snapshot(convert.uri(path), text))


def snapshot(uri: str, text: str) -> Snapshot:
    """Return a file as the snapshot of a document that nobody edits."""
    return Document[object, object](uri, [Cell(uri, None, Text.of(text))]).snapshot()


def _walked(session: Session, folders: list[str]) -> Iterator[Found]:
    yield from session.projects.walk(folders) if folders else ()
