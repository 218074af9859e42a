"""The interpreter, folder and limits that a load runs in, and the decisions of a person about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from loadlint.project.installed import Interpreter, versions
from loadlint.project.settings import Settings

from .estimate import preflight
from .rehearsal.stage import Stage
from .request import VerifyRequest
from .run.fork_server import SharedImports
from .run.job import Limits
from .run.launch import Launch

NEEDED = ("torch", "transformers")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The interpreter and folder that a load runs in, and its limits.

    `limits.memory` is also the limit that an estimate is held to; `tokens` is the length of text whose
    keys and values are estimated. `stage` is where rehearsals share their files, `paths` are folders whose packages
    take the place of those of the interpreter. `values` fill in what the code does not say.
    With `imports`, loads that share it import their libraries once.
    """

    folder: Path
    python: str | None = None
    releases: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    launch: Launch | None = None
    tokens: int = preflight.CONTEXT
    stage: Stage | None = None
    paths: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    imports: SharedImports | None = None
    exclusive: bool = True

    @classmethod
    def of(cls, settings: Settings, interpreter: Interpreter | None, folder: Path) -> Surroundings:
        """The surroundings that the configuration asks for."""
        limits = Limits(settings.verify.timeout or Limits().timeout, settings.verify.memory_limit)
        python = interpreter.path if interpreter else None
        return cls(folder, python, versions(interpreter), limits, values=settings.verify.values)

    @property
    def lacking(self) -> tuple[str, ...]:
        """Libraries that every load needs and the interpreter does not have."""
        return tuple(it for it in NEEDED if it not in self.releases)


@dataclass(frozen=True, slots=True)
class Choices:
    """Decisions of a person about a verification beside the values of the load."""

    confirmed: bool = False
    offline: bool = False
    smoke: bool = True
    prompt: str | None = None
    rehearse: bool = False

    def on(self, request: VerifyRequest) -> VerifyRequest:
        chosen = replace(
            request, confirmed=self.confirmed, offline=self.offline, smoke=self.smoke, rehearse=self.rehearse
        )
        return chosen if self.prompt is None else replace(chosen, prompt=self.prompt)
