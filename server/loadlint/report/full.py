"""Each finding with the lines it is about, a caret below them, and its cures."""

from __future__ import annotations

from loadlint.words import visible

from . import summary
from .rows import Range, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from loadlint.source.file import Document

    from .rows import Report, Row

    # (text, style) pairs, so that plain and colored output are one layout.
    Line = list[tuple[str, str]]

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
_GUTTER = "cyan"
_LONGEST = 160


def write(report: Report, out: TextIO) -> None:
    """Write each row with an excerpt, and one line that sums up."""
    paint, file = _painter(out) if report.color else _plain, None
    for row in report.rows:
        # Rows are sorted by path.
        if file is None or file.path != row["path"]:
            file = _File(row, report)
        for line in _block(row, file):
            paint(line, out)
        out.write("\n")
    summary.write(report, out)


def _plain(line: Line, out: TextIO) -> None:
    out.write(visible("".join(text for text, _ in line)).rstrip() + "\n")


def _painter(out: TextIO):  # type: ignore[no-untyped-def]  # rich is imported only to paint
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, force_terminal=True, soft_wrap=True, highlight=False, markup=False, emoji=False)
    return lambda line, _: console.print(Text.assemble(*((visible(text), style) for text, style in line)))


class _File:
    """A file that findings are in, for the lines they are about."""

    def __init__(self, row: Row, report: Report) -> None:
        self.path = row["path"]
        self._lines = report.lines(self.path)
        self._document = _document(row, report) if self._lines is None else None

    @property
    def is_there(self) -> bool:
        return self._lines is not None or self._document is not None

    def line(self, cell: int | None, number: int) -> str | None:
        """A line without its end; None when there is no such line."""
        if self._lines is not None:
            return self._lines[number - 1] if 0 < number <= len(self._lines) else None
        try:
            return self._document.line(self._document.offset(cell, number, 1)) if self._document is not None else None
        except ValueError:
            return None


def _document(row: Row, report: Report) -> Document | None:
    # This import takes longer than a report of files whose lines are at hand.
    from . import fix_preview

    return fix_preview.document(row, report.document)


def _block(row: Row, file: _File) -> Iterator[Line]:
    style = _STYLES[row["severity"]]
    yield [(place(row), "bold"), (": ", ""), (f"{row['severity']}[{row['rule']}]", style), (f" {row['message']}", "")]
    width = len(str(max([row["end_line"], *(it["end_line"] for it in row["related"])])))
    if file.is_there:
        yield [(" " * width + " |", _GUTTER)]
        yield from _excerpt(file, _own_range(row), width, style, "")
        for related in row["related"]:
            yield from _excerpt(file, related, width, "bold blue", related["message"])
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


def _excerpt(file: _File, where: Range, width: int, style: str, message: str) -> Iterator[Line]:
    """The first line of the range, and marks below what belongs to it."""
    text = file.line(where.get("cell"), where["line"])
    if text is None:
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
