"""The pipes of a running worker: events and log in, commands out."""

from __future__ import annotations

import json
import os
import queue
import threading
from collections import deque
from collections.abc import Iterator
from functools import partial
from typing import IO

from loadlint.verify.report import Json
from loadlint.verify.secrets import Redactor

from .fork_server import Forked
from .launch import Ranks, parsed
from .processes import Process

LOG_LINES = 200
LONGEST = 64 << 20  # bytes of a line


class Pipes:
    """Reads one worker's events and log on threads of their own, free of secrets.

    `ranks` puts framed events together.
    """

    def __init__(self, process: Process, redactor: Redactor, ranks: Ranks | None) -> None:
        self.process, self.redactor, self.ranks = process, redactor, ranks
        self.events: queue.Queue[Json | None] = queue.Queue()
        self.log: deque[str] = deque(maxlen=LOG_LINES)
        assert process.stdout is not None
        assert process.stderr is not None
        self.readers = [
            threading.Thread(target=self._read_events, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._read_log, args=(process.stderr,), daemon=True),
        ]
        for reader in self.readers:
            reader.start()

    @property
    def parent(self) -> int:
        """Return the process that the load must not outlive."""
        return self.process.parent if isinstance(self.process, Forked) else os.getpid()

    def next_event(self, timeout: float) -> Json | None:
        """The next event, empty when none came in time; None after the last."""
        try:
            return self.events.get(timeout=timeout)
        except queue.Empty:
            return {}

    def send(self, command: Json) -> None:
        self.write((json.dumps(command) + "\n").encode())

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError:
            # The worker is gone; the loop sees its end and the verdict says why.
            return

    def close(self) -> None:
        for reader in self.readers:
            reader.join(timeout=2)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                _close(pipe)

    def _read_events(self, pipe: IO[bytes]) -> None:
        for line in _lines(pipe):
            event = parsed(line)
            if event is not None and self.ranks is not None and "text" in event:
                event = self.ranks.event(event)
            if event is not None:
                self.events.put(self.redactor.value(event))
        self.events.put(None)

    def _read_log(self, pipe: IO[bytes]) -> None:
        for line in _lines(pipe):
            # A progress bar on a library's own stream rewrites its line; only the last state counts.
            text = line.decode("utf-8", "replace").rstrip().rpartition("\r")[2]
            if text:
                self.log.append(self.redactor.text(text))


def _lines(pipe: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a pipe; the code of a model may write any number of bytes into one."""
    return iter(partial(pipe.readline, LONGEST), b"")


def _close(pipe: IO[bytes]) -> None:
    # The rest was for a process that is gone.
    try:
        pipe.close()
    except BrokenPipeError:
        return
