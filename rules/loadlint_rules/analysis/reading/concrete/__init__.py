"""Read any logical line into a light syntax tree with LibCST: the only folder that imports LibCST.

LibCST's metadata (positions, scopes, names) costs ten times the parse and is not used: offsets are read
off one pass of its code generator, the mechanism of its own position provider.
"""

from __future__ import annotations

import libcst as cst

from .. import tree
from ..tree import SyntaxTrouble
from .statements import Statements


def statements(whole: str, skipped: int) -> tuple[tree.Statement, ...]:
    """Return the statements of a completed line, offsets raised by `skipped`; raises SyntaxTrouble."""
    try:
        module = cst.parse_module(whole)
    except Exception as error:  # LibCST raises several types, a few of them undocumented
        raise _trouble(error, whole, skipped) from None
    return Statements(module, skipped).read(module.body)


def check(text: str) -> SyntaxTrouble | None:
    """Return the first fault that LibCST finds in a whole text; None without one."""
    try:
        cst.parse_module(text)
    except Exception as error:  # as above
        return _trouble(error, text, 0)
    return None


def _trouble(error: Exception, text: str, skipped: int) -> SyntaxTrouble:
    message = str(getattr(error, "message", error)).partition("\n")[0]
    line = int(getattr(error, "raw_line", 1) or 1)
    column = int(getattr(error, "raw_column", 0) or 0)
    offset = 0
    for _ in range(line - 1):
        end = text.find("\n", offset)
        offset = end + 1 if end >= 0 else len(text)
    return SyntaxTrouble(message or type(error).__name__, min(offset + column, len(text)) + skipped)
