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
    from typing import Any, BinaryIO

    from loadlint.check.job import Job


class Share:
    """Jobs without fixes that this process and `others` share; `run` lints one of them.

    Where a process has died, or the system refuses one, its files are linted here.
    """

    def __init__(self, jobs: Sequence[Job], run: Callable[[Job], Outcome], others: int) -> None:
        self._jobs = jobs
        self._run = run
        self._begun = mmap(-1, len(jobs))
        self._others: list[tuple[Second, BinaryIO]] = []
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
            for _, pipe in self._others:
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
        pipe = open(end, "rb")  # noqa: SIM115  # `_end` closes it
        try:
            self._others.append((Second(lambda: self._work(to)), pipe))
        except OSError:
            pipe.close()
            raise
        finally:
            os.close(to)

    def _end(self) -> None:
        for other, pipe in self._others:
            pipe.close()
            other.end()

    def _next(self) -> Iterator[int]:
        """Yield the place of each job that this process begins."""
        for at in range(len(self._jobs) - 1, -1, -1):
            if not self._begun[at]:
                self._begun[at] = True
                yield at

    def _work(self, to: int) -> None:
        """Write what comes of the jobs that this process begins."""
        outcomes = ((at, self._run(self._jobs[at])) for at in self._next())
        with open(to, "wb") as pipe:
            marshal.dump([(at, it.rows, it.problem) for at, it in outcomes], pipe)


def _received(pipe: BinaryIO) -> list[tuple[int, Any, str | None]]:
    """Return what a process has written; nothing where it has died."""
    try:
        outcomes: list[tuple[int, Any, str | None]] = marshal.load(pipe)
    except (EOFError, ValueError, TypeError):
        return []
    return outcomes
