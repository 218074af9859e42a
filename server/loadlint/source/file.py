"""Read a .py, .pyi or .ipynb file as a text to lint, and write it back."""

from __future__ import annotations

import codecs
import os
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from loadlint_rules.analysis.model import Source

from .walk import DATABRICKS, Unreadable, is_python
from .walk import read as read_bytes

if TYPE_CHECKING:
    from .notebook import Cell

__all__ = ["Document", "Place", "Unreadable", "line_starts", "parse", "read"]

_BOM = codecs.BOM_UTF8
_FOR_OTHER_TEXTS = frozenset(("utf-16", "utf-32", "idna", "punycode"))
_LINE_END = re.compile(r"\r\n|\r|\n")
# PEP 263: a comment in the first or second line; the first may only hold a comment or nothing.
_CODING = re.compile(rb"\A(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position as people count: `line` and `column` from 1, in characters; `cell` from 0 over all cells, or None."""

    cell: int | None
    line: int
    column: int


@dataclass(frozen=True)
class Document:
    """A file's bytes and the text to lint in them.

    A notebook's text is its code cells in order, each followed by a line end but the last, with
    magics blanked; `source.breaks` holds where each of `cells` starts. In a file, `cells` is None, and `whole` is
    the text of a file that has magics itself.
    """

    source: Source
    data: bytes
    encoding: str = "utf-8"
    cells: tuple[Cell, ...] | None = None
    whole: Cell | None = None

    def place(self, offset: int) -> Place:
        """Where an offset into the text lies."""
        if self.cells is None:
            return _place(None, self._starts, offset)
        number = max(0, bisect_right(self.source.breaks, offset) - 1)
        if not self.cells:
            return Place(None, 1, 1)
        return _place(self.cells[number].index, self._cell_starts[number], offset - self.source.breaks[number])

    def offset(self, cell: int | None, line: int, column: int) -> int:
        """The offset of a place; ValueError when there is no such cell or line."""
        if self.cells is None:
            return _offset(self._starts, line, column, len(self.source.text))
        number = self._numbers.get(cell)
        if number is None:
            raise ValueError(f"there is no code cell {cell}")
        return self.source.breaks[number] + _offset(
            self._cell_starts[number], line, column, len(self.cells[number].python)
        )

    def line(self, offset: int) -> str:
        """The line that holds `offset` as the user wrote it, magics too, without its end."""
        text, starts = self._written, self._starts
        number = bisect_right(starts, offset) - 1
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        return text[starts[number] : end].rstrip("\r\n")

    def with_source(self, source: Source) -> bytes:
        """The bytes of the file after its text became `source`; what did not change stays byte for byte.

        Raises Unreadable when the change cannot be put back (a character that the file's encoding
        lacks, an edit across a magic).
        """
        if self.cells is not None:
            return self._with_cells(_split(source))
        bom = _BOM if self.data.startswith(_BOM) else b""
        try:
            return bom + self._restored(source).encode(self.encoding)
        except UnicodeEncodeError as error:
            raise Unreadable(f"a fix needs characters that {self.encoding} lacks: {error.reason}") from None

    def texts(self, source: Source | None = None) -> tuple[str, ...]:
        """The text of each cell as the user wrote it (or as it would be after a change); a file is one text."""
        if self.cells is None:
            return (self._written if source is None else self._restored(source),)
        if source is None:
            return tuple(it.text for it in self.cells)
        from . import notebook

        return tuple(notebook.restored(cell, text) for cell, text in zip(self.cells, _split(source), strict=True))

    def _restored(self, source: Source) -> str:
        if self.whole is None:
            return source.text
        from . import notebook

        return notebook.restored(self.whole, source.text)

    def _with_cells(self, texts: Sequence[str]) -> bytes:
        from . import notebook

        cells = self.cells or ()
        changed = {
            cell.index: notebook.restored(cell, text)
            for cell, text in zip(cells, texts, strict=True)
            if text != cell.python
        }
        return notebook.rewritten(self.data, changed) if changed else self.data

    @cached_property
    def _written(self) -> str:
        """The text as the user wrote it, magics too."""
        if self.cells is None:
            return self.source.text if self.whole is None else self.whole.text
        return "\n".join(it.text for it in self.cells)

    @cached_property
    def _numbers(self) -> dict[int | None, int]:
        """The places in `cells` by the numbers that people count by."""
        return {it.index: number for number, it in enumerate(self.cells or ())}

    @cached_property
    def _starts(self) -> list[int]:
        return line_starts(self.source.text)

    @cached_property
    def _cell_starts(self) -> list[list[int]]:
        return [line_starts(it.python) for it in self.cells or ()]


def read(path: str | os.PathLike[str]) -> Document:
    """The document in a file; raises Unreadable."""
    data, _ = read_bytes(os.fspath(path))
    return parse(data, os.fspath(path))


def parse(data: bytes, path: str) -> Document:
    """The document in these bytes, a notebook when `path` ends so; raises Unreadable."""
    if path.endswith(".ipynb"):
        return _notebook(data)
    if not is_python(path, data) and path != "-":
        raise Unreadable("not a Python file or notebook")
    text, encoding = _decoded(data)
    if not text.startswith(DATABRICKS):
        return Document(Source(text), data, encoding)
    from . import notebook

    whole = notebook.cell_of(text)
    return Document(Source(whole.python), data, encoding, whole=whole)


def line_starts(text: str) -> list[int]:
    """The offsets where lines start; only \\n, \\r\\n and \\r end one."""
    return [0, *(it.end() for it in _LINE_END.finditer(text))]


# --- text ---------------------------------------------------------------------------------------


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was in, by BOM, coding line or, as Python does, UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("not Python: it is in UTF-16; save it as UTF-8")
    if b"\0" in data:
        raise Unreadable("not Python: it holds null bytes")
    bom = data.startswith(_BOM)
    data = data[len(_BOM) :] if bom else data
    encoding = "utf-8" if bom else _declared(data)
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"not in {encoding} (line {line}); save it so or name its encoding in a coding line") from None


