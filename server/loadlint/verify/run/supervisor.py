"""Run the worker and never let it hurt the machine: limits, cancel, and an end in every case.

States, in order: waiting, starting, importing, estimating, resolving, downloading, loading, dispatching,
processor, moving, inspecting, smoke, forward, done. They come from the worker as `phase` events; a load is
`estimating` where its libraries are imported before a hub has said how large it is.
"""

from __future__ import annotations

import dataclasses
import math
import os
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext

from loadlint import scratch
from loadlint.verify.estimate.host import RESERVE, available_memory
from loadlint.verify.later import Later
from loadlint.verify.report import Json, Outcome, VerifyReport
from loadlint.verify.secrets import Redactor

from . import processes
from .job import CannotRunError, Job, Limits
from .launch import LAST, Ranks, parcel
from .pipes import Pipes
from .pulse import Pulse
from .refusal import RefusedError, allowed, cancelled
from .verdict import Account

POLL = 0.05
SOON = 0.05  # seconds, in which the headers of a model on this machine are read
GRACE = 1.5  # from the polite cancel to the kill; memory gets none
FLOOR = RESERVE // 2  # free memory of the machine below which a load that holds more than that is ended


def run(
    job: Job,
    *,
    on_event: Callable[[Json], None],
    cancel: threading.Event,
    force: bool = False,
    check: Callable[[Job], Job] | None = None,
) -> VerifyReport:
    """Carry out one job and report; blocks, so call it from a thread that lives as long.

    `check` returns the job with what the files of its model say, which takes long where a hub is asked: the libraries
    are imported meanwhile, and the load itself begins after it. A job that its estimate calls too big is refused in
    the report unless `force` is set, and so is a request with dangers that no one confirmed.

    Events reach `on_event` on this thread, free of secrets. Raises CannotRunError when arguments are
    unresolved or the interpreter cannot be started.
    """
    if job.launch is None and job.limits.memory is None:
        job = dataclasses.replace(job, limits=Limits(job.limits.timeout, _share(available_memory())))
    checks = Later(lambda: allowed(check(job) if check else job, force=force))
    checks.wait(cancel, SOON if check and job.may_import_early else math.inf)
    if cancel.is_set():
        return cancelled(job.request)
    try:
        return _Run(job, on_event, cancel, checks).report()
    except RefusedError as refusal:
        return refusal.report


class _Run:
    """One worker from start to report; `checks` is None once they are done. Any method may raise RefusedError."""

    def __init__(
        self, job: Job, on_event: Callable[[Json], None], cancel: threading.Event, checks: Later[Job] | None
    ) -> None:
        self.job, self.on_event, self.cancel, self.checks = job, on_event, cancel, checks
        self.ranks = Ranks()
        self.seen: dict[str, Json] = {}
        self.pulse = Pulse()
        self.ended_for: Outcome | None = None
        self.asked_at: float | None = None
        self.peak = 0
        self.left: int | None = None
        self.kills = processes.kernel_kills()

    def report(self) -> VerifyReport:
        alone = processes.one_at_a_time(self.gave_up, self.show_waiting)
        with alone if self.job.exclusive else nullcontext(True) as held:
            if not held:
                return cancelled(self.job.request)
            with scratch.folder() as folder:
                return self.supervised(folder)

    def gave_up(self) -> bool:
        self.take_checks()
        return self.cancel.is_set()

    def take_checks(self) -> bool:
        """Take in the checks as soon as they are done; return whether that is now."""
        if self.checks is None or not self.checks.is_over():
            return False
        self.job, self.checks = self.checks.value(), None
        return True

    def finish_checks(self) -> None:
        """Wait for the checks, as a load that they refuse is not reported as anything else."""
        if self.checks is not None and self.checks.wait(self.cancel):
            self.take_checks()

    def show_waiting(self) -> None:
        self.on_event({"event": "phase", "phase": "waiting"})

    def supervised(self, folder: str) -> VerifyReport:
        self.take_checks()
        process = self.forked() or self.started()
        self.pulse = Pulse()
        pipes = Pipes(process, Redactor(self.job.request.secrets, os.environ), self.ranks if self.job.launch else None)
        leaks = processes.Leaks(folder)
        try:
            self.order(pipes, folder)
            self.follow(process, pipes, leaks)
        finally:
            leaks.look(process.pid)
            processes.end(process)
            leaks.remove()
            pipes.close()
        self.finish_checks()
        return self.account(process.wait(), tuple(self.job.as_users(list(pipes.log)))).report()

    def started(self) -> processes.Process:
        """Start an interpreter for this load alone."""
        launch = self.job.launch
        command = launch.command(self.job.python) if launch else processes.command(self.job.python)
        try:
            return processes.start(command, self.job.cwd, offline=self.job.request.offline, more=self.job.environment())
        except OSError as error:
            self.finish_checks()
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
            pipes.send(dict(order, parent=pipes.parent, held=self.checks is not None))
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
            if self.take_checks():
                pipes.send({"op": "load"})
            if (event and self.take(event)) or (self.job.launch and self.ranks.finished(time.monotonic())):
                return
            self.ended_for = self.reason_to_kill(process, pipes)
            if self.ended_for:
                return

    def take(self, event: Json) -> bool:
        """Remember and pass on one event; True for the last."""
        event = self.job.as_users(event)
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
        return "timeout" if self.pulse.is_stalled() or self.pulse.spent > self.job.limits.timeout else None

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
