"""`loadlint verify` on folders and several files: every load, equal ones once, in one report."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from loadlint.errors import UsageError
from loadlint.verify.many import batch, plan
from loadlint.verify.many.batch import Result
from loadlint.verify.many.plan import Group
from loadlint.words import plural, shown

from .verifying import live, running, saving, upgrading, where
from .verifying.gathering import Gathering

if TYPE_CHECKING:
    import argparse

ALONE = ("compare", "preflight")


def main(options: argparse.Namespace) -> int:
    """Run the command and return the worst exit status of all loads."""
    for name in ALONE:
        if getattr(options, name):
            raise UsageError(f"--{name} takes one load; name it as FILE:LINE")
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
        groups = plan.groups(self.gathering.loads())
        for path, message in self.gathering.problems:
            print(f"loadlint: {shown(path)}: {message}", file=sys.stderr)
        if not groups and self.gathering.problems:
            return 2
        if not groups:
            raise UsageError(f"no load that can be verified in {', '.join(self.options.places)}; name other paths")
        self.gathering.require_consent()
        memory = batch.Memory.of(self.options.places)
        if self.options.resume:
            print(f"loadlint: {plural(memory.recall(), 'load')} done by the interrupted run", file=sys.stderr)
        with upgrading.on_one_stage(groups, wanted=self.options.rehearse and not self.options.on) as staged:
            if self.options.against:
                return self.compare(staged, memory)
            results, took = self.carry_out(staged, memory)
        figures = where.figures(self.options, results, took)
        if figures["complete"]:
            memory.forget()
        status = saving.finish(results, figures, self.options)
        if self.is_for_people:
            where.print_matrix(figures)
        return max(status, 2 if self.gathering.problems else 0)

    def compare(self, groups: list[Group], memory: batch.Memory) -> int:
        status = upgrading.compare(groups, self.options, lambda it: self.carry_out(it, memory), self.cancel)
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
