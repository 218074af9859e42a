"""Lint the files of a run in forked processes beside this one, where it is too short for a pool of workers.

A pool has to be imported, and its threads hand each file over. Here each process takes the last file that nobody has
begun, and the answers come at its end.
"""

from __future__ import annotations

import marshal
import os
from mmap import mmap

from loadlint.check.job import Outcome

from .second import Second

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from loadlint.check.job import Job

_PART = 1 << 20


class Share:
    """Jobs without fixes that this process and `others` share; `run` lints one of them.

    Where a process has died, or the system refuses one, its files are linted here.
    """

    def __init__(self, jobs: Sequence[Job], run: Callable[[Job], Outcome], others: int) -> None:
        self._jobs = jobs
        self._run = run
        self._begun = mmap(-1, len(jobs))
        self._pipes: list[int] = []
        self._seconds: list[Second] = []
        try:
            for _ in range(others):
                self._begin()
        except OSError:
            # It would only have saved time.
            return

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the outcome of each job, in any order."""
        left = {*range(len(self._jobs))}
        try:
            for at in self._next():
                left.remove(at)
                yield self._run(self._jobs[at])
            for pipe in self._pipes:
                for at, rows, problem in _received(pipe):
                    # Two that look at the same moment may both take a job.
                    if at in left:
                        left.remove(at)
                        yield Outcome(self._jobs[at].path, rows, problem=problem)
            yield from (self._run(self._jobs[at]) for at in left)
        finally:
            self._end()

    def _begin(self) -> None:
        """Begin one more process."""
        end, to = os.pipe()
        try:
            self._seconds.append(Second(lambda: self._work(to)))
            self._pipes.append(end)
        except OSError:
            os.close(end)
            raise
        finally:
            os.close(to)

    def _end(self) -> None:
        for pipe in self._pipes:
            os.close(pipe)
        for it in self._seconds:
            it.end()

    def _next(self) -> Iterator[int]:
        """Yield the place of each job that this process begins."""
        for at in range(len(self._jobs) - 1, -1, -1):
            if not self._begun[at]:
                self._begun[at] = True
                yield at

    def _work(self, to: int) -> None:
        """Write what comes of the jobs that this process begins."""
        outcomes = ((at, self._run(self._jobs[at])) for at in self._next())
        data = marshal.dumps([(at, it.rows, it.problem) for at, it in outcomes])
        while data:
            data = data[os.write(to, data) :]


def _received(pipe: int) -> list[tuple[int, Any, str | None]]:
    """Return what a process has written; nothing where it has died."""
    parts = []
    while part := os.read(pipe, _PART):
        parts.append(part)
    try:
        outcomes: list[tuple[int, Any, str | None]] = marshal.loads(b"".join(parts))
    except (EOFError, ValueError, TypeError):
        return []
    return outcomes
