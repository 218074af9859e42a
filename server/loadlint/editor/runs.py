"""Verifications of an editor's loads: their states, where each belongs now, and how it reads."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from typing import Literal as OneOf

from loadlint import words
from loadlint.project import hub_cache
from loadlint_rules.analysis.model import Finding, Literal, LoadSite, Severity, Span

from .analysis import identity
from .answers import OUTCOME
from .capabilities import Client
from .wire.messages import RangeMessage, VerificationMessage

if TYPE_CHECKING:
    from loadlint.verify.report import VerifyReport

_SEVERITIES: Mapping[int, Severity] = {0: "info", 1: "warning", 2: "error", 3: "error"}
_PHASES = {"smoke": "generating"}
_UNREACHABLE = "the hub cannot be reached"


@dataclass(eq=False)
class Run:
    """One verification of one load, from the click on; `load` is the identity of the load then.

    `report` is about the load as it is, `fixed` (when asked for) about the load as its fixes would leave it.
    `made` is the time of a result of an earlier session.
    """

    name: str
    load: object
    state: OneOf["waiting", "running", "done"] = "waiting"
    phase: str = ""
    share: int | None = None
    report: VerifyReport | None = None
    fixed: VerifyReport | None = None
    made: float | None = None

    def advance(self, event: Mapping[str, Any]) -> bool:
        """Take in an event of the worker; True when there is something new to show on the line."""
        before = self.state, self.phase, self.share
        self.state = "running"
        if event.get("event") == "phase":
            self.phase, self.share = str(event.get("phase", "")), None
        elif event.get("event") == "progress":
            self.share = percentage(event)
        return before != (self.state, self.phase, self.share)

    def finish(self, report: VerifyReport, fixed: VerifyReport | None = None) -> None:
        """Take in the reports at the end."""
        self.state, self.report, self.fixed = "done", report, fixed

    @property
    def age(self) -> str:
        """The age of a result of an earlier session; empty for one of this session."""
        return words.ago(time.time() - self.made) if self.made is not None else ""

    @property
    def line(self) -> str | None:
        """The report in one line, once there is one."""
        return _line(self.report) if self.report is not None else None

    @property
    def details(self) -> str | None:
        """The whole report as text, once there is one."""
        if self.report is None:
            return None
        from loadlint.verify import render

        text = render.full(self.report)
        return f"{text}\n{render.compare(self.report, self.fixed)}" if self.fixed else text


Marks = Mapping[Run, Span]


@dataclass(frozen=True, slots=True)
class Result:
    """A verification and the load it belongs to now. `stale`: the load has changed since it was verified."""

    load: LoadSite
    run: Run
    stale: bool

    def finding(self, client: Client) -> Finding | None:
        """The diagnostic of the load, on its callee alone; None while the verification is under way.

        A load that went well has one only where the client has no lenses to show that.
        """
        report = self.run.report
        if report is None or report.outcome == "cancelled" or (report.status == 0 and client.lenses):
            return None
        line = _line(report)
        message = f"before the last edit of this load: {line}" if self.stale else line
        return Finding(message, self.load.callee_span, rule=OUTCOME, severity=self._severity(report))

    def message(self, place: RangeMessage) -> VerificationMessage:
        """The verification as an editor needs it for a window of its own; `place` is the range of the call."""
        report, fixed = self.run.report, self.run.fixed
        return {
            "range": place,
            "name": self.run.name,
            "state": self.run.state,
            "line": self.run.line,
            "stale": self.stale,
            "text": self.run.details,
            "report": report.as_json() if report else None,
            "fixed": fixed.as_json() if fixed else None,
        }

    def _severity(self, report: VerifyReport) -> Severity:
        """A hub that cannot be reached is no fault of the code."""
        unreachable = report.error is not None and _UNREACHABLE in (report.error.cause or "")
        return "info" if self.stale or unreachable else _SEVERITIES[report.status]


def phase(name: str) -> str:
    """The phase of a worker as a word for people."""
    return _PHASES.get(name, name)


def percentage(event: Mapping[str, Any]) -> int | None:
    """The part of a phase that is done, where its end is known."""
    total = event.get("total")
    return min(100, int(100 * (event.get("done") or 0) / total)) if total else None


def progress(event: Mapping[str, Any]) -> tuple[str, int | None] | None:
    """An event of the worker as a message and a percentage; None for one that a person need not see."""
    if event.get("event") == "phase":
        return phase(str(event.get("phase"))), None
    if event.get("event") != "progress":
        return None
    done, total = event.get("done") or 0, event.get("total")
    amount = f"{_count(done, event)} of {_count(total, event)}" if total else _count(done, event)
    return f"{event.get('desc') or 'loading'}: {amount}", percentage(event)


def results(loads: Iterable[LoadSite], marks: Marks) -> list[Result]:
    """The newest verification of each load; `marks` holds the places of the verified calls by now."""
    newest = ((load, _newest(load, marks)) for load in loads)
    return [Result(load, run, run.load != identity(load)) for load, run in newest if run is not None]


def absent(loads: Iterable[LoadSite], root: Path) -> frozenset[Span]:
    """Return the loads that name a model of the hub whose weights are not on this machine."""
    return frozenset(it.call for it in loads if _is_absent(it, root))


def _line(report: VerifyReport) -> str:
    # Words for reports are imported with the first of them.
    from loadlint.verify import render

    return render.line(report)


def _is_absent(load: LoadSite, root: Path) -> bool:
    from loadlint.verify.estimate import shelf

    argument = load.argument("pretrained_model_name_or_path", "model", "model_name_or_path")
    revision = load.argument("revision")
    name, named = (it.value.value if it and isinstance(it.value, Literal) else None for it in (argument, revision))
    return isinstance(name, str) and hub_cache.is_name(name) and not shelf.is_here(name, str(named or "main"), root)


def _count(number: float, event: Mapping[str, Any]) -> str:
    return f"{number / 1e6:.1f} MB" if event.get("unit") == "B" else f"{number:g}"


def _newest(load: LoadSite, marks: Marks) -> Run | None:
    near = [run for run, span in marks.items() if span.overlaps(load.call)]
    return near[-1] if near else None
