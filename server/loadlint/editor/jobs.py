"""Threads of the server: one that runs only the newest work of a key, one that runs jobs in turn."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from .threads import Worker

Value = TypeVar("Value")

# The generations of objects that a piece of work has made; older ones have left no cycles in 1,500 keystrokes. They are
# collected after so many seconds without work: amid keystrokes, a collection made each sixth one a third longer.
_YOUNG, _REST = 1, 0.03
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Turn:
    """Work for the thread that lints, on one document or (None) on all; `future` takes the result."""

    about: str | None
    work: Callable[[], object]
    key: Hashable | None = None
    future: Future[Any] | None = None

    def run(self) -> None:
        """Do the work. A defect costs one piece of work only, as the thread serves later work too."""
        if self.future is None:
            _guarded(self.work, str(self.key))
        elif self.future.set_running_or_notify_cancel():
            try:
                self.future.set_result(self.work())
            except SystemExit:
                self.future.set_exception(CancelledError())
                raise
            except Exception as error:
                self.future.set_exception(error)

    def cancel(self) -> None:
        if self.future is not None:
            self.future.cancel()


@dataclass(frozen=True, slots=True)
class Running:
    """The work that goes on: its document, the thread, and the documents that others wait for."""

    about: str | None
    worker: Worker
    waiting: tuple[str, ...]


class Newest:
    """A thread that runs, of the waiting work under one key, only the last submitted."""

    def __init__(self) -> None:
        self._turns: deque[Turn] = deque()
        self._keys: dict[Hashable, Turn] = {}
        self._lock = threading.Lock()
        # A token for each turn; waiting for one costs less than for a condition, at every keystroke.
        self._tokens: SimpleQueue[None] = SimpleQueue()
        self._closed = False
        self._turn: Turn | None = None
        self._worker: Worker
        self._start()

    @property
    def busy(self) -> bool:
        """Whether work goes on or waits."""
        return self._turn is not None or bool(self._turns)

    def submit(self, key: Hashable, work: Callable[[], object], about: str | None = None) -> None:
        """Run `work` soon, unless newer work under its key comes before its turn, or the thread closes."""
        with self._lock:
            if key in self._keys:
                self._keys[key].work = work
            else:
                self._add(Turn(about, work, key))

    def call(self, work: Callable[[], Value], about: str | None = None) -> Future[Value]:
        """Run `work` in its turn, and give its result."""
        future: Future[Value] = Future()
        with self._lock:
            self._add(Turn(about, work, future=future))
        return future

    def running(self) -> Running | None:
        """Return what goes on; None between two pieces of work."""
        with self._lock:
            if self._turn is None:
                return None
            return Running(self._turn.about, self._worker, tuple(it.about for it in self._turns if it.about))

    def abandon(self, about: str) -> bool:
        """Drop all work on a document; return whether some went on, which a new thread takes the place of."""
        with self._lock:
            dropped = [it for it in self._turns if it.about == about]
            self._turns = deque(it for it in self._turns if it.about != about)
            for turn in dropped:
                self._keys.pop(turn.key, None)
                turn.cancel()
            if self._turn is None or self._turn.about != about:
                return False
            before, self._turn = self._worker, None
            self._start()
        before.abandon()
        return True

    def close(self, timeout: float) -> bool:
        """Accept no more work; return whether the running work ended within `timeout` seconds."""
        with self._lock:
            self._closed = True
            for turn in self._turns:
                turn.cancel()
            self._turns.clear()
            self._keys.clear()
        self._tokens.put(None)
        self._worker.join(timeout)
        return not self._worker.is_alive()

    def _start(self) -> None:
        # Set before it starts, as a thread that is not the present one ends.
        self._worker = Worker(self._work, "loadlint-lint")
        self._worker.start()

    def _add(self, turn: Turn) -> None:
        if self._closed:
            turn.cancel()
            return
        self._turns.append(turn)
        if turn.future is None:
            self._keys[turn.key] = turn
        self._tokens.put(None)

    def _work(self, worker: Worker) -> None:
        rest = None
        while (turn := self._take(worker, rest)) is not None:
            turn.run()
            rest = _REST

    def _take(self, worker: Worker, rest: float | None) -> Turn | None:
        """Return the next work for a thread, which collects after `rest` seconds; None for one that is to end."""
        with self._lock:
            if self._worker is not worker:
                return None
            self._turn = None
        while not self._closed:
            try:
                self._tokens.get(timeout=rest)
            except Empty:
                gc.collect(_YOUNG)
                rest = None
                continue
            with self._lock:
                # Dropped work leaves its token.
                if self._turns:
                    self._turn = turn = self._turns.popleft()
                    self._keys.pop(turn.key, None)
                    worker.begin()
                    return turn
        return None


async def aside(work: Callable[..., Value], *args: Any, watch: Callable[[Worker], object] | None = None) -> Value:
    """Run work that may hang, on a daemon thread that does not delay the end of the server.

    `watch` gets the thread.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Value] = loop.create_future()

    def settle(take: Callable[[Any], None], outcome: object) -> None:
        if not done.done():
            take(outcome)

    def run(_: Worker) -> None:
        try:
            outcome: tuple[Callable[[Any], None], object] = (done.set_result, work(*args))
        except Exception as error:
            outcome = (done.set_exception, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, *outcome)

    worker = Worker(run, "loadlint-aside")
    worker.start()
    if watch is not None:
        watch(worker)
    return await done


@dataclass(eq=False)
class Job:
    """Slow work. `run` gets the event that stops it, and handles its own errors."""

    name: str
    run: Callable[[threading.Event], object]
    cancelled: threading.Event = field(default_factory=threading.Event)


class Queue:
    """Jobs, one at a time in order of arrival, on a thread that lives as long as the server."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: deque[Job] = deque()
        self._running: Job | None = None
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def add(self, job: Job) -> None:
        with self._changed:
            self._jobs.append(job)
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()

    def cancel(self, name: str | None = None) -> list[str]:
        """Cancel the job of that name, or all; return the names of the jobs that this call cancels."""
        with self._changed:
            live = [*([self._running] if self._running else []), *self._jobs]
            cancelled = [job for job in live if name in (None, job.name) and not job.cancelled.is_set()]
        for job in cancelled:
            job.cancelled.set()
        return [job.name for job in cancelled]

    def close(self, timeout: float) -> None:
        """Cancel everything and wait up to `timeout` seconds for the running job to end."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.cancel()
        if self._thread is not None:
            self._thread.join(timeout)

    def _work(self) -> None:
        while (job := self._take()) is not None:
            _guarded(partial(job.run, job.cancelled), job.name)

    def _take(self) -> Job | None:
        with self._changed:
            self._running = None
            self._changed.wait_for(lambda: bool(self._jobs) or self._closed)
            self._running = self._jobs.popleft() if not self._closed else None
            return self._running


def _guarded(work: Callable[[], object], name: str) -> None:
    try:
        work()
    except Exception:
        # The thread serves later work too, so a defect costs one piece of work only.
        _log.exception("work on %s failed", name)
