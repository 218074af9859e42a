"""Run the hostile folders of `tests/hostile` through check and verify, and measure each run.

    python -m bench.hostile [--every N] [--only KIND ...] [--record FILE] [--write]

Each command runs in a copy of this process, which has imported loadlint, and is ended by force after a limit. With
`--record`, the figures of a kind are kept in a file as soon as they are there, and a later run over other kinds adds to
them. `python -m bench.meanwhile` measures the server.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, NoReturn

from loadlint.cli import main
from tests.hostile import corpus, runner
from tests.hostile.sample import LINE, PROGRAM, Sample
from tests.tree import ROOT

from .meanwhile import chosen

PAGE = ROOT / "docs" / "evidence" / "security.md"
SECONDS, MEGABYTES = 5, 500
HARD = 120.0  # seconds after which a run is ended, on a machine that is busy
TITLE = "## Hostile files"
HEAD = """{title}

`tests/hostile` makes {folders:,} folders, the same in each run, as a stranger might send them: headers of weights,
pickles, configurations, indexes, notebooks, settings, requirements, lock files, patterns, sources, links, baselines
and damaged caches. `python -m bench.hostile --write` wrote this section.

Each folder goes through `check` or, where its program loads a model, through `verify --preflight` and `verify` with an
interpreter that ends at once. Each command runs in a process of its own, a copy of one that has imported loadlint.
Limits: {seconds} s and {megabytes} MB. The longest time is the clock's, which counts what other programs of the machine
take; CPU is what the run itself took. *Lines* are those of standard error: a fault of a file is one line.

{table}
"""
COLUMNS = (
    *("files", "folders", "runs", "internal errors", "over 5 s", "longest", "CPU over 5 s", "most CPU"),
    *("over 500 MB", "largest", "most lines"),
)


@dataclass(frozen=True)
class Run:
    """One command: its cost, its exit status and its two outputs."""

    seconds: float
    cpu: float
    megabytes: float
    status: int
    shown: str
    errors: str


@dataclass
class Figures:
    """Results of the runs over one kind of files."""

    folders: int = 0
    lines: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def cells(self) -> list[str]:
        return [
            *(str(self.folders), str(len(self.seconds)), str(len(self.faults))),
            *(str(_over(self.seconds, SECONDS)), f"{max(self.seconds):.1f} s"),
            *(str(_over(self.cpu, SECONDS)), f"{max(self.cpu):.1f} s"),
            *(str(_over(self.megabytes, MEGABYTES)), f"{max(self.megabytes):.0f} MB", str(self.lines)),
        ]


Record = dict[str, Figures]  # by kind


def _over(values: Sequence[float], limit: float) -> int:
    return sum(it > limit for it in values)


def run(folder: Path, kind: str, every: int) -> Figures:
    """Measure all samples of a kind, or each of `every`."""
    figures = Figures()
    for number, sample in enumerate(chosen(kind, every)):
        _commands(sample, folder / str(number) / "sample", figures)
    return figures


# --- commands ---------------------------------------------------------------------------------------


def _commands(sample: Sample, folder: Path, figures: Figures) -> None:
    runner.prepared(sample, folder)
    figures.folders += 1
    for at, command in enumerate(runner.commands(sample, 0)):  # 0: it is verified, too
        if at and sample.damage:
            runner.damage(sample, folder)
        _count(_measured(command, folder), f"{sample.kind}: {sample.name}: {' '.join(command)}", figures)


def _count(run: Run, name: str, figures: Figures) -> None:
    figures.seconds.append(run.seconds)
    figures.cpu.append(run.cpu)
    figures.megabytes.append(run.megabytes)
    figures.lines = max(figures.lines, run.errors.count("\n"))
    faults = runner.faults(run.shown + run.errors)
    faults += [] if run.status in (0, 1, 2, 3) else [f"exit status {run.status}"]
    figures.faults += [f"{name}: {it}" for it in faults[:1]]
    if run.seconds > SECONDS or run.megabytes > MEGABYTES:
        figures.over.append(f"{name}: {run.seconds:.1f} s, CPU {run.cpu:.1f} s, {run.megabytes:.0f} MB")


def _measured(command: tuple[str, ...], folder: Path) -> Run:
    """Run a command in a copy of this process, which has imported loadlint already."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start, process = time.perf_counter(), os.fork()
        if process == 0:
            _command(command, folder, output, errors)
        watchdog = threading.Timer(HARD, os.kill, (process, signal.SIGKILL))
        watchdog.start()
        _, status, usage = os.wait4(process, 0)
        seconds = time.perf_counter() - start
        watchdog.cancel()
        cpu, texts = usage.ru_utime + usage.ru_stime, [_written(it) for it in (output, errors)]
    return Run(seconds, cpu, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status), *texts)


