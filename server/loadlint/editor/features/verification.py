"""Verifications that a person starts in the editor: questions first, then a run with progress, then its report."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from loadlint.editor import analysis, runs
from loadlint.editor.asking import refusals
from loadlint.editor.asking.refusals import GivenUpError as GivenUpError
from loadlint.editor.asking.refusals import RefusedError as RefusedError
from loadlint.editor.jobs import Job, aside
from loadlint.editor.runs import Run
from loadlint.editor.session import Place, Session, View
from loadlint.editor.wire import convert
from loadlint.editor.wire.connection import Progress
from loadlint.verify.report import VerifyReport
from loadlint_rules.analysis.model import LoadSite

from . import diagnostics, prompts, tasks
from .tasks import Candidate, Task

Ways = tuple[Callable[[Candidate], Task], ...]
_AGREE = "Verify anyway"


async def start(session: Session, uri: str, position: convert.Position, ways: Ways = (tasks.prepare,)) -> str | None:
    """Start to verify a load; returns the name to cancel it by, None when it cannot be verified.

    `ways` make the tasks of the load: as it is, without its weights, as its fixes would leave it.
    """
    try:
        return await attempt(session, uri, position, ways)
    except RefusedError as refusal:
        session.connection.notice(refusal.notice)
    except GivenUpError:
        session.connection.log("the load was not verified, as somebody gave up")
    return None


async def attempt(session: Session, uri: str, position: convert.Position, ways: Ways) -> str:
    """Start to verify a load; raises RefusedError or GivenUpError where it cannot be verified."""
    place = session.place(uri, position)
    if place is None or not session.trusted:
        raise refusals.no_file() if session.trusted else refusals.untrusted()
    if not session.verifies(place.document.uri):
        raise refusals.turned_off()
    return await _start(session, place, ways)


async def _start(session: Session, place: Place, ways: Ways) -> str:
    document = place.document
    view = await session.elsewhere(None, session.read, place.snapshot)
    load = analysis.load_at(view.linted.loads, place.span)
    if load is None:
        raise RefusedError("there is no load here that can be verified")
    if document.generation != place.snapshot.generation:
        raise RefusedError("the text has just changed, try again")
    run = Run(f"loadlint/verify/{next(session.names)}", analysis.identity(load))
    # From here on the mark follows the edits, however long the user thinks about an answer.
    document.marks = {**{it: at for it, at in document.marks.items() if not at.overlaps(load.call)}, run: load.call}
    try:
        await _enqueue(session, run, view, load, ways)
    except (RefusedError, GivenUpError):
        document.marks.pop(run, None)
        raise
    return run.name


async def _enqueue(session: Session, run: Run, view: View, load: LoadSite, ways: Ways) -> None:
    uri = view.snapshot.uri
    candidate = Candidate(view.snapshot, load, view.project, convert.path(uri), session.root(uri), session.analysis)
    candidate = await _completed(session, candidate)
    agreed = [await _agreed(session, await _task(session, way, candidate)) for way in ways]
    if len(agreed) > 1 and agreed[0].prepared.is_same_load(agreed[1].prepared):
        session.connection.warn("no quick-fix changes this load, so it is verified once")
        agreed = agreed[:1]
    progress = Progress(session.connection, run.name)
    await progress.begin(agreed[0].request.call)
    session.queue.add(Job(run.name, partial(_perform, session, uri, run, agreed, progress)))
    diagnostics.lint_all(session)


async def _completed(session: Session, candidate: Candidate) -> Candidate:
    """Return the candidate with the values that the code does not define, as the user answers."""
    request = await session.elsewhere(
        None, tasks.asked, candidate.analysis, candidate.snapshot, candidate.load, candidate.path
    )
    answers: dict[str, str] = {}
    for missing in request.unresolved:
        before = session.answers.get(missing.text)
        question = await aside(prompts.about, missing, candidate, before)
        answer = await prompts.ask(session, question)
        if answer is None and session.connection.client.asks:
            raise GivenUpError("the load was not verified")
        if answer is None:
            # The refusal names the command that takes the values, as the editor could not ask or nobody answered.
            return candidate
        answers[missing.name] = session.answers[missing.text] = answer
    return replace(candidate, answers=tuple(answers.items()))


async def _task(session: Session, way: Callable[[Candidate], Task], candidate: Candidate) -> Task:
    """Make the task from the code on the thread that lints, and read the files of the model on another."""
    return await aside((await session.elsewhere(None, way, candidate)).with_named_code)


async def _agreed(session: Session, task: Task) -> Task:
    """The task once the user has agreed to its dangers; raises RefusedError when not."""
    if not task.request.dangers:
        return task
    if not await prompts.agrees(session, "; ".join(task.request.dangers), _AGREE):
        raise GivenUpError("the load was not verified")
    return task.confirmed()


def _perform(
    session: Session, uri: str, run: Run, agreed: list[Task], progress: Progress, cancel: threading.Event
) -> None:
    """Carry the tasks of one verification out; on the thread of the queue."""

    def on_event(event: dict[str, Any]) -> None:
        session.connection.soon(_advance, session, run, progress, event)

    done = [task.perform(on_event, cancel) for task in agreed]
    session.connection.soon(_finish, session, uri, run, progress, done)


def _advance(session: Session, run: Run, progress: Progress, event: dict[str, Any]) -> None:
    if run.advance(event):
        session.connection.refresh_lenses_soon()
    if (step := runs.progress(event)) is not None:
        progress.report(*step)


def _finish(session: Session, uri: str, run: Run, progress: Progress, done: list[VerifyReport]) -> None:
    run.finish(*done)
    # Its document may have been closed meanwhile.
    session.submit(run.name, partial(session.kept.remember, uri, run))
    progress.end(run.line or "")
    session.connection.log(run.details or "")
    diagnostics.lint_all(session)
