"""Code actions: fixes of the findings at a place, comments that suppress them, and all safe fixes at once.

An expensive edit, of the whole text or of a comment that has to be tried out, is made when the client asks for the one
action that was chosen, where it can ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from loadlint.editor import capabilities, runs
from loadlint.editor.analysis import Analysis, can_ignore
from loadlint.editor.answers import Action, Command
from loadlint.editor.capabilities import Client
from loadlint.editor.documents import Snapshot
from loadlint.editor.session import Place, Session
from loadlint.editor.wire import convert
from loadlint.editor.wire.messages import FindingMessage, FixAllMessage
from loadlint.project.project import Checks
from loadlint.verify.findings import quickfix
from loadlint_rules.analysis.model import Edit, Finding, Fix, Span

_FIX_ALL = "Apply all safe fixes"
# The effect of fixes that are not safe, by the group of their rule.
_EFFECTS: Mapping[str, str] = {"placement": "changes placement", "dtype": "changes dtype"}
_EFFECT = "changes behavior"


@dataclass(frozen=True, slots=True)
class Room:
    """The material of actions: a text, its checks, the abilities of the client, and verifications."""

    snapshot: Snapshot
    checks: Checks
    client: Client
    results: tuple[runs.Result, ...]
    analysis: Analysis


async def at(session: Session, place: Place, only: Sequence[str] | None) -> list[Action]:
    """The actions for a place, of the kinds that are asked for."""
    return await session.elsewhere(place.snapshot.uri, _actions, session, place, only)


async def resolve(session: Session, data: object) -> tuple[Snapshot, list[Edit]] | None:
    """The edits of an action, for the text as it is now; None where it has nothing to do any more."""
    document = session.about(data)
    if document is None:
        return None
    snapshot = document.snapshot()
    edits = await session.elsewhere(snapshot.uri, _resolved, session, snapshot, data)
    return (snapshot, edits) if edits is not None else None


def comment(session: Session, snapshot: Snapshot, about: object, reason: str = "") -> Fix | None:
    """The comment that suppresses the finding that `about` names; None when it is gone or no line can carry one.

    For the thread that lints.
    """
    room = _room(session, snapshot)
    linted = room.analysis.lint(snapshot.source, room.checks)
    finding = next((it for it in linted.findings if _about(room, it) == about), None)
    return room.analysis.ignored(snapshot.source, room.checks, [finding], reason)[0] if finding is not None else None


def _actions(session: Session, place: Place, only: Iterable[str] | None) -> list[Action]:
    room = _room(session, place.snapshot)
    actions: list[Action] = []
    if convert.wanted(capabilities.QUICK_FIX, only):
        findings = room.analysis.findings_at(room.snapshot.source, room.checks, place.span)
        # A client that resolves actions gets the one comment that is chosen.
        tried = [] if room.client.resolves else room.analysis.ignored(room.snapshot.source, room.checks, findings)
        for finding, fix in zip_longest(findings, tried):
            actions += _quick_fixes(room, finding, fix)
        actions += _cures(room, place.span)
        for rule in dict.fromkeys(finding.rule for finding in findings):
            actions += _about_rule(room, rule)
    kind = capabilities.FIX_ALL_NOTEBOOK if room.snapshot.notebook else capabilities.FIX_ALL
    if convert.wanted(kind, only):
        actions += _fix_all(room, kind)
    return actions


def _room(session: Session, snapshot: Snapshot) -> Room:
    document, view = session.documents.get(snapshot.uri), session.look(snapshot)
    marks = document.marks if document is not None else {}
    results = runs.results(view.linted.loads, marks) if marks else []
    return Room(snapshot, view.project.checks, session.connection.client, tuple(results), session.analysis)


def _resolved(session: Session, snapshot: Snapshot, data: dict[str, Any]) -> list[Edit] | None:
    if data.get("what") == "fix-all":
        return _all_edits(_room(session, snapshot), data.get("rule"))
    fix = comment(session, snapshot, data) if data.get("what") == "ignore" else None
    return list(fix.edits) if fix is not None else None


def _all_edits(room: Room, rule: str | None) -> list[Edit]:
    """The edits of all safe fixes, or of those of one rule."""
    rules = room.checks.rules if rule is None else tuple(it for it in room.checks.rules if it.name == rule)
    return room.analysis.fixed(room.snapshot.source, replace(room.checks, rules=rules))


def _quick_fixes(room: Room, finding: Finding, comment: Fix | None) -> Iterator[Action]:
    for fix in finding.fixes:
        if not room.analysis.confirmed(room.snapshot.source, fix):
            continue
        preferred = fix.safe and fix is finding.fixes[0]
        title = _title(fix.title, "" if fix.safe else _effect(room, finding.rule))
        yield Action(title, capabilities.QUICK_FIX, fix.edits, finding, preferred=preferred)
    if can_ignore(room.checks, finding):
        yield from _ignoring(room, finding, comment)


def _title(text: str, effect: str = "") -> str:
    """The title of an action, which names the tool and the effect: the menu mixes those of all servers."""
    return f"loadlint: {text[:1].upper()}{text[1:]}{f' ({effect})' if effect else ''}"


def _effect(room: Room, rule: str) -> str:
    group = next((it.group for it in room.checks.rules if it.name == rule), "")
    return _EFFECTS.get(group, _EFFECT)


def _cures(room: Room, span: Span) -> Iterator[Action]:
    """The advice of a load's verification as edits; of the load as it was verified only."""
    program = room.analysis.program(room.snapshot.source)
    for result in room.results:
        finding, report = result.finding(room.client), result.run.report
        if result.stale or report is None or not span.overlaps(_around(result.load.call)):
            continue
        for fix in quickfix.fixes(report, program, result.load):
            yield Action(_title(fix.title, _EFFECT), capabilities.QUICK_FIX, fix.edits, finding)


