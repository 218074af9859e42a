"""Lint the files of a run in this process, or in several where the work pays for their start."""

from __future__ import annotations

import sys
from itertools import chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .file import Job, Outcome

# Bytes of files to analyze for which one more process pays for its start.
BYTES_PER_PROCESS = 400_000


class _Counted:
    """Jobs that count how many of them have been taken."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.count = 0
        self._jobs = jobs

    def __iter__(self) -> Iterator[Job]:
        for job in self._jobs:
            self.count += 1
            yield job


def outcomes(jobs: Iterable[Job], processes: int | None) -> Iterable[Outcome]:
    """Return the outcome of each job, in any order; on a terminal, a line counts them.

    `processes` is the number that the user asked for, or None for as many as pay. Raises WorkerError.
    """
    counted = _Counted(jobs)
    outcomes = _outcomes(iter(counted), processes)
    if not sys.stderr.isatty():
        return outcomes
    from . import progress

    return progress.shown(outcomes, lambda: counted.count, sys.stderr)


def _outcomes(jobs: Iterator[Job], processes: int | None) -> Iterator[Outcome]:
    """Several processes begin while the rest of the files is still being looked for."""
    first = _first(jobs, processes)
    number = _worthwhile(first, processes)
    if number > 1:
        from . import workers

        yield from workers.outcomes(chain(first, jobs), number)
    else:
        from . import file

        memory = file.memory()
        yield from (file.run(it, memory) for it in [*first, *jobs])


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
    if processes is not None:
        return processes
    from . import workers

    return workers.available()
