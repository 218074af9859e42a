"""Runs the worker and never lets it hurt the machine: limits, cancel, and an end in every case.

States, in order: waiting, starting, importing, resolving, downloading, loading, dispatching,
processor, moving, inspecting, smoke, forward, done. They come from the worker as `phase` events.
"""

from __future__ import annotations

import dataclasses
import json
import os
import queue
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from loadlint.errors import LoadlintError
from loadlint.verify.estimate import hub, preflight
from loadlint.verify.findings import diagnosis, what_fits
from loadlint.verify.report import Failure, Json, Outcome, VerifyReport
from loadlint.verify.request import VerifyRequest
from loadlint.verify.secrets import Redactor

from . import processes
from .launch import LAST, Launch, Ranks, parcel

POLL = 0.05
GRACE = 1.5  # from the polite cancel to the kill; memory gets none
SILENT = 20.0  # without a beat for so long, the worker is shown as unresponsive
LOG_LINES = 200
CURES = {
    "Dangerous": "read that code first, then go on with --yes",
    "TooBig": "load in a half dtype, free memory, or go on with --yes",
}
LIFE = 1 << 20  # a change of memory that counts as a sign of life
# Seconds without a sign of life, by phase; the hub's own retries on a dead line take 24 s.
STALLS: Mapping[str, float] = {"starting": 30, "importing": 240, "resolving": 90, "downloading": 90}
STALL = 180.0
TRIES = ("inspecting", "smoke", "forward")


class CannotRunError(LoadlintError):
    """The request cannot be carried out at all; the message says what would help."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`timeout` in seconds for the whole; `memory` in bytes, or None for what is free less a reserve."""

    timeout: float = 1800.0
    memory: int | None = None


def run(
    request: VerifyRequest,
    *,
    python: str,
    cwd: str,
    on_event: Callable[[Json], None],
    cancel: threading.Event,
    limits: Limits | None = None,
    estimate: preflight.Preflight | None = None,
    launch: Launch | None = None,
) -> VerifyReport:
    """Carry out one request and report; blocks, so call it from a thread that lives as long.

    With `launch`, something else starts the worker, perhaps several of them and elsewhere.

    Events reach `on_event` on this thread, free of secrets. Raises CannotRunError when arguments are
    unresolved or the interpreter cannot be started; a request with dangers that no one confirmed is
    refused in the report.
    """
    if request.unresolved:
        asked = ", ".join(f"{it.name} ({it.text}, line {it.line})" for it in request.unresolved)
        raise CannotRunError(f"the code does not say the value of {asked}")
    if request.dangers and not request.confirmed:
        return refused(request, "; ".join([*request.dangers, *_whose_code(request, cwd)]), "Dangerous", estimate)
    bounds = limits or Limits()
    if launch is None:
        bounds = dataclasses.replace(bounds, memory=bounds.memory or _room())
    return _Run(request, python, cwd, on_event, cancel, bounds, estimate, launch).report()


def refused(
    request: VerifyRequest, reason: str, kind: str, estimate: preflight.Preflight | None = None
) -> VerifyReport:
    """The report of a load that was not even tried."""
    error = Failure(kind, reason, "preflight", cause=reason, cure=CURES.get(kind))
    if estimate and estimate.plan.problem and kind == "TooBig":
        error = dataclasses.replace(error, **_room_on_a_card(estimate.as_json()))
    return VerifyReport(
        _site(request),
        request.public_json(),
        "refused",
        preflight=estimate.as_json() if estimate else None,
        error=error,
    )


def cancelled(request: VerifyRequest) -> VerifyReport:
    """The report of a load that was called off before it began."""
    return VerifyReport(_site(request), request.public_json(), "cancelled")


