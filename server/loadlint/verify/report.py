"""The result of a verification, one value that is also the JSON report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from typing import Literal as OneOf

Json = dict[str, Any]
Outcome = OneOf["loaded", "failed", "refused", "cancelled", "timeout", "memory-limit", "killed", "asking", "estimated"]


@dataclass(frozen=True, slots=True)
class Change:
    """A cure that is an edit of the load: an argument set to a value (as Python text), renamed or removed.

    Without an argument, `use` names the kind of uses after the load to remove: its moves or its casts.
    """

    argument: str = ""
    value: str | None = None
    rename: str | None = None
    remove: bool = False
    use: str | None = None

    def as_json(self) -> Json:
        members = {"argument": self.argument, "value": self.value, "rename": self.rename, "use": self.use}
        return {**{name: it for name, it in members.items() if it}, **({"remove": True} if self.remove else {})}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An observation in a load. `problem`: the user has to act; else it is information."""

    name: str
    evidence: str
    cure: str
    problem: bool = True
    change: Change | None = None

    def as_json(self) -> Json:
        members = {"name": self.name, "evidence": self.evidence, "cure": self.cure, "problem": self.problem}
        return {**members, "change": self.change.as_json() if self.change else None}


@dataclass(frozen=True, slots=True)
class Failure:
    """The error that ended a load. An unknown error has no cause and no cure."""

    type: str
    message: str
    phase: str
    cause: str | None = None
    cure: str | None = None
    traceback: str = ""
    change: Change | None = None

    def as_json(self) -> Json:
        facts = {
            "type": self.type,
            "message": self.message,
            "phase": self.phase,
            "cause": self.cause,
            "cure": self.cure,
        }
        return {**facts, "change": self.change.as_json() if self.change else None, "traceback": self.traceback}


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome of one request. Sizes are bytes and times seconds, unless a name says otherwise."""

    site: Json
    request: Json
    outcome: Outcome
    environment: Json = field(default_factory=dict)
    preflight: Json | None = None
    model: Json | None = None
    times: Json = field(default_factory=dict)
    memory: Json = field(default_factory=dict)
    smoke: Json = field(default_factory=dict)
    diagnosis: tuple[Diagnosis, ...] = ()
    error: Failure | None = None
    warnings: tuple[str, ...] = ()
    log: tuple[str, ...] = ()
    ranks: tuple[Json, ...] = ()
    findings: tuple[Json, ...] = ()
    rehearsal: Json | None = None

    @property
    def problems(self) -> tuple[Diagnosis, ...]:
        return tuple(it for it in self.diagnosis if it.problem)

    @property
    def status(self) -> int:
        """Return the exit status: 0 loaded as the code says, 1 with a problem, 2 could not run, 3 did not load."""
        if self.outcome == "loaded":
            return 1 if self.problems else 0
        if self.outcome == "estimated":
            return 0
        if self.outcome == "asking":
            return 2
        unable = self.outcome == "failed" and self.error is not None and self.error.phase in ("starting", "importing")
        return 2 if unable else 3

    def as_json(self) -> Json:
        return {
            "site": self.site,
            "request": self.request,
            "environment": self.environment,
            "preflight": self.preflight,
            "outcome": self.outcome,
            "model": self.model,
            "times": self.times,
            "memory": self.memory,
            "smoke": self.smoke,
            "diagnosis": [it.as_json() for it in self.diagnosis],
            "error": self.error.as_json() if self.error else None,
            "warnings": list(self.warnings),
            "log": list(self.log),
            "ranks": list(self.ranks),
            "findings": list(self.findings),
            "rehearsal": self.rehearsal,
        }

    @classmethod
    def from_json(cls, value: Json) -> VerifyReport:
        """Return the report that `as_json` wrote; raises KeyError and TypeError for anything else."""
        value = dict(value)
        error = value.pop("error")
        for name in ("warnings", "log", "ranks", "findings"):
            value[name] = tuple(value[name])
        diagnosis = tuple(Diagnosis(**{**it, "change": _change(it["change"])}) for it in value.pop("diagnosis"))
        failure = Failure(**{**error, "change": _change(error["change"])}) if error else None
        return cls(**value, diagnosis=diagnosis, error=failure)


def _change(value: Json | None) -> Change | None:
    return Change(**value) if value else None
