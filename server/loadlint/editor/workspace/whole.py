"""Findings in files that are not open, for a person who wants those of the whole workspace.

A client that pulls asks for them, and waits for its second answer until something has changed. Others are pushed to.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import partial

from loadlint import store
from loadlint.editor.features import diagnostics
from loadlint.editor.lane import routes
from loadlint.editor.session import Session
from loadlint.editor.wire import convert

from . import files

# Seconds between two looks where nothing reports a change.
_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Item:
    """The diagnostics of one file, each as JSON, under their edition; None: they are those of the edition before."""

    uri: str
    edition: str
    shown: tuple[str, ...] | None = None


class Whole:
    """The files of one client's workspace, each read again only after a change. Its methods run on the event loop."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._looked: dict[str, tuple[object, str]] = {}
        self._pushed: dict[str, str] = {}

    async def pull(self, previous: Mapping[str, str]) -> list[Item]:
        """Return the findings in all files that are not open; `previous` are the editions that the client has."""
        if previous:
            await self._change()
        items = [it async for it in self._items(previous)]
        gone = previous.keys() - {it.uri for it in items} - self._session.documents.keys()
        return [*items, *(Item(uri, "", ()) for uri in sorted(gone))]

    async def one(self, uri: str) -> tuple[str, tuple[str, ...]] | None:
        """Return the diagnostics of a file that is not open, for the server that this one is the second of."""
        path = convert.path(uri)
        if self._session.lane.enabled or not path or self._session.document(uri) is not None:
            return None
        shown = await self._here(path)
        return ("0", shown) if shown is not None else None

    async def push(self) -> None:
        """Publish the findings in all files that are not open, and those of changed files, until the client leaves."""
        connection = self._session.connection
        while not connection.stopped.is_set():
            items = await self.pull(self._pushed) if self._pushed else await self.pull({})
            for it in items:
                if it.shown is not None and it.uri not in self._session.documents:
                    connection.publish(it.uri, it.shown)
            self._pushed = {it.uri: it.edition for it in items if it.edition}
            if not self._pushed:
                await self._change()

    async def _change(self) -> None:
        """Wait until a file may have changed, or the client leaves."""
        connection = self._session.connection
        waiting = [asyncio.ensure_future(it.wait()) for it in (connection.changed, connection.stopped)]
        await asyncio.wait(waiting, timeout=_PAUSE, return_when=asyncio.FIRST_COMPLETED)
        for it in waiting:
            it.cancel()
        connection.changed.clear()

    async def _items(self, previous: Mapping[str, str]) -> AsyncIterator[Item]:
        session = self._session
        for path in await files.paths(session):
            uri = convert.uri(path)
            if uri in session.documents:
                continue
            stamp = await session.elsewhere(None, self._stamp, path)
            if uri in previous and self._looked.get(path) == (stamp, previous[uri]):
                yield Item(uri, previous[uri])
                continue
            # One file a turn, so that what is typed meanwhile is linted in between.
            shown = await files.either(session, path, partial(self._here, path), partial(self._there, uri))
            if shown is not None:
                edition = store.digest(shown)
                self._looked[path] = (stamp, edition)
                yield Item(uri, edition) if edition == previous.get(uri) else Item(uri, edition, shown)

    async def _here(self, path: str) -> tuple[str, ...] | None:
        """Return the diagnostics of a file, each as JSON; None for one that cannot be read."""
        view = await self._session.elsewhere(convert.uri(path), files.view, self._session, path)
        if view is None:
            return None
        findings, encoding = diagnostics.folded(view.linted.findings), self._session.connection.client.encoding
        return convert.published(view.snapshot, findings, encoding)[view.snapshot.uri]

    async def _there(self, uri: str) -> tuple[str, ...]:
        """Return the same from the second server; none for a file that it gives up, which it says."""
        answer = await self._session.lane.read(uri, routes.PULL, {"textDocument": {"uri": uri}})
        return tuple(json.dumps(it) for it in answer["items"]) if answer is not None else ()

    def _stamp(self, path: str) -> object:
        """Return a value that changes with a file and with the settings of all."""
        try:
            status = os.stat(path)
        except OSError:
            # It is gone, which the reading shows.
            return None
        return status.st_mtime_ns, status.st_size, self._session.connection.settings
