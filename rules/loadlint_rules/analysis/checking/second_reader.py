"""A second reading by LibCST, before code changes: both readers must see the same statements around an edit.

The quick reader is held to LibCST by tests over public code; here the user's own lines are held to it. LibCST is
imported for that, so it is asked where a fix is written or handed to an editor, and not while linting.
"""

from __future__ import annotations

from .. import edits
from ..model import Fix, Source, Span
from ..reading.texts import Texts


def confirms(source: Source, fix: Fix, texts: Texts) -> bool:
    """Whether both readers agree on every statement that a fix touches, as it is before and after."""
    after = edits.apply_to_source(source, [fix])
    return _agree_in(source, [it.span for it in fix.edits], texts) and _agree_in(after, _written(fix), texts)


def _written(fix: Fix) -> list[Span]:
    """Return the places of the new texts after all edits are made."""
    spans, shift = [], 0
    for edit in sorted(fix.edits, key=lambda it: it.span):
        start = edit.span.start + shift
        spans.append(Span(start, start + len(edit.text)))
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return spans


def _agree_in(source: Source, spans: list[Span], texts: Texts) -> bool:
    scan = texts.scanned(source)
    lines = {line.start: line for it in spans for at in (it.start, it.end) if (line := scan.line_at(at)) is not None}
    return all(texts.syntax.agrees(scan.statement_text(line)) for line in lines.values())