def _about_rule(room: Room, rule: str) -> Iterator[Action]:
    """All safe fixes of a rule in the document at once, and the rule's page."""
    linted = room.analysis.lint(room.snapshot.source, room.checks)
    fixable = sum(any(fix.safe for fix in it.fixes[:1]) for it in linted.findings if it.rule == rule)
    if fixable > 1:
        title = _title(f"fix all {fixable} {rule} in this file")
        if room.client.resolves:
            data: FixAllMessage = {"what": "fix-all", "uri": room.snapshot.uri, "rule": rule}
            yield Action(title, capabilities.QUICK_FIX, data=data)
        else:
            yield Action(title, capabilities.QUICK_FIX, tuple(_all_edits(room, rule)))
    if room.client.commands and rule in room.checks.names:
        title = _title(f"show rule {rule}")
        yield Action(title, capabilities.QUICK_FIX, command=Command(title, capabilities.SHOW_RULE, (rule,)))


def _around(span: Span) -> Span:
    """A span that a cursor on either end of it, which is empty, overlaps too."""
    return Span(span.start - 1, span.end + 1)


def _ignoring(room: Room, finding: Finding, comment: Fix | None) -> Iterator[Action]:
    title, about = _title(f"ignore {finding.rule} here"), _about(room, finding)
    if room.client.resolves:
        yield Action(title, capabilities.QUICK_FIX, finding=finding, data=about)
    elif comment is not None:
        yield Action(title, capabilities.QUICK_FIX, comment.edits, finding)
    if room.client.asks:
        command = Command("Ignore with a reason", capabilities.IGNORE, (about,))
        yield Action(f"{title}, with a reason", capabilities.QUICK_FIX, finding=finding, command=command)


def _fix_all(room: Room, kind: str) -> Iterator[Action]:
    if not room.analysis.may_fix(room.snapshot.source, room.checks):
        return
    if room.client.resolves:
        data: FixAllMessage = {"what": "fix-all", "uri": room.snapshot.uri, "rule": None}
        yield Action(_title(_FIX_ALL), kind, data=data)
    elif edits := room.analysis.fixed(room.snapshot.source, room.checks):
        yield Action(_title(_FIX_ALL), kind, tuple(edits))


def _about(room: Room, finding: Finding) -> FindingMessage:
    place = convert.range_message(room.snapshot, finding.span, room.client.encoding)
    cell = convert.cell_uri(room.snapshot, finding.span)
    return {"what": "ignore", "uri": room.snapshot.uri, "cell": cell, "range": place, "rule": finding.rule}
