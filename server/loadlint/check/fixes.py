"""A fixed file is written in its place, printed, or shown as a diff."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import unified_diff

from loadlint import writing
from loadlint.words import visible

from .job import Changed, Outcome
from .streams import print_bytes

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def carry_out(outcome: Outcome, *, diff: bool, name: str, color: bool) -> str | None:
    """Show the change as a diff, or make it; return why the file cannot be written, if so."""
    changed = outcome.changed
    if changed is None:
        return None
    if diff:
        _print(list(lines(changed, name)), color)
    elif outcome.path == "-":
        print_bytes(changed.data)
    else:
        try:
            writing.write(outcome.path, changed.data, outcome.seen)
        except writing.UnwritableError as error:
            return str(error)
    return None


def lines(changed: Changed, name: str) -> Iterator[str]:
    """Yield a unified diff, cell by cell for a notebook, each line with its end."""
    for cell, before, after in changed.texts:
        if before != after:
            title = name if cell is None else f"{name}:cell {cell}"
            for line in unified_diff(_split(before), _split(after), title, title):
                yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _split(text: str) -> list[str]:
    """Return lines with their ends; a lone \\r stays inside a line, as for `patch`."""
    return [it for it in text.replace("\n", "\n\0").split("\0") if it]


def _print(diff: list[str], color: bool) -> None:
    if not color:
        # A patch for `git apply` is exact; a person at a terminal is shown what is there.
        sys.stdout.writelines(map(visible, diff) if sys.stdout.isatty() else diff)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(force_terminal=True, soft_wrap=True, highlight=False)
    for line in diff:
        console.print(Text(visible(line), style=_STYLES.get(line[0], "")), end="")
