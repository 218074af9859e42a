"""Measure how long the server takes to answer about a sound document while it reads a hostile one.

    python -m bench.meanwhile [--every N] [KIND...]

The sound document is hovered, asked for its actions and edited, in the server that has just been given the hostile
one. All three are answered by that server alone: its diagnostics are those of the edit, by their version.
"""

from __future__ import annotations

import argparse
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.hostile import corpus, runner
from tests.hostile.sample import LINE, PROGRAM, Sample

from .server import Server, started

SERVER = [sys.executable, "-m", "loadlint", "server"]
MILLISECONDS = 200
LARGEST = 50_000_000  # bytes that an editor opens as text
SOUND = "import torch\nfrom transformers import AutoModel\n\nmodel = AutoModel.from_pretrained('gpt2')\n"
BROKEN = SOUND + "model.to(\n"
PLACE = {"line": 3, "character": 30}


@dataclass
class Served:
    """The answers of one server, or of those that took its place after it was ended by force."""

    waits: list[float] = field(default_factory=list)
    calm: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    megabytes: float = 0.0

    @property
    def late(self) -> list[str]:
        """Return the samples that made the sound document wait too long, the longest wait first."""
        waits = sorted(zip(self.waits, self.names, strict=True), reverse=True)
        return [f"{wait:.0f} ms: {name}" for wait, name in waits if wait > MILLISECONDS]


def served(samples: Sequence[Sample], folder: Path) -> Served:
    """Open the hostile files one after another in a server, and ask about a sound one meanwhile."""
    folder.mkdir(parents=True)
    figures, left = Served(), list(enumerate(samples))
    while left:
        with _serving(folder) as session:
            while left and session.server.process.poll() is None:
                number, sample = left.pop(0)
                place = folder / str(number)
                runner.prepared(sample, place)
                _meanwhile(session, sample, place, figures)
            figures.megabytes = max(figures.megabytes, _largest(session.server))
    return figures


@dataclass
class Session:
    """A server that has read the sound document, and the version of it."""

    server: Server
    sound: str
    version: int = 1

    def edit(self) -> int:
        """Type a blank line at the end of the sound document; return its version."""
        self.version += 1
        end = {"line": 2 + self.version, "character": 0}
        change = {"range": {"start": end, "end": end}, "text": "\n"}
        identifier = {"uri": self.sound, "version": self.version}
        self.server.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})
        return self.version


@contextmanager
def _serving(folder: Path) -> Iterator[Session]:
    with started(SERVER, folder) as (server, _):
        session = Session(server, _opened(server, folder / "sound.py", SOUND))
        server.published(1)
        server.request("textDocument/hover", {"textDocument": {"uri": session.sound}, "position": PLACE})
        server.request("textDocument/codeAction", _actions(session.sound, PLACE["line"]))
        # A statement that does not parse has the server import what it would else import in the pause after opening.
        server.shown(_opened(server, folder / "broken.py", BROKEN), 1)
        yield session


def _meanwhile(session: Session, sample: Sample, folder: Path, figures: Served) -> None:
    server, name = session.server, f"{sample.kind}: {sample.name}"
    try:
        figures.calm.append(_sound(session, lambda _: False))
        hostile = _opened(server, folder / sample.file, _shown(folder / sample.file))
        asked = {server.ask("textDocument/hover", _hover(hostile, LINE - 1))}
        asked.add(server.ask("textDocument/codeAction", _actions(hostile, LINE - 1)))
        answered = _answered(asked, name, figures)
        figures.waits.append(_sound(session, answered))
        figures.names.append(name)
        if asked:
            server.hear(answered)
        server.notify("textDocument/didClose", {"textDocument": {"uri": hostile}})
    except (TimeoutError, BrokenPipeError):
        figures.errors.append(f"{name}: no answer")
        server.process.kill()
        server.process.wait()
    _take_messages(server, name, figures)


def _sound(session: Session, elsewhere: Callable[[dict[str, Any]], bool]) -> float:
    """Return the milliseconds until the sound document's hover, actions and diagnostics are there."""
    server, start = session.server, time.perf_counter()
    asked = {server.ask("textDocument/hover", {"textDocument": {"uri": session.sound}, "position": PLACE})}
    asked.add(server.ask("textDocument/codeAction", _actions(session.sound, PLACE["line"])))
    version, shown = session.edit(), False

    def heard(message: dict[str, Any]) -> bool:
        nonlocal shown
        params = message.get("params") or {}
        if message.get("method") == "textDocument/publishDiagnostics":
            shown = shown or (params["uri"] == session.sound and params.get("version") == version)
        elif "method" not in message:
            asked.discard(message["id"])
        elsewhere(message)
        return shown and not asked

    server.hear(heard)
    return (time.perf_counter() - start) * 1e3


def _answered(asked: set[int], name: str, figures: Served) -> Callable[[dict[str, Any]], bool]:
    """Return whether a message answers the last of these requests."""

    def heard(message: dict[str, Any]) -> bool:
        if "method" not in message and message["id"] in asked:
            asked.discard(message["id"])
            if message.get("error"):
                figures.errors.append(f"{name}: {message['error']}")
        return not asked

    return heard


def _take_messages(server: Server, name: str, figures: Served) -> None:
    for message in server.errors:
        text = f"{name}: {message['params']['message']}"
        failed = message["method"] == "window/logMessage" and message["params"]["type"] == 1
        (figures.errors if failed else figures.lines).append(text)
    server.errors.clear()


def _shown(path: Path) -> str:
    """Return the text that an editor would open; of a file that it shows in no window, a program's."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return PROGRAM
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        # An editor shows no such file as text.
        return PROGRAM


def _opened(server: Server, path: Path, text: str) -> str:
    item = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
    server.notify("textDocument/didOpen", {"textDocument": item})
    return path.as_uri()


def _hover(uri: str, line: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": 30}}


def _actions(uri: str, line: int) -> dict[str, Any]:
    place = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 60}}
    return {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": []}}


def _largest(server: Server) -> float:
    """Return the largest size of the server so far, in MB."""
    try:
        lines = Path(f"/proc/{server.process.pid}/status").read_text().split("\n")
    except OSError:
        # It was ended by force, which is an error already.
        return 0.0
    return next((int(it.split()[1]) / 1024 for it in lines if it.startswith("VmHWM")), 0.0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.meanwhile", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one folder in N, and all that are slow")
    parser.add_argument("kinds", nargs="*", default=corpus.KINDS, metavar="KIND", help="kinds of files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        os.environ.update(runner.surroundings(folder))
        for kind in options.kinds:
            figures = served(chosen(kind, options.every), folder / "served" / kind.replace(" ", "-"))
            print(f"{kind}: {len(figures.late)} of {len(figures.waits)} late, longest {max(figures.waits):.0f} ms, "
                  f"median {median(figures.waits):.0f} ms, without a hostile file {median(figures.calm):.0f} ms, "
                  f"{figures.megabytes:.0f} MB, {len(figures.errors)} errors", flush=True)  # fmt: skip
            print(*(f"    {it[:160]}" for it in (*figures.late, *figures.errors, *figures.lines)), sep="\n", flush=True)
    return 0


def chosen(kind: str, every: int) -> list[Sample]:
    """Return the samples of a kind, or each of `every` and all that are slow."""
    return [it for at, it in enumerate(corpus.samples([kind])) if at % every == 0 or is_slow(it)]


def is_slow(sample: Sample) -> bool:
    return f"{sample.kind}: {sample.name}" in corpus.SLOW


if __name__ == "__main__":
    sys.exit(main())
