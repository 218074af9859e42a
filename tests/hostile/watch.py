"""Run samples in a process of their own, which is ended when one of them takes too long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from tests import tree

PATIENCE = 60.0  # seconds for one sample; on an idle machine none takes a tenth of it


@dataclass
class Outcome:
    """A sample and the end of each command over it. `hung`: it was ended by force, or ended its process."""

    name: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    hung: bool = False
    started: bool = False

    @property
    def problems(self) -> list[str]:
        """Return what is wrong, in words."""
        return [
            *(["no end within its time, or the end of its process"] if self.hung else []),
            *(["a program of the folder was started"] if self.started else []),
            *(problem for it in self.answers for problem in _problems(it)),
        ]


def run(folder: Path, kinds: Sequence[str], patience: float = PATIENCE) -> Iterator[Outcome]:
    """Yield the outcome of each sample of these kinds."""
    first, ended = 0, False
    while not ended:
        place = folder / str(first)
        place.mkdir()
        begun: Outcome | None = None
        for message in _messages(place, first, kinds, patience):
            if "name" in message:
                begun, first = Outcome(message["name"]), message["number"] + 1
            elif begun is not None:
                begun.answers, begun.started = message["answers"], message["started"]
                yield begun
                begun = None
        ended = begun is None
        if begun is not None:
            begun.hung = True
            yield begun


def _problems(answer: dict[str, Any]) -> Iterator[str]:
    if answer["status"] not in (0, 1, 2, 3):
        yield f"exit status {answer['status']}"
    if answer["status"] == 2 and not answer["errors"]:
        yield "exit status 2 without a word"
    yield from answer["faults"]


def _messages(folder: Path, first: int, kinds: Sequence[str], patience: float) -> Iterator[dict[str, Any]]:
    """Yield the messages of one process, which ends by itself or after a silence."""
    command = [sys.executable, "-m", "tests.hostile.runner", str(folder), str(first), *kinds]
    where = {"PYTHONPATH": os.pathsep.join([str(tree.ROOT), *filter(None, sys.path)])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tree.ROOT, env={**os.environ, **where})
    heard: Queue[dict[str, Any] | None] = Queue()
    Thread(target=_read, args=(process, heard), daemon=True).start()
    try:
        while (message := heard.get(timeout=patience)) is not None:
            yield message
    except Empty:
        # The sample that has begun is the one that hangs.
        return
    finally:
        process.kill()
        process.wait()


def _read(process: subprocess.Popen[bytes], heard: Queue[dict[str, Any] | None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        heard.put(json.loads(line))
    heard.put(None)
