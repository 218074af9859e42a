"""Workflow commands that GitHub Actions turns into annotations on the lines of a change."""

from __future__ import annotations

from typing import TextIO

from loadlint.words import visible

from .rows import Report, Row

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def write(report: Report, out: TextIO) -> None:
    """Write one command for each row."""
    for row in report.rows:
        out.write(_command(row) + "\n")


def _command(row: Row) -> str:
    where = {"title": row["rule"], "file": row["path"]}
    if row["cell"] is None:
        # Lines of a cell are not lines of the file, so a notebook is annotated as a whole.
        lines = ("line", "end_line", "column", "end_column")
        names = ("line", "endLine", "col", "endColumn")
        where |= {name: str(row[key]) for name, key in zip(names, lines, strict=True)}  # type: ignore[literal-required]
    cell = "" if row["cell"] is None else f"cell {row['cell']}, line {row['line']}: "
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    return f"::{_COMMANDS[row['severity']]} {properties}::{_data(cell + row['message'])}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
