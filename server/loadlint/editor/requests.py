"""Requests about a place or a text that a feature answers alone, as the connection hands them over.

Features are imported in the first pause, or when they are asked for before: the first diagnostics wait for none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar
from typing import Protocol as Shape

from lsprotocol import types

from . import capabilities
from .documents import Snapshot
from .session import Place, Session
from .wire import convert
from .wire.protocol import Protocol
from .workspace.whole import Item, Whole

Ours = TypeVar("Ours")
Theirs = TypeVar("Theirs")


class Host(Shape):
    """The server, as requests need it."""

    session: Session
    whole: Whole
    protocol: Protocol


async def _complete(ls: Host, params: types.CompletionParams) -> types.CompletionList | None:
    from .features import completion

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


async def _code_actions(ls: Host, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    from .features import code_action

    place = ls.session.place(params.text_document.uri, params.range.start, params.range.end)
    if place is None:
        return None
    actions = await code_action.at(ls.session, place, params.context.only)
    return [
        convert.action(it, place.snapshot, params.context.diagnostics, ls.session.connection.client) for it in actions
    ]


async def _resolve_action(ls: Host, action: types.CodeAction) -> types.CodeAction:
    from .features import code_action

    resolved = await code_action.resolve(ls.session, action.data)
    if resolved is not None:
        action.edit = convert.workspace_edit(*resolved, ls.session.connection.client)
    return action


async def _code_lenses(ls: Host, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    from .features import code_lens

    return _converted(ls, await code_lens.of(ls.session, params.text_document.uri), convert.lens)


async def _inlay_hints(ls: Host, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    from .workspace import inlay_hint

    return _converted(ls, await inlay_hint.of(ls.session, params.text_document.uri), convert.hint)


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


def _converted(
    ls: Host, answer: tuple[Snapshot, list[Ours]] | None, to_protocol: Callable[[Ours, Snapshot, str], Theirs]
) -> list[Theirs] | None:
    """Return what a feature says about a whole text as the protocol's values."""
    return [to_protocol(it, answer[0], _encoding(ls)) for it in answer[1]] if answer is not None else None


def _encoding(ls: Host) -> str:
    return ls.session.connection.client.encoding


_ACTIONS = types.CodeActionOptions(list(capabilities.ACTION_KINDS), resolve_provider=True)
FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.TEXT_DOCUMENT_COMPLETION, _complete, types.CompletionOptions(list(capabilities.TRIGGERS))),
    (types.TEXT_DOCUMENT_HOVER, _hover, None),
    (types.TEXT_DOCUMENT_CODE_ACTION, _code_actions, _ACTIONS),
    (types.CODE_ACTION_RESOLVE, _resolve_action, None),
    (types.TEXT_DOCUMENT_CODE_LENS, _code_lenses, types.CodeLensOptions()),
    (types.TEXT_DOCUMENT_INLAY_HINT, _inlay_hints, types.InlayHintOptions(resolve_provider=False)),
    (types.WORKSPACE_DIAGNOSTIC, _pull_all, None),
)
