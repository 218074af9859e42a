"""Turn the options of `loadlint verify` and the project of a file into loads that can run."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from loadlint.project import pinning
from loadlint.verify import session
from loadlint.verify.run.job import Limits
from loadlint.verify.run.launch import Launch
from loadlint.verify.tagged import parse_given
from loadlint_rules.analysis import engine

from . import consent
from .chosen import Chosen, UnableError

if TYPE_CHECKING:
    import argparse

    from loadlint.project.projects import Folder
    from loadlint.verify.request import VerifyRequest
    from loadlint_rules.analysis.model import Finding


class Preparing:
    """The loads of one project, as the options want them; `values` are those of `--set`."""

    def __init__(self, options: argparse.Namespace, project: Folder) -> None:
        self.options, self.project = options, project
        self.settings = project.settings
        self.prefix: str | None = options.launch or self.settings.verify.launch
        self.launch = _launch(self.prefix)
        # A file is linted once for all of its loads.
        self._linted: tuple[object, list[Finding]] | None = None

    def require_consent(self) -> None:
        """Ask about the programs that the configuration has a load start; raises UsageError where nobody agrees."""
        consent.require(self.settings, self.project.interpreter, self.prefix, agreed=self.options.yes)

    def prepare(
        self, chosen: Chosen, values: Mapping[str, object], surroundings: session.Surroundings
    ) -> session.Prepared:
        """Return a load ready to run; raises UnresolvedError and ValueError as `session.prepare`."""
        load = session.CodeLoad(chosen.path, chosen.program, chosen.load, chosen.place)
        return session.prepare(self.with_findings(load, chosen), values, surroundings, self.choices)

    @property
    def choices(self) -> session.Choices:
        options = self.options
        return session.Choices(options.yes, options.offline, not options.no_smoke, options.prompt, options.rehearse)

    def with_findings(self, load: session.CodeLoad, chosen: Chosen) -> session.CodeLoad:
        """Return the load with the findings about it, for the report to show them beside its outcome."""
        document = chosen.document
        if self._linted is None or self._linted[0] is not document:
            targets = self.project.targets_of(chosen.path, document.data)
            self._linted = document, engine.lint(document.source, self.settings.rules_for(chosen.path), targets)
        return load.with_findings(self._linted[1])

    def surroundings(self, values: Mapping[str, object] | None = None) -> session.Surroundings:
        """Return where the loads run; `values` have precedence over those of the configuration."""
        around = session.Surroundings.of(self.settings, self.project.interpreter, Path.cwd())
        limits = Limits(
            self.options.timeout or around.limits.timeout, self.options.memory_limit or around.limits.memory
        )
        # A path of this machine's interpreter is useless on the machine that loads.
        elsewhere = self.launch and self.launch.way and not self.options.python
        # A node of a cluster takes its own.
        python = None if self.options.on and not self.options.python else around.python
        return dataclasses.replace(
            around,
            python="python3" if elsewhere else python,
            limits=limits,
            launch=self.launch,
            tokens=self.options.tokens or around.tokens,
            values={**around.values, **(values or {})},
        )

    def fixed(self, chosen: Chosen) -> Chosen:
        """Return the load in the text after all fixes, including the unsafe ones, as an editor offers each."""
        source, rules = chosen.document.source, self.settings.rules_for(chosen.path)
        targets = self.project.targets_of(chosen.path, chosen.document.data)
        targets = pinning.with_commits(targets, (it.name for it in rules), source.text.encode("utf-8", "surrogatepass"))
        return chosen.with_source(engine.fix(source, rules, targets, unsafe=True).source)


def values(texts: list[str]) -> dict[str, object]:
    """Return the values of `--set`; raises UnableError."""
    try:
        return dict(parse_given(it) for it in texts)
    except ValueError as error:
        raise UnableError(str(error)) from error


def asking(request: VerifyRequest, path: str) -> str:
    """Return which values a load leaves open, and the options that give them."""
    return f"{open_values(request)}; {asking_line(request, path)}"


def asking_line(request: VerifyRequest, path: str) -> str:
    """Return what answers the open values of a load."""
    options = " ".join(f"--set {it.name}={'|'.join(it.choices) or 'VALUE'}" for it in request.unresolved)
    return f"add {options} to `loadlint verify {path}:{request.line}`"


def open_values(request: VerifyRequest) -> str:
    names = ", ".join(f"`{it.text}` (line {it.line})" for it in request.unresolved)
    return f"the code does not define {names}"


def _launch(prefix: str | None) -> Launch | None:
    try:
        return Launch.of(prefix) if prefix is not None else None
    except ValueError as error:
        raise UnableError(str(error)) from error
