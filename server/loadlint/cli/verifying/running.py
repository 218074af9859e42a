"""Around a run of `loadlint verify`: the signals that end it, and its progress on a terminal."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loadlint.verify import figures
from loadlint.words import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loadlint.verify.report import Json

READING = "reading the code"


@contextmanager
def stopping(cancel: threading.Event) -> Iterator[None]:
    """Set `cancel` on Ctrl-C and the end of the terminal or of the job, so that the worker stops too."""
    numbers = [getattr(signal, it) for it in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, it)]
    # `nohup` ignores the end of the terminal, which stays so.
    before = {it: signal.getsignal(it) for it in numbers if signal.getsignal(it) is not signal.SIG_IGN}
    for it in before:
        signal.signal(it, lambda *_: cancel.set())
    try:
        yield
    finally:
        for it, handler in before.items():
            signal.signal(it, handler)


@contextmanager
def first_sign(phase: str) -> Iterator[None]:
    """Show a phase on a terminal's standard error, without a library that has to be imported first."""
    if not sys.stderr.isatty():
        yield
        return
    sys.stderr.write(phase)
    sys.stderr.flush()
    try:
        yield
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


@contextmanager
def showing(wanted: bool) -> Iterator[Callable[[Json], None]]:
    """Yield a function that shows progress on a terminal's standard error; elsewhere it does nothing."""
    if not wanted or not sys.stderr.isatty():
        yield lambda _: None
        return
    with first_sign("starting"):
        from rich.console import Console
        from rich.markup import escape

    with Console(stderr=True).status("starting") as status:
        shown = ("phase", "progress")
        yield lambda it: status.update(escape(visible(progress(it)))) if it.get("event") in shown else None


def progress(event: Json) -> str:
    if event["event"] == "phase":
        return str(event["phase"])
    done, total = event.get("done") or 0, event.get("total")
    amounts = [figures.size(it) if event.get("unit") == "B" else f"{it:g}" for it in (done, total) if it]
    return f"{event.get('desc') or 'loading'} {' of '.join(amounts)}"
