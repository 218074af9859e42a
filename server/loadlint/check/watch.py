"""`--watch`: check again whenever a file that was checked, or a configuration, changes; ends on Ctrl-C.

Where `watchfiles` is installed, the system says when to look. It is no dependency: it watches no network drives, every
system limits it in another way, and polling ten thousand files takes a fraction of a second.
"""

from __future__ import annotations

import os
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING

from loadlint.project.config import FILES
from loadlint.source.walk import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from loadlint.options import Options
    from loadlint.project.projects import Projects

    State = dict[str, tuple[int, int]]

POLL = 0.5
# Seconds between two looks where the system reports changes; it does not report those of network drives, nor those of
# configurations above the paths.
SLOW_POLL = 5.0
# As long as files keep changing (an editor saves several, a branch is checked out), nothing is checked.
SETTLED = 0.2


def watch(options: Options, again: Callable[[], int], projects: Callable[[], Projects], stop: threading.Event) -> int:
    """Call `again` now and after each change until `stop` is set; return the status of the last call."""
    seen = state(options, projects())
    status = again()
    sys.stdout.flush()
    print("watching for changes; Ctrl-C ends", file=sys.stderr)
    for _ in _looks(options.paths, stop):
        now = state(options, projects())
        if now == seen:
            continue
        seen = _settled(options, projects, now, stop)
        print(file=sys.stderr)
        status = again()
        sys.stdout.flush()
    return status


def state(options: Options, projects: Projects) -> State:
    """Return the time and size of each file that a check would look at, and of the configuration files above."""
    files: State = {}
    for file in projects.walk(options.paths, force=options.force_exclude):
        _add(files, file)
    for path in options.paths:
        folder = os.path.abspath(path)
        while (parent := os.path.dirname(folder)) != folder:
            for name in FILES:
                _add(files, Found(name, os.path.join(folder, name), True, folder))
            folder = parent
    return files


def _looks(paths: Sequence[str], stop: threading.Event) -> Iterator[None]:
    """Yield when it is time to look for changes, until `stop` is set."""
    yield from _notices(paths, stop)
    while not stop.wait(POLL):
        yield


def _notices(paths: Sequence[str], stop: threading.Event) -> Iterator[None]:
    """Yield after each notice of the system, and seldom without one; end where it cannot watch."""
    try:
        watchfiles = import_module("watchfiles")
    except ImportError:
        return
    folders = {path if os.path.isdir(path) else os.path.dirname(path) or "." for path in paths}
    try:
        for _ in watchfiles.watch(
            *sorted(folders), stop_event=stop, rust_timeout=int(SLOW_POLL * 1000), yield_on_timeout=True
        ):
            yield
    except (OSError, RuntimeError):
        # A folder is gone, or the system's limit is reached; polling needs neither.
        return


def _settled(options: Options, projects: Callable[[], Projects], now: State, stop: threading.Event) -> State:
    while not stop.wait(SETTLED):
        later = state(options, projects())
        if later == now:
            break
        now = later
    return now


def _add(files: State, file: Found) -> None:
    try:
        status = os.stat(file.absolute)
    except OSError:
        # It is gone, which the next state shows by its absence.
        return
    files[file.absolute] = (status.st_mtime_ns, status.st_size)
