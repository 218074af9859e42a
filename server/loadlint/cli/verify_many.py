"""`loadlint verify` on folders and several files: every load, equal ones once, in one report."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from loadlint.errors import UsageError
from loadlint.verify.many import batch, plan
from loadlint.verify.many.batch import Result
from loadlint.verify.many.plan import Group

from .verifying import comparing, live, running, saving, upgrading, where
from .verifying.gathering import Gathering

if TYPE_CHECKING:
    import argparse


def main(options: argparse.Namespace) -> int:
    """Run the command and return the worst exit status of all loads."""
    where.check(options)
    return _Many(options).run()


class _Many:
    """One run over several places."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.cancel = threading.Event()
        self.gathering = Gathering(options)

    def run(self) -> int:
        saving.prepare(self.options)
        with running.first_sign(running.READING):
            groups = plan.groups(self.gathering.loads())
        self.gathering.print_problems()
        if not groups and self.gathering.problems:
            return 2
        if not groups:
            raise UsageError(f"no load that can be verified in {', '.join(self.options.places)}; name other paths")
        if not self.options.preflight:
            self.gathering.require_consent()
        memory = saving.memory(self.options)
        with upgrading.on_one_stage(groups, wanted=self.options.rehearse and not self.options.on) as staged:
            if self.options.against or self.options.compare:
                return self.compare(staged, memory)
            results, took = self.carry_out(staged, memory)
        saving.warn(memory)
        figures = where.figures(self.options, results, took)
        status = saving.finish(results, figures, self.options)
        if figures["complete"]:
            memory.forget()
        if self.is_for_people:
            where.print_matrix(figures)
        return max(status, 2 if self.gathering.problems else 0)

    def compare(self, groups: list[Group], memory: batch.Memory) -> int:
        def run(groups: list[Group]) -> tuple[list[Result], float]:
            return self.carry_out(groups, memory)

        if self.options.compare:
            status = comparing.compare(groups, self.options, run)
        else:
            status = upgrading.compare(groups, self.options, run, self.cancel)
        saving.warn(memory)
        if not self.cancel.is_set():
            memory.forget()
        return max(status, 2 if self.gathering.problems else 0)

    def carry_out(self, groups: list[Group], memory: batch.Memory) -> tuple[list[Result], float]:
        began, results = time.monotonic(), []
        screen_of = live.table_of(groups, wanted=self.is_for_people)
        with running.stopping(self.cancel), self.gathering.imports, screen_of as screen:
            for result in where.results(self.options, groups, memory, self.cancel, screen.started):
                results.append(result)
                screen.ended(result)
        order = {it.key: at for at, it in enumerate(groups)}
        results.sort(key=lambda it: order[it.group.key])
        return results, time.monotonic() - began

    @property
    def is_for_people(self) -> bool:
        return self.options.output_format == "full" and not self.options.output_file
