"""Reports of loads that are not run: refused, or cancelled before they began."""

from __future__ import annotations

import dataclasses
import os

from loadlint import crashes
from loadlint.errors import LoadlintError
from loadlint.verify.estimate import hub
from loadlint.verify.estimate.preflight import Preflight
from loadlint.verify.report import Failure, VerifyReport
from loadlint.verify.request import VerifyRequest

from .job import CannotRunError, Job

CURES = {
    "Dangerous": "read that code first, then go on with --yes",
    "TooBig": "load in a half dtype, free memory, or go on with --yes",
}


class RefusedError(LoadlintError):
    """A load that is not to be run; `report` says why."""

    def __init__(self, report: VerifyReport) -> None:
        super().__init__("the load is refused")
        self.report = report


def allowed(job: Job, *, force: bool) -> Job:
    """Return a job that may run. Raise RefusedError for one that cannot fit and is not forced, or whose dangers no one
    confirmed, and CannotRunError for unresolved arguments.
    """
    request, estimate = job.request, job.estimate
    if estimate and estimate.verdict == "too-big" and not force:
        raise RefusedError(refused(request, f"the load {estimate.reason}", "TooBig", estimate))
    if request.unresolved:
        asked = ", ".join(f"{it.name} ({it.text}, line {it.line})" for it in request.unresolved)
        raise CannotRunError(f"the code does not say the value of {asked}")
    if request.dangers and not request.confirmed:
        raise RefusedError(refused(request, "; ".join([*request.dangers, *whose_code(job)]), "Dangerous", estimate))
    return job


def refused(request: VerifyRequest, reason: str, kind: str, estimate: Preflight | None = None) -> VerifyReport:
    """The report of a load that was not even tried."""
    error = Failure(kind, reason, "preflight", cause=reason, cure=CURES.get(kind))
    if estimate and estimate.cure and kind == "TooBig":
        cure = f"{estimate.cure.text}; --yes goes on all the same"
        error = dataclasses.replace(error, cure=cure, change=estimate.cure.change)
    checked = estimate.as_json() if estimate else None
    return VerifyReport(request.place, request.public_json(), "refused", preflight=checked, error=error)


def unable(request: VerifyRequest, reason: str, cure: str | None, *, fails: bool) -> VerifyReport:
    """The report of a load that cannot be rehearsed; with `fails` the load itself would fail for that reason."""
    error = Failure("CannotRehearse", reason, "resolving" if fails else "starting", cause=reason, cure=cure)
    return VerifyReport(request.place, request.public_json(), "failed", error=error)


def lost(request: VerifyRequest, reason: str, cure: str | None) -> VerifyReport:
    """The report of a load that ended with the machine it ran on."""
    error = Failure("NodeLost", reason, "running", cause=reason, cure=cure)
    return VerifyReport(request.place, request.public_json(), "killed", error=error)


def not_started(request: VerifyRequest, error: CannotRunError) -> VerifyReport:
    """The report of a load for which no process can be started."""
    failure = Failure(type(error).__name__, str(error), "starting", cause=str(error))
    return VerifyReport(request.place, request.public_json(), "failed", error=failure)


def broken(request: VerifyRequest, fault: Exception) -> VerifyReport:
    """The report of a load on which loadlint itself failed."""
    cause = f"loadlint failed: {crashes.described(fault)}"
    error = Failure("Broken", cause, "starting", cause=cause)
    return VerifyReport(request.place, request.public_json(), "failed", error=error)


def cancelled(request: VerifyRequest) -> VerifyReport:
    """The report of a load that was called off before it began."""
    return VerifyReport(request.place, request.public_json(), "cancelled")


def whose_code(job: Job) -> list[str]:
    """The commit whose code would run, so that a person can read just that and pin it."""
    request = job.request
    if not request.source or os.path.isdir(os.path.join(job.cwd, request.source)):
        return []
    named = request.argument("code_revision") or request.argument("revision") or {}
    revision = str(named.get("literal") or "main")
    commit = hub.commit_of(request.source, revision, os.environ, ask=not request.offline)
    return [f"{request.source} is at commit {commit}, which `revision=` would pin"] if commit else []
