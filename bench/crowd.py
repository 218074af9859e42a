"""Measure a server's memory with many files open at once and many edits in them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from . import corpus
from .process import Command
from .server import Server, started

FILES, LINES, EDITS = 200, 500, 2_000


@dataclass(frozen=True)
class Crowd:
    """Seconds until every file has its diagnostics, megabytes then, and megabytes after the edits."""

    opening: float
    opened: float
    edited: float


def measure(commands: Mapping[str, Command], folder: Path) -> dict[str, Crowd]:
    """Run one session of each server."""
    return {name: _session(command, folder) for name, command in commands.items()}


def _session(command: Command, folder: Path) -> Crowd:
    text, random = corpus.program(LINES), Random(1)
    uris = [(folder / f"open{number}.py").as_uri() for number in range(FILES)]
    with started(command, folder) as (server, _):
        start = time.perf_counter()
        for uri in uris:
            item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
            server.notify("textDocument/didOpen", {"textDocument": item})
            server.shown(uri, 1)
        opening, opened = time.perf_counter() - start, server.megabytes()
        for version in range(2, EDITS + 2):
            _edit(server, random.choice(uris), version, random)
        return Crowd(opening, opened, server.megabytes())


def _edit(server: Server, uri: str, version: int, random: Random) -> None:
    at = {"line": random.randrange(LINES), "character": 0}
    change = {"range": {"start": at, "end": at}, "text": random.choice(("x = 1\n", "# a\n", "\n", "    ", "f(\n"))}
    server.notify(
        "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}
    )
    server.shown(uri, version)
