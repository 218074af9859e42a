"""Threads whose work can be timed and abandoned: the text of a stranger may keep one busy for minutes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from loadlint.system import THIS


class Worker(threading.Thread):
    """A daemon thread. `seconds` counts its CPU time since `begin` where the system counts it, else the time."""

    def __init__(self, work: Callable[[Worker], None], name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._clock: int | None = None
        self._begun = self._wall = 0.0
        self._modules = 0

    def run(self) -> None:
        """Do the work, which `abandon` ends."""
        if THIS.times_threads:
            self._clock = time.pthread_getcpuclockid(threading.get_ident())
        with suppress(SystemExit):
            self.begin()
            self._work(self)

    def begin(self) -> None:
        """Count from now on."""
        self._begun, self._wall, self._modules = self._now(), time.monotonic(), len(sys.modules)

    def seconds(self) -> float:
        return self._now() - self._begun

    def waited(self) -> float:
        """Return the seconds since `begin`, those without CPU time included."""
        return time.monotonic() - self._wall

    def imported(self) -> bool:
        """Return whether modules were imported since `begin`, which takes long and happens once."""
        return len(sys.modules) > self._modules

    def abandon(self) -> None:
        """Raise SystemExit in the thread, at the next step of Python that it takes; no handler of errors takes it."""
        # Imported here, as hardly any session needs it.
        import ctypes

        if self.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(SystemExit))

    def _now(self) -> float:
        if not THIS.times_threads or self._clock is None:
            return time.monotonic()
        try:
            return time.clock_gettime(self._clock)
        except OSError:
            # The thread has ended.
            return self._begun
