"""Run the worker and never let it hurt the machine: limits, cancel, and an end in every case.

States, in order: waiting, starting, importing, resolving, downloading, loading, dispatching,
processor, moving, inspecting, smoke, forward, done. They come from the worker as `phase` events.
"""

from __future__ import annotations

import dataclasses
import os
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext

from loadlint import scratch
from loadlint.verify.estimate.host import available_memory
from loadlint.verify.estimate.preflight import RESERVE
from loadlint.verify.report import Json, Outcome, VerifyReport
from loadlint.verify.secrets import Redactor

from . import processes
from .job import CannotRunError, Job, Limits
from .launch import LAST, Ranks, parcel
from .pipes import Pipes
from .pulse import Pulse
from .refusal import cancelled, refused, whose_code
from .verdict import Account

POLL = 0.05
GRACE = 1.5  # from the polite cancel to the kill; memory gets none
FLOOR = RESERVE // 2  # free memory of the machine below which a load that holds more than that is ended


def attempt(job: Job, *, on_event: Callable[[Json], None], cancel: threading.Event, force: bool) -> VerifyReport:
    """Run a job, unless it was cancelled before, or its estimate says that it cannot fit and `force` is not set."""
    estimate = job.estimate
    if cancel.is_set():
        return cancelled(job.request)
    if estimate and estimate.verdict == "too-big" and not force:
        return refused(job.request, f"the load {estimate.reason}", "TooBig", estimate)
    return run(job, on_event=on_event, cancel=cancel)


def run(job: Job, *, on_event: Callable[[Json], None], cancel: threading.Event) -> VerifyReport:
    """Carry out one job and report; blocks, so call it from a thread that lives as long.

    Events reach `on_event` on this thread, free of secrets. Raises CannotRunError when arguments are
    unresolved or the interpreter cannot be started; a request with dangers that no one confirmed is
    refused in the report.
    """
    request = job.request
    if request.unresolved:
        asked = ", ".join(f"{it.name} ({it.text}, line {it.line})" for it in request.unresolved)
        raise CannotRunError(f"the code does not say the value of {asked}")
    if request.dangers and not request.confirmed:
        return refused(request, "; ".join([*request.dangers, *whose_code(job)]), "Dangerous", job.estimate)
    if job.launch is None and job.limits.memory is None:
        job = dataclasses.replace(job, limits=Limits(job.limits.timeout, _share(available_memory())))
    return _Run(job, on_event, cancel).report()


