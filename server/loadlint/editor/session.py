"""The state of one client's session: its documents, projects and runs, and the threads that work for it."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from loadlint.project.installs import Text
from loadlint.project.project import Project
from loadlint.project.projects import Projects
from loadlint_rules.analysis.model import Span

from . import analysis
from .documents import Snapshot
from .lane.traffic import Open as Open
from .lane.traffic import Traffic
from .options import Options
from .wire import convert
from .wire.connection import Connection
from .workspace.kept import Kept

# Installed packages and the standard library, which nobody edits here.
_LIBRARIES = re.compile(r"/(?:site|dist)-packages/|/lib(?:64)?/python\d+\.\d+/|/Python\d+/Lib/")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """A snapshot, its project, and its findings and loads."""

    snapshot: Snapshot
    project: Project
    linted: analysis.Linted

    @property
    def silent(self) -> bool:
        """Return whether the document is excluded, or belongs to a library."""
        return not self.project.checks.rules


@dataclass(frozen=True, slots=True)
class Place:
    """A span of an open document, as it is now."""

    document: Open
    snapshot: Snapshot
    span: Span


class Session(Traffic):
    """One client's documents, and the threads that work for it. Its methods run on the event loop unless they say so.

    The loop edits documents, the thread that lints settles findings in them and publishes these itself: `lock` keeps
    them apart. `answers` are the values that a person gave for a text, by that text.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.options, self.kept = Options(), Kept()
        self.own: dict[Path, Options] = {}
        self.projects, self.analysis = Projects(lenient=True), analysis.Analysis()
        self.names = count(1)
        self.answers: dict[str, str] = {}
        self.polling: asyncio.Future[None] | None = None

    def serve_second(self, first: int) -> None:
        """Be the second server of another one, which watches this one; names are counted from `first` on."""
        self.names, self.lane.enabled, self.watch.enabled = count(first), False, False

    @property
    def trusted(self) -> bool:
        """Return whether code of the workspace may run."""
        return self.options.trusted

    def wishes(self, uri: str) -> Options:
        """Return the options for a document: those of its workspace folder, else those of the window."""
        return self.own.get(self.root(uri), self.options) if self.own else self.options

    def verifies(self, uri: str) -> bool:
        """Return whether loads of a document may be verified."""
        return self.trusted and self.wishes(uri).verify

    def close(self) -> bool:
        """End all work; False where a text takes very long to lint."""
        return self.end_threads()

    # --- documents ----------------------------------------------------------------------------------

    def document(self, uri: object) -> Open | None:
        """The document that is, or has a cell, under this URI."""
        if not isinstance(uri, str):
            return None
        return self.documents.get(uri) or next((it for it in self.documents.values() if it.cell(uri)), None)

    def about(self, data: object) -> Open | None:
        """The document that the data of an action or the argument of a command names."""
        return self.document(data.get("uri")) if isinstance(data, dict) else None

    def place(self, uri: str, start: convert.Position, end: convert.Position | None = None) -> Place | None:
        """A place in an open document; None for a text that is not linted."""
        document = self.document(uri)
        snapshot = document.snapshot() if document is not None else None
        at = snapshot.index(uri) if snapshot is not None else None
        if document is None or snapshot is None or at is None:
            return None
        text, encoding = snapshot.cells[at].text, self.connection.client.encoding
        first = convert.offset(text, start, encoding)
        last = max(first, convert.offset(text, end, encoding)) if end is not None else first
        return Place(document, snapshot, snapshot.span(at, Span(first, last)))

    def close_document(self, uri: str) -> None:
        """Forget a document, and take back what was shown of it."""
        self.kept.forget(uri)
        self.connection.changed.set()
        with self.lock:
            document = self.documents.pop(uri, None)
            if document is not None:
                document.close()
        if document is None:
            return
        elsewhere = self.lane.close(uri)
        for cell in document.cells:
            if elsewhere or document.shown.get(cell.uri):
                self.connection.publish(cell.uri, ())

    def renew(self, *, settings: bool) -> None:
        """Begin again with an empty memory, as an abandoned thread may still use the one at hand."""
        self.analysis = analysis.Analysis()
        if settings:
            self.projects = Projects(self.projects.wishes, lenient=True)

    # --- projects -----------------------------------------------------------------------------------

    def project(self, snapshot: Snapshot) -> Project:
        """The project of a document, releases that its text installs included; for the thread that lints."""
        path, root = convert.path(snapshot.uri), self.root(snapshot.uri)
        numbers = snapshot.numbers or (None,) * len(snapshot.cells)
        texts = [Text(cell.text.value, at) for cell, at in zip(snapshot.cells, numbers, strict=True)]
        self.reading = snapshot.uri
        project = self.projects.of(Path(path) if path else root / "untitled.py", texts)
        self.reading = None
        if not self.wishes(snapshot.uri).enabled or (path and _in_library(Path(path), root)):
            return replace(project, checks=replace(project.checks, rules=()))
        return project

    def root(self, uri: str) -> Path:
        """The innermost workspace folder around a document; else the first one, else where we were started."""
        folders, file = self.connection.folders(), Path(convert.path(uri) or "")
        around = [folder for folder in folders if file.is_relative_to(folder)]
        return max(around, key=lambda it: len(it.parts), default=next(iter(folders), self.connection.started()))

    # --- analysis -----------------------------------------------------------------------------------

    def look(self, snapshot: Snapshot) -> View:
        """Lint a snapshot; for the thread that lints."""
        project, start = self.project(snapshot), time.perf_counter()
        try:
            linted = self.analysis.lint(snapshot.source, project.checks)
        except Exception:
            # A defect of ours in one text: its findings stay, as they do where nothing parses.
            _log.exception("%s could not be read, its findings stay as they were", snapshot.uri)
            linted = analysis.unread(snapshot.source)
        if not (self.wishes(snapshot.uri).syntax_errors and project.checks.syntax):
            linted = analysis.without_syntax_errors(linted)
        took = (time.perf_counter() - start) * 1e3
        self.connection.trace(f"linted {snapshot.uri}", f"{took:.1f} ms, {len(linted.findings)} findings")
        return View(snapshot, project, linted)

    def read(self, snapshot: Snapshot) -> View:
        """Lint a snapshot and read its loads, which takes longer; for the thread that lints."""
        view = self.look(snapshot)
        _log.debug("%d loads in %s", len(view.linted.loads), snapshot.uri)
        return view


def _in_library(file: Path, root: Path) -> bool:
    """Return whether a file belongs to a library outside of the workspace."""
    return bool(_LIBRARIES.search(file.as_posix())) and not _LIBRARIES.search(f"{root.as_posix()}/")
