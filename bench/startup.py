"""Measure start-up beside ruff and flake8: the version, a clean file, a file with findings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.tree import ROOT

from . import peers
from .process import Command, Summary, interleaved

CLEAN = '''\
"""Reads a table."""

import json


def table(path: str) -> dict[str, str]:
    """The table in a file."""
    with open(path) as file:
        return dict(json.load(file))
'''
# An unused import for the others, and two loads for loadlint.
FLAWED = """\
import os
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", torch_dtype=torch.float16)
model.to("cuda")
"""


def main() -> int:
    """Print one table; every tool runs without its cache and without a project's configuration."""
    parser = argparse.ArgumentParser(prog="python -m bench.startup", description=__doc__)
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "bench", help="where the peers go")
    parser.add_argument("--rounds", type=int, default=15, help="runs of each command")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        cases = _cases(Path(folder), options.cache.resolve())
        print("| what | tool | wall ms | CPU ms | wall / ruff | MB |\n|---|---|--:|--:|--:|--:|")
        for what, commands in cases.items():
            print("\n".join(_rows(what, interleaved(commands, options.rounds))), flush=True)
    return 0


def _cases(folder: Path, cache: Path) -> dict[str, dict[str, Command]]:
    clean, flawed = folder / "clean.py", folder / "flawed.py"
    clean.write_text(CLEAN)
    flawed.write_text(FLAWED)
    tools: dict[str, list[str | Path]] = {
        "loadlint": [peers.ours(), "check", "--isolated", "--no-cache"],
        "ruff": [peers.install(peers.RUFF, cache), "check", "--isolated", "--no-cache"],
        "flake8": [peers.install(peers.FLAKE8, cache), "--isolated"],
    }
    return {
        "`--version`": {name: [command[0], "--version"] for name, command in tools.items()},
        "a clean file": {name: [*command, clean] for name, command in tools.items()},
        "a file with findings": {name: [*command, flawed] for name, command in tools.items()},
    }


def _rows(what: str, costs: Mapping[str, Summary]) -> list[str]:
    ruff = costs["ruff"].wall
    return [
        f"| {what} | {name} | {it.wall * 1e3:.0f} | {it.cpu * 1e3:.0f} | {it.wall / ruff:.1f} | {it.megabytes:.0f} |"
        for name, it in costs.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
