"""Run by an interpreter with the libraries: many loads in one process, each as the worker carries it out.

Reads requests as JSON from standard input and writes to the file named first, for each, the events that the worker
would send. The libraries are imported once, which is what makes a catalogue of failures affordable.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

WORKER = Path(__file__).parents[2] / "server" / "loadlint" / "worker" / "worker.py"


def main(out: str) -> None:
    worker = _worker()
    time.sleep = lambda _: None  # the hub's client tries again and again, each time after a longer wait
    sent = []
    for order in json.load(sys.stdin):
        events = Kept()
        with _Room(order.get("room")):
            worker.Job(order, events).finish()
        # A later load wakes the clocks of earlier ones, which then send phases of their own.
        sent.append(list(events.kept))
        Path(out).write_text(json.dumps(sent), encoding="utf-8")


class Kept:
    """A channel that keeps what is sent."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []

    def send(self, event: dict[str, Any]) -> None:
        self.kept.append(json.loads(json.dumps(event, default=str)))


class _Room:
    """Bytes that may be allocated beyond what is held now, or no limit."""

    def __init__(self, more: int | None) -> None:
        self.more = more

    def __enter__(self) -> None:
        if self.more is not None:
            import resource

            self.before = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, (_held() + self.more, self.before[1]))

    def __exit__(self, *_: object) -> None:
        if self.more is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, self.before)


def _held() -> int:
    """Bytes that count for the limit."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in text.split("\n") if line.startswith("VmData"))


def _worker() -> Any:
    spec = importlib.util.spec_from_file_location("worker", WORKER)
    assert spec is not None
    assert spec.loader is not None
    worker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(worker)
    return worker


if __name__ == "__main__":
    main(sys.argv[1])
    sys.stderr.flush()
    # As the worker leaves: tearing torch down after a load that failed in C code can crash.
    os._exit(0)
