"""Run the hostile folders of `tests/hostile` through check, verify and the server, and measure each run.

    python -m bench.hostile [--every N] [--only KIND ...] [--part commands|server] [--record FILE] [--write]

Each command is a process of its own, ended by force after a limit; its largest size is that of its process. The server
is asked about a sound document while it reads a hostile one. With `--record`, the figures of a kind are kept in a file
as soon as they are there, and a later run over other kinds or the other part adds to them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.hostile import corpus, runner
from tests.hostile.sample import LINE, PROGRAM, Sample
from tests.tree import ROOT

from .server import Server, started

PAGE = ROOT / "docs" / "evidence" / "security.md"
SERVER = [sys.executable, "-m", "loadlint", "server"]
SECONDS, MEGABYTES, MILLISECONDS = 5, 500, 200
HARD = 120.0  # seconds after which a run is ended, on a machine that is busy
SOUND = "import torch\nfrom transformers import AutoModel\n\nmodel = AutoModel.from_pretrained('gpt2')\n"
TITLE = "## Hostile files"
HEAD = """{title}

`tests/hostile` makes {folders:,} folders, the same in each run, as a stranger might send them: headers of weights,
pickles, configurations, indexes, notebooks, settings, requirements, lock files, patterns, sources, links, baselines
and damaged caches. `python -m bench.hostile --write` wrote this section.

Each folder goes through `check` or, where its program loads a model, through `verify --preflight`, and one in
{verified} of these through `verify` with an interpreter that ends at once, each in a process of its own. Limits:
{seconds} s and {megabytes} MB. The longest time is the clock's, which counts what other programs of the machine take;
CPU is what the run itself took. *Lines* are those of standard error: a fault of a file is one line.

{commands}

Each folder goes through the server as well: opened, linted, hovered, asked for actions, while a sound document is
hovered, which is to be answered within {milliseconds} ms.

{server}
"""
COMMANDS = (
    *("files", "folders", "runs", "internal errors", "over 5 s", "longest", "CPU over 5 s", "most CPU"),
    *("over 500 MB", "largest", "most lines"),
)
SERVING = ("files", "documents", "errors", "largest", "sound document, longest wait", "waits over 200 ms")
PARTS = ("commands", "server")


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
    """Results of the runs over one kind of files, in one part; those of the server have `waits`."""

    folders: int = 0
    lines: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def cells(self) -> list[str]:
        if self.waits:
            late = f"{_over(self.waits, MILLISECONDS)} of {len(self.waits)}"
            return [
                *(str(self.folders), str(len(self.faults)), f"{max(self.megabytes):.0f} MB"),
                *(f"{max(self.waits):.0f} ms", late),
            ]
        return [
            *(str(self.folders), str(len(self.seconds)), str(len(self.faults))),
            *(str(_over(self.seconds, SECONDS)), f"{max(self.seconds):.1f} s"),
            *(str(_over(self.cpu, SECONDS)), f"{max(self.cpu):.1f} s"),
            *(str(_over(self.megabytes, MEGABYTES)), f"{max(self.megabytes):.0f} MB", str(self.lines)),
        ]


Record = dict[str, dict[str, Figures]]  # by part and kind


def _over(values: Sequence[float], limit: float) -> int:
    return sum(it > limit for it in values)


def run(folder: Path, part: str, kind: str, every: int) -> Figures:
    """Measure all samples of a kind, or each of `every`."""
    figures = Figures()
    chosen = [it for at, it in enumerate(corpus.samples([kind])) if at % every == 0 or _is_slow(it)]
    if part == "server":
        _serve(chosen, folder / "server", figures)
    else:
        for number, sample in enumerate(chosen):
            _commands(sample, number, folder / str(number) / "sample", figures)
    return figures


def _is_slow(sample: Sample) -> bool:
    return f"{sample.kind}: {sample.name}" in corpus.SLOW


# --- commands ---------------------------------------------------------------------------------------


def _commands(sample: Sample, number: int, folder: Path, figures: Figures) -> None:
    runner.prepared(sample, folder)
    figures.folders += 1
    for at, command in enumerate(runner.commands(sample, number)):
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
    environment = {**os.environ, **runner.surroundings(folder.parent)}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "loadlint", *command], stdout=output, stderr=errors, cwd=folder, env=environment
        )
        watchdog = threading.Timer(HARD, process.kill)
        watchdog.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds, process.returncode = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
        watchdog.cancel()
        cpu, texts = usage.ru_utime + usage.ru_stime, [_written(it) for it in (output, errors)]
    return Run(seconds, cpu, usage.ru_maxrss / 1024, process.returncode, *texts)


def _written(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read(10_000_000).decode("utf-8", "replace")


# --- server -----------------------------------------------------------------------------------------


def _serve(samples: Sequence[Sample], folder: Path, figures: Figures) -> None:
    """Open the hostile files one after another in a server, and ask about a sound one meanwhile."""
    folder.mkdir()
    with started(SERVER, folder) as (server, _):
        sound = _opened(server, folder / "sound.py", SOUND)
        server.hear(lambda it: it.get("method") == "textDocument/publishDiagnostics")
        server.request("textDocument/hover", _at(sound, 3))
        for number, sample in enumerate(samples):
            place = folder / str(number)
            figures.folders += 1
            runner.prepared(sample, place)
            if server.process.poll() is None:
                _meanwhile(server, place, sample, _shown(place / sample.file), sound, figures)
        figures.megabytes.append(_largest(server))


def _shown(path: Path) -> str:
    """Return the text that an editor would open."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        # An editor shows no such file as text.
        return PROGRAM


