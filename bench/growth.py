"""Measure how time and memory grow: with files, lines, loads and open documents, and with processors on paper."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path

from . import corpus, keystrokes
from .process import Command, Summary, interleaved
from .server import started

FILES = (1_000, 10_000, 100_000)
LINES = (100, 1_000, 10_000, 100_000)
LOADS = (1, 10, 100, 300, 1_000)
OPEN = (1, 10, 100, 500)
PROCESSORS = (1, 2, 4, 8, 16, 32, 64)
CELLS, OPEN_LINES = 2_000, 500

# Curves by their names, each a list of points.
Curves = dict[str, list[tuple[float, float]]]


def trees(ours: Command, ruff: Command, tree: Path, folder: Path, rounds: int) -> dict[str, Curves]:
    """Return CPU seconds and megabytes for trees of so many files, cold and unchanged; ruff runs one rule."""
    seconds, memory = Curves(), Curves()
    for size in FILES:
        files = _linked(corpus.python_files(tree), size, folder / str(size))
        warm: Mapping[str, Command] = {"loadlint": [*ours, files], "ruff, one rule": [*ruff, files]}
        cold = {name: [*it, "--no-cache"] for name, it in warm.items()}
        interleaved(warm, 1)
        for kind, commands in (("cold", cold), ("unchanged", warm)):
            for name, it in interleaved(commands, _runs(rounds, size, FILES)).items():
                _add(seconds, f"{name}, {kind}", size, it.cpu)
                if kind == "cold":
                    _add(memory, name, size, it.megabytes)
    return {"seconds": seconds, "megabytes": memory}


def lines(ours: Command, ruff: Command, folder: Path, rounds: int) -> Curves:
    """Return the CPU seconds for one file of so many lines, with a load in each 50."""
    files = {size: _written(folder / f"lines{size}.py", corpus.program(size)) for size in LINES}
    return _each(files, {"loadlint": ours, "ruff, default rules": ruff}, rounds)


def loads(ours: Command, folder: Path, rounds: int) -> Curves:
    """Return the CPU seconds for so many loads in one function, one file and one notebook."""
    curves = Curves()
    for kind, text, suffix in (
        ("a function", _function, "py"),
        ("a file", _module, "py"),
        ("a notebook", _notebook, "ipynb"),
    ):
        files = {size: _written(folder / f"loads{size}.{suffix}", text(size)) for size in LOADS}
        curves |= {f"in {kind}": it for it in _each(files, {"": ours}, rounds).values()}
    return curves


def documents(servers: Mapping[str, Command], folder: Path) -> dict[str, Curves]:
    """Return milliseconds of a keystroke and megabytes of the server with so many documents open."""
    typing, memory = Curves(), Curves()
    for size in OPEN:
        for name, command in servers.items():
            p95, megabytes = _typed(command, folder, size)
            _add(typing, name, size, p95)
            _add(memory, name, size, megabytes)
    return {"milliseconds": typing, "megabytes": memory}


def processors(ours: Command, tree: Path, rounds: int) -> Curves:
    """Return how many times faster a cold tree is on so many processors, by Amdahl from runs on one and on two."""
    jobs: Mapping[str, Command] = {str(it): [*ours, "--no-cache", "--jobs", str(it), tree] for it in (1, 2)}
    measured = interleaved(jobs, rounds)
    shared = min(1.0, 2 * (1 - measured["2"].wall / measured["1"].wall))
    return {
        "loadlint, by Amdahl": [(it, 1 / (1 - shared + shared / it)) for it in PROCESSORS],
        "all of it shared": [(it, float(it)) for it in PROCESSORS],
    }


def _each(files: Mapping[int, Path], commands: Mapping[str, Command], rounds: int) -> Curves:
    curves = Curves()
    for size, path in files.items():
        measured: Mapping[str, Summary] = interleaved(
            {name: [*it, "--no-cache", path] for name, it in commands.items()}, _runs(rounds, size, tuple(files))
        )
        for name, it in measured.items():
            _add(curves, name, size, it.cpu)
    return curves


def _runs(rounds: int, size: int, sizes: Sequence[int]) -> int:
    """Return how often a size is measured: the largest once, as a moment's noise is a small part of so long a run."""
    return rounds if size < max(sizes) else 1


def _typed(command: Command, folder: Path, size: int) -> tuple[float, float]:
    text = corpus.program(OPEN_LINES)
    uris = [(folder / f"open{number}.py").as_uri() for number in range(size)]
    with started(command, folder) as (server, _):
        for uri in uris:
            item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
            server.notify("textDocument/didOpen", {"textDocument": item})
            server.shown(uri, 1)
        times = keystrokes.typed(server, uris[-1], text)
        return sorted(times)[int(len(times) * 0.95)], server.megabytes()


def _linked(files: Sequence[Path], size: int, folder: Path) -> Path:
    """Return a folder of `size` files, links to the given ones as often as it takes."""
    if not folder.exists():
        unready = folder.with_suffix(".unready")
        shutil.rmtree(unready, ignore_errors=True)
        step, root = max(1, len(files) // size), os.path.commonpath([*files])
        for number in range(0, size * step, step):
            file = files[number % len(files)]
            place = unready / f"part{number // len(files)}" / file.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, place)
        unready.rename(folder)
    return folder


def _function(size: int) -> str:
    return _HEAD + "def main(rows):\n" + "".join(f"    {it}\n" for number in range(size) for it in _load(number))


def _module(size: int) -> str:
    return _HEAD + "".join(f"{it}\n" for number in range(size) for it in _load(number))


def _notebook(size: int) -> str:
    """Return a notebook of CELLS cells, the loads spread over them."""
    sources = ["rows = [row for row in range(10)]\n" for _ in range(CELLS)]
    sources[0] = _HEAD
    for number in range(size):
        sources[1 + number * (CELLS - 1) // size] = "".join(f"{it}\n" for it in _load(number))
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "source": it, "outputs": [], "execution_count": None} for it in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


_HEAD = "import torch\nfrom transformers import AutoModelForCausalLM\n\n"


def _load(number: int) -> tuple[str, str, str]:
    name = f"model_{number}"
    load = f'{name} = AutoModelForCausalLM.from_pretrained("model-{number}", dtype=torch.bfloat16)'
    return load, f'{name}.to("cuda")', f"print({name}.generate(max_new_tokens=20))"


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _add(curves: Curves, name: str, size: float, value: float) -> None:
    curves.setdefault(name, []).append((size, round(value, 4)))


def slope(points: Sequence[Sequence[float]]) -> float:
    """Return the exponent by which a curve grows between its last two points: 1 is linear."""
    (x, y), (larger, higher) = points[-2:]
    return log(higher / y) / log(larger / x)