class _Run:
    """One worker from start to report."""

    def __init__(self, job: Job, on_event: Callable[[Json], None], cancel: threading.Event) -> None:
        self.job, self.on_event, self.cancel = job, on_event, cancel
        self.redactor = Redactor(job.request.secrets, os.environ)
        self.ranks = Ranks()
        self.seen: dict[str, Json] = {}
        self.pulse = Pulse()
        self.ended_for: Outcome | None = None
        self.asked_at: float | None = None
        self.peak = 0
        self.left: int | None = None
        self.kills = processes.kernel_kills()

    def report(self) -> VerifyReport:
        alone = processes.one_at_a_time(self.cancel.is_set, self.show_waiting)
        with alone if self.job.exclusive else nullcontext(True) as held:
            if not held:
                return cancelled(self.job.request)
            with scratch.folder() as folder:
                return self.supervised(folder)

    def show_waiting(self) -> None:
        self.on_event({"event": "phase", "phase": "waiting"})

    def supervised(self, folder: str) -> VerifyReport:
        process = self.forked() or self.started()
        self.pulse = Pulse()
        pipes = Pipes(process, self.redactor, self.ranks if self.job.launch else None)
        leaks = processes.Leaks(folder)
        try:
            self.order(pipes, folder)
            self.follow(process, pipes, leaks)
        finally:
            leaks.look(process.pid)
            processes.end(process)
            leaks.remove()
            pipes.close()
        return self.account(process.wait(), tuple(self.job.as_users(list(pipes.log)))).report()

    def started(self) -> processes.Process:
        """Start an interpreter for this load alone."""
        launch = self.job.launch
        command = launch.command(self.job.python) if launch else processes.command(self.job.python)
        try:
            return processes.start(command, self.job.cwd, offline=self.job.request.offline, more=self.job.environment())
        except OSError as error:
            raise CannotRunError(f"{command[0]} cannot be started: {error.strerror or error}") from error

    def forked(self) -> processes.Process | None:
        """Start the load where the libraries are imported already; None where it has to import them itself."""
        shared = self.job.imports
        if shared is None or self.job.launch or self.job.imports_alone:
            return None
        self.on_event({"event": "phase", "phase": "importing"})
        command = [*processes.command(self.job.python), *(f"--path={it}" for it in self.job.paths)]
        variables = processes.variables(offline=self.job.request.offline, more=self.job.environment())
        return shared.fork(command, self.job.cwd, variables, self.cancel.is_set)

    def order(self, pipes: Pipes, folder: str) -> None:
        """Send the request; on the way to elsewhere the worker itself goes first."""
        order = dict(self.job.order, op="start", scratch=folder)
        launch = self.job.launch
        if launch is None:
            pipes.send(dict(order, parent=pipes.parent))
            return
        pipes.write(parcel(processes.WORKER.read_bytes()))
        extra = processes.additions(offline=self.job.request.offline)
        pipes.send(dict(order, cwd=self.job.cwd, environment=extra, launcher=launch.ranks_command()))

    # --- the loop

    def follow(self, process: processes.Process, pipes: Pipes, leaks: processes.Leaks) -> None:
        """Follow the events to the last, to the worker's end, or to a reason to kill it."""
        while True:
            leaks.look(process.pid)
            event = pipes.next_event(POLL)
            if event is None:
                process.wait()
                return
            if (event and self.take(event)) or (self.job.launch and self.ranks.finished(time.monotonic())):
                return
            self.ended_for = self.reason_to_kill(process, pipes)
            if self.ended_for:
                return

    def take(self, event: Json) -> bool:
        """Remember and pass on one event; True for the last."""
        event = self.job.as_users(self.redactor.value(event))
        kind = str(event.get("event"))
        self.pulse.take(event)
        self.seen[kind] = event
        if self.job.launch and "rank" in event:
            self.ranks.keep(event, time.monotonic())
        self.on_event(event)
        return kind in LAST and not self.job.launch

    def reason_to_kill(self, process: processes.Process, pipes: Pipes) -> Outcome | None:
        now = time.monotonic()
        if self.over_memory(process.pid):
            return "memory-limit"
        if self.cancel.is_set() and self.asked_at is None:
            self.asked_at = now
            pipes.send({"op": "cancel"})
        if self.asked_at is not None and now - self.asked_at > GRACE:
            return "cancelled"
        if self.pulse.became_silent():
            self.on_event({"event": "unresponsive", "phase": self.pulse.phase})
        return "timeout" if self.pulse.is_stalled() or self.pulse.elapsed > self.job.limits.timeout else None

    def over_memory(self, pid: int) -> bool:
        limit = self.job.limits.memory
        if self.job.launch:
            hosts = self.ranks.memory_by_host().values()
            return any(used > (limit or _share(free) or used) for used, free in hosts)
        used = processes.anonymous_memory(pid)
        self.peak = max(self.peak, used or 0)
        if used and limit and used > limit:
            return True
        return bool(used and used > FLOOR and self.is_starved())

    def is_starved(self) -> bool:
        """Whether the machine has so little memory left, whoever took it, that the kernel would soon kill something."""
        free = available_memory()
        if free is None or free >= FLOOR:
            return False
        self.left = free
        return True

    def account(self, returncode: int, log: tuple[str, ...]) -> Account:
        return Account(
            self.job,
            self.ranks.merged() if self.job.launch else self.seen,
            self.pulse.phase,
            self.pulse.elapsed,
            log,
            returncode,
            ended_for=self.ended_for,
            cancelled=self.asked_at is not None,
            killed_by_kernel=processes.kernel_kills() > self.kills,
            peak=self.peak,
            left=self.left,
            ranks=tuple(self.ranks.as_json()),
        )


# --- small things ---------------------------------------------------------------------------------------


def _share(free: int | None) -> int | None:
    """Free memory less a reserve for the rest of the machine."""
    return None if free is None else max(free - RESERVE, free // 2)
