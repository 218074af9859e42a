"""A run as JSON: one object, or a line for each load."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from loadlint.verify.report import Json

from .batch import Result


def write(results: Sequence[Result], figures: Json, out: TextIO) -> None:
    """Write all reports and the figures of the run."""
    out.write(json.dumps({"loads": [it.as_json() for it in results], "summary": figures}, indent=2) + "\n")


def write_lines(results: Sequence[Result], figures: Json, out: TextIO) -> None:
    """Write a report a line, and the figures in the last one."""
    for result in results:
        out.write(json.dumps(result.as_json()) + "\n")
    out.write(json.dumps({"summary": figures}) + "\n")
