"""Run commands in turn and record the cost of each."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Command = Sequence[str | Path]


@dataclass(frozen=True)
class Cost:
    """The cost of one run: wall and CPU seconds, and the largest resident size of one of its processes in MB."""

    wall: float
    cpu: float
    megabytes: float


@dataclass(frozen=True)
class Summary:
    wall: float
    cpu: float
    megabytes: float
    runs: int


def interleaved(commands: Mapping[str, Command], rounds: int) -> dict[str, Summary]:
    """Return medians of `rounds` runs of each command; they alternate, so that a slow moment affects all equally."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(measure(command))
    return {name: _summary(runs) for name, runs in costs.items()}


def measure(command: Command) -> Cost:
    """Run the command to its end. Raises RuntimeError if it failed instead of finding something."""
    start = time.perf_counter()
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1) or b"Traceback (most recent call last)" in error:
        raise RuntimeError(f"{command[0]} exited with {process.returncode}: {error.decode(errors='replace')[-400:]}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _summary(costs: Sequence[Cost]) -> Summary:
    return Summary(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.megabytes for cost in costs),
        len(costs),
    )
