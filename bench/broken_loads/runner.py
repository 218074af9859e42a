"""Run by an interpreter with the libraries: each load in a process of its own, forked when the imports are done.

Reads orders as JSON from standard input and writes to the file named first, for each, its events, its log and how its
process ended.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

WORKER = Path(__file__).parents[2] / "server" / "loadlint" / "worker" / "worker.py"
MEMORY = 4_000_000_000
LONGEST = 120


def main(out: str) -> None:
    worker = _worker()
    for name in ("torch", "transformers", "transformers.modeling_utils", "accelerate"):
        importlib.import_module(name)
    results = [_carried_out(worker, it) for it in json.load(sys.stdin)]
    Path(out).write_text(json.dumps(results), encoding="utf-8")


def _carried_out(worker: Any, order: dict[str, Any]) -> dict[str, Any]:
    folder = Path(order["folder"])
    events, log = folder / "events.jsonl", folder / "log.txt"
    process = os.fork()
    if process == 0:
        _load(worker, order, events, log)
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    lines = events.read_text(encoding="utf-8").split("\n") if events.exists() else []
    return {
        "events": [json.loads(it) for it in lines if it],
        "log": log.read_text(encoding="utf-8", errors="replace").split("\n"),
        "returncode": code,
    }


def _load(worker: Any, order: dict[str, Any], events: Path, log: Path) -> None:
    """Carry out one load and never return."""
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    signal.alarm(LONGEST)
    time.sleep = lambda _: None  # the hub's client tries again and again, each time after a longer wait
    os.chdir(order["folder"])
    channel = worker.Channel(os.open(events, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))
    channel.send({"event": "hello"})
    worker.Job(order["request"], channel).finish()
    os._exit(0)


def _worker() -> Any:
    spec = importlib.util.spec_from_file_location("worker", WORKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main(sys.argv[1])
    sys.stderr.flush()
    # Tearing torch down after loads that failed in C code can crash.
    os._exit(0)
