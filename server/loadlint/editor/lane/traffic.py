"""The threads of a session, and the way of a document from these to the slow lane."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from loadlint.editor.documents import Document
from loadlint.editor.jobs import Job, Newest, Queue, aside
from loadlint.editor.runs import Run
from loadlint.editor.watch import Watch
from loadlint.editor.wire import convert
from loadlint.editor.wire.connection import Connection

from .lane import Lane

Value = TypeVar("Value")
Open = Document[tuple[str, ...], Run]


class Traffic(ABC):
    """The open documents of a session, and the threads and the second server that read them. For the event loop.

    `pauses` has the work that is done while nobody waits. `reading` is the document whose settings are being read,
    `slow` are folders whose settings take long, `heavy` files that nobody has opened and that take long. `tasks` are
    those that the second server can take over, with their files.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.documents: dict[str, Open] = {}
        self.lock = threading.Lock()
        self.newest, self.queue, self.pauses = Newest(), Queue("loadlint-verify"), Queue("loadlint-pauses")
        self.lane = Lane(connection, self.documents, self.refuse)
        self.watch = Watch(self.newest, self.move, self._share)
        self.reading: str | None = None
        self.slow: set[Path] = set()
        self.heavy: set[str] = set()
        self.tasks: dict[asyncio.Future[Any], str] = {}

    @abstractmethod
    def root(self, uri: str) -> Path:
        """The workspace folder around a document."""

    @abstractmethod
    def renew(self, *, settings: bool) -> None:
        """Begin again with an empty memory, that of settings included."""

    @abstractmethod
    def close_document(self, uri: str) -> None:
        """Forget a document."""

    def end_threads(self) -> bool:
        """End all work; False where a text takes very long to lint."""
        self.lane.end(patience=1.0)
        # A worker that is to stop ends within a fraction of this; one that hangs ends when our pipe closes.
        self.queue.close(timeout=1.0)
        self.pauses.close(timeout=0.0)
        return self.newest.close(timeout=0.2)

    async def elsewhere(self, about: str | None, work: Callable[..., Value], *args: Any) -> Value:
        """Do work on the thread that lints, and wait for it without holding up the loop.

        `about` is the document that it is for.
        """
        self.watch.begin()
        return await asyncio.wrap_future(self.newest.call(partial(work, *args), about))

    async def beside(self, about: str, work: Callable[..., Value], *args: Any) -> Value:
        """Do work that may hang on a thread of its own, and wait for it likewise."""
        return await aside(work, *args, watch=partial(self.watch.beside, about))

    async def either(
        self, uri: str, here: Callable[[], Awaitable[Value]], there: Callable[[], Awaitable[Value]]
    ) -> Value:
        """Read a file that may not be open: here, or by the second server where that holds up others."""
        if uri not in self.heavy and uri not in self.lane.uris and not self._lies_in_slow_folder(uri):
            task = asyncio.ensure_future(here())
            self.tasks[task] = uri
            try:
                await asyncio.wait({task})
            finally:
                task.cancel()
                del self.tasks[task]
            if not task.cancelled():
                return task.result()
        return await there()

    def forget_slow(self) -> None:
        """Forget which files and settings take long, as they may have changed."""
        self.slow.clear()
        self.heavy.clear()
        self.lane.hopeless.clear()

    def submit(self, key: str, work: Callable[[], object], about: str | None = None) -> None:
        """Do work on the thread that lints, soon; newer work under its key takes its place."""
        self.watch.begin()
        self.newest.submit(key, work, about)

    def later(self, seconds: float, key: str, work: Callable[[], object], about: str | None = None) -> None:
        """Do work on the thread that lints, after a pause."""
        self.connection.loop.call_later(seconds, self.submit, key, work, about)

    def prepare(self, seconds: float, name: str, work: Callable[[], object]) -> None:
        """Do work that makes later answers quicker, after a pause, on a thread of its own: no letter waits for it."""
        self.connection.loop.call_later(seconds, self.pauses.add, Job(name, lambda _: work()))

    def refuse(self, uri: str, why: str) -> None:
        """Say why a document is not linted, and forget its findings, which are out of date from here on."""
        name = (convert.path(uri) or uri).rpartition("/")[2]
        self.connection.show(f"loadlint: {name} {why}, so it is not linted", warning=True)
        self.close_document(uri)

    def place_document(self, document: Open) -> bool:
        """Send a document to the slow lane where it has to go there; return whether it is there."""
        slow = self.lane.suits(document) or self._lies_in_slow_folder(document.uri)
        if document.uri not in self.lane.uris and slow:
            self.move(document.uri)
        return document.uri in self.lane.uris

    def move(self, uri: str) -> None:
        """Have the second server read a document or file, which takes long; work on it here ends."""
        if not self.lane.enabled:
            return
        document = self.documents.get(uri)
        if self.reading == uri and (path := convert.path(uri)):
            self.slow.add(Path(path).parent)
        if document is not None:
            with self.lock:
                document.leave()
        self.watch.end(uri)
        if self.newest.abandon(uri):
            self.renew(settings=self.reading is not None)
            self.reading = None
        for task in [it for it, about in self.tasks.items() if about == uri]:
            task.cancel()
        if document is not None:
            self.lane.add(document)
        else:
            self.heavy.add(uri)
        name = (convert.path(uri) or uri).rpartition("/")[2]
        self.connection.log(f"{name} takes long to read, so a second process of loadlint does")

    def _lies_in_slow_folder(self, uri: str) -> bool:
        path = convert.path(uri)
        return path is not None and any(Path(path).is_relative_to(it) for it in self.slow)

    def _share(self, slow: str, other: str) -> bool:
        """Return whether a document waits for settings that it shares with the one whose work goes on."""
        return self.reading == slow and self._repository(slow) == self._repository(other)

    def _repository(self, uri: str) -> Path:
        path = convert.path(uri)
        around = Path(path).parents if path else ()
        return next((it for it in around if (it / ".git").exists()), self.root(uri))
