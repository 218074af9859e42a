"""Code actions: fixes of the findings at a place, comments that keep them, and all safe fixes at once.

What is dear, an edit of the whole text or a comment that has to be tried out, is made when the client asks for
the one action that was chosen, where it can ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from loadlint.editor import analysis, handshake
from loadlint.editor.analysis import Checks
from loadlint.editor.documents import Snapshot
from loadlint.editor.wire import convert
from loadlint.editor.wire.convert import Client
from loadlint.verify.findings import quickfix
from loadlint_rules.analysis.model import Finding, Fix, Span

from .verification import Result

_FIX_ALL, _IGNORE = "fix-all", "ignore"
_TITLE = "fix all that is safe to fix (loadlint)"


@dataclass(frozen=True, slots=True)
class Room:
    """What actions are made from: a text, what it is linted with, what the client can do, and verifications."""

    snapshot: Snapshot
    checks: Checks
    client: Client
    results: tuple[Result, ...] = ()


def at(room: Room, span: Span, context: types.CodeActionContext) -> Iterator[types.CodeAction]:
    """The actions for a place, of the kinds that are asked for."""
    if convert.wanted("quickfix", context):
        for finding in analysis.findings_at(room.snapshot.source, room.checks, span):
            yield from _quick_fixes(room, finding, context)
        yield from _cures(room, span, context)
    kind = handshake.FIX_ALL_NOTEBOOK if room.snapshot.notebook else handshake.FIX_ALL
    if convert.wanted(kind, context):
        yield from _fix_all(room, kind)


def resolved(room: Room, action: types.CodeAction) -> types.CodeAction:
    """The action with its edit, made for the text as it is now; without one where it has nothing to do any more."""
    data: dict[str, Any] = action.data if isinstance(action.data, dict) else {}
    if data.get("what") == _FIX_ALL:
        edits = analysis.fixed(room.snapshot.source, room.checks)
        action.edit = convert.workspace_edit(room.snapshot, edits, room.client)
    elif data.get("what") == _IGNORE and (fix := comment(room, data)):
        action.edit = convert.workspace_edit(room.snapshot, fix.edits, room.client)
    return action


def comment(room: Room, about: dict[str, Any], reason: str = "") -> Fix | None:
    """The comment that silences the finding that `about` tells of; None when it is gone or no line can carry one."""
    linted = analysis.lint(room.snapshot.source, room.checks)
    finding = next((it for it in linted.findings if _about(room, it) == about), None)
    return analysis.ignoring(room.snapshot.source, room.checks, finding, reason) if finding is not None else None


def _quick_fixes(room: Room, finding: Finding, context: types.CodeActionContext) -> Iterator[types.CodeAction]:
    shown = convert.about(context.diagnostics, convert.diagnostic(room.snapshot, finding, room.client.encoding))
    for fix in finding.fixes:
        edit = convert.workspace_edit(room.snapshot, fix.edits, room.client)
        yield convert.action(fix.title, "quickfix", edit, shown, preferred=fix.safe and fix is finding.fixes[0])
    if analysis.can_ignore(room.checks, finding):
        yield from _ignoring(room, finding, shown)


def _cures(room: Room, span: Span, context: types.CodeActionContext) -> Iterator[types.CodeAction]:
    """What the verification of a load advises, as edits; of the load as it was verified only."""
    program = analysis.program(room.snapshot.source)
    for it in room.results:
        if it.finding is None or it.stale or it.run.report is None or not span.overlaps(_around(it.load.call)):
            continue
        shown = convert.about(context.diagnostics, convert.diagnostic(room.snapshot, it.finding, room.client.encoding))
        for fix in quickfix.fixes(it.run.report, program, it.load):
            yield convert.action(
                fix.title, "quickfix", convert.workspace_edit(room.snapshot, fix.edits, room.client), shown
            )


def _around(span: Span) -> Span:
    """A span that a cursor on either end of it, which is empty, overlaps too."""
    return Span(span.start - 1, span.end + 1)


def _ignoring(room: Room, finding: Finding, shown: list[types.Diagnostic]) -> Iterator[types.CodeAction]:
    title, about = f"ignore {finding.rule} here", _about(room, finding)
    if room.client.resolves:
        yield types.CodeAction(title, "quickfix", diagnostics=shown or None, data=about)
    elif fix := analysis.ignoring(room.snapshot.source, room.checks, finding):
        yield convert.action(title, "quickfix", convert.workspace_edit(room.snapshot, fix.edits, room.client), shown)
    if room.client.asks:
        command = types.Command("ignore with a reason", handshake.IGNORE, arguments=[about])
        yield types.CodeAction(f"{title}, with a reason", "quickfix", diagnostics=shown or None, command=command)


def _fix_all(room: Room, kind: str) -> Iterator[types.CodeAction]:
    if not analysis.may_fix(room.snapshot.source, room.checks):
        return
    if room.client.resolves:
        yield types.CodeAction(_TITLE, kind, data={"what": _FIX_ALL, "uri": room.snapshot.uri})
    elif edits := analysis.fixed(room.snapshot.source, room.checks):
        yield convert.action(_TITLE, kind, convert.workspace_edit(room.snapshot, edits, room.client))


def _about(room: Room, finding: Finding) -> dict[str, Any]:
    """A finding as a JSON value, by which it is found again."""
    place = convert.location(room.snapshot, finding.span, room.client.encoding)
    where = convert.plain_range(place.range)
    return {"what": _IGNORE, "uri": room.snapshot.uri, "cell": place.uri, "range": where, "rule": finding.rule}
