"""A load that is ready to run: its request, its interpreter and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from loadlint.errors import LoadlintError
from loadlint.verify.estimate.preflight import Preflight
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from .launch import Launch


class CannotRunError(LoadlintError):
    """The request cannot be carried out at all; the message names the cure."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`timeout` in seconds for the whole; `memory` in bytes, or None for what is free less a reserve."""

    timeout: float = 1800.0
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One load to carry out. With `launch`, something else starts the worker, perhaps several of them and elsewhere."""

    request: VerifyRequest
    python: str
    cwd: str
    limits: Limits = field(default_factory=Limits)
    estimate: Preflight | None = None
    launch: Launch | None = None

    @property
    def estimate_json(self) -> Json | None:
        return self.estimate.as_json() if self.estimate else None
