"""The settings of the client and of the projects, and when they are read again."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from loadlint.editor import options as wishes
from loadlint.editor import pause, threads
from loadlint.editor.capabilities import SECOND
from loadlint.editor.session import Session
from loadlint.project.projects import WATCHED, Projects
from loadlint.project.settings import LIBRARIES
from loadlint.project.wishes import Wishes

from . import diagnostics

# Seconds between two looks at the settings, for a client that cannot watch files for us.
_POLL = 2.0
# An interpreter that appears, and the releases of libraries that are installed.
_ENVIRONMENTS = ("bin/python", "Scripts/python.exe", f"site-packages/{{{','.join(LIBRARIES)}}}-*.dist-info")
# Watched too where files that are not open are linted.
_SOURCES = ("*.py", "*.pyi", "*.ipynb")


def configure(session: Session, options: dict[str, Any]) -> None:
    """Take over the client's own settings."""
    session.options, session.own = wishes.read(options), wishes.of_folders(options)
    session.connection.quiet = session.options.quiet
    interpreter = options.get("interpreter") or None
    if interpreter is not None and not isinstance(interpreter, str):
        session.connection.show("loadlint: the option `interpreter` is no path, so it is ignored", warning=True)
        interpreter = None
    chooser = options.get("interpreterSource")
    chooser = chooser if isinstance(chooser, str) and chooser else "the editor"
    session.projects = Projects(Wishes(python=interpreter, chooser=chooser), lenient=True)
    first = options.get(SECOND)
    if isinstance(first, int):
        session.serve_second(first)


def initialized(session: Session) -> None:
    """Begin to watch for changed settings, and use the first pause to get ready for requests."""
    session.prepare(pause.SECONDS, "requests", session.connection.protocol.prepare)
    session.prepare(pause.SECONDS, "threads", threads.prepare)
    session.prepare(pause.SECONDS, "answers", pause.prepare)
    if session.connection.client.watches:
        sources = _SOURCES if session.connection.client.whole else ()
        session.connection.watch((*WATCHED, *_ENVIRONMENTS, *sources))
    else:
        session.polling = asyncio.ensure_future(_poll(session))


def look_for_changes(session: Session) -> None:
    """Look whether settings have changed on disk, which a client reports late, in part, or not at all."""
    session.submit("settings", partial(_look, session))


def forget_projects(session: Session) -> None:
    """Read the settings and releases again, and lint everything with them."""
    session.connection.settings += 1
    session.connection.changed.set()
    session.forget_slow()
    session.submit("projects", partial(_forget, session))


def is_source(uri: str) -> bool:
    """Return whether a watched file is code, which decides nothing about other files."""
    return uri.endswith(tuple(it.lstrip("*") for it in _SOURCES))


def restart(session: Session) -> None:
    """Start again without losing the texts: cancel verifications, forget results, read everything again."""
    session.queue.cancel()
    for document in session.documents.values():
        document.marks.clear()
    session.submit("caches", session.analysis.forget)
    forget_projects(session)


def _forget(session: Session) -> None:
    session.connection.forget_shown()
    session.projects.forget()
    # A lint that waits already keeps its turn, which may come before this one.
    session.connection.soon(diagnostics.lint_all, session)


async def _poll(session: Session) -> None:
    left = asyncio.ensure_future(session.connection.stopped.wait())
    while not (await asyncio.wait({left}, timeout=_POLL))[0]:
        look_for_changes(session)


def _look(session: Session) -> None:
    if session.projects.changed():
        session.connection.soon(forget_projects, session)
