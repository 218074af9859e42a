"""A second process, forked from this one: it works ahead, and ends when this one has no use for it any more.

Imported before loadlint knows whether a file holds anything to analyze, so it loads only what the interpreter has
loaded already.
"""

from __future__ import annotations

import os
import sys

from loadlint.system import THIS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_SIGKILL = 9  # the same on every Unix; `signal` makes enumerations of its numbers, which takes milliseconds


class Second:
    """A process that does `work` and ends, as nothing of the first one runs on in it; raises OSError."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.number = os.fork()
        if self.number == 0:
            try:
                work()
            finally:
                os._exit(0)

    def end(self) -> None:
        """End the process, which is of no use any more."""
        try:
            os.kill(self.number, _SIGKILL)
            os.waitpid(self.number, 0)
        except (ProcessLookupError, ChildProcessError):
            # Where the caller ignores ended processes, nothing is left of it.
            return


def may_begin() -> bool:
    """Return whether a process may be forked: a lock that a thread holds would never be free in it."""
    threads = sys.modules.get("threading")
    return THIS.forks and processors() > 1 and (threads is None or threads.active_count() == 1)


def processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
