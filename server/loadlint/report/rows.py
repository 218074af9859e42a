"""Findings as rows: plain values with lines and columns, the shape that programs read as JSON."""

from __future__ import annotations

from loadlint.words import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypedDict

    from loadlint.source.file import Document
    from loadlint_rules.analysis.model import Finding, Fix, Severity, Span

    class _InNotebook(TypedDict, total=False):
        cell: int | None

    class Range(_InNotebook):
        """Lines and columns from 1, in characters; the end is exclusive. In a notebook, lines are those of `cell`."""

        line: int
        column: int
        end_line: int
        end_column: int

    class EditRow(Range):
        text: str

    class FixRow(TypedDict):
        title: str
        safe: bool
        edits: list[EditRow]

    class RelatedRow(Range):
        message: str

    class Row(TypedDict):
        """One finding, as `--output-format json` prints it."""

        rule: str
        severity: Severity
        message: str
        path: str
        cell: int | None
        line: int
        column: int
        end_line: int
        end_column: int
        related: list[RelatedRow]
        fixes: list[FixRow]
        url: str

else:
    # A run that prints what the cache holds needs no more of them, and typing costs more than the printing.
    Range = Row = dict


class Report:
    """The findings of a run. `checked` counts files, `fixed` the findings that were fixed, in the words of `verb`.

    `color` allows colors. `document` reads the file of a row, for excerpts; it may raise Unreadable. `lines` has the
    lines of a file that can be had without it, which takes longer to import than a run over an unchanged tree.
    """

    __slots__ = ("checked", "color", "document", "fixed", "lines", "quiet", "rows", "verb")

    def __init__(
        self,
        rows: Sequence[Row],
        checked: int,
        document: Callable[[str], Document],
        fixed: int = 0,
        color: bool = False,
        quiet: bool = False,
        lines: Callable[[str], Sequence[str] | None] = lambda _: None,
        verb: str = "fixed",
    ) -> None:
        self.rows = rows
        self.checked = checked
        self.document = document
        self.fixed = fixed
        self.verb = verb
        self.color = color
        self.quiet = quiet
        self.lines = lines

    def plain(self) -> Report:
        """Return the same report without colors."""
        return Report(self.rows, self.checked, self.document, self.fixed, False, self.quiet, self.lines)


def row(finding: Finding, document: Document, path: str) -> Row:
    """The row of a finding in `document`; `path` as it is to be shown."""
    from loadlint_rules.analysis import pages

    where = _range(document, finding.span)
    related: list[RelatedRow] = [
        {"message": visible(it.message), **_range(document, it.span)} for it in finding.related
    ]
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        # A message quotes the code, and reports end on terminals and in comments of code hosts.
        "message": visible(finding.message),
        "path": path,
        "cell": where.get("cell"),
        "line": where["line"],
        "column": where["column"],
        "end_line": where["end_line"],
        "end_column": where["end_column"],
        "related": related,
        "fixes": [_fix(it, document) for it in finding.fixes],
        "url": pages.url(finding.rule),
    }


def order(row: Row) -> tuple[str, int, int, int, str]:
    """The key that rows are sorted by."""
    return row["path"], -1 if row["cell"] is None else row["cell"], row["line"], row["column"], row["rule"]


def place(row: Row) -> str:
    """`app.py:3:9`, or in a notebook `app.ipynb:cell 2:3:9`."""
    cell = "" if row["cell"] is None else f"cell {row['cell']}:"
    return f"{row['path']}:{cell}{row['line']}:{row['column']}"


def fixable(row: Row, safe: bool) -> bool:
    """Return whether `--fix`, or `--fix --unsafe-fixes` where not `safe`, applies a fix of the row."""
    return bool(row["fixes"]) and row["fixes"][0]["safe"] == safe


def _fix(fix: Fix, document: Document) -> FixRow:
    edits: list[EditRow] = [{**_range(document, it.span), "text": it.text} for it in fix.edits]
    return {"title": visible(fix.title), "safe": fix.safe, "edits": edits}


def _range(document: Document, span: Span) -> Range:
    start, end = document.place(span.start), document.place(span.end)
    where: Range = {"line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column}
    if document.cells is not None:
        where["cell"] = start.cell
    return where
