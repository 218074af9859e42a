"""Each finding with the lines it is about, a caret below them, and its cures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from loadlint.files import Document, Unreadable
from loadlint.report import summary
from loadlint.report.rows import Range, Report, Row, place

# (text, style) pairs, so that plain and coloured output are one layout.
Line = list[tuple[str, str]]
_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_GUTTER = "cyan"
_LONGEST = 160


def write(report: Report, out: TextIO) -> None:
    """Write each row with an excerpt, and one line that sums up."""
    paint = _painter(out) if report.colour else _plain
    for row in report.rows:
        for line in _block(row, _document(report, row["path"])):
            paint(line, out)
        out.write("\n")
    summary.write(report, out)


def _plain(line: Line, out: TextIO) -> None:
    out.write("".join(text for text, _ in line).rstrip() + "\n")


def _painter(out: TextIO):  # type: ignore[no-untyped-def]  # rich is imported only to paint
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, force_terminal=True, soft_wrap=True, highlight=False, markup=False, emoji=False)
    return lambda line, _: console.print(Text.assemble(*line))


def _document(report: Report, path: str) -> Document | None:
    try:
        return report.document(path)
    except Unreadable:
        # The file has gone since; the finding is still worth telling.
        return None


def _block(row: Row, document: Document | None) -> Iterator[Line]:
    style = _STYLES[row["severity"]]
    yield [(place(row), "bold"), (": ", ""), (f"{row['severity']}[{row['rule']}]", style), (f" {row['message']}", "")]
    width = len(str(max([row["end_line"], *(it["end_line"] for it in row["related"])])))
    if document is not None:
        yield [(" " * width + " |", _GUTTER)]
        yield from _excerpt(document, _own_range(row), width, style, "")
        for related in row["related"]:
            yield from _excerpt(document, related, width, "bold blue", related["message"])
    for fix in row["fixes"]:
        yield [
            (" " * width + " = ", _GUTTER),
            ("fix", "bold green"),
            (f"{'' if fix['safe'] else ' (unsafe)'}: {fix['title']}", ""),
        ]


def _own_range(row: Row) -> Range:
    return {
        "cell": row["cell"],
        "line": row["line"],
        "column": row["column"],
        "end_line": row["end_line"],
        "end_column": row["end_column"],
    }


def _excerpt(document: Document, where: Range, width: int, style: str, message: str) -> Iterator[Line]:
    """The first line of the range, and marks below what belongs to it."""
    try:
        text = document.line(document.offset(where.get("cell"), where["line"], 1))
    except ValueError:
        return
    start = where["column"] - 1
    end = where["end_column"] - 1 if where["end_line"] == where["line"] else len(text.rstrip())
    text, start, end = _shortened(text, start, end)
    marks = "^" * max(1, _cells(text[start:end]))
    yield [(f"{where['line']:>{width}} | ", _GUTTER), (_expanded(text), "")]
    yield [
        (" " * width + " | ", _GUTTER),
        (" " * _cells(text[:start]) + marks, style),
        (f" {message}" if message else "", style),
    ]


def _shortened(text: str, start: int, end: int) -> tuple[str, int, int]:
    """A very long line is cut around the range."""
    if len(text) <= _LONGEST:
        return text, start, end
    first = max(0, start - 40)
    return text[first : first + _LONGEST], start - first, min(end - first, _LONGEST)


def _expanded(text: str) -> str:
    """Tabs as spaces, and characters that would move the cursor as a mark."""
    text = text.replace("\t", "    ")
    return text if text.isprintable() else "".join(it if it.isprintable() else "\ufffd" for it in text)


def _cells(text: str) -> int:
    """The width of a text on a terminal; emoji and CJK take two columns."""
    text = _expanded(text)
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
