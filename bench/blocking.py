"""Measure how long the server's loop is blocked while a long document is edited and queried.

`python -m bench.blocking`: the server runs in this process, each callback of its loop is timed, and the
text is edited while hovers, lenses, actions, proposals and pulls are under way.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from asyncio import events
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loadlint.editor import analysis, runs, serve
from loadlint.editor import server as lsp
from loadlint.editor.wire.protocol import Writer
from loadlint.project.project import Checks

from . import corpus

BAR = 10.0
QUESTIONS = ("hover", "codeLens", "codeAction", "completion", "diagnostic")


@dataclass
class Held:
    """Milliseconds of wall time and CPU time that each callback of the loop took, with its description.

    On a busy machine wall time includes the turns of other processes; the server is responsible only for
    its CPU time, and for waiting for the thread that lints, which no callback may do.
    """

    times: list[tuple[float, float, str]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{len(self.times):,} callbacks; wall: {self._told(0)}; own: {self._told(1)}"

    def _told(self, which: int) -> str:
        values = sorted(float(it[which]) for it in self.times)
        longest, name = max((float(it[which]), it[2]) for it in self.times)
        over = sum(it > BAR for it in values)
        p50, p99 = statistics.median(values), values[int(len(values) * 0.99)]
        return f"p50 {p50:.2f} ms, p99 {p99:.2f} ms, longest {longest:.2f} ms ({name}), {over} over {BAR:g} ms"


def run(folder: Path, lines: int, edits: int) -> Held:
    """Type `edits` letters into a document of `lines` lines with verified loads, and send requests meanwhile."""
    text = corpus.program(lines)
    with timed() as held:
        asyncio.run(_session(folder, text, edits, held))
    return held


@contextmanager
def timed() -> Iterator[Held]:
    """Time every callback of every loop in this process."""
    held, plain = Held(), events.Handle._run

    def run_timed(handle: Any) -> None:
        start, own = time.perf_counter(), time.thread_time()
        plain(handle)
        took, used = (time.perf_counter() - start) * 1e3, (time.thread_time() - own) * 1e3
        held.times.append((took, used, str(getattr(handle._callback, "__qualname__", ""))))

    setattr(events.Handle, "_run", run_timed)  # noqa: B010
    try:
        yield held
    finally:
        setattr(events.Handle, "_run", plain)  # noqa: B010


class _Said:
    """Receive the server's messages; report when a version is shown or a request answered."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.changed = asyncio.Event()
        self.versions, self.answers = 0, set[int]()

    def write(self, data: bytes) -> None:
        self.loop.call_soon_threadsafe(self._take, data)

    def flush(self) -> None:
        """Do nothing, because nothing is buffered."""

    def _take(self, data: bytes) -> None:
        message = json.loads(data[data.index(b"\r\n\r\n") :])
        if message.get("method") == "textDocument/publishDiagnostics":
            self.versions = max(self.versions, message["params"].get("version", 0))
        elif "method" not in message:
            self.answers.add(message["id"])
        self.changed.set()


async def _session(folder: Path, text: str, edits: int, held: Held) -> None:
    writer, server = _Said(), lsp.Server()
    sys.setswitchinterval(serve.TURN)
    server.protocol.set_writer(Writer(writer))  # type: ignore[arg-type]
    server.loop = writer.loop
    uri = (folder / "long.py").as_uri()
    capabilities = {"textDocument": {"publishDiagnostics": {"versionSupport": True}}}
    _request(server, 1, "initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    _notify(server, "textDocument/didOpen", {"textDocument": item})
    await _until(writer, lambda: writer.versions >= 1)
    document = server.session.documents[uri]
    loads = await server.session.elsewhere(
        None, lambda: server.session.analysis.lint(document.snapshot().source, _checks(server, uri)).loads
    )
    document.marks = {runs.Run(f"run {at}", analysis.identity(it)): it.call for at, it in enumerate(loads)}
    # This happens in the pause after opening, when nobody types.
    await server.session.elsewhere(None, server.protocol.prepare)
    await server.session.elsewhere(None, server.session.analysis.complete)
    held.times.clear()
    for number in range(edits):
        await _edit_and_ask(server, writer, uri, text, number)
    server.session.close()


def _checks(server: lsp.Server, uri: str) -> Checks:
    return server.session.project(server.session.documents[uri].snapshot()).checks


async def _edit_and_ask(server: lsp.Server, writer: _Said, uri: str, text: str, number: int) -> None:
    line, column = _argument(text)
    at = {"line": line, "character": column + number}
    change = {"range": {"start": at, "end": at}, "text": chr(ord("a") + number % 26)}
    identifier = {"uri": uri, "version": number + 2}
    writer.loop.call_soon(
        _notify, server, "textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]}
    )
    asked = [100 + number * len(QUESTIONS) + place for place in range(len(QUESTIONS))]
    for identity, kind in zip(asked, QUESTIONS, strict=True):
        writer.loop.call_soon(_request, server, identity, f"textDocument/{kind}", _params(kind, uri, at))
    await _until(writer, lambda: writer.versions >= number + 2 and writer.answers.issuperset(asked))


def _params(kind: str, uri: str, at: dict[str, int]) -> dict[str, Any]:
    params: dict[str, Any] = {"textDocument": {"uri": uri}, "position": at}
    if kind == "codeAction":
        params |= {"range": {"start": at, "end": at}, "context": {"diagnostics": []}}
    return params


def _argument(text: str) -> tuple[int, int]:
    """Return the line and column inside the first argument of the load in the middle of the text (0-based)."""
    places = [(number, line) for number, line in enumerate(text.split("\n")) if 'from_pretrained("' in line]
    number, line = places[len(places) // 2]
    return number, line.index('("') + 2


async def _until(writer: _Said, look: Callable[[], bool]) -> None:
    """Wait for messages until a condition holds."""
    while not look():
        await writer.changed.wait()
        writer.changed.clear()


def _request(server: lsp.Server, identity: int, method: str, params: Any) -> None:
    server.protocol.receive(_message({"id": identity, "method": method, "params": params}))


def _notify(server: lsp.Server, method: str, params: Any) -> None:
    server.protocol.receive(_message({"method": method, "params": params}))


def _message(content: dict[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **content}).encode()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.blocking", description=__doc__)
    parser.add_argument("--lines", type=int, default=3_000)
    parser.add_argument("--edits", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(run(Path(folder).resolve(), options.lines, options.edits))
    return 0


if __name__ == "__main__":
    sys.exit(main())
