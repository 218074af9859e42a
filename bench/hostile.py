"""Run the hostile folders of `tests/hostile` through check, verify and the server, and measure each run.

    python -m bench.hostile [--every N] [--write]

Each command is a process of its own, ended by force after a limit; its largest size is that of its process. The server
is asked about a sound document while it reads a hostile one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile import corpus, runner
from tests.hostile.sample import Sample
from tests.tree import ROOT

from . import meanwhile

PAGE = ROOT / "docs" / "evidence" / "security.md"
SECONDS, MEGABYTES, MILLISECONDS = 5, 500, meanwhile.MILLISECONDS
HARD = 20.0  # seconds after which a run is ended
TITLE = "## Hostile files"
HEAD = """{title}

`tests/hostile` makes {folders:,} folders, the same in each run, as a stranger might send them: headers of weights,
pickles, configurations, indexes, notebooks, settings, requirements, lock files, patterns, sources, links, baselines
and damaged caches. Each goes through `check` or, where its program loads a model, through `verify --preflight`, one in
{verified} of these through `verify` with an interpreter that ends at once; and all through the server: opened, linted,
hovered, asked for actions, while a sound document is hovered.

Limits: {seconds} s and {megabytes} MB for a run, {milliseconds} ms for the sound document.

`{command}` wrote this section{share}.

{columns}
"""
COLUMNS = (
    *("files", "folders", "runs", "internal errors", "runs over 5 s", "longest", "over 500 MB", "largest"),
    *("errors of the server", "sound document, longest wait", "waits over 200 ms"),
)


@dataclass
class Figures:
    """Results of the runs over one kind of files."""

    folders: int = 0
    runs: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def add(self, served: meanwhile.Served) -> None:
        """Take in the figures of the server."""
        self.errors += served.errors
        self.waits += served.waits
        self.megabytes.append(served.megabytes)

    def row(self, kind: str) -> str:
        slow, large = sum(it > SECONDS for it in self.seconds), sum(it > MEGABYTES for it in self.megabytes)
        late, longest = sum(it > MILLISECONDS for it in self.waits), max(self.waits, default=0.0)
        return (
            f"| {kind} | {self.folders} | {self.runs} | {len(self.faults)} | {slow} | {max(self.seconds):.1f} s "
            f"| {large} | {max(self.megabytes):.0f} MB | {len(self.errors)} | {longest:.0f} ms "
            f"| {late} of {len(self.waits)} |"
        )


def run(folder: Path, every: int) -> dict[str, Figures]:
    """Measure all samples, or each of `every`."""
    figures: dict[str, Figures] = defaultdict(Figures)
    for kind in corpus.KINDS:
        chosen = meanwhile.chosen(kind, every)
        for number, sample in enumerate(chosen):
            _commands(sample, number, folder / kind / "commands" / str(number), figures[kind])
        served = meanwhile.served(chosen, folder / kind / "server")
        figures[kind].add(served)
        print(figures[kind].row(kind), flush=True)
    return figures


# --- commands ---------------------------------------------------------------------------------------


def _commands(sample: Sample, number: int, folder: Path, figures: Figures) -> None:
    runner.prepared(sample, folder)
    figures.folders += 1
    for at, command in enumerate(runner.commands(sample, number)):
        if at and sample.damage:
            runner.damage(sample, folder)
        seconds, megabytes, status, text = _measured(command, folder)
        name = f"{sample.kind}: {sample.name}: {' '.join(command)}"
        figures.runs += 1
        figures.seconds.append(seconds)
        figures.megabytes.append(megabytes)
        faults = runner.faults(text) + ([] if status in (0, 1, 2, 3) else [f"exit status {status}"])
        figures.faults += [f"{name}: {it}" for it in faults[:1]]
        figures.over += [f"{name}: {seconds:.1f} s, {megabytes:.0f} MB"] * (seconds > SECONDS or megabytes > MEGABYTES)


def _measured(command: tuple[str, ...], folder: Path) -> tuple[float, float, int, str]:
    """Return the seconds, the largest size, the exit status and the output of one command."""
    environment = {**os.environ, **runner.surroundings(folder.parent)}
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "loadlint", *command], stdout=output, stderr=output, cwd=folder, env=environment
        )
        watchdog = threading.Timer(HARD, process.kill)
        watchdog.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        watchdog.cancel()
        output.seek(0)
        text = output.read(10_000_000).decode("utf-8", "replace")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, process.returncode, text


# --- section -------------------------------------------------------------------------------------------


def section(figures: dict[str, Figures], every: int) -> str:
    command = "python -m bench.hostile" + (f" --every {every}" if every > 1 else "") + " --write"
    folders = sum(it.folders for it in figures.values())
    share = f", from one folder in {every} and all of the slow ones ({folders:,})" if every > 1 else ""
    head = HEAD.format(
        folders=sum(1 for _ in corpus.samples()), command=command, share=share,
        verified=runner.VERIFIED, title=TITLE, seconds=SECONDS, megabytes=MEGABYTES, milliseconds=MILLISECONDS,
        columns=f"| {' | '.join(COLUMNS)} |\n|---{'|---:' * (len(COLUMNS) - 1)}|",
    )  # fmt: skip
    return head + "\n".join(it.row(kind) for kind, it in figures.items()) + "\n" + "".join(_left(figures))


def _left(figures: dict[str, Figures]) -> Iterator[str]:
    """Yield the runs over a limit, by name."""
    problems = [text for it in figures.values() for text in (*it.faults, *it.over, *it.errors)]
    yield "\n### Over a limit\n\n" + ("" if problems else "Nothing.\n")
    yield from (f"- `{it.replace('`', '')[:160]}`\n" for it in problems)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one folder in N, and all that are slow")
    parser.add_argument("--write", action="store_true", help=f"write the section of {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = section(run(Path(folder).resolve(), options.every), options.every)
    print(text)
    if options.write:
        before = PAGE.read_text().partition(TITLE)[0].rstrip()
        PAGE.write_text(f"{before}\n\n{text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
