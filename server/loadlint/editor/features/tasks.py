"""Loads of the editor as tasks: prepared for a worker, or refused with the cure.

`verify.session` is imported with the first of them: a document has its findings 30 ms sooner.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loadlint.editor.analysis import Analysis
from loadlint.editor.asking import refusals
from loadlint.editor.asking.refusals import RefusedError
from loadlint.editor.documents import Snapshot
from loadlint.project.project import Project
from loadlint.verify.report import VerifyReport
from loadlint.verify.request import VerifyRequest
from loadlint.verify.tagged import parse_given
from loadlint_rules.analysis.model import LoadSite, Span

if TYPE_CHECKING:
    from loadlint.verify import session

_UNTITLED = "untitled.py"


@dataclass(frozen=True, slots=True)
class Task:
    """A prepared load as the editor runs it."""

    prepared: session.Prepared

    @property
    def request(self) -> VerifyRequest:
        """The request to the worker."""
        return self.prepared.request

    def confirmed(self) -> Task:
        """The task after a person has agreed to its dangers."""
        return Task(self.prepared.confirm())

    def with_named_code(self) -> Task:
        """Return the task with the dangers in files of the model, whose reading needs a thread of its own."""
        return Task(self.prepared.with_named_code())

    def perform(self, on_event: Callable[[dict[str, Any]], None], cancel: threading.Event) -> VerifyReport:
        """Carry it out; takes as long as the load does, and never raises for what the load does."""
        from loadlint.verify.run import refusal
        from loadlint.verify.run.job import CannotRunError

        try:
            return self.prepared.run(on_event, cancel)
        except CannotRunError as error:
            report = refusal.refused(self.request, str(error), "CannotRun")
        except Exception as error:  # without an end, a verification would stay in the editor for ever
            report = refusal.broken(self.request, error)
        cleaned: VerifyReport = self.prepared.redactor.value(report)
        return cleaned


@dataclass(frozen=True, slots=True)
class Candidate:
    """One load of a snapshot to verify; `answers` are the values that the code does not define."""

    snapshot: Snapshot
    load: LoadSite
    project: Project
    path: str | None
    root: Path
    analysis: Analysis
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> dict[str, object]:
        """The answers, read as Python or JSON where they are that, else as text."""
        return dict(parse_given(f"{name}={text}") for name, text in self.answers)


def prepare(candidate: Candidate) -> Task:
    """Make the task of a load; raises RefusedError when something about it is not known."""
    return _task(_with_findings(candidate), candidate)


def rehearse(candidate: Candidate) -> Task:
    """Make the task of a load without its weights; raises RefusedError likewise."""
    prepared = prepare(candidate).prepared
    return Task(replace(prepared, request=replace(prepared.request, rehearse=True)))


def asked(
    analysis: Analysis,
    snapshot: Snapshot,
    load: LoadSite,
    path: str | None,
    values: Mapping[str, object] | None = None,
) -> VerifyRequest:
    """Return the request to the worker, with a list of the values that the code does not define.

    Raises ValueError for a value that the load has no use for.
    """
    return _in_code(analysis, snapshot, load, path).request(values or {})


def prepare_fixed(candidate: Candidate) -> Task:
    """Make the task of a load after all fixes, under the place it has now; raises RefusedError likewise."""
    from loadlint.verify.session import CodeLoad

    after = candidate.analysis.repaired(candidate.snapshot.source, candidate.project.checks, candidate.load)
    task = _task(CodeLoad(candidate.path or _UNTITLED, *after), candidate)
    cell, line, column = _place(candidate.snapshot)(candidate.load.call.start)
    moved = replace(task.request, cell=cell, line=line, column=column)
    return Task(replace(task.prepared, request=moved))


def _in_code(analysis: Analysis, snapshot: Snapshot, load: LoadSite, path: str | None) -> session.CodeLoad:
    from loadlint.verify.session import CodeLoad

    return CodeLoad(path or _UNTITLED, analysis.program(snapshot.source), load, _place(snapshot))


def _with_findings(candidate: Candidate) -> session.CodeLoad:
    snapshot, checks = candidate.snapshot, candidate.project.checks
    load = _in_code(candidate.analysis, snapshot, candidate.load, candidate.path)
    return load.with_findings(candidate.analysis.lint(snapshot.source, checks).findings)


def _task(load: session.CodeLoad, candidate: Candidate) -> Task:
    from loadlint.verify import session

    project = candidate.project
    around = session.Surroundings.of(project.settings, project.interpreter, folder(project, candidate.root))
    try:
        prepared = session.draft(load, candidate.values, around)
    except session.UnresolvedError as error:
        raise RefusedError(_missing(error.request, candidate.path or _UNTITLED)) from None
    except ValueError as error:
        raise RefusedError(str(error)) from None
    _require_libraries(around, project)
    return Task(prepared)


def folder(project: Project, root: Path) -> Path:
    """The folder where relative paths begin: that of the configuration, else the one the editor has open."""
    return Path(project.settings.root) if project.settings.source else root


def _require_libraries(around: session.Surroundings, project: Project) -> None:
    if around.python is None or project.interpreter is None:
        raise refusals.no_interpreter()
    if around.lacking:
        raise refusals.lacking(str(around.python), around.lacking)


def _missing(asked: VerifyRequest, path: str) -> str:
    names = ", ".join(f"`{it.name}` (`{it.text}`, line {it.line})" for it in asked.unresolved)
    sets = " ".join(f"--set {it.name}=..." for it in asked.unresolved)
    return f"the code does not define {names}; run `loadlint verify {Path(path).name}:{asked.line} {sets}`"


def _place(snapshot: Snapshot) -> Callable[[int], tuple[int | None, int, int]]:
    def place(offset: int) -> tuple[int | None, int, int]:
        at = snapshot.cell_at(offset)
        text, local = snapshot.cells[at].text, snapshot.local(at, Span(offset, offset)).start
        line = text.line_at(local)
        return (at if snapshot.notebook else None), line + 1, local - text.starts[line] + 1

    return place