def _declared(data: bytes) -> str:
    match = _CODING.match(data)
    if match is None:
        return "utf-8"
    name = match[1].decode("ascii", "replace")
    try:
        info = codecs.lookup(name)
    except LookupError:
        raise Unreadable(f"unknown encoding {name!r} in its coding line") from None
    if info.name in _FOR_OTHER_TEXTS or not getattr(info, "_is_text_encoding", True):
        raise Unreadable(f"encoding {name!r} in its coding line is none for source code")
    return info.name


def _notebook(data: bytes) -> Document:
    # Most files are none, and the expressions for magics take a while to compile.
    from . import notebook

    cells = notebook.code_cells(data)
    breaks, start = [], 0
    for cell in cells:
        breaks.append(start)
        start += len(cell.python) + 1
    return Document(Source("\n".join(it.python for it in cells), tuple(breaks)), data, cells=cells)


def _split(source: Source) -> list[str]:
    """The texts of the cells, without the line end that joins each to the next."""
    ends = [it - 1 for it in source.breaks[1:]] + [len(source.text)]
    return [source.text[start:end] for start, end in zip(source.breaks, ends, strict=True)] if source.breaks else []


# --- places -------------------------------------------------------------------------------------


def _place(cell: int | None, starts: Sequence[int], offset: int) -> Place:
    line = bisect_right(starts, offset)
    return Place(cell, line, offset - starts[line - 1] + 1)


def _offset(starts: Sequence[int], line: int, column: int, length: int) -> int:
    if not 1 <= line <= len(starts):
        raise ValueError(f"there is no line {line}")
    end = starts[line] - 1 if line < len(starts) else length
    return min(starts[line - 1] + column - 1, end)
