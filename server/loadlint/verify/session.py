"""One verification from the code to the report; the command line and the editor choose, ask and show.

`prepare` turns a load into something that can run, `Prepared.run` estimates it, refuses what cannot
fit, and runs the worker.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from loadlint.errors import LoadlintError
from loadlint_rules.analysis.model import Finding, LoadSite, Program

from .building import Place, build
from .estimate import indexes, preflight
from .rehearsal import performance
from .report import Json, VerifyReport
from .request import Missing, VerifyRequest
from .run import supervisor
from .run.job import CannotRunError, Job
from .secrets import Redactor
from .surroundings import Choices, Surroundings

__all__ = ["Choices", "CodeLoad", "Prepared", "Surroundings", "UnresolvedError", "prepare"]


class UnresolvedError(LoadlintError):
    """A load whose code leaves values open; `request` lists them."""

    def __init__(self, request: VerifyRequest) -> None:
        super().__init__("the code does not say every value of this load")
        self.request = request

    @property
    def missing(self) -> tuple[Missing, ...]:
        return self.request.unresolved


@dataclass(frozen=True, slots=True)
class CodeLoad:
    """A load in its text; `place` turns an offset into cell, line and column of the file.

    `findings` are those of the rules about this load.
    """

    path: str
    program: Program
    load: LoadSite
    place: Callable[[int], Place] | None = None
    findings: tuple[Json, ...] = ()

    def with_findings(self, findings: Iterable[Finding]) -> CodeLoad:
        """Return the load with those of the findings that stand in its statement, or in one that uses the model."""
        if self.place is None:
            return self
        spans = [self.load.statement, *(it.statement for it in self.load.uses)]
        about = [it for it in findings if any(span.start <= it.span.start < span.end for span in spans)]
        texts = [
            {"rule": it.rule, "severity": it.severity, "message": it.message, "line": self.place(it.span.start)[1]}
            for it in about
        ]
        return replace(self, findings=tuple(texts))

    def request(
        self, values: Mapping[str, object], *, launched: bool = False, defaults: Mapping[str, object] | None = None
    ) -> VerifyRequest:
        """The request as the code says, with what it leaves open listed in it.

        Raises ValueError for a value that the load has no use for.
        """
        return build(
            self.program,
            self.load,
            path=self.path,
            values=values,
            place=self.place,
            launched=launched,
            defaults=defaults,
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A load that can be carried out."""

    request: VerifyRequest
    surroundings: Surroundings
    findings: tuple[Json, ...] = ()

    def is_same_load(self, other: Prepared) -> bool:
        """Return whether both do the same, so that a comparison would show noise alone."""
        one, two = self.request, other.request
        return (one.call, one.steps, one.contexts, one.source) == (two.call, two.steps, two.contexts, two.source)

    def confirm(self) -> Prepared:
        """The same load after a person has agreed to its dangers."""
        return replace(self, request=replace(self.request, confirmed=True))

    def with_named_code(self) -> Prepared:
        """Return the load with the code that the indexes of its model name, as far as they are on this machine."""
        return replace(self, request=_with_dangers(self.request, self.surroundings.folder, offline=True))

    def estimate(self, cancel: threading.Event) -> preflight.Preflight | None:
        """The memory and disk that the load will take on this machine; None when it was called off."""
        return preflight.estimate_until(cancel, self.request, **self._facts())

    def _facts(self) -> Json:
        """Return what an estimate needs to know of the surroundings."""
        around = self.surroundings
        releases = {it: around.releases.get(it) for it in ("transformers", "torch")}
        return {"cwd": around.folder, **releases, "limit": around.limits.memory, "tokens": around.tokens}

    def run(self, on_event: Callable[[Json], None], cancel: threading.Event, *, force: bool = False) -> VerifyReport:
        """Carry the load out, which takes as long as the load does.

        `force` runs it although the estimate says that it is too big. Raises CannotRunError where no process
        can be started.
        """
        report = replace(self._report(on_event, cancel, force), findings=self.findings)
        cleaned: VerifyReport = self.redactor.value(report)
        return cleaned

    @property
    def redactor(self) -> Redactor:
        """Return what every value about this load goes through last, before anybody sees it."""
        return Redactor(self.request.secrets, os.environ)

    def _report(self, on_event: Callable[[Json], None], cancel: threading.Event, force: bool) -> VerifyReport:
        def run(job: Job, check: Callable[[Job], Job] | None = None) -> VerifyReport:
            return supervisor.run(job, on_event=on_event, cancel=cancel, force=force, check=check)

        def estimated(job: Job) -> Job:
            estimate = self.estimate(cancel)
            return replace(self._checked(job), estimate=estimate)

        job = self._job()
        if self.request.rehearse:
            around = self.surroundings
            return performance.perform(self._checked(job), around.stage, self._facts(), run, on_event, cancel)
        # An estimate is about one process on this machine, so it says nothing about a launch.
        return run(job, self._checked if job.launch else estimated)

    def _job(self) -> Job:
        around = self.surroundings
        if around.python is None:
            raise CannotRunError("no Python interpreter found; name one with --python")
        where = around.python, str(around.folder), around.limits, None, around.launch
        return Job(self.request, *where, paths=around.paths, imports=around.imports, exclusive=around.exclusive)

    def _checked(self, job: Job) -> Job:
        """Return the job with the dangers that a repository names, which may be asked by now."""
        request = job.request
        if request.confirmed:
            return job
        return replace(job, request=_with_dangers(request, self.surroundings.folder, offline=request.offline))


def prepare(
    load: CodeLoad, values: Mapping[str, object], surroundings: Surroundings, choices: Choices | None = None
) -> Prepared:
    """The load with its values, ready to run.

    Raises UnresolvedError when the code and the values leave something open, ValueError for a value that the
    load has no use for.
    """
    return draft(load, values, surroundings, choices).with_named_code()


def draft(
    load: CodeLoad, values: Mapping[str, object], surroundings: Surroundings, choices: Choices | None = None
) -> Prepared:
    """Return what `prepare` does, from the code alone: no file of the model is read for it. Raise as `prepare` does."""
    request = load.request(values, launched=surroundings.launch is not None, defaults=surroundings.values)
    if request.unresolved:
        raise UnresolvedError(request)
    return Prepared((choices or Choices()).on(request), surroundings, load.findings)


def _with_dangers(request: VerifyRequest, folder: Path, *, offline: bool) -> VerifyRequest:
    """Return the request with the code that the indexes of its model would have a library run."""
    named = indexes.code_named(replace(request, offline=offline), folder)
    return replace(request, dangers=tuple(dict.fromkeys((*request.dangers, *named))))
