"""A run as Markdown, for the summary of a job or a comment: the table, then what needs a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from loadlint.verify.report import Json
from loadlint.words import markdown

from . import matrix, summary, table
from .batch import Result


def write(results: Sequence[Result], figures: Json, out: TextIO) -> None:
    """Write the figures, a row for each load, and a section for each that needs a person."""
    out.write(f"### loadlint verify\n\n{markdown(summary.line(figures))}\n\n")
    out.write(table.markdown_row(table.HEADINGS) + table.markdown_row(["---"] * len(table.HEADINGS)))
    for result in results:
        for report in result.reports:
            out.write(table.markdown_row(table.row(report).cells))
    if figures.get("matrix"):
        out.write("".join(_matrix(figures["matrix"])))
    for result in results:
        out.write("".join(_section(result)))


def _matrix(rows: Sequence[Json]) -> Iterator[str]:
    heads = matrix.headings(rows)
    yield f"\n{table.markdown_row(heads)}{table.markdown_row(['---'] * len(heads))}"
    yield from map(table.markdown_row, matrix.cells(rows))


def _section(result: Result) -> Iterator[str]:
    report = result.report
    if summary.state(report) in summary.QUIET:
        return
    yield f"\n**{summary.state(report)}** {markdown(', '.join(map(table.where, result.group.sites)))}  \n"
    yield f"{markdown(str(report.request['call']))}\n\n- {markdown(table.reason(report))}\n"
    if table.cure(report):
        yield f"- cure: {markdown(table.cure(report))}\n"
