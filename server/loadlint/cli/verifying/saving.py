"""The report of several loads goes to a file, to standard output or into the browser."""

from __future__ import annotations

import io
import sys
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from loadlint import store, writing
from loadlint.errors import UsageError
from loadlint.verify.many.batch import Memory
from loadlint.verify.many.forms import FORMS
from loadlint.words import plural, shown

from . import locking

if TYPE_CHECKING:
    import argparse

    from loadlint.verify.many.batch import Result
    from loadlint.verify.report import Json


def prepare(options: argparse.Namespace) -> None:
    """Raise LockError where the lock cannot be used, before any load runs."""
    locking.prepare(options)


def memory(options: argparse.Namespace) -> Memory:
    """Return the memory of this run, with what an interrupted one has done where that is wanted."""
    made = Memory.of(options.places)
    if options.resume:
        print(f"loadlint: {plural(made.recall(), 'load')} done by the interrupted run", file=sys.stderr)
    return made


def warn(memory: Memory) -> None:
    """Say that an interrupted run could not be taken up, where its reports cannot be kept."""
    if memory.problem:
        print(f"loadlint: --resume would begin again: {memory.problem} in {store.folder()}; free it", file=sys.stderr)


def finish(results: Sequence[Result], figures: Json, options: argparse.Namespace) -> int:
    """Show the report, write or compare the lock, and return the exit status; raises UsageError and LockError."""
    show(lambda out: FORMS[options.output_format](results, figures, out), options)
    if options.write_lock or options.locked:
        return locking.status(results, options)
    return int(figures["status"])


def show(write: Callable[[TextIO], None], options: argparse.Namespace) -> None:
    """Write a report to the place that the options name; raises UsageError."""
    place = options.output_file
    if place is None:
        write(sys.stdout)
        return
    text = io.StringIO()
    write(text)
    try:
        writing.write(place, text.getvalue().encode("utf-8", "backslashreplace"))
    except writing.UnwritableError as error:
        raise UsageError(f"{place}: {error}; mend that, and --resume writes it without running again") from None
    if options.open and not webbrowser.open(Path(place).absolute().as_uri()):
        print(f"loadlint: no browser to open {shown(place)} with", file=sys.stderr)
