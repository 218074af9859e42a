"""Lint the files of a run in this process, or in several where the work pays for their start."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from itertools import chain

from loadlint.source.walk import parses

from .ahead import second

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .ahead.syntax import Answers
    from .job import Job, Outcome

# Bytes of files to analyze for which one more process pays for its start.
BYTES_PER_PROCESS = 400_000
# Bytes of named files for which a process that parses them pays for its start.
_BYTES_TO_PARSE = 100_000


class _Counted:
    """Jobs that count how many of them have been taken."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.count = 0
        self._jobs = jobs

    def __iter__(self) -> Iterator[Job]:
        for job in self._jobs:
            self.count += 1
            yield job


def outcomes(jobs: Iterable[Job], processes: int | None, parses: Callable[[bytes], bool] = parses) -> Iterable[Outcome]:
    """Return the outcome of each job, in any order; on a terminal, a line counts them.

    `processes` is the number that the user asked for, or None for as many as pay. `parses` says whether a text parses,
    where this process lints. Raises WorkerError.
    """
    counted = _Counted(jobs)
    outcomes = _outcomes(iter(counted), processes, parses)
    if not sys.stderr.isatty():
        return outcomes
    from . import progress

    return progress.shown(outcomes, lambda: counted.count, sys.stderr)


@contextmanager
def parsing(paths: Sequence[str], processes: int | None) -> Iterator[Callable[[bytes], bool]]:
    """Yield a function that says whether a text parses; a second process parses the files among paths where that pays.

    It is begun before the engine is imported. Workers parse what they lint, where they are asked for or pay.
    """
    answers = _ahead(paths) if processes is None and second.may_begin() else None
    if answers is None:
        yield parses
        return
    try:
        yield answers.parses
    finally:
        answers.end()


def _outcomes(jobs: Iterator[Job], processes: int | None, parses: Callable[[bytes], bool]) -> Iterator[Outcome]:
    """Several processes begin while the rest of the files is still being looked for."""
    first = _first(jobs, processes)
    number = _worthwhile(first, processes)
    if number > 1:
        from . import workers

        yield from workers.outcomes(chain(first, jobs), number)
    else:
        from . import file

        memory = file.memory()
        yield from (file.run(it, memory, parses) for it in [*first, *jobs])


def _first(jobs: Iterable[Job], processes: int | None) -> list[Job]:
    """Return as many jobs as keep busy every process that could be started, or all there are."""
    first: list[Job] = []
    size = 0
    for job in jobs:
        first.append(job)
        size += len(job.data or b"")
        if size >= 2 * BYTES_PER_PROCESS and size >= BYTES_PER_PROCESS * _most(processes):
            break
    return first


def _worthwhile(jobs: Sequence[Job], processes: int | None) -> int:
    if processes is not None:
        return min(processes, len(jobs))
    size = sum(len(job.data or b"") for job in jobs)
    return 1 if size < 2 * BYTES_PER_PROCESS else min(_most(processes), size // BYTES_PER_PROCESS, len(jobs))


def _most(processes: int | None) -> int:
    return processes if processes is not None else second.processors()


def _ahead(paths: Sequence[str]) -> Answers | None:
    """Begin the process that parses the files among paths; None where it does not pay, or the system refuses one."""
    files = [it for it in paths if not it.endswith(".ipynb")]
    if not _BYTES_TO_PARSE <= sum(map(_size, files)) < 2 * BYTES_PER_PROCESS:
        return None
    from .ahead import syntax

    try:
        return syntax.Answers(files)
    except OSError:
        # It would only have saved time.
        return None


def _size(path: str) -> int:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        # The walk says what is wrong with a path.
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0
