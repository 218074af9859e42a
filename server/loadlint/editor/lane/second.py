"""A second server of ours in a process of its own, which can be ended by force whatever it is doing."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO, Any

from loadlint.editor.wire import transport

# Isolated, so that nothing of the working folder is imported, with the folders that this process imports from.
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
    "from loadlint.cli.main import main; sys.exit(main(['server']))"
)
# Its answers come from our own program, and many findings are long.
_LARGEST = 1 << 30
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
_PATIENCE = 10.0  # seconds in which a process has been started
_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_DIAGNOSTICS = b'{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics"'

# Diagnostics pass through as they are; all else is read.
Message = bytes | dict[str, Any]

_log = logging.getLogger(__name__)


class Second:
    """The process and its pipes. `hear` gets each message, and None at the end, on a thread of its own.

    The caller never waits for the process: other threads start it, write to it and end it.
    """

    def __init__(self, hear: Callable[[Message | None], None]) -> None:
        self._hear = hear
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = threading.Event()
        threading.Thread(target=self._live, name="loadlint-second", daemon=True).start()

    def send(self, message: dict[str, Any]) -> None:
        """Send a message."""
        self._outbox.put(transport.framed(json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()))

    def leave(self, patience: float) -> None:
        """Let the process end by itself, as its input ends; by force where it has not within `patience` seconds."""
        self._outbox.put(None)
        threading.Thread(target=self._end, args=(patience,), name="loadlint-end", daemon=True).start()

    def kill(self) -> None:
        """End the process by force."""
        self.leave(patience=0.0)

    def wait(self, patience: float) -> None:
        """Let the process end, and wait for that."""
        self._outbox.put(None)
        self._end(patience)

    def megabytes(self) -> float:
        """Return the memory that the process takes; 0 where the system does not say."""
        if self._process is None:
            return 0.0
        try:
            with open(f"/proc/{self._process.pid}/statm", "rb") as file:
                return int(file.read().split()[1]) * _PAGE / 1e6
        except OSError:
            return 0.0

    def _live(self) -> None:
        """Start the process, and write to it what is sent."""
        command = [sys.executable, "-I", "-c", _PROGRAM, json.dumps(sys.path)]
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, creationflags=_WINDOW, bufsize=0)
        except OSError as error:
            _log.warning("no second process can be started: %s", error)
            self._started.set()
            self._hear(None)
            return
        self._process = process
        self._started.set()
        assert process.stdin is not None
        assert process.stdout is not None
        threading.Thread(target=_read, args=(process.stdout, self._hear), name="loadlint-heard", daemon=True).start()
        self._write(process.stdin)

    def _end(self, patience: float) -> None:
        self._started.wait(_PATIENCE)
        if self._process is None:
            return
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _write(self, stream: IO[bytes]) -> None:
        try:
            while (data := self._outbox.get()) is not None:
                _write_all(stream, data)
            stream.close()
        except OSError:
            # The process has ended, which its output shows too.
            return


def _write_all(stream: IO[bytes], data: bytes) -> None:
    """Write all of it: a pipe without a buffer takes a part at a time."""
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]


def _read(stream: IO[bytes], hear: Callable[[Message | None], None]) -> None:
    reader = transport.Reader(stream.read, stream.fileno(), _LARGEST)
    while (bodies := reader.arrived()) is not None:
        for body in bodies:
            if isinstance(body, bytes):
                hear(body if body.startswith(_DIAGNOSTICS) else json.loads(body))
    hear(None)
