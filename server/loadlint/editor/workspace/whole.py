"""Findings in files that are not open, for a person who wants those of the whole workspace.

A client that pulls asks for them, and waits for its second answer until something has changed. Others are pushed to.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from loadlint import store
from loadlint.editor.documents import Snapshot
from loadlint.editor.features import diagnostics
from loadlint.editor.session import Session, View
from loadlint.editor.wire import convert
from loadlint_rules.analysis.model import Finding

from . import files

# Seconds between two looks where nothing reports a change.
_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Item:
    """The findings in one file under their edition; without a snapshot they are those of the edition before."""

    uri: str
    edition: str
    snapshot: Snapshot | None = None
    findings: tuple[Finding, ...] = ()


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
        return [*items, *(Item(uri, "", files.snapshot(uri, "")) for uri in sorted(gone))]

    async def push(self) -> None:
        """Publish the findings in all files that are not open, and those of changed files, until the client leaves."""
        connection = self._session.connection
        while not connection.stopped.is_set():
            items = await self.pull(self._pushed) if self._pushed else await self.pull({})
            for it in items:
                if it.snapshot is not None and it.uri not in self._session.documents:
                    shown = convert.published(it.snapshot, it.findings, connection.client.encoding)
                    connection.publish(it.uri, shown[it.uri])
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
        for path in await session.elsewhere(None, files.paths, session):
            uri = convert.uri(path)
            if uri in session.documents:
                continue
            # One file a turn, so that what is typed meanwhile is linted in between.
            item = await session.elsewhere(None, self._item, path, uri, previous.get(uri))
            if item is not None:
                yield item

    def _item(self, path: str, uri: str, before: str | None) -> Item | None:
        stamp = self._stamp(path)
        if before is not None and self._looked.get(path) == (stamp, before):
            return Item(uri, before)
        view = files.view(self._session, path)
        if view is None:
            return None
        findings = tuple(diagnostics.folded(view.linted.findings))
        edition = self._edition(view, findings, uri)
        self._looked[path] = (stamp, edition)
        return Item(uri, edition) if edition == before else Item(uri, edition, view.snapshot, findings)

    def _edition(self, view: View, findings: tuple[Finding, ...], uri: str) -> str:
        shown = convert.published(view.snapshot, findings, self._session.connection.client.encoding)
        return store.digest(shown[uri])

    def _stamp(self, path: str) -> object:
        """Return a value that changes with a file and with the settings of all."""
        try:
            status = os.stat(path)
        except OSError:
            # It is gone, which the reading shows.
            return None
        return status.st_mtime_ns, status.st_size, self._session.connection.settings
