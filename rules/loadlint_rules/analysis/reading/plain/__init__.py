"""A plain logical line to a light tree by Python's own parser, at a fifth of LibCST's time.

Most loads and the code around them are plain, and only their meaning and offsets are needed.
Where Python's tree does not say exactly what LibCST's says (parentheses around what is called, f-strings that
are nested or joined), or the line needs another release's grammar, the answer is None and LibCST is asked.
"""

from __future__ import annotations

import ast
import re

from .. import tree
from ..literals import blanked
from .expressions import HIDDEN, Expressions
from .places import Places, UnsureError, WidePlaces
from .statements import Statements

# Unknown escapes and glued numbers would make the parser warn; form feeds and lone carriage returns hide offsets.
_INVOLVED = re.compile(r"\\(?![nrt\\\"'\r\n])|\r(?!\n)|\f|(?:(?<![\w.])|\.)\d[\w.]*?(?:and|else|for|if|in|is|or|not)")


def statements(whole: str, skipped: int) -> tuple[tree.Statement, ...] | None:
    """Return the statements of a text, offsets raised by `skipped`; None where Python's parser cannot say."""
    if _INVOLVED.search(whole):
        return None
    code = blanked(whole).replace("\\\n", " \n") if HIDDEN.search(whole) else whole
    if HIDDEN.search(code):
        return None
    try:
        module = ast.parse(whole)
        places = (Places if whole.isascii() else WidePlaces)(whole, code, skipped)
        return tuple(Statements(Expressions(places)).read(module.body))
    except (SyntaxError, ValueError, RecursionError, MemoryError, UnsureError):
        return None
