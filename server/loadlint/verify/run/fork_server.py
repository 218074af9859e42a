"""Loads of one interpreter that import its libraries once: a server of forks, on Linux.

The server has the libraries and nothing else: no thread, no GPU in use. Each load is a fork of it, with pipes, a
process group, limits and an end of its own. Where a server cannot fork, its loads start as a single one does.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TypeAlias

from loadlint.system import THIS
from loadlint.verify.report import Json

from .pulse import STALLS

POLL = 0.05
IMPORT = STALLS["importing"]  # seconds for the imports of a server
MESSAGE = 1 << 16
SERVERS = 2  # at once, as each holds its libraries; a comparison alternates between two
Key: TypeAlias = tuple[object, ...]
_GONE = -int(getattr(signal, "SIGKILL", 9))


class Forked:
    """A load in a fork of a server; what the supervisor needs of a `Popen`."""

    def __init__(self, pid: int, pipes: tuple[IO[bytes], IO[bytes], IO[bytes]], server: Server) -> None:
        self.pid, self.server = pid, server
        self.stdin, self.stdout, self.stderr = pipes
        self.returncode: int | None = None

    @property
    def parent(self) -> int:
        return self.server.process.pid

    def poll(self) -> int | None:
        if self.returncode is None and self.server.has_message():
            self.wait()
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            message = self.server.receive()
            # Without a last word the server is gone, and the load with it.
            status = message.get("ended")
            self.returncode = _GONE if status is None else os.waitstatus_to_exitcode(status)
        return self.returncode


@dataclass
class Server:
    """A process that has imported the libraries, and the socket to it."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    @classmethod
    def start(cls, command: Sequence[str], cwd: str, environment: Mapping[str, str], *, grows: bool) -> Server:
        """Start the process. Raise OSError when the interpreter cannot be started."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        serving = [*command, "--serve", *([] if grows else ["--fixed"])]
        nothing = subprocess.DEVNULL
        try:
            process = subprocess.Popen(
                serving,
                stdin=theirs.fileno(),
                stdout=nothing,
                stderr=nothing,
                cwd=cwd,
                env=environment,
                start_new_session=True,
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return cls(process, ours)

    def is_ready(self, gave_up: Callable[[], bool]) -> bool:
        """Wait for the imports; return whether this process may fork."""
        until = time.monotonic() + IMPORT
        while not self.has_message(POLL):
            if gave_up() or time.monotonic() > until:
                return False
        return bool(self.receive().get("ready"))

    def fork(self) -> Forked | None:
        """Start a load; return None when the server has ended, for it may not fork any more."""
        commands, order = os.pipe()
        events, sent = os.pipe()
        log, written = os.pipe()
        try:
            socket.send_fds(self.control, [b"load"], [commands, sent, written])
            pid = self.receive().get("pid")
        except OSError:
            pid = None
        finally:
            for descriptor in (commands, sent, written):
                os.close(descriptor)
        pipes = os.fdopen(order, "wb"), os.fdopen(events, "rb"), os.fdopen(log, "rb")
        if pid is not None:
            return Forked(int(pid), pipes, self)
        for pipe in pipes:
            pipe.close()
        return None

    def has_message(self, timeout: float = 0.0) -> bool:
        return bool(select.select([self.control], [], [], timeout)[0])

    def receive(self) -> Json:
        """Wait for the next message; return an empty one when the process has ended."""
        try:
            data = self.control.recv(MESSAGE)
        except ConnectionError:
            data = b""
        message: Json = json.loads(data) if data else {}
        return message

    def end(self) -> None:
        """Kill the process, and by its end the load in its fork."""
        self.process.kill()
        self.process.wait()
        self.control.close()


@dataclass
class SharedImports:
    """The servers of one run, by interpreter, folder and variables; `with` ends them."""

    servers: dict[Key, Server] = field(default_factory=dict)
    starts: dict[Key, int] = field(default_factory=dict)
    early: dict[Key, Server] = field(default_factory=dict)

    def __enter__(self) -> SharedImports:
        return self

    def __exit__(self, *_: object) -> None:
        for server in (*self.servers.values(), *self.early.values()):
            server.end()
        self.servers.clear()
        self.early.clear()

    def import_early(self, command: Sequence[str], cwd: str, environment: Mapping[str, str]) -> None:
        """Start the imports of loads that follow, and return at once."""
        if THIS.forks:
            with suppress(OSError):  # which the load reports
                self.early[_key(command, cwd, environment)] = Server.start(command, cwd, environment, grows=True)

    def fork(
        self, command: Sequence[str], cwd: str, environment: Mapping[str, str], gave_up: Callable[[], bool]
    ) -> Forked | None:
        """Start a load in a fork; return None where it has to be started by itself."""
        if not THIS.forks:
            return None
        key = _key(command, cwd, environment)
        # A server that a load's imports have made useless is replaced by one that imports the least.
        while self.starts.get(key, 0) < 2 or key in self.servers:
            server = self.servers.get(key) or self._start(key, command, cwd, environment, gave_up)
            forked = server.fork() if server else None
            if forked or server is None:
                return forked
            self.servers.pop(key).end()
        return None

    def _start(
        self,
        key: Key,
        command: Sequence[str],
        cwd: str,
        environment: Mapping[str, str],
        gave_up: Callable[[], bool],
    ) -> Server | None:
        self.starts[key] = self.starts.get(key, 0) + 1
        if len(self.servers) >= SERVERS:
            oldest = next(iter(self.servers))
            self.servers.pop(oldest).end()
            self.starts[oldest] -= 1
        with suppress(OSError):  # which the load reports when it is started by itself
            server = self.early.pop(key, None)
            server = server or Server.start(command, cwd, environment, grows=self.starts[key] == 1)
            if server.is_ready(gave_up):
                self.servers[key] = server
                return server
            server.end()
        self.starts[key] = 2
        return None


def _key(command: Sequence[str], cwd: str, environment: Mapping[str, str]) -> Key:
    return tuple(command), cwd, tuple(sorted(environment.items()))
