"""Code actions: fixes of the findings at a place, comments that suppress them, and all safe fixes at once.

An expensive edit, of the whole text or of a comment that has to be tried out, is made when the client asks for the one
action that was chosen, where it can ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from loadlint.editor import analysis, capabilities, runs
from loadlint.editor.answers import Action, Command
from loadlint.editor.capabilities import Client
from loadlint.editor.documents import Snapshot
from loadlint.editor.session import Place, Session
from loadlint.editor.wire import convert
from loadlint.editor.wire.messages import FindingMessage, FixAllMessage
from loadlint.project.project import Checks
from loadlint.verify.findings import quickfix
from loadlint_rules.analysis.model import Edit, Finding, Fix, Span

_TITLE = "fix all that is safe to fix (loadlint)"


@dataclass(frozen=True, slots=True)
class Room:
    """The material of actions: a text, its checks, the abilities of the client, and verifications."""

    snapshot: Snapshot
    checks: Checks
    client: Client
    results: tuple[runs.Result, ...] = ()


async def at(session: Session, place: Place, only: Sequence[str] | None) -> list[Action]:
    """The actions for a place, of the kinds that are asked for."""
    return await session.elsewhere(_actions, session, place, only)


async def resolve(session: Session, data: object) -> tuple[Snapshot, list[Edit]] | None:
    """The edits of an action, for the text as it is now; None where it has nothing to do any more."""
    document = session.about(data)
    if document is None:
        return None
    snapshot = document.snapshot()
    edits = await session.elsewhere(_resolved, session, snapshot, data)
    return (snapshot, edits) if edits is not None else None


def comment(session: Session, snapshot: Snapshot, about: object, reason: str = "") -> Fix | None:
    """The comment that suppresses the finding that `about` names; None when it is gone or no line can carry one.

    For the thread that lints.
    """
    room = _room(session, snapshot)
    linted = analysis.lint(snapshot.source, room.checks)
    finding = next((it for it in linted.findings if _about(room, it) == about), None)
    return analysis.ignored(snapshot.source, room.checks, [finding], reason)[0] if finding is not None else None


def _actions(session: Session, place: Place, only: Iterable[str] | None) -> list[Action]:
    room = _room(session, place.snapshot)
    actions: list[Action] = []
    if convert.wanted(capabilities.QUICK_FIX, only):
        findings = analysis.findings_at(room.snapshot.source, room.checks, place.span)
        # A client that resolves actions gets the one comment that is chosen.
        tried = [] if room.client.resolves else analysis.ignored(room.snapshot.source, room.checks, findings)
        for finding, fix in zip_longest(findings, tried):
            actions += _quick_fixes(room, finding, fix)
        actions += _cures(room, place.span)
    kind = capabilities.FIX_ALL_NOTEBOOK if room.snapshot.notebook else capabilities.FIX_ALL
    if convert.wanted(kind, only):
        actions += _fix_all(room, kind)
    return actions


def _room(session: Session, snapshot: Snapshot) -> Room:
    document, view = session.documents.get(snapshot.uri), session.look(snapshot)
    marks = document.marks if document is not None else {}
    results = runs.results(view.linted.loads, marks) if marks else []
    return Room(snapshot, view.project.checks, session.connection.client, tuple(results))


def _resolved(session: Session, snapshot: Snapshot, data: dict[str, Any]) -> list[Edit] | None:
    if data.get("what") == "fix-all":
        return analysis.fixed(snapshot.source, _room(session, snapshot).checks)
    fix = comment(session, snapshot, data) if data.get("what") == "ignore" else None
    return list(fix.edits) if fix is not None else None


def _quick_fixes(room: Room, finding: Finding, comment: Fix | None) -> Iterator[Action]:
    for fix in finding.fixes:
        preferred = fix.safe and fix is finding.fixes[0]
        yield Action(fix.title, capabilities.QUICK_FIX, fix.edits, finding, preferred=preferred)
    if analysis.can_ignore(room.checks, finding):
        yield from _ignoring(room, finding, comment)


def _cures(room: Room, span: Span) -> Iterator[Action]:
    """The advice of a load's verification as edits; of the load as it was verified only."""
    program = analysis.program(room.snapshot.source)
    for result in room.results:
        finding, report = result.finding, result.run.report
        if finding is None or result.stale or report is None or not span.overlaps(_around(result.load.call)):
            continue
        for fix in quickfix.fixes(report, program, result.load):
            yield Action(fix.title, capabilities.QUICK_FIX, fix.edits, finding)


def _around(span: Span) -> Span:
    """A span that a cursor on either end of it, which is empty, overlaps too."""
    return Span(span.start - 1, span.end + 1)


def _ignoring(room: Room, finding: Finding, comment: Fix | None) -> Iterator[Action]:
    title, about = f"ignore {finding.rule} here", _about(room, finding)
    if room.client.resolves:
        yield Action(title, capabilities.QUICK_FIX, finding=finding, data=about)
    elif comment is not None:
        yield Action(title, capabilities.QUICK_FIX, comment.edits, finding)
    if room.client.asks:
        command = Command("ignore with a reason", capabilities.IGNORE, (about,))
        yield Action(f"{title}, with a reason", capabilities.QUICK_FIX, finding=finding, command=command)


def _fix_all(room: Room, kind: str) -> Iterator[Action]:
    if not analysis.may_fix(room.snapshot.source, room.checks):
        return
    if room.client.resolves:
        data: FixAllMessage = {"what": "fix-all", "uri": room.snapshot.uri}
        yield Action(_TITLE, kind, data=data)
    elif edits := analysis.fixed(room.snapshot.source, room.checks):
        yield Action(_TITLE, kind, tuple(edits))


def _about(room: Room, finding: Finding) -> FindingMessage:
    place = convert.range_message(room.snapshot, finding.span, room.client.encoding)
    cell = convert.cell_uri(room.snapshot, finding.span)
    return {"what": "ignore", "uri": room.snapshot.uri, "cell": cell, "range": place, "rule": finding.rule}
