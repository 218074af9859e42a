"""Show a run on a terminal or in a log: a line for each load as it ends, then what needs a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from loadlint.verify.report import Json, VerifyReport
from loadlint.words import visible

from . import summary, table
from .batch import Result

INDENT = " " * 4


def ended(report: VerifyReport) -> str:
    """Return the line of a load that ended."""
    row = table.row(report)
    rest = ", ".join(it for it in (row.placed, row.dtype, row.memory, row.time) if it)
    return visible(f"{row.state:<12}  {row.load}  {row.name}{f'  {rest}' if rest else ''}")


def write(results: Sequence[Result], figures: Json, out: TextIO) -> None:
    """Print the loads that need a person, each with its cause and cure, and the figures of the run."""
    for result in results:
        if summary.state(result.report) not in summary.QUIET:
            out.write("".join(f"{visible(it)}\n" for it in _needs(result)))
    out.write(f"\n{visible(summary.line(figures))}\n")


def _needs(result: Result) -> Iterator[str]:
    yield ""
    yield f"{summary.state(result.report)}  {', '.join(map(table.where, result.group.sites))}"
    yield f"{INDENT}{result.report.request['call']}"
    yield f"{INDENT}{table.reason(result.report)}"
    if table.cure(result.report):
        yield f"{INDENT}cure: {table.cure(result.report)}"
