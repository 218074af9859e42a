"""Verifications as the editor sees them: what may run, where a result belongs, and how it reads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from typing import Literal as OneOf

from loadlint.editor.analysis import identity, program, repaired
from loadlint.editor.documents import Snapshot
from loadlint.errors import LoadlintError
from loadlint.project.project import Project
from loadlint.verify import render, session
from loadlint.verify.report import VerifyReport
from loadlint.verify.request import VerifyRequest
from loadlint.verify.run import supervisor
from loadlint.verify.run.job import CannotRunError
from loadlint.verify.tagged import parse_given
from loadlint_rules.analysis.model import Finding, LoadSite, Severity, Span

OUTCOME = "verify-load"
_UNTITLED = "untitled.py"
_NEEDED = ("torch", "transformers")
_SEVERITIES: Mapping[int, Severity] = {0: "info", 1: "warning", 2: "error", 3: "error"}


class RefusedError(LoadlintError):
    """A load that cannot be verified from here; the message names the cure."""


@dataclass(eq=False)
class Run:
    """One verification of one load, from the click on; `load` is the identity of the load then.

    `report` is about the load as it is, `fixed` (when asked for) about the load as its fixes would leave it.
    """

    name: str
    load: object
    state: OneOf["waiting", "running", "done"] = "waiting"
    phase: str = ""
    report: VerifyReport | None = None
    fixed: VerifyReport | None = None

    def advance(self, event: Mapping[str, Any]) -> bool:
        """Take in an event of the worker; True when there is something new to show on the line."""
        before = self.state
        self.state = "running"
        if event.get("event") == "phase":
            self.phase = str(event.get("phase", ""))
        return before != self.state

    def finish(self, report: VerifyReport, fixed: VerifyReport | None = None) -> None:
        self.state, self.report, self.fixed = "done", report, fixed

    @property
    def details(self) -> str | None:
        """The whole report, once there is one."""
        if self.report is None:
            return None
        text = render.full(self.report)
        return f"{text}\n{render.compare(self.report, self.fixed)}" if self.fixed else text


@dataclass(frozen=True, slots=True)
class Result:
    """Where a verification belongs now. `stale`: the load is no longer what was verified."""

    load: LoadSite
    run: Run
    stale: bool

    @property
    def title(self) -> str:
        """The lens over the load."""
        if self.run.report is None:
            return f"verifying: {self.run.phase or self.run.state} (cancel)"
        if self.run.report.outcome == "cancelled":
            return "verify load (cancelled the last time)"
        line = render.line(self.run.report)
        return f"verify load again (edited since: {line})" if self.stale else line

    @property
    def finding(self) -> Finding | None:
        """What is shown on the load; None while there is nothing to report."""
        if self.run.report is None or self.run.report.outcome == "cancelled":
            return None
        line = render.line(self.run.report)
        message = f"before the last edit of this load: {line}" if self.stale else line
        return Finding(OUTCOME, self.severity, message, self.load.call)

    @property
    def details(self) -> str | None:
        """The whole report, once there is one."""
        return self.run.details

    def as_json(self) -> dict[str, Any]:
        """What an editor needs to show the verification in a window of its own; null where there is none yet."""
        report, fixed = self.run.report, self.run.fixed
        return {
            "name": self.run.name,
            "state": self.run.state,
            "line": line(report) if report else None,
            "stale": self.stale,
            "text": self.details,
            "report": report.as_json() if report else None,
            "fixed": fixed.as_json() if fixed else None,
        }

    @property
    def severity(self) -> Severity:
        if self.stale or self.run.report is None:
            return "info"
        return _SEVERITIES[self.run.report.status]


def results(loads: Iterable[LoadSite], marks: Mapping[Run, Span]) -> list[Result]:
    """The newest verification of each load; `marks` says where the verified calls are by now."""
    found = ((load, _newest(load, marks)) for load in loads)
    return [Result(load, run, run.load != identity(load)) for load, run in found if run is not None]


@dataclass(frozen=True, slots=True)
class Task:
    """A prepared load as the editor runs it."""

    prepared: session.Prepared

    @property
    def request(self) -> VerifyRequest:
        return self.prepared.request

    def confirmed(self) -> Task:
        """The task after a person has agreed to its dangers."""
        return Task(self.prepared.confirm())

    def perform(self, on_event: Callable[[dict[str, Any]], None], cancel: threading.Event) -> VerifyReport:
        """Carry it out; takes as long as the load does, and never raises for what the load does."""
        try:
            return self.prepared.run(on_event, cancel)
        except CannotRunError as error:
            return supervisor.refused(self.request, str(error), "CannotRun")


@dataclass(frozen=True, slots=True)
class Wish:
    """One load of a snapshot that is to be verified; `given` fills in what the text does not say."""

    snapshot: Snapshot
    load: LoadSite
    project: Project
    path: str | None
    root: Path
    given: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> dict[str, object]:
        """What was given, read as Python or JSON where it is that, else as text."""
        return dict(parse_given(f"{name}={text}") for name, text in self.given)


def prepare(wish: Wish) -> Task:
    """The task that a load comes to; raises RefusedError when something about it is not known."""
    return _task(_in_code(wish.snapshot, wish.load, wish.path), wish)


def asked(
    snapshot: Snapshot, load: LoadSite, path: str | None, given: Mapping[str, object] | None = None
) -> VerifyRequest:
    """What the load asks of the worker, with what the text does not say listed in it.

    Raises ValueError for something given that the load has no use for.
    """
    return _in_code(snapshot, load, path).request(given or {})


def prepare_fixed(wish: Wish) -> Task:
    """The task that the load comes to after all fixes, under the place it has now; raises RefusedError likewise."""
    after = repaired(wish.snapshot.source, wish.project.checks, wish.load)
    task = _task(session.CodeLoad(wish.path or _UNTITLED, *after), wish)
    cell, line, column = _place(wish.snapshot)(wish.load.call.start)
    moved = replace(task.request, cell=cell, line=line, column=column)
    return Task(replace(task.prepared, request=moved))


def _in_code(snapshot: Snapshot, load: LoadSite, path: str | None) -> session.CodeLoad:
    return session.CodeLoad(path or _UNTITLED, program(snapshot.source), load, _place(snapshot))


def _task(load: session.CodeLoad, wish: Wish) -> Task:
    around = session.Surroundings.of(wish.project.settings, wish.project.interpreter, folder(wish.project, wish.root))
    try:
        prepared = session.prepare(load, wish.values, around)
    except session.UnresolvedError as error:
        raise RefusedError(_missing(error.request, wish.path or _UNTITLED)) from None
    except ValueError as error:
        raise RefusedError(str(error)) from None
    _require_libraries(around, wish.project)
    return Task(prepared)


def folder(project: Project, root: Path) -> Path:
    """Where relative paths begin: the folder of the configuration, else the one the editor has open."""
    return Path(project.settings.root) if project.settings.source else root


def progress(event: Mapping[str, Any]) -> tuple[str, int | None] | None:
    """An event of the worker as a message and a percentage; None for one that a person need not see."""
    if event.get("event") == "phase":
        return str(event.get("phase")), None
    if event.get("event") != "progress":
        return None
    done, total = event.get("done") or 0, event.get("total")
    amount = f"{_count(done, event)} of {_count(total, event)}" if total else _count(done, event)
    return f"{event.get('desc') or 'loading'}: {amount}", min(100, int(100 * done / total)) if total else None


def line(report: VerifyReport) -> str:
    """A report in one line."""
    return render.line(report)


def _require_libraries(around: session.Surroundings, project: Project) -> None:
    if around.python is None or project.interpreter is None:
        raise RefusedError("no Python interpreter found; make a .venv beside the file or set `python` in loadlint.toml")
    if around.lacking:
        cure = f"install with `{around.python} -m pip install {' '.join(around.lacking)}`"
        found_in = f"{around.python} ({project.interpreter.source})"
        raise RefusedError(f"{found_in} has no {' and '.join(around.lacking)}; {cure}")


def _count(number: float, event: Mapping[str, Any]) -> str:
    return f"{number / 1e6:.1f} MB" if event.get("unit") == "B" else f"{number:g}"


def _newest(load: LoadSite, marks: Mapping[Run, Span]) -> Run | None:
    near = [run for run, span in marks.items() if span.overlaps(load.call)]
    return near[-1] if near else None


def _missing(asked: VerifyRequest, path: str) -> str:
    names = ", ".join(f"`{it.name}` (`{it.text}`, line {it.line})" for it in asked.unresolved)
    sets = " ".join(f"--set {it.name}=..." for it in asked.unresolved)
    return (
        f"the text does not say what this load is given for {names}; "
        f"run `loadlint verify {Path(path).name}:{asked.line} {sets}`"
    )


def _place(snapshot: Snapshot) -> Callable[[int], tuple[int | None, int, int]]:
    def place(offset: int) -> tuple[int | None, int, int]:
        at = snapshot.cell_at(offset)
        text, local = snapshot.cells[at].text, snapshot.local(at, Span(offset, offset)).start
        line = text.line_at(local)
        return (at if snapshot.notebook else None), line + 1, local - text.starts[line] + 1

    return place
