"""`--write-lock` and `--locked`: the lock of the working folder is written, or compared with this run."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from loadlint import store, writing
from loadlint.errors import UsageError
from loadlint.verify.many import lock
from loadlint.verify.run import processes
from loadlint.words import plural, visible

from . import chosen

if TYPE_CHECKING:
    import argparse

    from loadlint.verify.many.batch import Result


def status(results: Sequence[Result], options: argparse.Namespace) -> int:
    """Write or compare the lock, and return 0 where it holds, 1 for what has changed, 3 for an interrupted run.

    Raises LockError, and UsageError where the lock cannot be written.
    """
    reports = [report for it in results for report in it.reports]
    if any(it.outcome == "cancelled" for it in reports):
        print(f"loadlint: {lock.NAME} is left as it is, as the run was interrupted", file=sys.stderr)
        return 3
    places = [chosen.split_place(it)[0] for it in options.places]
    now = lock.entries(reports)
    if options.write_lock:
        _write(now, places)
        print(f"loadlint: {lock.NAME}: {plural(len(now), 'load')} written", file=sys.stderr)
        return 0
    changes = list(lock.changes(lock.read(lock.NAME), now, places))
    for change in changes:
        print(visible(f"changed  {change}"), file=sys.stderr)
    if not changes:
        print(f"loadlint: {plural(len(now), 'load')} as in {lock.NAME}", file=sys.stderr)
    return 1 if changes else 0


def prepare(options: argparse.Namespace) -> None:
    """Raise LockError where the lock that this run is compared or merged with cannot be used, before any load runs."""
    places = [chosen.split_place(it)[0] for it in options.places]
    if options.locked or (options.write_lock and not _is_whole(places) and os.path.lexists(lock.NAME)):
        lock.read(lock.NAME)


def _write(now: list[lock.Entry], places: Sequence[str]) -> None:
    with _in_turn():
        before = lock.read(lock.NAME) if os.path.lexists(lock.NAME) and not _is_whole(places) else []
        try:
            writing.write(lock.NAME, lock.text(lock.merged(before, now, places)).encode())
        except writing.UnwritableError as error:
            raise UsageError(f"{lock.NAME}: {error}; mend that, and --resume writes it without running again") from None


@contextmanager
def _in_turn() -> Iterator[None]:
    """Hold this folder's turn, as a run over other files would drop what this one adds meanwhile."""
    folder = os.path.join(store.folder() or tempfile.gettempdir(), "verify")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
        # A cache that cannot be written is no reason to lose the lock.
        folder = tempfile.gettempdir()
    path = Path(folder, f"{store.digest(os.getcwd())}.turn")
    with processes.in_turn(path, lambda: False, lambda: None):
        yield


def _is_whole(places: Sequence[str]) -> bool:
    """Return whether the run looked at the whole folder, so that a damaged lock does not matter."""
    return any(os.path.normpath(it) == "." for it in places)
