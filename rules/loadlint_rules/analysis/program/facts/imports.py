"""The names that imports bind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import Import, Span
from ...reading.blocks import CONDITIONS
from ...reading.scan import Line
from .reading import Text

_ITEMS = re.compile(r"(?:from[\s\\]+([\w.]+)[\s\\]+)?import\b[\s\\(]*")
_ITEM = re.compile(r"[\w.*]+(?:\s+as\s+\w+)?")


def gather(text: Text) -> Iterator[Import]:
    """Yield the names that the import statements bind, in source order; a star is bound as `*`."""
    for line in text.names.lines_with("import"):
        yield from imported_by(line, text)


def imported_by(line: Line, text: Text) -> Iterator[Import]:
    """Yield the names that one line imports."""
    scan = text.scan
    statements = text.names.statements(line)
    if not statements or statements[0].kind not in ("import", "from"):
        return
    end = line.start + statements[0].end
    header = scan.scope(line)
    inside = Span(header.start, scan.body(header)[-1].end) if header is not None else None
    conditional = text.names.blocks.is_in(line, CONDITIONS)
    opening = _ITEMS.match(scan.code, line.start, line.end)
    items = _ITEM.finditer(scan.code, opening.end(), end) if opening is not None else iter(())
    module = opening[1] or "" if opening is not None else ""
    for (name, origin), item in zip(statements[0].names, items, strict=False):
        span = Span(item.start(), item.end())
        yield Import(name, origin, module, span, line.span, inside, conditional)
