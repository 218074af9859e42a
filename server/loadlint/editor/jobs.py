"""Threads of the server: one that runs only the newest work of a key, one that runs jobs in turn."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

Value = TypeVar("Value")

_log = logging.getLogger(__name__)


class Newest:
    """A thread that runs, of the waiting work under one key, only the last submitted."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="loadlint-lint")
        self._waiting: dict[Hashable, Callable[[], None]] = {}
        self._closed = False
        self._lock = threading.Lock()

    def submit(self, key: Hashable, work: Callable[[], None]) -> None:
        """Run `work` soon, unless newer work under its key comes before its turn, or the thread closes."""
        with self._lock:
            if self._closed:
                return
            if key not in self._waiting:
                self.thread.submit(self._next, key)
            self._waiting[key] = work

    def close(self, timeout: float) -> bool:
        """Accept no more work; return whether the running work ended within `timeout` seconds."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
        last = self.thread.submit(bool)
        wait([last], timeout)
        self.thread.shutdown(wait=False, cancel_futures=True)
        return last.done() and not last.cancelled()

    def _next(self, key: Hashable) -> None:
        with self._lock:
            work = self._waiting.pop(key, None)
        if work is not None:
            _guarded(work, str(key))


async def aside(work: Callable[..., Value], *args: Any) -> Value:
    """Run work that may hang, on a daemon thread that does not delay the end of the server."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Value] = loop.create_future()

    def settle(take: Callable[[Any], None], outcome: object) -> None:
        if not done.done():
            take(outcome)

    def run() -> None:
        try:
            outcome: tuple[Callable[[Any], None], object] = (done.set_result, work(*args))
        except Exception as error:
            outcome = (done.set_exception, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name="loadlint-aside", daemon=True).start()
    return await done


@dataclass(eq=False)
class Job:
    """Slow work. `run` gets the event that stops it, and handles its own errors."""

    name: str
    run: Callable[[threading.Event], None]
    cancelled: threading.Event = field(default_factory=threading.Event)


class Queue:
    """Jobs, one at a time in order of arrival, on a thread that lives as long as the server."""

    def __init__(self) -> None:
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
                self._thread = threading.Thread(target=self._work, name="loadlint-verify", daemon=True)
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


def _guarded(work: Callable[[], None], name: str) -> None:
    try:
        work()
    except Exception:
        # The thread serves later work too, so a defect costs one piece of work only.
        _log.exception("work on %s failed", name)
