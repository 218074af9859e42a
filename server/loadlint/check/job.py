"""A file to lint, and what comes of it: the values that the processes of a check exchange."""

from __future__ import annotations

import os
from dataclasses import dataclass

from loadlint.report.rows import Row
from loadlint_rules.analysis.model import Severity, Targets


@dataclass(frozen=True, slots=True)
class Job:
    """A file to lint: where it lies, how its path is shown, and under which rules and releases.

    `data` is None for a file that is to be read again (cheaper than sending it to another process). A
    file that the user `named` is parsed as a whole; in a folder, parsing what no finding is in would
    take longer than everything else. `ignore` is the reason for which all findings are to be suppressed,
    `plugins` are the packages of further rules, and with `syntax` statements that do not parse are findings.
    """

    path: str
    shown: str
    rules: tuple[tuple[str, Severity], ...]
    targets: Targets
    named: bool = False
    fix: bool = False
    unsafe: bool = False
    ignore: str | None = None
    data: bytes | None = None
    seen: os.stat_result | None = None
    plugins: tuple[str, ...] = ()
    syntax: bool = True


@dataclass(frozen=True, slots=True)
class Changed:
    """A file as fixes would leave it: its bytes, and the texts before and after (one a code cell, with its number)."""

    data: bytes
    texts: tuple[tuple[int | None, str, str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a job.

    `problem` says, in one sentence, why the file could not be linted or fixed; `seen` is its status when it was read.
    A `changed` file comes with its job, for the case that it cannot be written.
    """

    path: str
    rows: tuple[Row, ...] = ()
    fixed: int = 0
    changed: Changed | None = None
    problem: str | None = None
    seen: os.stat_result | None = None
    job: Job | None = None