def _meanwhile(server: Server, folder: Path, sample: Sample, text: str, sound: str, figures: Figures) -> None:
    hostile = _opened(server, folder / sample.file, text)
    place = {**_at(hostile, LINE - 1), "range": _range(LINE - 1), "context": {"diagnostics": []}}
    asked = {server.ask("textDocument/hover", _at(hostile, LINE - 1)), server.ask("textDocument/codeAction", place)}
    start, probe = time.perf_counter(), server.ask("textDocument/hover", _at(sound, 3))
    asked.add(probe)

    def heard(message: dict[str, Any]) -> bool:
        if "method" not in message:
            if message["id"] == probe:
                figures.waits.append((time.perf_counter() - start) * 1e3)
            elif message.get("error"):
                figures.faults.append(f"{sample.kind}: {sample.name}: {message['error']}")
            asked.discard(message["id"])
        return not asked

    try:
        server.hear(heard)
    except TimeoutError:
        figures.faults.append(f"{sample.kind}: {sample.name}: no answer")
        server.process.kill()
    server.notify("textDocument/didClose", {"textDocument": {"uri": hostile}})
    logged = [it for it in server.errors if it["method"] == "window/logMessage" and it["params"]["type"] == 1]
    figures.faults += [f"{sample.kind}: {sample.name}: {it['params']['message']}" for it in logged]
    server.errors.clear()


def _opened(server: Server, path: Path, text: str) -> str:
    item = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
    server.notify("textDocument/didOpen", {"textDocument": item})
    return path.as_uri()


def _at(uri: str, line: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": 30}}


def _range(line: int) -> dict[str, Any]:
    return {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 60}}


def _largest(server: Server) -> float:
    """Return the largest size of the server so far, in MB."""
    try:
        lines = Path(f"/proc/{server.process.pid}/status").read_text().split("\n")
    except OSError:
        # It was ended by force, which is an error already.
        return 0.0
    return next((int(it.split()[1]) / 1024 for it in lines if it.startswith("VmHWM")), 0.0)


# --- section -------------------------------------------------------------------------------------------


def section(record: Record) -> str:
    """Return the section of the page, and below it what went over a limit."""
    tables = {part: _table(part, record[part]) for part in PARTS}
    return HEAD.format(
        folders=sum(1 for _ in corpus.samples()), title=TITLE, seconds=SECONDS, megabytes=MEGABYTES,
        milliseconds=MILLISECONDS, verified=runner.VERIFIED, **tables,
    ) + "".join(_left(record))  # fmt: skip


def _table(part: str, figures: dict[str, Figures]) -> str:
    columns = SERVING if part == "server" else COMMANDS
    rows = [[kind, *figures[kind].cells()] for kind in corpus.KINDS if kind in figures]
    head = f"| {' | '.join(columns)} |\n|---{'|---:' * (len(columns) - 1)}|"
    return "\n".join([head, *(f"| {' | '.join(it)} |" for it in rows)])


def _left(record: Record) -> Iterator[str]:
    """Yield the runs over a limit, by name."""
    problems = [text for part in PARTS for it in record[part].values() for text in (*it.faults, *it.over)]
    yield "\n### Over a limit\n\n" + ("" if problems else "Nothing.\n")
    yield from (f"- `{it.replace('`', '')[:160]}`\n" for it in problems)


def _recorded(file: Path | None) -> Record:
    if file is None or not file.exists():
        return {part: {} for part in PARTS}
    parts = json.loads(file.read_text())
    return {part: {kind: Figures(**it) for kind, it in parts[part].items()} for part in PARTS}


def _keep(record: Record, file: Path) -> None:
    file.write_text(json.dumps({part: {kind: asdict(it) for kind, it in record[part].items()} for part in PARTS}))


def _measure(options: argparse.Namespace) -> Record:
    record = _recorded(options.record)
    for part in options.part or PARTS:
        for kind in options.only or corpus.KINDS:
            with tempfile.TemporaryDirectory() as folder:
                record[part][kind] = run(Path(folder).resolve(), part, kind, options.every)
            print(part, kind, *record[part][kind].cells(), sep=" | ", flush=True)
            if options.record:
                _keep(record, options.record)
    return record


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one folder in N, and all that are slow")
    parser.add_argument("--write", action="store_true", help=f"write the section of {PAGE.relative_to(ROOT)}")
    parser.add_argument("--only", action="append", choices=corpus.KINDS, metavar="KIND", help="this kind; repeatable")
    parser.add_argument("--part", action="append", choices=PARTS, help="this part; repeatable")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep figures here, beside those of earlier runs")
    options = parser.parse_args()
    text = section(_measure(options))
    print(text)
    if options.write:
        before = PAGE.read_text().partition(TITLE)[0].rstrip()
        PAGE.write_text(f"{before}\n\n{text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
