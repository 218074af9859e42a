"""The Python files of the workspace folders that the client has not opened, linted as if it had."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import TypeVar

from loadlint.editor.documents import Cell, Document, Snapshot, Text
from loadlint.editor.jobs import aside
from loadlint.editor.lane import lane
from loadlint.editor.session import Session, View
from loadlint.editor.threads import Worker
from loadlint.editor.wire import convert, transport
from loadlint.project.projects import Projects
from loadlint.source import file
from loadlint.source.walk import Unreadable

Value = TypeVar("Value")

# In files: the findings of more would bury those that somebody works on.
MOST = 10_000
# Seconds in which the folders of the workspace are walked.
SECONDS = 20.0
_SUFFIXES = (".py", ".pyi")

_log = logging.getLogger(__name__)


async def paths(session: Session) -> list[str]:
    """Return the files of the workspace folders that are linted; notebooks have findings once they are open.

    They are looked for on a thread of its own, as folders, patterns and settings of strangers may take long.
    """
    folders, chosen = [str(it) for it in session.connection.folders()], dict[str, None]()
    walkers: list[Worker] = []
    projects = Projects(session.projects.wishes, lenient=True)
    try:
        await asyncio.wait_for(aside(_walk, projects, folders, chosen, watch=walkers.append), SECONDS)
    except asyncio.TimeoutError:
        walkers[0].abandon()
        _log.warning("only the first %d files of the workspace are linted: its folders take long", len(chosen))
    return list(chosen)


async def either(
    session: Session, path: str, here: Callable[[], Awaitable[Value]], there: Callable[[], Awaitable[Value]]
) -> Value:
    """Read a file here, or by the second server where it is large or holds up others."""
    if session.lane.enabled and await session.elsewhere(None, _size, path) > lane.CHARACTERS:
        return await there()
    return await session.either(convert.uri(path), here, there)


def view(session: Session, path: str) -> View | None:
    """Lint a file; None for one that cannot be read. For the thread that lints."""
    if _size(path) > transport.LARGEST:
        _log.info("%s is not linted: it is larger than %d MB", path, transport.LARGEST // 1_000_000)
        return None
    try:
        text = file.read(path).source.text
    except Unreadable as error:
        _log.info("%s is not linted: %s", path, error)
        return None
    return session.look(snapshot(convert.uri(path), text))


def snapshot(uri: str, text: str) -> Snapshot:
    """Return a file as the snapshot of a document that nobody edits."""
    return Document[object, object](uri, [Cell(uri, None, Text.of(text))]).snapshot()


def _walk(projects: Projects, folders: list[str], chosen: dict[str, None]) -> None:
    absolute = (it.absolute for it in (projects.walk(folders) if folders else ()))
    for path in islice((it for it in absolute if it.endswith(_SUFFIXES)), MOST):
        chosen[path] = None
    if len(chosen) == MOST:
        _log.warning("only the first %d files of the workspace are linted", MOST)


def _size(path: str) -> int:
    """Return the size of a file in bytes; 0 for one that is not there, which the reading shows."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
