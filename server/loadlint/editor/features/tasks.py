"""Loads as tasks for a worker: which request, with which interpreter, in which folder, under which limits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loadlint.editor.analysis import program, repaired
from loadlint.editor.documents import Snapshot
from loadlint.errors import LoadlintError
from loadlint.project import environment
from loadlint.project.project import Project
from loadlint.verify import request
from loadlint.verify.estimate import preflight
from loadlint.verify.report import VerifyReport
from loadlint.verify.request import VerifyRequest
from loadlint.verify.run import supervisor
from loadlint_rules.analysis.model import LoadSite, Span

_UNTITLED = "untitled.py"
_NEEDED = ("torch", "transformers")


class RefusedError(LoadlintError):
    """A load that cannot be verified from here; the message names the cure."""


@dataclass(frozen=True, slots=True)
class Task:
    """A request that can be carried out: with which interpreter, in which folder, under which limits."""

    request: VerifyRequest
    python: str
    folder: Path
    limits: supervisor.Limits
    transformers: str | None = None
    torch: str | None = None

    def confirmed(self) -> Task:
        """The task after a person has agreed to its dangers."""
        return replace(self, request=replace(self.request, confirmed=True))

    def perform(self, on_event: Callable[[dict[str, Any]], None], cancel: threading.Event) -> VerifyReport:
        """Carry it out; takes as long as the load does, and never raises for what the load does."""
        limit = self.limits.memory
        checked = preflight.estimate_until(
            cancel,
            self.request,
            cwd=self.folder,
            transformers=self.transformers,
            torch=self.torch,
            limit=limit,
        )
        if checked is None:
            return supervisor.cancelled(self.request)
        if checked.verdict == "too-big":
            return supervisor.refused(self.request, f"the load {checked.reason}", "TooBig", checked)
        try:
            return supervisor.run(
                self.request,
                python=self.python,
                cwd=str(self.folder),
                on_event=on_event,
                cancel=cancel,
                limits=self.limits,
                estimate=checked,
            )
        except supervisor.CannotRunError as error:
            return supervisor.refused(self.request, str(error), "CannotRun", checked)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One load of a snapshot to verify; `answers` fill in what the text does not say."""

    snapshot: Snapshot
    load: LoadSite
    project: Project
    path: str | None
    root: Path
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> dict[str, object]:
        """The answers, read as Python or JSON where they are that, else as text."""
        return dict(request.parse_given(f"{name}={text}") for name, text in self.answers)


def prepare(candidate: Candidate) -> Task:
    """Make the task of a load; raises RefusedError when something about it is not known."""
    try:
        return _task(asked(candidate.snapshot, candidate.load, candidate.path, candidate.values), candidate)
    except ValueError as error:
        raise RefusedError(str(error)) from None


def asked(
    snapshot: Snapshot, load: LoadSite, path: str | None, values: Mapping[str, object] | None = None
) -> VerifyRequest:
    """The request to the worker, with a list of what the text does not say.

    Raises ValueError for a value that the load has no use for.
    """
    name = path or _UNTITLED
    return request.build(program(snapshot.source), load, path=name, given=values or {}, place=_place(snapshot))


def prepare_fixed(candidate: Candidate) -> Task:
    """Make the task of a load after all fixes, under the place it has now; raises RefusedError likewise."""
    after = repaired(candidate.snapshot.source, candidate.project.checks, candidate.load)
    try:
        wanted = request.build(*after, path=candidate.path or _UNTITLED, given=candidate.values)
    except ValueError as error:
        raise RefusedError(str(error)) from None
    cell, line, column = _place(candidate.snapshot)(candidate.load.call.start)
    return _task(replace(wanted, cell=cell, line=line, column=column), candidate)


def _task(wanted: VerifyRequest, candidate: Candidate) -> Task:
    if wanted.unresolved:
        raise RefusedError(_missing(wanted, candidate.path or _UNTITLED))
    project, root = candidate.project, candidate.root
    python = _usable(project.interpreter)
    releases = environment.versions(python)
    versions = releases.get("transformers"), releases.get("torch")
    return Task(wanted, python.path, folder(project, root), _limits(project), *versions)


def folder(project: Project, root: Path) -> Path:
    """The folder where relative paths begin: that of the configuration, else the one the editor has open."""
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


def _usable(interpreter: environment.Interpreter | None) -> environment.Interpreter:
    if interpreter is None:
        raise RefusedError("no Python interpreter found; make a .venv beside the file or set `python` in loadlint.toml")
    lacking = [it for it in _NEEDED if it not in environment.versions(interpreter)]
    if lacking:
        cure = f"install with `{interpreter.path} -m pip install {' '.join(lacking)}`"
        raise RefusedError(f"{interpreter.path} ({interpreter.source}) has no {' and '.join(lacking)}; {cure}")
    return interpreter


def _limits(project: Project) -> supervisor.Limits:
    verify = project.settings.verify
    return supervisor.Limits(verify.timeout or supervisor.Limits().timeout, verify.memory_limit)


def _count(number: float, event: Mapping[str, Any]) -> str:
    return f"{number / 1e6:.1f} MB" if event.get("unit") == "B" else f"{number:g}"


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