class _Run:
    """One worker from start to report."""

    def __init__(
        self,
        request: VerifyRequest,
        python: str,
        cwd: str,
        on_event: Callable[[Json], None],
        cancel: threading.Event,
        limits: Limits,
        estimate: preflight.Preflight | None,
        launch: Launch | None,
    ) -> None:
        self.launch, self.ranks = launch, Ranks()
        self.request, self.python, self.cwd, self.limits, self.estimate = request, python, cwd, limits, estimate
        self.on_event, self.cancel = on_event, cancel
        self.redactor = Redactor(request.secrets, os.environ)
        self.events: queue.Queue[Json | None] = queue.Queue()
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        self.seen: dict[str, Json] = {}
        self.phase = "starting"
        self.began = self.alive = self.beat = time.monotonic()
        self.killed_for: Outcome | None = None
        self.asked_at: float | None = None
        self.memory_at_life = self.peak = 0
        self.told_silent = False
        self.kills = processes.kernel_kills()

    def report(self) -> VerifyReport:
        with processes.one_at_a_time(self.cancel.is_set, self.wait_told) as held:
            if not held:
                return self.made("cancelled", None)
            with tempfile.TemporaryDirectory(prefix="loadlint-") as scratch:
                return self.supervised(scratch)

    def wait_told(self) -> None:
        self.tell({"event": "phase", "phase": "waiting"})

    def supervised(self, scratch: str) -> VerifyReport:
        self.began = self.alive = self.beat = time.monotonic()
        command = self.launch.command(self.python) if self.launch else [self.python, str(processes.WORKER)]
        try:
            process = processes.start(command, self.cwd, offline=self.request.offline)
        except OSError as error:
            raise CannotRunError(f"{command[0]} cannot be started: {error.strerror or error}") from error
        readers = self.read(process)
        try:
            self.order(process, scratch)
            self.follow(process)
        finally:
            processes.end(process)
            self.close(process, readers)
        self.seen = self.ranks.merged() if self.launch else self.seen
        return self.verdict(process.returncode)

    def order(self, process: subprocess.Popen[bytes], scratch: str) -> None:
        """The request; on the way to elsewhere the worker itself goes first."""
        order = dict(self.request.as_json(), op="start", scratch=scratch)
        if self.launch is None:
            self.send(process, dict(order, parent=os.getpid()))
            return
        self.write(process, parcel(processes.WORKER.read_bytes()))
        extra = processes.additions(offline=self.request.offline)
        self.send(process, dict(order, cwd=self.cwd, environment=extra, launcher=self.launch.ranks_command()))

    # --- pipes

    def read(self, process: subprocess.Popen[bytes]) -> list[threading.Thread]:
        assert process.stdout is not None
        assert process.stderr is not None
        readers = [
            threading.Thread(target=self.read_events, args=(process.stdout,), daemon=True),
            threading.Thread(target=self.read_log, args=(process.stderr,), daemon=True),
        ]
        for reader in readers:
            reader.start()
        return readers

    def read_events(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            event = _parsed(line)
            if event is not None and self.launch and "text" in event:
                event = self.ranks.event(event)
            if event is not None:
                self.events.put(event)
        self.events.put(None)

    def read_log(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            # A progress bar on a library's own stream rewrites its line; only the last state counts.
            text = line.decode("utf-8", "replace").rstrip().rpartition("\r")[2]
            if text:
                self.log.append(self.redactor.text(text))

    def send(self, process: subprocess.Popen[bytes], command: Json) -> None:
        self.write(process, (json.dumps(command) + "\n").encode())

    def write(self, process: subprocess.Popen[bytes], data: bytes) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(data)
            process.stdin.flush()
        except OSError:
            # The worker is gone; the loop sees its end and the verdict tells why.
            return

    def close(self, process: subprocess.Popen[bytes], readers: list[threading.Thread]) -> None:
        for reader in readers:
            reader.join(timeout=2)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                _close(pipe)

    # --- the loop

    def follow(self, process: subprocess.Popen[bytes]) -> None:
        """Until the last event, the worker's end, or a reason to kill it."""
        while True:
            try:
                event = self.events.get(timeout=POLL)
            except queue.Empty:
                event = {}
            if event is None:
                process.wait()
                return
            if (event and self.take(event)) or (self.launch and self.ranks.finished(time.monotonic())):
                return
            self.killed_for = self.reason_to_kill(process)
            if self.killed_for:
                return

    def take(self, event: Json) -> bool:
        """Remember and pass on one event; True for the last."""
        event = self.redactor.value(event)
        kind = str(event.get("event"))
        now = time.monotonic()
        if kind == "beat":
            self.beat, self.told_silent = now, False
            self.sign_of_life(int(event.get("resident") or 0))
        else:
            self.alive = now
        if kind == "phase":
            self.phase = str(event["phase"])
        self.seen[kind] = event
        if self.launch and "rank" in event:
            self.ranks.keep(event, now)
        self.tell(event)
        return kind in LAST and not self.launch

    def sign_of_life(self, memory: int) -> None:
        if abs(memory - self.memory_at_life) >= LIFE:
            self.memory_at_life, self.alive = memory, time.monotonic()

    def reason_to_kill(self, process: subprocess.Popen[bytes]) -> Outcome | None:
        now = time.monotonic()
        if self.over_memory(process.pid):
            return "memory-limit"
        if self.cancel.is_set() and self.asked_at is None:
            self.asked_at = now
            self.send(process, {"op": "cancel"})
        if self.asked_at is not None and now - self.asked_at > GRACE:
            return "cancelled"
        if now - self.beat > SILENT and not self.told_silent and self.phase != "starting":
            self.told_silent = True
            self.tell({"event": "unresponsive", "phase": self.phase})
        stalled = now - self.alive > STALLS.get(self.phase, STALL)
        return "timeout" if stalled or now - self.began > self.limits.timeout else None

    def over_memory(self, pid: int) -> bool:
        if self.launch:
            hosts = self.ranks.memory_by_host().values()
            return any(used > (self.limits.memory or _share(free) or used) for used, free in hosts)
        used = processes.anonymous_memory(pid)
        self.peak = max(self.peak, used or 0)
        return bool(used and self.limits.memory and used > self.limits.memory)

    def tell(self, event: Json) -> None:
        self.on_event(event)

    # --- the verdict

    def verdict(self, returncode: int) -> VerifyReport:
        if self.killed_for == "timeout" and "partial" in self.seen and self.phase in TRIES:
            return self.loaded_but_stuck()
        if self.killed_for:
            return self.made(self.killed_for, self.limit_failure(self.killed_for))
        if "cancelled" in self.seen or self.asked_at is not None:
            return self.made("cancelled", None)
        if "result" in self.seen:
            return self.made("loaded", None)
        if "error" in self.seen:
            return self.made("failed", self.failure(self.seen["error"]))
        if "hello" not in self.seen:
            return self.made("failed", self.false_start())
        return self.made("killed", self.death(returncode))

    def failure(self, told: Json) -> Failure:
        phase = str(told.get("phase", self.phase))
        environment = self.seen.get("env", {})
        source = self.request.source
        return diagnosis.failure(
            told,
            phase=phase,
            environment=environment,
            python=self.python,
            source=source,
            preflight=self.estimate.as_json() if self.estimate else None,
        )

    def loaded_but_stuck(self) -> VerifyReport:
        """The model is there; that its try took too long is a finding about it."""
        text = f"no answer within the time limit while in {self.phase}"
        self.seen["result"] = dict(
            self.seen["partial"], smoke={"error": {"chain": [{"type": "Timeout", "message": text}]}}
        )
        return self.made("loaded", None)

    def limit_failure(self, reason: Outcome) -> Failure | None:
        if reason == "memory-limit":
            limit = f"{(self.limits.memory or 0) / 1e9:.2f} GB"
            cause = f"the load took more than the {limit} of memory it may use"
            cure = "load in a half dtype, take a smaller model, or raise --memory-limit"
            return Failure("MemoryLimit", f"{cause}, and was ended", self.phase, cause, cure)
        if reason == "timeout":
            cause = f"no sign of life in time while {self.phase}" if self.stalled() else "the load took too long"
            return Failure("Timeout", cause, self.phase, cause, "check the network and the disk, or raise --timeout")
        return None

    def stalled(self) -> bool:
        return time.monotonic() - self.began <= self.limits.timeout

    def false_start(self) -> Failure:
        """An interpreter that did not come as far as the worker's first event."""
        last = self.log[-1] if self.log else "no word why"
        starter = shlex.join((*self.launch.way, *self.launch.launcher)) if self.launch else self.python
        cause = f"{starter} cannot run the loading process ({last})"
        return Failure("FalseStart", cause, "starting", cause, "take Python 3.8 or newer with --python")

    def death(self, returncode: int) -> Failure:
        """A worker that ended by itself, without a last word."""
        by = _signal_name(-returncode) if returncode < 0 else f"exit status {returncode}"
        if processes.kernel_kills() > self.kills and returncode == -9:
            cause, cure = "the system ran out of memory and killed it", "load in a half dtype, or free memory"
        elif returncode < 0:
            cause, cure = f"something else ended it with {by}, or a library crashed", "see the last lines of its log"
        else:
            cause, cure = "it ended without a word", "see the last lines of its log"
        text = f"the loading process ended ({by}) while {self.phase}"
        return Failure("WorkerDied", text, self.phase, cause, cure)

    def made(self, outcome: Outcome, error: Failure | None) -> VerifyReport:
        facts = self.seen.get("result") or self.seen.get("partial") or {}
        environment = {key: it for key, it in self.seen.get("env", {}).items() if key != "event"}
        model, smoke, request = facts.get("model"), facts.get("smoke") or {}, self.request.public_json()
        checked = self.estimate.as_json() if self.estimate else None
        found = diagnosis.findings(model, smoke, environment, request, checked) if model else ()
        return VerifyReport(
            _site(self.request),
            request,
            outcome,
            environment=environment or {"interpreter": self.python},
            preflight=checked,
            model=model,
            times=_times(facts.get("times") or {}, smoke, time.monotonic() - self.began),
            memory=self.memory(facts),
            smoke=smoke,
            diagnosis=found if outcome == "loaded" else (),
            error=error,
            log=tuple(self.log),
            ranks=tuple(self.ranks.as_json()),
        )

    def memory(self, facts: Json) -> Json:
        """The worker's own samples, and ours, which go on while C code holds its interpreter."""
        told = dict(facts.get("memory") or self.seen.get("error", {}).get("memory") or {})
        peaks = [it for it in (told.get("host_peak"), self.peak or None) if it]
        told["host_peak"] = max(peaks, default=None)
        return told


# --- small things ---------------------------------------------------------------------------------------


def _site(request: VerifyRequest) -> Json:
    return {"path": request.path, "cell": request.cell, "line": request.line, "column": request.column}


def _whose_code(request: VerifyRequest, cwd: str) -> list[str]:
    """The commit whose code would run, so that a person can read just that and pin it."""
    if not request.source or os.path.isdir(os.path.join(cwd, request.source)):
        return []
    named = request.argument("code_revision") or request.argument("revision") or {}
    revision = str(named.get("literal") or "main")
    commit = hub.commit_of(request.source, revision, os.environ, ask=not request.offline)
    return [f"{request.source} is at commit {commit}, which `revision=` would pin"] if commit else []


def _room_on_a_card(estimate: Json) -> Json:
    cure, change = what_fits.first_that_fits(
        estimate["parameters"], estimate["dtype"], estimate["devices"], spread=False
    )
    return {"cure": f"{cure}; --yes goes on all the same", "change": change}


def _room() -> int | None:
    """Free memory less a reserve for the rest of the machine."""
    return _share(preflight.available_memory())


def _share(free: int | None) -> int | None:
    return None if free is None else max(free - preflight.RESERVE, free // 2)


def _parsed(line: bytes) -> Json | None:
    """An event, or None for a line that is none."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _times(told: Json, smoke: Json, total: float) -> Json:
    """The worker's stretches under the report's names."""
    names = {
        "importing": "import",
        "resolving": "resolve",
        "downloading": "download",
        "loading": "load",
        "dispatching": "dispatch",
        "processor": "processor",
        "moving": "move",
    }
    times = {name: told[key] for key, name in names.items() if key in told}
    forward = smoke.get("first_forward")
    return {**times, **({"first_forward": forward} if forward is not None else {}), "total": round(total, 3)}


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _close(pipe: IO[bytes]) -> None:
    # What could not be written any more was for a process that is gone.
    try:
        pipe.close()
    except BrokenPipeError:
        return
