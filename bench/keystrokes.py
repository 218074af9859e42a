"""Measure from a keystroke to the diagnostics: type inside an argument of a load, one letter at a time."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import corpus
from .process import Command
from .server import Server, started

LENGTHS = (100, 500, 1_000, 3_000)
BLOCK = 300
MANY = 60
EDITS = 40
# The least that a keystroke costs with the library that loadlint's server is built on.
FLOOR: Mapping[str, Command] = {"pygls, no lint": [sys.executable, Path(__file__).parent / "floor.py"]}


@dataclass(frozen=True)
class Typing:
    """Figures of one server and file: milliseconds for an edit, the handshake and the first diagnostics; MB."""

    p50: float
    p95: float
    initialize: float
    first: float
    megabytes: float


def measure(commands: Mapping[str, Command], folder: Path, rounds: int) -> dict[str, dict[str, Typing]]:
    """Return medians over `rounds` sessions for each text and server; the servers take turns."""
    texts = {f"{lines:,}": corpus.program(lines) for lines in LENGTHS}
    texts[f"{BLOCK}, one function"] = corpus.block(BLOCK)
    texts[f"{BLOCK}, one function of {MANY} loads"] = corpus.dense(MANY)
    return {name: _in(commands, folder, text, rounds) for name, text in texts.items()}


def _in(commands: Mapping[str, Command], folder: Path, text: str, rounds: int) -> dict[str, Typing]:
    sessions: dict[str, list[Typing]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            sessions[name].append(_session(command, folder, text))
    return {name: _medians(session) for name, session in sessions.items()}


def _session(command: Command, folder: Path, text: str) -> Typing:
    path = folder / "typed.py"
    path.write_text(text)
    start = time.perf_counter()
    with started(command, folder) as (server, initialize):
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        server.notify("textDocument/didOpen", {"textDocument": document})
        server.published(1)
        first = time.perf_counter() - start
        times = typed(server, path.as_uri(), text)
        return Typing(*_percentiles(times), initialize * 1e3, first * 1e3, server.megabytes())


def typed(server: Server, uri: str, text: str) -> list[float]:
    """Return the milliseconds from each of EDITS letters, all different texts, to the diagnostics of its version."""
    line, column = _argument(text)
    times = []
    for number in range(EDITS):
        position = {"line": line, "character": column + number}
        change = {"range": {"start": position, "end": position}, "text": chr(ord("a") + number % 26)}
        params: dict[str, Any] = {"textDocument": {"uri": uri, "version": number + 2}, "contentChanges": [change]}
        start = time.perf_counter()
        server.notify("textDocument/didChange", params)
        server.published(number + 2)
        times.append((time.perf_counter() - start) * 1e3)
    return times


def _argument(text: str) -> tuple[int, int]:
    """Return the line and column inside the first argument of the load in the middle of the text (0-based)."""
    places = [(number, line) for number, line in enumerate(text.split("\n")) if 'from_pretrained("' in line]
    number, line = places[len(places) // 2]
    return number, line.index('("') + 2


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)]


def _medians(sessions: Sequence[Typing]) -> Typing:
    return Typing(*(statistics.median(it) for it in zip(*map(_values, sessions), strict=True)))


def _values(typing: Typing) -> tuple[float, ...]:
    return (typing.p50, typing.p95, typing.initialize, typing.first, typing.megabytes)
