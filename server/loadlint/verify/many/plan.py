"""The loads of a run: each in its place, and equal ones together, as they run once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from loadlint import store
from loadlint.verify.report import Failure, Json, VerifyReport
from loadlint.verify.request import VerifyRequest
from loadlint.verify.session import Prepared


@dataclass(frozen=True, slots=True)
class Planned:
    """A load in its place: ready to run, or with the report of why it cannot; `fixed` is the load after its fixes."""

    prepared: Prepared | None = None
    report: VerifyReport | None = None
    fixed: Prepared | None = None

    @property
    def key(self) -> str:
        """Return what equal loads have in common; a load that cannot run equals no other."""
        if self.prepared is None:
            return store.digest(self.site)
        around = self.prepared.surroundings
        releases = sorted(around.releases.items())
        where = (around.python, around.paths, str(around.folder), releases, around.limits, around.launch)
        parts = [_without_place(it.request) for it in (self.prepared, self.fixed) if it is not None]
        return store.digest(*parts, where)

    @property
    def site(self) -> Json:
        if self.prepared is not None:
            return self.prepared.request.place
        return self.report.site if self.report else {}

    def placed(self, report: VerifyReport) -> VerifyReport:
        """Return the report of an equal load as that of this one."""
        findings = self.prepared.findings if self.prepared else report.findings
        return replace(report, site=self.site, findings=findings)


@dataclass(frozen=True, slots=True)
class Group:
    """Equal loads, in the order of their places; the first of them runs."""

    key: str
    loads: tuple[Planned, ...]

    @property
    def sites(self) -> list[Json]:
        return [it.site for it in self.loads]


def groups(loads: Iterable[Planned]) -> list[Group]:
    """Return equal loads together, in the order of their first places."""
    together: dict[str, list[Planned]] = {}
    for load in loads:
        together.setdefault(load.key, []).append(load)
    return [Group(key, tuple(equal)) for key, equal in together.items()]


def asking(request: VerifyRequest, message: str, answer: str) -> Planned:
    """A load whose code leaves values open; `answer` is the line that gives them."""
    error = Failure("Unresolved", message, "preparing", cause=message, cure=answer)
    return Planned(report=VerifyReport(request.place, request.public_json(), "asking", error=error))


def _without_place(request: VerifyRequest) -> VerifyRequest:
    steps = tuple(replace(it, line=0) for it in request.steps)
    asked = tuple({**it, "line": 0} for it in request.asked)
    return replace(request, path="", line=0, column=0, cell=None, steps=steps, asked=asked)
