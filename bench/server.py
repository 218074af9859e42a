"""A language server over stdio, driven with plain JSON-RPC, so that no client library is measured."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import psutil

from .process import Command

PATIENCE = 60.0
CAPABILITIES = {
    "textDocument": {"publishDiagnostics": {"versionSupport": True}, "synchronization": {}},
    "workspace": {"workspaceFolders": True},
}


@dataclass
class Server:
    """A started server; `answer` and `published` wait for its messages."""

    process: subprocess.Popen[bytes]
    heard: Queue[dict[str, Any]]
    asked: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def request(self, method: str, params: Any) -> Any:
        asked = self.ask(method, params)
        return self._wait(lambda message: message.get("id") == asked and "method" not in message)

    def ask(self, method: str, params: Any) -> int:
        """Send a request without waiting; return its number."""
        self.asked += 1
        self._send({"id": self.asked, "method": method, "params": params})
        return self.asked

    def answers(self, asked: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Wait until each of these requests has been answered."""
        answers: dict[int, dict[str, Any]] = {}
        while len(answers) < len(asked):
            answer = self._wait(lambda message: message.get("id") in asked and "method" not in message)
            answers[answer["id"]] = answer
        return answers

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def published(self, version: int) -> Any:
        """Wait for the diagnostics of this version of the document."""
        return self._wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"].get("version", version) >= version
            )
        )

    def shown(self, uri: str, version: int) -> Any:
        """Wait for the diagnostics of this version of one document among several."""
        return self._wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
                and message["params"].get("version", version) >= version
            )
        )

    def hear(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a message of the server."""
        return self._wait(wanted)

    def megabytes(self) -> float:
        """Return the resident size of the server and the processes it started."""
        return sum(self._sizes())

    def largest(self) -> float:
        """Return the resident size of the largest process: a document that takes long starts a second one."""
        return max(self._sizes())

    def _sizes(self) -> list[float]:
        server = psutil.Process(self.process.pid)
        return [int(it.memory_info().rss) / 1e6 for it in (server, *server.children(recursive=True))]

    def _wait(self, wanted: Any) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                message = self.heard.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise TimeoutError(f"no answer within {PATIENCE:g} s from {self.process.args!r}") from None
            if wanted(message):
                return message
            if message.get("method") in ("window/showMessage", "window/logMessage"):
                self.errors.append(message)
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": _answer(message)})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()


@contextmanager
def started(
    command: Command, folder: Path, encoding: str = "utf-16", *, progress: bool = False, **wishes: object
) -> Iterator[tuple[Server, float]]:
    """Yield the server after its handshake, and the seconds from its start to the answer of `initialize`.

    A server that has already exited is not asked to shut down. `wishes` are the options of the client.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        [*map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder
    )
    server = Server(process, Queue())
    Thread(target=_read, args=(process, server.heard), daemon=True).start()
    try:
        server.request("initialize", _handshake(folder, encoding, progress, wishes))
        seconds = time.perf_counter() - start
        server.notify("initialized", {})
        yield server, seconds
        if process.poll() is None:
            server.request("shutdown", None)
            server.notify("exit", None)
            process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()


def _handshake(folder: Path, encoding: str, progress: bool, wishes: Mapping[str, object]) -> dict[str, Any]:
    folders = [{"uri": folder.as_uri(), "name": folder.name}]
    return {
        "processId": None,
        "rootUri": folder.as_uri(),
        "capabilities": {
            **CAPABILITIES,
            "general": {"positionEncodings": [encoding]},
            **({"window": {"workDoneProgress": True}} if progress else {}),
        },
        "workspaceFolders": folders,
        "initializationOptions": dict(wishes),
    }


def _read(process: subprocess.Popen[bytes], heard: Queue[dict[str, Any]]) -> None:
    assert process.stdout is not None
    while header := process.stdout.readline():
        name, _, value = header.partition(b":")
        if name.lower() == b"content-length":
            while process.stdout.readline().strip():
                continue
            heard.put(json.loads(process.stdout.read(int(value))))


def _answer(message: dict[str, Any]) -> Any:
    """Answer like a plain editor: it has no settings and grants everything else."""
    if message["method"] == "workspace/configuration":
        return [None] * len(message["params"]["items"])
    return None
