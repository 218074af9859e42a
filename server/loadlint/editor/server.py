"""The language server's wiring: each request goes to its feature, and the answer back.

Handlers run on the event loop and never lint there. Texts live in the session, analysis runs on the one thread of
`Newest`, verifications on the thread of `Queue`; results come back to the loop and are dropped when the text has
changed since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types

from . import capabilities, requests
from .features import commands, configuration, diagnostics, texts
from .session import Session
from .wire import convert
from .wire.connection import Connection
from .workspace.whole import Whole


class Server(Connection):
    """The connection to a client, with the session that serves it."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self)
        self.whole = Whole(self.session)
        self.pushing: asyncio.Future[None] | None = None
        self.texts = {method: partial(handler, self.session) for method, handler in texts.HANDLERS.items()}
        for method, handler, options in (*_FEATURES, *requests.FEATURES):
            self.feature(method, options)(handler)
        for name, command in commands.COMMANDS.items():
            self.offer(name, partial(command, self.session))

    def meet(self, params: object) -> None:
        """Take in the parameters of `initialize`, of which any may be missing or of another type."""
        members = params if isinstance(params, dict) else {}
        self.members = members
        self.client = capabilities.client(members)
        self.trace_as(members.get("trace"))
        configuration.configure(self.session, capabilities.part(members, "initializationOptions"))

    def cancel(self, name: str | None = None) -> None:
        """Cancel the verification of that name, or all."""
        self.session.queue.cancel(name)

    def hand_on(self, message: dict[str, Any]) -> bool:
        """Hand a message to the second server; return whether that alone is to handle it."""
        return texts.takes(self.session, message)

    def answered(self, identity: Any) -> None:
        """Take in that a request has been answered."""
        self.session.lane.answered(identity)

    def refuse_text(self, uri: str | None, size: int) -> None:
        """Stop serving a text that is too large."""
        diagnostics.refuse(self.session, uri, size)


def _initialized(ls: Server, _: types.InitializedParams) -> None:
    configuration.initialized(ls.session)
    if ls.client.whole and not ls.client.pulls:
        ls.pushing = asyncio.ensure_future(ls.whole.push())


def _did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    ls.changed.set()
    ls.session.lane.hopeless.difference_update(it.uri for it in params.changes)
    if not all(configuration.is_source(it.uri) for it in params.changes):
        configuration.forget_projects(ls.session)


def _did_change_folders(ls: Server, _: types.DidChangeWorkspaceFoldersParams) -> None:
    # A text in no folder, such as an untitled buffer, is read as if it lay in the first one.
    configuration.forget_projects(ls.session)


def _did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    configuration.look_for_changes(ls.session)
    texts.saved(ls.session, params.text_document.uri)


async def _pull(
    ls: Server, params: types.DocumentDiagnosticParams
) -> types.RelatedUnchangedDocumentDiagnosticReport | str:
    uri = params.text_document.uri
    answer = await diagnostics.pull(ls.session, uri) or await ls.whole.one(uri)
    edition, items = answer if answer is not None else (None, ())
    if edition is not None and params.previous_result_id == edition:
        return types.RelatedUnchangedDocumentDiagnosticReport(edition)
    return convert.report(items, edition)


async def _settled(ls: Server, _: Any) -> None:
    """Answer once all work on texts that has been handed in is done."""
    await ls.session.elsewhere(None, bool)


_FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.INITIALIZED, _initialized, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _did_change_watched_files, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, _did_change_folders, None),
    (types.TEXT_DOCUMENT_DID_SAVE, _did_save, types.SaveOptions(include_text=False)),
    (types.TEXT_DOCUMENT_DIAGNOSTIC, _pull, types.DiagnosticOptions(False, False, "loadlint")),
    (capabilities.SETTLED, _settled, None),
)
