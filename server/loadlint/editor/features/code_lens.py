"""The lenses over each load: they verify it, follow the verification, and lead to its report.

A load whose statement does not parse while it is typed keeps its lenses, so that the text below does not jump.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from loadlint.editor import runs
from loadlint.editor.answers import Command, Lens
from loadlint.editor.capabilities import CANCEL, REHEARSE, SHOW_REPORT, VERIFY
from loadlint.editor.documents import Snapshot
from loadlint.editor.runs import Run
from loadlint.editor.session import Open, Session, View
from loadlint.editor.wire import convert
from loadlint.verify import facts, figures, render
from loadlint.verify.report import VerifyReport
from loadlint_rules.analysis.model import Span

# In characters: longer lenses push what stands beside them out of a split window.
LONGEST = 45
_MANY = 2  # devices or dtypes that are named; of more, their number is shown
_SIGNS = {0: "✓", 1: "⚠"}


async def of(session: Session, uri: str) -> tuple[Snapshot, list[Lens]] | None:
    """The lenses of a text or cell."""
    document = session.document(uri)
    if document is None or not session.verifies(document.uri) or not session.wishes(document.uri).lenses:
        return None
    snapshot, before = document.snapshot(), document.loads
    view = await session.elsewhere(snapshot.uri, session.read, snapshot)
    if view.silent:
        return snapshot, []
    session.kept.restore(document, view.linted.loads, session.names)
    results = {it.load.call: it for it in runs.results(view.linted.loads, document.marks)}
    places = _places(view, before)
    if document.generation == snapshot.generation:
        document.loads = places
    here = [span for span in places if convert.cell_uri(snapshot, span) == uri]
    absent = await session.elsewhere(snapshot.uri, runs.absent, view.linted.loads, session.root(uri))
    return snapshot, [
        Lens(span, command)
        for span in here
        for command in _lenses(session, document, snapshot, span, results.get(span), span in absent)
    ]


def title(report: VerifyReport) -> str:
    """A report in a few words: state, device, dtype and time, or why the load failed."""
    sign = _SIGNS.get(report.status, "✗")
    if report.outcome != "loaded" or report.model is None:
        # A lens shows no Markdown.
        return shortened(f"{sign} {render.line(report).partition(': ')[2].replace('`', '')}")
    devices, dtypes = _named(report.model["bytes_per_device"], "devices"), _named(report.model["dtypes"], "dtypes")
    time = "rehearsed" if report.rehearsal else figures.seconds(facts.load_time(report))
    return shortened(" · ".join([f"{sign} {devices}", dtypes, time]))


def shortened(text: str) -> str:
    """The text, cut to the length of a lens."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _places(view: View, before: Sequence[Span]) -> list[Span]:
    """The loads of a text, and those of before whose statement does not parse now."""
    calls = [load.call for load in view.linted.loads]
    kept = [
        span
        for span in before
        if any(span.overlaps(area) for area in view.linted.broken) and not any(span.overlaps(it) for it in calls)
    ]
    return sorted([*calls, *kept])


def _lenses(
    session: Session, document: Open, snapshot: Snapshot, span: Span, result: runs.Result | None, absent: bool
) -> Iterator[Command]:
    run = result.run if result is not None else _last(document, span)
    place = convert.cell_uri(snapshot, span), convert.range_message(snapshot, span, session.connection.client.encoding)
    position = place[0], place[1]["start"]
    if run is None and absent:
        yield Command("Rehearse load", REHEARSE, position)
    yield from _commands(session, position, run, run is not None and (result is None or result.stale))


def _last(document: Open, span: Span) -> Run | None:
    near = [run for run, at in document.marks.items() if at.overlaps(span)]
    return near[-1] if near else None


def _commands(session: Session, place: tuple[Any, ...], run: Run | None, stale: bool) -> Iterator[Command]:
    client = session.connection.client
    if run is None:
        yield Command("Verify load", VERIFY, place)
    elif run.report is None:
        yield Command(_running(run), CANCEL, (run.name,))
    elif run.report.outcome == "cancelled":
        yield Command("Cancelled · Verify again", VERIFY, place)
    elif not client.commands:
        yield Command("Edited since · Verify again" if stale else title(run.report), VERIFY, place)
    else:
        yield Command("Edited since" if stale else _aged(run, title(run.report)), SHOW_REPORT, place)
        yield Command("Report", SHOW_REPORT, place)
        yield Command("Verify load" if run.report.rehearsal else "Verify again", VERIFY, place)


def _aged(run: Run, text: str) -> str:
    """The title of a result, and how old one of an earlier session is, where there is room for that."""
    aged = f"{text} · {run.age}" if run.age else text
    return aged if len(aged) <= LONGEST else text


def _running(run: Run) -> str:
    phase = runs.phase(run.phase) or run.state
    share = f" {run.share} %" if run.share is not None else ""
    return f"{phase.capitalize()}…{share} · Cancel"


def _named(names: Sequence[str], kind: str) -> str:
    return " and ".join(names) if len(names) <= _MANY else f"{len(names)} {kind}"
