"""Threads whose work can be timed and abandoned: the text of a stranger may keep one busy for minutes."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from types import ModuleType

from loadlint import codegen_cache
from loadlint.system import THIS


def prepare() -> ModuleType:
    """Import the module that ends a thread, which takes 20 ms: in a pause, or when a thread is to end."""
    import ctypes

    return ctypes


@contextmanager
def importing(purpose: str) -> Iterator[None]:
    """Import a library for a purpose, with the code that it generates remembered.

    This thread is abandoned afterwards at the earliest: half of a library fails everybody who imports it later.
    """
    worker = threading.current_thread()
    with worker.unbroken() if isinstance(worker, Worker) else nullcontext(), codegen_cache.remembered(purpose):
        yield
    # The analysis stays in memory; a garbage collection that traverses it would delay a keystroke by 20 ms.
    gc.freeze()


class Worker(threading.Thread):
    """A daemon thread. `seconds` counts its CPU time since `begin` where the system counts it, else the time.

    `look`, called again and again meanwhile, leaves out the time in which modules were imported, which happens once.
    """

    def __init__(self, work: Callable[[Worker], None], name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._clock: int | None = None
        self._begun = self._wall = self._looked = self._importing = self._unbroken = 0.0
        self._modules = 0
        self._guard = threading.Lock()
        self._entered: float | None = None
        self._abandoned = False

    def run(self) -> None:
        """Do the work, which `abandon` ends."""
        if THIS.times_threads:
            self._clock = time.pthread_getcpuclockid(threading.get_ident())
        with suppress(SystemExit):
            self.begin()
            self._work(self)

    def begin(self) -> None:
        """Count from now on."""
        self._begun = self._looked = self._now()
        self._wall, self._modules = time.monotonic(), len(sys.modules)
        self._importing = self._unbroken = 0.0

    def seconds(self) -> float:
        return self._now() - self._begun

    def waited(self) -> float:
        """Return the seconds since `begin`, those without CPU time included."""
        return time.monotonic() - self._wall

    def look(self, most: float) -> float:
        """Return the seconds since `begin` without those, `most` at most, between two looks that saw new modules."""
        now, modules = self._now(), len(sys.modules)
        with self._guard:
            unbroken = self._unbroken + (now - self._entered if self._entered is not None else 0.0)
        if modules > self._modules and unbroken == 0.0:
            self._importing = min(self._importing + now - self._looked, most)
        self._looked, self._modules = now, modules
        return now - self._begun - self._importing - unbroken

    @contextmanager
    def unbroken(self) -> Iterator[None]:
        """Do something on this thread that `look` does not count, and that ends before the thread is abandoned."""
        entered = self._now()
        with self._guard:
            self._entered = entered
        try:
            yield
        finally:
            with self._guard:
                self._unbroken += self._now() - entered
                self._entered = None
        if self._abandoned:
            raise SystemExit

    def abandon(self) -> None:
        """Raise SystemExit in the thread, at the next step of Python that it takes; no handler of errors takes it."""
        ctypes = prepare()
        with self._guard:
            self._abandoned = True
            if self.ident is not None and self._entered is None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(SystemExit))

    def _now(self) -> float:
        if not THIS.times_threads or self._clock is None:
            return time.monotonic()
        try:
            return time.clock_gettime(self._clock)
        except OSError:
            # The thread has ended.
            return self._begun
