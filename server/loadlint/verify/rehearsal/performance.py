"""Run a load on a stage: lay its models, estimate it from their headers, and start the worker there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from loadlint.verify.estimate import preflight
from loadlint.verify.later import Later
from loadlint.verify.report import Json, VerifyReport
from loadlint.verify.request import VerifyRequest
from loadlint.verify.run import refusal
from loadlint.verify.run.job import CannotRunError, Job

from . import place, stage
from .stage import Laid, Stage


def perform(
    job: Job,
    shared: Stage | None,
    facts: Json,
    run: Callable[[Job], VerifyReport],
    on_event: Callable[[Json], None],
    cancel: threading.Event,
) -> VerifyReport:
    """Return the report of a rehearsal; `facts` are what an estimate needs, and `run` carries a job out.

    Raises CannotRunError for a load that starts on another machine.
    """
    request = job.request
    if job.launch and job.launch.way:
        raise CannotRunError("a rehearsal runs on this machine; take the launch prefix away, or rehearse there")
    if request.dangers and not request.confirmed:
        return run(job)  # which refuses it
    try:
        with place.opened(shared) as opened:
            on_event({"event": "phase", "phase": "rehearsing"})
            laid = lay_until(cancel, opened, request, facts["cwd"])
            if laid is None:
                return refusal.cancelled(request)
            estimate = None if job.launch else preflight.estimate_until(cancel, request, shelf=laid.shelf, **facts)
            return run(replace(job, laid=laid, estimate=estimate))
    except stage.CannotRehearseError as error:
        return refusal.unable(request, str(error), error.cure, fails=error.fails)


def lay_until(cancel: threading.Event, onto: Stage, request: VerifyRequest, cwd: Path) -> Laid | None:
    """Lay the models of a request; return None once `cancel` is set, though the hub has not answered."""
    laying = Later(lambda: onto.lay(request, cwd, cancel))
    with suppress(stage.CalledOffError):
        return laying.value() if laying.wait(cancel) else None
    return None