def _command(command: tuple[str, ...], folder: Path, output: IO[bytes], errors: IO[bytes]) -> NoReturn:
    os.dup2(output.fileno(), 1)
    os.dup2(errors.fileno(), 2)
    os.chdir(folder)
    os.environ.update(runner.surroundings(folder.parent))
    status = 99
    try:
        status = main.main(list(command))
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else status
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _imported(folder: Path) -> None:
    """Import what a command needs, by running each kind over a sound folder."""
    folder.mkdir()
    (folder / "app.py").write_text(PROGRAM)
    for command in (("check", "."), ("verify", f"app.py:{LINE}", "--preflight", "--offline")):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            main.main([*command[:1], *(it.replace("app.py", f"{folder}/app.py") for it in command[1:])])


def _written(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read(10_000_000).decode("utf-8", "replace")


# --- section -------------------------------------------------------------------------------------------


def section(record: Record) -> str:
    """Return the section of the page: the table, and below it what went over a limit."""
    rows = [[kind, *record[kind].cells()] for kind in corpus.KINDS if kind in record]
    table = [
        f"| {' | '.join(COLUMNS)} |",
        f"|---{'|---:' * (len(COLUMNS) - 1)}|",
        *(f"| {' | '.join(it)} |" for it in rows),
    ]
    return HEAD.format(
        folders=sum(1 for _ in corpus.samples()), title=TITLE, seconds=SECONDS, megabytes=MEGABYTES,
        table="\n".join(table),
    ) + "".join(_left(record))  # fmt: skip


def _left(record: Record) -> Iterator[str]:
    """Yield the runs over a limit, by name."""
    problems = [text for it in record.values() for text in (*it.faults, *it.over)]
    yield "\n### Over a limit\n\n" + ("" if problems else "Nothing.\n")
    yield from (f"- `{it.replace('`', '')[:160]}`\n" for it in problems)


def _recorded(file: Path | None) -> Record:
    if file is None or not file.exists():
        return {}
    return {kind: Figures(**it) for kind, it in json.loads(file.read_text()).items()}


def _measure(options: argparse.Namespace) -> Record:
    record = _recorded(options.record)
    for kind in options.only or corpus.KINDS:
        with tempfile.TemporaryDirectory() as folder:
            _imported(Path(folder).resolve() / "sound")
            record[kind] = run(Path(folder).resolve(), kind, options.every)
        print(kind, *record[kind].cells(), sep=" | ", flush=True)
        if options.record:
            options.record.write_text(json.dumps({kind: asdict(it) for kind, it in record.items()}))
    return record


def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one folder in N, and all that are slow")
    parser.add_argument("--write", action="store_true", help=f"write the section of {PAGE.relative_to(ROOT)}")
    parser.add_argument("--only", action="append", choices=corpus.KINDS, metavar="KIND", help="this kind; repeatable")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep figures here, beside those of earlier runs")
    options = parser.parse_args()
    text = section(_measure(options))
    print(text)
    if options.write:
        before, _, rest = PAGE.read_text().partition(TITLE)
        _, title, after = rest.partition("\n## ")
        PAGE.write_text(f"{before.rstrip()}\n\n{text}{title}{after}")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
