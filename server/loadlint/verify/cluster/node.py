"""Run one load on a node of a cluster; loadlint travels there with the load, and runs as on any machine."""

from __future__ import annotations

import atexit
import os
import socket
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path

from loadlint.project.installed import versions
from loadlint.project.interpreter import Interpreter
from loadlint.verify.rehearsal import place
from loadlint.verify.rehearsal.stage import CannotRehearseError, Stage
from loadlint.verify.report import Json
from loadlint.verify.run import refusal
from loadlint.verify.run.fork_server import SharedImports
from loadlint.verify.run.job import CannotRunError
from loadlint.verify.session import Prepared

# Loads that follow each other in a process of the cluster; the kernel ends the servers with it.
IMPORTS = SharedImports()
_OPEN = ExitStack()
atexit.register(_OPEN.close)


def carry_out(prepared: Prepared, *, force: bool) -> Json:
    """Return the report of a load, and the name of the node."""
    python = prepared.surroundings.python or sys.executable
    around = replace(
        prepared.surroundings,
        folder=Path.cwd(),
        python=python,
        releases=versions(Interpreter(python, "node")),
        imports=IMPORTS,
        stage=_stage() if prepared.request.rehearse else None,
        exclusive=False,  # the cluster decides which loads share a node
    )
    try:
        report = replace(prepared, surroundings=around).run(lambda _: None, threading.Event(), force=force)
    except CannotRunError as error:
        report = refusal.not_started(prepared.request, error)
    return {"report": report.as_json(), "node": f"{socket.gethostname()}:{os.getpid()}"}


@cache
def _stage() -> Stage | None:
    """Return the stage that rehearsals of this process share; None where there is no room, which each load reports."""
    try:
        return _OPEN.enter_context(place.opened())
    except CannotRehearseError:
        return None
