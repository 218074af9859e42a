"""The progress of a long run, on a terminal only; the line goes when the run ends."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TextIO

Item = TypeVar("Item")
# A run that ends before this (in seconds) shows nothing.
PATIENCE = 1.0
_EVERY = 0.1


def shown(
    items: Iterable[Item], total: Callable[[], int], out: TextIO, clock: Callable[[], float] = time.monotonic
) -> Iterator[Item]:
    """Yield the items while a line on `out` counts them; `total` is asked only after the first item."""
    start = last = clock()
    shows = False
    try:
        for number, it in enumerate(items, 1):
            yield it
            now = clock()
            if now - start >= PATIENCE and now - last >= _EVERY:
                out.write(f"\rchecking {number} of {total()} files with loads")
                out.flush()
                last, shows = now, True
    finally:
        if shows:
            out.write("\r\x1b[K")
            out.flush()
