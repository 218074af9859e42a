"""Lint the files of a run in this process, or in several where the work pays for their start."""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import contextmanager
from functools import partial
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
# Bytes of named files for which a process that parses them pays for its start, and of files to analyze for which one
# more that is forked does.
_BYTES_TO_PARSE, BYTES_TO_SHARE = 100_000, 100_000
# Bytes of files to analyze, and seconds to find them, up to which forked processes share a run once all are found.
_SHORT, _SOON = 3_000_000, 0.02


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
    """Workers begin while the rest of the files is still being looked for."""
    shares = processes is None and second.may_begin()
    first, are_all = _first(jobs, processes, shares)
    size = sum(len(it.data or b"") for it in first)
    number = min(processes if processes is not None else _worthwhile(size), len(first))
    shares = shares and are_all and _only_lints(first)
    if number > 1 and not shares:
        from . import workers

        yield from workers.outcomes(chain(first, jobs), number)
        return
    from . import file

    lint = partial(file.run, memory=file.memory(), parses=parses)
    together = min(size // BYTES_TO_SHARE, second.processors(), len(first))
    if shares and together > 1:
        from .ahead.share import Share

        yield from Share(first, lint, together - 1).outcomes()
    else:
        # All are found before the first is fixed, or the search would come upon files that the fixing writes.
        yield from map(lint, [*first, *jobs])


def _first(jobs: Iterable[Job], processes: int | None, shares: bool) -> tuple[list[Job], bool]:
    """Return as many jobs as keep every process busy that could be started, or all, and whether these are all.

    Where processes may share them, more are waited for while they are found quickly.
    """
    first: list[Job] = []
    size, start = 0, time.perf_counter()
    for job in jobs:
        first.append(job)
        size += len(job.data or b"")
        may_wait = shares and size < _SHORT and time.perf_counter() - start < _SOON
        if not may_wait and size >= 2 * BYTES_PER_PROCESS and size >= BYTES_PER_PROCESS * _most(processes):
            return first, False
    return first, True


def _only_lints(jobs: Sequence[Job]) -> bool:
    """Return whether no job changes its file; all of a run are alike."""
    return not any(it.fix or it.ignore is not None for it in jobs[:1])


def _worthwhile(size: int) -> int:
    return 1 if size < 2 * BYTES_PER_PROCESS else min(second.processors(), size // BYTES_PER_PROCESS)


def _most(processes: int | None) -> int:
    return processes if processes is not None else second.processors()


def _ahead(paths: Sequence[str]) -> Answers | None:
    """Begin the process that parses the files among paths; None where it does not pay, or the system refuses one."""
    files = [it for it in paths if not it.endswith(".ipynb")]
    if not _BYTES_TO_PARSE <= sum(map(_size, files)) < _SHORT:
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
