"""Judge a run that has ended: the outcome, its failure, and the report."""

from __future__ import annotations

import shlex
import signal
from dataclasses import dataclass

from loadlint.verify import figures
from loadlint.verify.findings import diagnosis, failures, notices
from loadlint.verify.findings.around import Around
from loadlint.verify.report import Failure, Json, Outcome, VerifyReport

from .job import Job

TRIES = ("inspecting", "smoke", "forward")
NAMES = {
    "importing": "import",
    "estimating": "wait_for_estimate",
    "resolving": "resolve",
    "downloading": "download",
    "loading": "load",
    "dispatching": "dispatch",
    "processor": "processor",
    "moving": "move",
}  # the worker's stretches under the report's names


@dataclass(frozen=True, slots=True)
class Account:
    """All that is known of one run: the last event of each kind, the log, and how the worker ended.

    `left` is the free memory of the machine when the load was ended for its sake.
    """

    job: Job
    seen: dict[str, Json]
    phase: str
    elapsed: float
    log: tuple[str, ...]
    returncode: int
    ended_for: Outcome | None = None
    cancelled: bool = False
    killed_by_kernel: bool = False
    peak: int = 0
    left: int | None = None
    ranks: tuple[Json, ...] = ()

    def report(self) -> VerifyReport:
        if self.ended_for == "timeout" and "partial" in self.seen and self.phase in TRIES:
            return self._made("loaded", None, self._stuck())
        if self.ended_for:
            return self._made(self.ended_for, self._limit_failure(self.ended_for))
        if "cancelled" in self.seen or self.cancelled:
            return self._made("cancelled", None)
        if "result" in self.seen:
            return self._made("loaded", None)
        if "error" in self.seen:
            return self._made("failed", self._failure(self.seen["error"]))
        if "hello" not in self.seen:
            return self._made("failed", self._false_start())
        return self._made("killed", self._death())

    def _made(self, outcome: Outcome, error: Failure | None, facts: Json | None = None) -> VerifyReport:
        facts = facts or self.seen.get("result") or self.seen.get("partial") or {}
        environment = {key: it for key, it in self.seen.get("env", {}).items() if key != "event"}
        if self.job.laid:
            environment = {**environment, "offline": self.job.request.offline}
        model, smoke, request = facts.get("model"), facts.get("smoke") or {}, self.job.request.public_json()
        if self.job.laid and smoke.get("ms_per_token"):
            smoke = {**smoke, "estimated": True}  # its weights were zeros
        checked = self.job.as_users(self.job.estimate_json)
        python = self.job.python
        findings = diagnosis.findings(model, smoke, environment, request, checked, python) if model else ()
        return VerifyReport(
            self.job.request.place,
            request,
            outcome,
            environment=environment or {"interpreter": self.job.python},
            preflight=checked,
            model=model,
            times=_times(facts.get("times") or {}, smoke, self.elapsed),
            memory=self._memory(facts),
            smoke=smoke,
            diagnosis=findings if outcome == "loaded" else (),
            error=error,
            warnings=notices.chosen(facts.get("warnings") or self.seen.get("error", {}).get("warnings") or ()),
            log=self.log,
            ranks=self.ranks,
            rehearsal=self.job.laid.facts if self.job.laid else None,
        )

    def _memory(self, facts: Json) -> Json:
        """The worker's own samples, and ours, which go on while C code holds its interpreter."""
        memory = dict(facts.get("memory") or self.seen.get("error", {}).get("memory") or {})
        peaks = [it for it in (memory.get("host_peak"), self.peak or None) if it]
        return {**memory, "host_peak": max(peaks, default=None)}

    def _stuck(self) -> Json:
        """The facts of a model that is there, but whose try took too long."""
        text = f"no answer within the time limit while in {self.phase}"
        return dict(self.seen["partial"], smoke={"error": {"chain": [{"type": "Timeout", "message": text}]}})

    # --- failures

    def _failure(self, event: Json) -> Failure:
        text = "\n".join(failures.texts(event.get("chain") or ()))
        return failures.failure(event, str(event.get("phase", self.phase)), self._around(text, event))

    def _around(self, text: str, event: Json | None = None) -> Around:
        return Around(
            text,
            str((event or {}).get("traceback") or ""),
            self.job.request,
            self.job.cwd,
            self.seen.get("env", {}),
            self.job.estimate_json or {},
            self.log,
            self.job.python,
        )

    def _limit_failure(self, reason: Outcome) -> Failure | None:
        if reason == "memory-limit":
            limit = figures.size(self.job.limits.memory or 0)
            cause = f"the load took more than the {limit} of memory it may use"
            cure = "load in a half dtype, take a smaller model, or raise --memory-limit"
            if self.left is not None:
                cause = f"this machine had only {figures.size(self.left)} of memory left, and the load held"
                cause = f"{cause} {figures.size(self.peak)}"
                cure = "load in a half dtype, end other programs, or take a smaller model"
            message = f"{cause}, and was ended"
            shown = failures.from_log("MemoryLimit", message, self.phase, self._around(message))
            return shown or Failure("MemoryLimit", message, self.phase, cause, cure)
        if reason == "timeout":
            stalled = self.elapsed <= self.job.limits.timeout
            cause = f"no sign of life in time while {self.phase}" if stalled else "the load took too long"
            return Failure("Timeout", cause, self.phase, cause, "check the network and the disk, or raise --timeout")
        return None

    def _false_start(self) -> Failure:
        """An interpreter that did not come as far as the worker's first event."""
        last, launch = self.log[-1] if self.log else "no word why", self.job.launch
        starter = shlex.join((*launch.way, *launch.launcher)) if launch else self.job.python
        cause = f"{starter} cannot run the loading process ({last})"
        return Failure("FalseStart", cause, "starting", cause, "take Python 3.8 or newer with --python")

    def _death(self) -> Failure:
        """A worker that ended by itself, without a last word."""
        code = self.returncode
        by = _signal_name(-code) if code < 0 else f"exit status {code}"
        if self.killed_by_kernel and code == -9:
            cause, cure = "the system ran out of memory and killed it", "load in a half dtype, or free memory"
        elif code < 0:
            cause, cure = f"something else ended it with {by}, or a library crashed", "see the last lines of its log"
        else:
            cause, cure = "it ended without a word", "see the last lines of its log"
        text = f"the loading process ended ({by}) while {self.phase}"
        shown = failures.from_log("WorkerDied", text, self.phase, self._around(text))
        return shown or Failure("WorkerDied", text, self.phase, cause, cure)


def _times(times: Json, smoke: Json, total: float) -> Json:
    """The worker's stretches under the report's names."""
    named = {name: times[key] for key, name in NAMES.items() if key in times}
    forward = smoke.get("first_forward")
    return {**named, **({"first_forward": forward} if forward is not None else {}), "total": round(total, 3)}


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
