"""The forms of a report of several loads, by the name of `--output-format`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TextIO

from loadlint.verify.report import Json

from . import junit, lines, machine, markdown, page
from .batch import Result

FORMS: dict[str, Callable[[Sequence[Result], Json, TextIO], None]] = {
    "full": lines.write,
    "json": machine.write,
    "jsonl": machine.write_lines,
    "junit": junit.write,
    "markdown": markdown.write,
    "html": page.write,
}
