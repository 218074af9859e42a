"""A load that is ready to run: its request, its interpreter and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from loadlint.errors import LoadlintError
from loadlint.verify.estimate.preflight import Preflight
from loadlint.verify.rehearsal.named import replaced
from loadlint.verify.rehearsal.stage import DROPPED, Laid
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from .fork_server import SharedImports
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
    """One load to carry out. With `launch`, something else starts the worker, perhaps several of them and elsewhere.

    `laid` is the load as a rehearsal has it, `paths` are folders whose packages take the place of the interpreter's.
    `imports` are those that loads of one run share. An `exclusive` load waits for others of this user to end.
    """

    request: VerifyRequest
    python: str
    cwd: str
    limits: Limits = field(default_factory=Limits)
    estimate: Preflight | None = None
    launch: Launch | None = None
    laid: Laid | None = None
    paths: tuple[str, ...] = ()
    imports: SharedImports | None = None
    exclusive: bool = True

    @property
    def order(self) -> Json:
        """Return the worker's input."""
        order = (self.laid.request if self.laid else self.request).as_json()
        return {**order, "paths": list(self.paths)} if self.paths else order

    def environment(self) -> dict[str, str]:
        """Return the variables of a rehearsal; an empty one is removed."""
        return {**dict.fromkeys(DROPPED, ""), **self.laid.environment} if self.laid else {}

    def as_users(self, value: Any) -> Any:
        """Return a value of the worker with the folders of the user in place of those of a rehearsal."""
        return replaced(value, self.laid.shown) if self.laid else value

    @property
    def imports_alone(self) -> bool:
        """Return whether the code sets variables, which libraries read when they are imported."""
        return any("variable" in it for it in self.request.contexts)

    @property
    def may_import_early(self) -> bool:
        """Return whether the imports need not wait for the files of the model.

        They do where somebody is asked first, and where they are not those of this load alone.
        """
        request = self.request
        asks = request.unresolved or (request.dangers and not request.confirmed)
        return not (asks or self.launch or self.imports)

    @property
    def estimate_json(self) -> Json | None:
        return self.estimate.as_json() if self.estimate else None
