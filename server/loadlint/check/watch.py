"""`--watch`: check again whenever a file that was checked, or a configuration, changes; ends on Ctrl-C.

Files are polled: what notifies of changes differs by system, is missing on network drives, and would be one
more dependency, while looking at ten thousand files takes a fraction of a second.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

from loadlint.project.config import FILES
from loadlint.source.walk import Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadlint.options import Options
    from loadlint.project.projects import Projects

    State = dict[str, tuple[int, int]]

POLL = 0.5
# As long as files keep changing (an editor saves several, a branch is checked out), nothing is checked.
SETTLED = 0.2


def watch(options: Options, again: Callable[[], int], projects: Callable[[], Projects], stop: threading.Event) -> int:
    """Call `again` now and after each change until `stop` is set; the status of the last call."""
    seen = state(options, projects())
    status = again()
    sys.stdout.flush()
    print("watching for changes; Ctrl-C ends", file=sys.stderr)
    while not stop.wait(POLL):
        now = state(options, projects())
        if now == seen:
            continue
        seen = _settled(options, projects, now, stop)
        print(file=sys.stderr)
        status = again()
        sys.stdout.flush()
    return status


def state(options: Options, projects: Projects) -> State:
    """The time and size of each file that a check would look at, and of the configuration files above."""
    walk = projects.walk(options.paths, force=options.force_exclude)
    found: State = {}
    for it in walk:
        _add(found, it)
    for path in options.paths:
        folder = os.path.abspath(path)
        while (parent := os.path.dirname(folder)) != folder:
            for name in FILES:
                _add(found, Found(name, os.path.join(folder, name), True, folder))
            folder = parent
    return found


def _settled(options: Options, projects: Callable[[], Projects], now: State, stop: threading.Event) -> State:
    while not stop.wait(SETTLED):
        later = state(options, projects())
        if later == now:
            break
        now = later
    return now


def _add(found: State, file: Found) -> None:
    try:
        status = os.stat(file.absolute)
    except OSError:
        # It is gone, which the next state shows by its absence.
        return
    found[file.absolute] = (status.st_mtime_ns, status.st_size)
