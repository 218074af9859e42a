"""Diagnostics: pushed after each change, or pulled where the client can pull."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from loadlint.editor import runs
from loadlint.editor.documents import Snapshot
from loadlint.editor.session import Open, Session, View
from loadlint.editor.wire import convert, transport
from loadlint_rules.analysis.model import Finding

# Seconds from the last change to a second reading, and the longest that it holds the thread that lints.
_PAUSE, _SLICE = 3.0, 0.02
_log = logging.getLogger(__name__)
_EMPTY = ('""', "''")
_CAUSE, _MOVE = "missing-device-map", "device-move-after-load"


def lint(session: Session, document: Open, *, typed: bool = False) -> None:
    """Lint a document as it is now, soon; older waiting work on it is dropped.

    A text that was `typed` waits until it is saved, for a person who wants that.
    """
    if document.uri in session.lane.uris or (typed and session.wishes(document.uri).on_save):
        return
    document.due = True
    if not session.connection.client.pulls or document.notebook:
        session.submit(document.uri, partial(_lint, session, document.snapshot()), document.uri)


def read_again(session: Session, document: Open, after: float = _PAUSE) -> None:
    """Read the loads of a document by LibCST too, in the pause after typing; where it differs, its reading counts."""
    work = partial(_read_again, session, document, document.generation)
    session.later(after, f"second reading of {document.uri}", work, document.uri)


def lint_all(session: Session) -> None:
    """Lint every document, and have the client ask again for what it asks for."""
    session.connection.refresh_diagnostics()
    session.connection.refresh_lenses()
    for document in session.documents.values():
        lint(session, document)


async def pull(session: Session, uri: str) -> tuple[str, tuple[str, ...]] | None:
    """The diagnostics of the newest text, each as JSON, under a number that changes with them.

    None for notebooks, which are pushed, as one cell changes the findings of others.
    """
    while (document := session.documents.get(uri)) and not document.notebook:
        snapshot = document.snapshot()
        if (pulled := await session.elsewhere(uri, _pulled, session, document, snapshot)) is not None:
            return pulled
    return None


def refuse(session: Session, uri: str | None, size: int) -> None:
    """Say that a text is too large, and forget its findings, which are out of date from here on."""
    limit = f"more than the {transport.LARGEST / 1e6:.0f} MB that are read of one text"
    document = session.document(uri)
    session.refuse(document.uri if document else uri or "a document", f"has {size / 1e6:.0f} MB, {limit}")


def folded(findings: Sequence[Finding]) -> list[Finding]:
    """The findings for an editor, which draws one squiggle for one fault.

    A move after a load without `device_map` is the same fault as the load: it is faded, and the load names it.
    """
    loads = {it.span for it in findings if it.rule == _CAUSE}
    return [_faded(it) if it.rule == _MOVE and any(at.span in loads for at in it.related) else it for it in findings]


def shows_all(document: Open) -> bool:
    """Show a finding about what is being typed, too, from now on; return whether there is one."""
    snapshot = document.snapshot()
    withheld = any(_is_being_typed(snapshot, it) for it in document.findings)
    document.cells = [replace(it, typed=None) for it in document.cells]
    return withheld


def settle(session: Session, view: View) -> bool:
    """Take in a lint and publish the changes; False when the text has changed since.

    For the thread that lints.
    """
    if view.project.problem:
        session.connection.show(view.project.problem)
    document = session.documents.get(view.snapshot.uri)
    if document is None:
        return False
    marks = document.marks
    client = session.connection.client
    outcomes = [it.finding(client) for it in runs.results(view.linted.loads, marks)] if marks else []
    with session.lock:
        if not document.settle(view.snapshot, view.linted.findings, view.linted.broken):
            return False
        document.outcomes, document.due = [it for it in outcomes if it], not session.wishes(document.uri).on_save
        _publish(session, document, view.snapshot)
    return True


def _read_again(session: Session, document: Open, generation: int) -> None:
    if session.documents.get(document.uri) is not document or document.generation != generation:
        return
    snapshot = document.snapshot()
    disputed, whole = session.analysis.read_again(snapshot.source, _SLICE)
    for text in disputed:
        _log.warning("%s: LibCST reads a load differently, and its reading counts: %r", document.uri, text)
    if disputed:
        session.analysis.forget()
        settle(session, session.look(snapshot))
    if not whole:
        session.connection.loop.call_soon_threadsafe(read_again, session, document, _SLICE)


def _lint(session: Session, snapshot: Snapshot) -> None:
    settle(session, session.look(snapshot))


def _pulled(session: Session, document: Open, snapshot: Snapshot) -> tuple[str, tuple[str, ...]] | None:
    if not document.due:
        # The findings move with the text until it is saved.
        shown = convert.published(snapshot, _shown(document, snapshot), session.connection.client.encoding)
        return str(next(session.names)), shown[document.uri]
    if not settle(session, session.look(snapshot)):
        return None
    return str(document.edition), document.shown[document.uri]


def _faded(finding: Finding) -> Finding:
    # Four times as fast as `replace`; half of all findings are moves.
    related = finding.related
    return Finding(finding.message, finding.span, finding.fixes, related, "unnecessary", "info", finding.rule)


def _shown(document: Open, snapshot: Snapshot) -> list[Finding]:
    findings = [it for it in document.findings if not _is_being_typed(snapshot, it)]
    return [*folded(findings), *document.outcomes]


def _is_being_typed(snapshot: Snapshot, finding: Finding) -> bool:
    """Return whether a finding is about a string that is still empty, as its quotes have just been typed."""
    span = finding.span
    if snapshot.source.text[span.start : span.end] not in _EMPTY:
        return False
    at = snapshot.cell_at(span.start)
    typed = snapshot.cells[at].typed
    around = snapshot.span(at, typed) if typed is not None else None
    return around is not None and span.start <= around.end and around.start <= span.end


def _publish(session: Session, document: Open, snapshot: Snapshot) -> None:
    client = session.connection.client
    shown = convert.published(snapshot, _shown(document, snapshot), client.encoding)
    again = document.moved or client.wants_versions
    changed = [uri for uri, items in shown.items() if again or document.shown.get(uri) != items]
    document.shown = shown
    if changed:
        document.edition = next(session.names)
    if not client.pulls or document.notebook:
        for cell in snapshot.cells:
            if cell.uri in changed:
                session.connection.publish(cell.uri, shown[cell.uri], cell.version)
