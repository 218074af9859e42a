"""Values: the rules, releases, settings and interpreter of one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadlint_rules.analysis.model import Rule, Targets

if TYPE_CHECKING:
    from .interpreter import Interpreter
    from .settings import Settings


@dataclass(frozen=True, slots=True)
class Checks:
    """The rules and releases that a file is linted with. `names` are those of all rules, to report misspelled ones.

    `syntax`: statements that do not parse are findings.
    """

    rules: tuple[Rule, ...]
    targets: Targets = field(default_factory=Targets)
    names: frozenset[str] = frozenset()
    syntax: bool = True

    def __hash__(self) -> int:
        """Hash the names alone, which remember their hash: the rules of two files of one folder rarely differ."""
        return hash(self.names)


@dataclass(frozen=True, slots=True)
class Project:
    """The project of one file. `problem` says what is wrong with its configuration; then defaults apply."""

    checks: Checks
    settings: Settings
    interpreter: Interpreter | None = None
    problem: str | None = None
