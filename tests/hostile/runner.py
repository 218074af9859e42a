"""Run the command line over samples, one after another in one process, and write what came of each.

`python -m tests.hostile.runner FOLDER FIRST KIND...` writes a line of JSON when it begins a sample, and another when
that has ended, so that the parent knows which one hangs.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loadlint.cli import main

from . import corpus
from .sample import LINE, Sample

ADDRESS_SPACE = 3 << 29  # bytes; imports and threads take a third of it
# It runs nothing, so a verification goes all the way to the worker and no further.
VERIFIED = 8  # one sample of these is verified
INTERPRETER = "#!/bin/sh\nexit 3\n"


@dataclass(frozen=True)
class Answer:
    """The end of one command: its exit status, its lines on standard error, and words that may not occur."""

    status: int
    errors: list[str]
    faults: list[str]
    seconds: float


def commands(sample: Sample, number: int) -> Iterator[tuple[str, ...]]:
    """Yield the commands for one sample; a verification, which starts a process, for some of them."""
    if not sample.model:
        yield ("check", ".", *sample.options)
    if sample.damage:
        yield ("check", ".")
    if sample.model:
        yield ("verify", f"app.py:{LINE}", "--preflight", "--offline")
    if sample.model and number % VERIFIED == 0:
        yield ("verify", f"app.py:{LINE}", "--offline", "--python", "./interpreter")


def answered(sample: Sample, number: int, folder: Path) -> Iterator[Answer]:
    """Make a sample, and yield the answer of each command."""
    prepared(sample, folder)
    before = os.getcwd()
    os.chdir(folder)
    try:
        for at, command in enumerate(commands(sample, number)):
            if at and sample.damage:
                damage(sample, folder)
            yield _run(command)
    finally:
        os.chdir(before)


def prepared(sample: Sample, folder: Path) -> None:
    """Make a sample, and an interpreter beside it that loads nothing."""
    sample.make(folder)
    (folder / "interpreter").write_text(INTERPRETER)
    (folder / "interpreter").chmod(0o755)


def surroundings(folder: Path) -> dict[str, str]:
    """Return variables that hide this machine's caches, programs and other verifications."""
    places = {"LOADLINT_CACHE_DIR": "cache", "HF_HOME": "hub", "XDG_RUNTIME_DIR": "."}
    return {"PATH": "", **{name: str(folder / it) for name, it in places.items()}}


def damage(sample: Sample, folder: Path) -> None:
    assert sample.damage is not None
    for path in (folder.parent / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(sample.damage(path.read_bytes()))


def _run(command: tuple[str, ...]) -> Answer:
    out, err = _stream(), _stream()
    before, start = (sys.stdout, sys.stderr), time.perf_counter()
    sys.stdout, sys.stderr = out, err
    try:
        status = main.main(list(command))
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 99
    finally:
        sys.stdout, sys.stderr = before
    shown, errors = _written(out), _written(err)
    return Answer(status, errors.split("\n")[:-1], faults(shown + errors), round(time.perf_counter() - start, 3))


def faults(text: str) -> list[str]:
    """Return the lines that say that loadlint itself failed, or that would reach a terminal as commands."""
    words = ("Traceback", "internal error", "the estimate failed", "MemoryError", "RecursionError")
    escapes = [line for line in text.split("\n") if any(it < " " and it != "\t" for it in line) or "\u202e" in line]
    return [line[:300] for line in text.split("\n") if any(it in line for it in words)] + escapes


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8", "replace")


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def _main() -> None:
    folder, first, kinds = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    _limit()
    os.environ.update(surroundings(folder))
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        os.environ.pop(name, None)
    for number, sample in enumerate(corpus.quick(kinds)):
        if number >= first:
            place = folder / str(number)
            _say({"number": number, "name": f"{sample.kind}: {sample.name}"})
            answers = [vars(it) for it in answered(sample, number, place)]
            _say({"answers": answers, "started": (place / "STARTED").exists()})
            shutil.rmtree(place)


def _say(value: object) -> None:
    assert sys.__stdout__ is not None
    sys.__stdout__.write(json.dumps(value) + "\n")
    sys.__stdout__.flush()


if __name__ == "__main__":
    _main()
