"""Requests about a place or a text that a feature answers alone, as the connection hands them over.

Features that estimate loads or write pages are imported in the first pause, or when they are asked for before: the
first diagnostics wait for none of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from typing import Protocol as Shape

from lsprotocol import types

from . import capabilities, threads
from .features import completion
from .session import Place, Session
from .wire import convert
from .wire.protocol import Protocol
from .workspace.whole import Item, Whole


class Host(Shape):
    """The server, as requests need it."""

    session: Session
    whole: Whole
    protocol: Protocol


def prepare() -> None:
    """Import the features that the first diagnostics do not wait for."""
    with threads.importing("answers"):
        from .features import environment, hover, report  # noqa: F401
        from .workspace import inlay_hint, listing  # noqa: F401


async def _complete(ls: Host, params: types.CompletionParams) -> types.CompletionList | None:
    place = _at(ls, params)
    proposals = await completion.at(ls.session, place) if place is not None else None
    if place is None or proposals is None:
        return None
    return convert.completion(proposals, place.snapshot, _encoding(ls))


async def _hover(ls: Host, params: types.HoverParams) -> types.Hover | None:
    from .features import hover

    place = _at(ls, params)
    answer = await hover.at(ls.session, place) if place is not None else None
    return convert.hover(answer, place.snapshot, _encoding(ls)) if place is not None and answer else None


async def _inlay_hints(ls: Host, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    from .workspace import inlay_hint

    answer = await inlay_hint.of(ls.session, params.text_document.uri)
    if answer is None:
        return None
    snapshot, hints = answer
    return [convert.hint(it, snapshot, _encoding(ls)) for it in hints]


async def _pull_all(ls: Host, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    previous = {it.uri: it.value for it in params.previous_result_ids}
    return types.WorkspaceDiagnosticReport([_report(ls, it) for it in await ls.whole.pull(previous)])


def _report(ls: Host, item: Item) -> types.WorkspaceDocumentDiagnosticReport:
    if item.shown is None:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(item.uri, item.edition)
    items = [ls.protocol.read(types.Diagnostic, json.loads(it)) for it in item.shown]
    return types.WorkspaceFullDocumentDiagnosticReport(item.uri, items, result_id=item.edition or None)


def _at(ls: Host, params: types.CompletionParams | types.HoverParams) -> Place | None:
    return ls.session.place(params.text_document.uri, params.position)


def _encoding(ls: Host) -> str:
    return ls.session.connection.client.encoding


FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.TEXT_DOCUMENT_COMPLETION, _complete, types.CompletionOptions(list(capabilities.TRIGGERS))),
    (types.TEXT_DOCUMENT_HOVER, _hover, None),
    (types.TEXT_DOCUMENT_INLAY_HINT, _inlay_hints, types.InlayHintOptions(resolve_provider=False)),
    (types.WORKSPACE_DIAGNOSTIC, _pull_all, None),
)
