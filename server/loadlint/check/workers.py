"""Lint many files in several processes, where the work is worth their start."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from loadlint.errors import LoadlintError
from loadlint.system import THIS

from .file import memory, run
from .job import Job, Outcome

# Small files share a message: up to so many, and none more once they have so many bytes.
_FILES, _BYTES = 8, 64_000


class WorkerError(LoadlintError):
    """A worker process was killed, most often for want of memory."""


def outcomes(jobs: Iterable[Job], processes: int) -> Iterator[Outcome]:
    """Yield the outcomes of all jobs, in any order. Raises WorkerError.

    Work begins with the first jobs; outcomes come when all jobs are known, as fixing files while others
    are still looked for would show the search its own temporary files.
    """
    pool, is_done = ProcessPoolExecutor(processes, mp_context=_context(), initializer=_ignore_interrupt), False
    try:
        pending: list[Future[list[Outcome]]] = [pool.submit(_run_all, it) for it in _chunks(jobs)]
        for done in as_completed(pending):
            yield from done.result()
        is_done = True
    except BrokenProcessPool:
        raise WorkerError("a worker process died, perhaps for want of memory; try --jobs 1") from None
    finally:
        # Idle workers end at once. Else Python's end would write to a pipe that a thread of the pool is about to close.
        pool.shutdown(wait=is_done, cancel_futures=True)


def _chunks(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    chunk: list[Job] = []
    size = 0
    for job in jobs:
        size += len(job.data or b"")
        # A worker reads a file faster than it gets its bytes through a pipe.
        chunk.append(replace(job, data=None) if job.path != "-" else job)
        if len(chunk) == _FILES or size >= _BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _context() -> multiprocessing.context.BaseContext:
    # A forked worker has the engine already; elsewhere each imports it again. No thread runs when we fork.
    return multiprocessing.get_context("fork" if THIS.forks else "spawn")


def _ignore_interrupt() -> None:
    """Ctrl-C is for the parent, which then ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_all(jobs: Sequence[Job]) -> list[Outcome]:
    shared = memory()
    return [run(it, shared) for it in jobs]
