"""The loads of files and folders, each ready to run or with the reason why it cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from loadlint.project.projects import Projects
from loadlint.project.wishes import Wishes
from loadlint.source.file import Unreadable
from loadlint.verify import session
from loadlint.verify.many import plan
from loadlint.verify.many.plan import Planned
from loadlint.verify.run.fork_server import SharedImports
from loadlint.words import shown

from . import chosen, preparing
from .chosen import UnableError
from .preparing import Preparing

if TYPE_CHECKING:
    import argparse


class Gathering:
    """The places of a command line; `problems` are (path, message) of what cannot be read."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.problems: list[tuple[str, str]] = []
        self.projects = Projects(Wishes(python=options.python))
        self.values = preparing.values(options.set)
        self.imports = SharedImports()
        self.prepared: dict[str, tuple[Preparing, session.Surroundings]] = {}

    def print_problems(self) -> None:
        for path, message in self.problems:
            print(f"loadlint: {shown(path)}: {message}", file=sys.stderr)

    def require_consent(self) -> None:
        """Ask about the programs that configurations have these loads start; raises UsageError."""
        for preparer, _ in self.prepared.values():
            preparer.require_consent()

    def loads(self) -> Iterator[Planned]:
        for path, numbers in self.files():
            try:
                loads = [chosen.choose(path, numbers)] if numbers else chosen.every(path)
            except Unreadable as error:
                self.problems.append((path, str(error)))
                continue
            if loads:
                yield from map(self.planned, loads)

    def files(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield each file once, and the line of those that are named with one."""
        places = [chosen.split_place(it) for it in self.options.places]
        yield from ((path, numbers) for path, numbers in places if numbers)
        named = {path for path, numbers in places if numbers}
        paths = [path for path, numbers in places if not numbers]
        if paths:
            walk = self.projects.walk(paths)
            yield from ((it.path, ()) for it in walk if it.path not in named)
            self.problems += [*walk.problems, *self.projects.problems]

    def planned(self, load: chosen.Chosen) -> Planned:
        preparer, surroundings = self.around(load.path)
        wanted = preparer.fixed(load) if self.options.fixed else load
        try:
            prepared = preparer.prepare(wanted, {}, surroundings)
            fixed = preparer.prepare(preparer.fixed(load), {}, surroundings) if self.options.compare else None
            return Planned(prepared, fixed=fixed)
        except session.UnresolvedError as error:
            request = error.request
            return plan.asking(request, preparing.open_values(request), preparing.asking_line(request, load.path))
        except ValueError as error:
            raise UnableError(str(error)) from error

    def around(self, path: str) -> tuple[Preparing, session.Surroundings]:
        folder = os.path.dirname(path) or "."
        if folder not in self.prepared:
            preparer = Preparing(self.options, self.projects.at(folder))
            surroundings = replace(preparer.surroundings(self.values), imports=self.imports)
            self.prepared[folder] = preparer, surroundings
        return self.prepared[folder]
