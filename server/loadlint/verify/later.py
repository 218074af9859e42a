"""A value that is made on a thread of its own, such as the answer of a hub."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

POLL = 0.05
Value = TypeVar("Value")


class Later(Generic[Value]):
    """A value that `make` returns some time.

    Its thread is a daemon that is left to itself, as not every platform can interrupt a wait for the hub.
    """

    def __init__(self, make: Callable[[], Value]) -> None:
        self._made: list[Value] = []
        self._error: BaseException | None = None
        self._over = threading.Event()
        threading.Thread(target=self._work, args=(make,), daemon=True).start()

    def is_over(self) -> bool:
        """Return whether `make` has returned or raised."""
        return self._over.is_set()

    def wait(self, cancel: threading.Event, patience: float = math.inf) -> bool:
        """Wait until `make` is over; return False once `cancel` is set, or after `patience` seconds."""
        until = time.monotonic() + patience
        while not cancel.is_set():
            left = until - time.monotonic()
            if self._over.wait(max(min(POLL, left), 0)):
                return True
            if left <= 0:
                return False
        return False

    def value(self) -> Value:
        """Return what `make` has returned, or raise what it has raised; it must be over."""
        if self._error is not None:
            raise self._error
        return self._made[0]

    def _work(self, make: Callable[[], Value]) -> None:
        try:
            self._made.append(make())
        except BaseException as error:  # raised again where the value is asked for
            self._error = error
        finally:
            self._over.set()
