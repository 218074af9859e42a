"""A second reading by LibCST, before code changes: both readers must see the same statements around an edit.

The quick reader is held to LibCST by tests over public code; here the user's own lines are held to it. LibCST is
imported for that, so it is asked where a fix is written or handed to an editor, and not while linting.
"""

from __future__ import annotations

from functools import lru_cache

from . import edits
from .model import Fix, Source, Span
from .reading import plain, syntax, tree
from .reading.scan import scanned


def confirms(source: Source, fix: Fix) -> bool:
    """Return whether both readers agree on every statement that a fix touches, as it is before and after."""
    after = edits.apply_to_source(source, [fix])
    return _agree_in(source, [it.span for it in fix.edits]) and _agree_in(after, _written(fix))


def _written(fix: Fix) -> list[Span]:
    """Return the places of the new texts after all edits are made."""
    spans, shift = [], 0
    for edit in sorted(fix.edits, key=lambda it: it.span):
        start = edit.span.start + shift
        spans.append(Span(start, start + len(edit.text)))
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return spans


def _agree_in(source: Source, spans: list[Span]) -> bool:
    scan = scanned(source)
    lines = {line.start: line for it in spans for at in (it.start, it.end) if (line := scan.line_at(at)) is not None}
    return all(agree(scan.statement_text(line)) for line in lines.values())


@lru_cache(maxsize=1024)
def agree(text: str) -> bool:
    """Return whether both readers see the same in one logical line; a line that only LibCST reads has one reading."""
    whole, skipped = syntax.completed(text)
    try:
        quick = plain.statements(whole, skipped)
        return quick is None or tree.spelled(quick) == tree.spelled(syntax.by_libcst(whole, skipped))
    except (tree.SyntaxTrouble, RecursionError):
        # The suite of an `else`, a `case`: what is no statement by itself was read part by part.
        return isinstance(syntax.parse(text), tuple)
