"""The watch over the threads that read documents: one that takes long holds up all others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from loadlint.system import THIS

from .jobs import Newest, Running
from .threads import Worker

# CPU seconds of work that others wait for, those more in which it imports modules, which happens once, of an estimate,
# which runs beside the others, and of any other work.
CONTENDED, IMPORTING, BESIDE, ALONE = 0.09, 0.5, 0.2, 3.0
# Seconds of work that may wait for a disk, and between two looks while work goes on, at the least, and otherwise.
WALL, SOON, LEAST, LATER = 10.0, 0.025, 0.004, 1.0
# Where the CPU time of a thread is unknown, other programs slow it down too.
_PATIENCE = 1.0 if THIS.times_threads else 3.0


class Watch:
    """Looks at what goes on, and calls `move` with a document that holds up others. For the event loop.

    `shared(one, other)` returns whether both documents wait for the same work.
    """

    def __init__(self, newest: Newest, move: Callable[[str], None], shared: Callable[[str, str], bool]) -> None:
        self.newest, self._move, self._shared = newest, move, shared
        self._timer: asyncio.TimerHandle | None = None
        self._soon = False
        self._left = SOON
        self._beside: dict[Worker, str] = {}
        self.enabled = True

    def begin(self) -> None:
        """Look soon, as work is handed in; a keystroke that waits for nothing sets no timer of its own."""
        soon = self.newest.busy or bool(self._beside)
        if not self.enabled or (self._timer is not None and self._soon >= soon):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._soon = soon
        pause = max(LEAST, min(SOON, self._left)) if soon else LATER
        self._timer = asyncio.get_running_loop().call_later(pause, self._look)

    def beside(self, about: str, worker: Worker) -> None:
        """Watch a thread of its own too, which works for one document."""
        self._beside[worker] = about
        self.begin()

    def end(self, about: str) -> None:
        """Abandon the threads of their own that work for a document."""
        for worker in [it for it, document in self._beside.items() if document == about]:
            del self._beside[worker]
            worker.abandon()

    def _look(self) -> None:
        self._timer, self._left = None, SOON
        self._beside = {it: about for it, about in self._beside.items() if it.is_alive()}
        slow = [about for it, about in self._beside.items() if it.seconds() > BESIDE * _PATIENCE]
        running = self.newest.running()
        if running is not None and running.about is not None and self._is_slow(running, running.about):
            slow.append(running.about)
        for about in dict.fromkeys(slow):
            self._move(about)
        if self.newest.busy or self._beside:
            self.begin()

    def _is_slow(self, running: Running, about: str) -> bool:
        worker = running.worker
        waiting = any(it != about and not self._shared(about, it) for it in running.waiting)
        self._left = (CONTENDED if waiting else ALONE) * _PATIENCE - worker.look(IMPORTING)
        return self._left < 0 or worker.waited() > WALL
