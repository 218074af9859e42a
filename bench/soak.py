"""Use a server for a long time: many files, random edits, requests, and storms of cancelled requests.

`python -m bench.soak` takes two minutes, `--minutes 120` two hours. Memory must be flat once every file
has been open, and each request answered, including cancelled ones.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from . import corpus
from .fuzz import SERVER, SETTINGS
from .server import Server, started
from .typist import START, Typist

FILES = 24
STORM = 30
CANCELLED = -32800
# The share of a run that warms up, and the number of parts of the rest that are compared for growth.
WARM, PARTS = 0.25, 3
QUESTIONS = ("hover", "codeLens", "codeAction", "completion", "diagnostic")


@dataclass
class Figures:
    """Counts of actions, and megabytes of the server's largest process at even steps, warm-up included."""

    edits: int = 0
    requests: int = 0
    cancelled: int = 0
    opened: int = 0
    seconds: float = 0.0
    megabytes: list[float] = field(default_factory=list)

    @property
    def parts(self) -> list[float]:
        """Return the median memory of each part of the run after the warm-up."""
        settled = self.megabytes[int(len(self.megabytes) * WARM) :]
        size = max(1, len(settled) // PARTS)
        return [statistics.median(settled[at * size : (at + 1) * size] or settled) for at in range(PARTS)]

    @property
    def growth(self) -> float:
        """Return the megabytes by which the last part exceeds the first."""
        return self.parts[-1] - self.parts[0]

    def __str__(self) -> str:
        memory = ", ".join(f"{it:.1f}" for it in self.parts)
        return (
            f"{self.edits:,} edits, {self.opened:,} files opened, {self.requests:,} requests, all answered "
            f"({self.cancelled:,} cancelled), {self.seconds:.0f} s, memory {memory} MB"
        )


def run(folder: Path, seconds: float, seed: int = 1) -> Figures:
    """Use a server for that long. Raises TimeoutError for a request that is not answered."""
    (folder / "loadlint.toml").write_text(SETTINGS)
    figures, random, start = Figures(), Random(seed), time.perf_counter()
    with started(SERVER, folder, "utf-8") as (server, _):
        desk = _Desk(server, folder, random, figures)
        while (now := time.perf_counter() - start) < seconds:
            desk.work()
            if now > len(figures.megabytes) * seconds / 200:
                figures.megabytes.append(server.largest())
        desk.close()
    figures.seconds = time.perf_counter() - start
    return figures


class _Desk:
    """The open files of a user who edits them at random."""

    def __init__(self, server: Server, folder: Path, random: Random, figures: Figures) -> None:
        self.server, self.folder, self.random, self.figures = server, folder, random, figures
        self.open: dict[int, Typist] = {}
        self.versions: dict[int, int] = {}
        self.long = corpus.program(1_000)

    def work(self) -> None:
        """Do one thing that users do."""
        number = self.random.randrange(FILES)
        if number not in self.open:
            self._show(number)
        elif self.random.random() < 0.03:
            self._put_away(number)
        else:
            self._type(number)
        if self.random.random() < 0.05:
            self.storm()

    def close(self) -> None:
        for number in list(self.open):
            self._put_away(number)

    def storm(self) -> None:
        """Send many requests at once, and cancel half of them before they can be answered."""
        asked = [self.server.ask(f"textDocument/{kind}", params) for kind, params in self._questions()]
        dropped = set(self.random.sample(asked, len(asked) // 2))
        for identity in dropped:
            self.server.notify("$/cancelRequest", {"id": identity})
        answers = self.server.answers(asked)
        errors = {identity: answer.get("error", {}).get("code") for identity, answer in answers.items()}
        wrong = {identity: it for identity, it in errors.items() if it not in (None, CANCELLED)}
        if wrong or any(it == CANCELLED and identity not in dropped for identity, it in errors.items()):
            bad = [answers[it] for it in wrong]
            raise AssertionError(f"answered with errors: {bad}, errors {errors}; log: {self.server.errors[-3:]}")
        self.figures.requests += len(asked)
        self.figures.cancelled += sum(it == CANCELLED for it in errors.values())

    def _questions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for _ in range(STORM):
            number, typist = self.random.choice(list(self.open.items()))
            kind = self.random.choice(QUESTIONS)
            at = typist.position(len(typist.text) // 2)
            params: dict[str, Any] = {"textDocument": {"uri": self._uri(number)}, "position": at}
            if kind == "codeAction":
                params |= {"range": {"start": at, "end": at}, "context": {"diagnostics": []}}
            yield kind, params

    def _show(self, number: int) -> None:
        typist = Typist(self.random, "utf-8")
        typist.text = self.long if number % 8 == 0 else START
        self.open[number], self.versions[number] = typist, 1
        item = {"uri": self._uri(number), "languageId": "python", "version": 1, "text": typist.text}
        self.server.notify("textDocument/didOpen", {"textDocument": item})
        self.figures.opened += 1

    def _put_away(self, number: int) -> None:
        del self.open[number]
        self.server.notify("textDocument/didClose", {"textDocument": {"uri": self._uri(number)}})

    def _type(self, number: int) -> None:
        self.versions[number] += 1
        changes = self.open[number].changes()
        identifier = {"uri": self._uri(number), "version": self.versions[number]}
        self.server.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": changes})
        self.server.shown(self._uri(number), self.versions[number])
        self.figures.edits += len(changes)

    def _uri(self, number: int) -> str:
        return (self.folder / f"file{number}.py").as_uri()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(run(Path(folder).resolve(), options.minutes * 60, options.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
