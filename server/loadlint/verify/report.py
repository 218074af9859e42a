"""What a verification found out, in one value that also is the JSON report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from typing import Literal as OneOf

Json = dict[str, Any]
Outcome = OneOf["loaded", "failed", "refused", "cancelled", "timeout", "memory-limit", "killed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A cure that is an edit of the load: an argument set to a value (as Python text), renamed or removed.

    Without an argument, what is done to the model after the load is taken away: its moves or its casts.
    """

    argument: str = ""
    value: str | None = None
    rename: str | None = None
    remove: bool = False
    use: str | None = None

    def as_json(self) -> Json:
        told = {"argument": self.argument, "value": self.value, "rename": self.rename, "use": self.use}
        return {**{name: it for name, it in told.items() if it}, **({"remove": True} if self.remove else {})}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing seen in a load; `problem` means worth acting on, else it is only good to know."""

    name: str
    evidence: str
    cure: str
    problem: bool = True
    change: Change | None = None

    def as_json(self) -> Json:
        told = {"name": self.name, "evidence": self.evidence, "cure": self.cure, "problem": self.problem}
        return {**told, "change": self.change.as_json() if self.change else None}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a load did not come to its end. An unknown error has no cause and no cure."""

    type: str
    message: str
    phase: str
    cause: str | None = None
    cure: str | None = None
    traceback: str = ""
    change: Change | None = None

    def as_json(self) -> Json:
        told = {"type": self.type, "message": self.message, "phase": self.phase, "cause": self.cause, "cure": self.cure}
        return {**told, "change": self.change.as_json() if self.change else None, "traceback": self.traceback}


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

    @property
    def problems(self) -> tuple[Diagnosis, ...]:
        return tuple(it for it in self.diagnosis if it.problem)

    @property
    def status(self) -> int:
        """The exit status: 0 loaded as the code says, 1 with a problem, 2 could not run, 3 did not load."""
        if self.outcome == "loaded":
            return 1 if self.problems else 0
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
        }
