"""One load of a file: chosen, prepared, run as it is or after its fixes, and shown."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from loadlint.project.projects import Projects
from loadlint.project.wishes import Wishes
from loadlint.verify import facts, figures, render, session
from loadlint.verify.estimate.preflight import HOPELESS, Preflight
from loadlint.verify.report import VerifyReport
from loadlint.verify.run.fork_server import SharedImports
from loadlint.words import visible

from . import against, chosen, preparing, running
from .chosen import UnableError
from .preparing import Preparing

if TYPE_CHECKING:
    import argparse


class Command:
    """One run of `loadlint verify` on one load; `imports` may have begun."""

    def __init__(self, options: argparse.Namespace, place: str, imports: SharedImports | None = None) -> None:
        self.options, self.imports = options, imports or SharedImports()
        self.path, self.numbers = chosen.split_place(place)
        projects = Projects(Wishes(python=options.python))
        self.preparing = Preparing(options, projects.at(os.path.dirname(self.path) or "."))
        self.cancel = threading.Event()

    def prepared(self) -> list[session.Prepared]:
        """Return the load as it is, as fixed, or both, as the options want; raises UnableError."""
        load = chosen.choose(self.path, self.numbers)
        values = preparing.values(self.options.set)
        wanted = [load] if not self.options.fixed or self.options.compare else []
        wanted += [self.preparing.fixed(load)] if self.options.fixed or self.options.compare else []
        # Two loads import once, and what is compared then differs in the code alone.
        surroundings = replace(self.preparing.surroundings(), imports=self.imports if self.options.compare else None)
        return [self.prepare(it, values, surroundings) for it in wanted]

    def carry_out(self, prepared: list[session.Prepared]) -> int:
        """Run the loads, show the reports and return the exit status."""
        if len(prepared) == 2 and prepared[0].is_same_load(prepared[1]):
            print("nothing to compare: no quick-fix changes this load, so it is verified once", file=sys.stderr)
            prepared = prepared[:1]
        with self.imports, running.stopping(self.cancel):
            if self.options.preflight:
                return self.show_estimates(prepared)
            self.preparing.require_consent()
            if self.options.against:
                as_json = self.options.output_format == "json"
                return against.compare(prepared[-1], self.options.against, self.verify, self.cancel, as_json=as_json)
            return self.show([self.verify(it) for it in prepared])

    def prepare(
        self, load: chosen.Chosen, values: dict[str, object], surroundings: session.Surroundings
    ) -> session.Prepared:
        try:
            return self.preparing.prepare(load, values, surroundings)
        except session.UnresolvedError as error:
            raise UnableError(preparing.asking(error.request, self.path)) from error
        except ValueError as error:
            raise UnableError(str(error)) from error

    # --- carrying out

    def verify(self, prepared: session.Prepared) -> VerifyReport:
        with running.showing(self.options.output_format == "full") as show:
            return prepared.run(show, self.cancel, force=self.options.yes)

    # --- showing

    def show(self, reports: list[VerifyReport]) -> int:
        if self.options.output_format == "json":
            values = [it.as_json() for it in reports]
            print(json.dumps({"before": values[0], "after": values[1]} if len(values) == 2 else values[0], indent=2))
        elif len(reports) == 2:
            render.write_comparison(reports[0], reports[1], sys.stdout)
        elif reports[0].status == 2 and reports[0].error:
            # The interpreter cannot load anything, so there is no report about this load.
            raise UnableError(f"{reports[0].error.cause or reports[0].error.message}; {reports[0].error.cure or ''}")
        else:
            render.write(reports[0], sys.stdout)
        return reports[-1].status

    def show_estimates(self, prepared: list[session.Prepared]) -> int:
        answers = [it.estimate(self.cancel) for it in prepared]
        estimates = [it for it in answers if it is not None]
        redactor = prepared[-1].redactor
        if len(estimates) < len(answers):
            print("loadlint: cancelled before the estimate was ready", file=sys.stderr)
            return 3
        if self.options.output_format == "json":
            print(json.dumps(redactor.value(estimates[-1].as_json()), indent=2))
        else:
            for it in estimates:
                print(visible(redactor.text("\n".join(_estimated(it)))))
        return 3 if estimates[-1].verdict in HOPELESS and not self.options.yes else 0


# --- helpers ------------------------------------------------------------------------------------------------


def _estimated(estimate: Preflight) -> Iterator[str]:
    yield f"{estimate.answer} (estimated)"
    if estimate.cure:
        yield f"  cure        {estimate.cure.text} (estimated)"
    if estimate.where:
        yield f"  where       {estimate.where}, {estimate.weights.files} files"
    for name, amount in estimate.weights.bytes_by_dtype.items():
        yield f"  checkpoint  {name} {figures.size(amount)} (estimated)"
    if estimate.memory is not None and estimate.private is not None:
        yield f"  loads as    {estimate.dtype or 'the mix of the checkpoint'} (estimated)"
        mapped = f"{figures.size(estimate.memory)} with mapped files and libraries"
        yield f"  host        {figures.size(estimate.private)} private, {mapped} (estimated)"
        yield f"  cache       {figures.size(estimate.cache)} of keys and values, within the private (estimated)"
    if estimate.plan.bytes_per_device:
        yield f"  devices     {facts.shares(estimate.as_json())} (estimated)"
    if estimate.disk is not None:
        free = f"{figures.size(estimate.disk)} of disk are free"
        yield f"  download    {figures.size(estimate.download)}, {free} (estimated)"
    yield from (f"  note        {it}" for it in estimate.notes)
