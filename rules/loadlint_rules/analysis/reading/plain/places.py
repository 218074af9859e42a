"""Offsets of the nodes of Python's tree, and the text around them."""

from __future__ import annotations

import ast
import re
from typing import Any

from .. import tree
from ..literals import blanked

_BRACKETS = re.compile(r"[()\[\]{}]")


class UnsureError(Exception):
    """The line is not plain after all; raised only inside the reader."""


def sure(condition: bool) -> None:
    """Raise UnsureError where a condition does not hold."""
    if not condition:
        raise UnsureError


class Places:
    """One text beside its code, in which strings and comments may be blanked; offsets are raised by `skipped`."""

    def __init__(self, whole: str, code: str, skipped: int) -> None:
        self.text = " " * skipped + code
        self.whole, self.skipped = whole, skipped
        self.starts = [skipped]
        at = whole.find("\n")
        while at >= 0:
            self.starts.append(skipped + at + 1)
            at = whole.find("\n", at + 1)

    def span(self, node: Any) -> tuple[int, int]:
        """Return the range of a node. Every node asks, so this calls neither of the two below."""
        starts = self.starts
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    def start(self, node: Any) -> int:
        """Return where a node begins."""
        return int(self.starts[node.lineno - 1] + node.col_offset)

    def end(self, node: Any) -> int:
        """Return where a node ends."""
        return int(self.starts[node.end_lineno - 1] + node.end_col_offset)

    def inside(self, node: ast.Tuple | ast.GeneratorExp) -> tuple[int, int]:
        """Return a range without the parentheses, which belong to these nodes here and not in LibCST."""
        start, end = self.span(node)
        if isinstance(node, ast.Tuple):
            if not self.is_bracketed(node):
                return start, end
            sure(bool(node.elts))
        return self.behind(start + 1), self.ahead(end - 1) + 1

    def around(self, node: tree.Node) -> tuple[int, int]:
        """Return a range with the parentheses around it, of which the caller knows that they are the node's own."""
        start, end = node.start, node.end
        while self.text[before := self.ahead(start)] == "(" and self.text[behind := self.behind(end)] == ")":
            start, end = before, behind + 1
        return start, end

    def is_bracketed(self, node: ast.Tuple) -> bool:
        """Return whether a tuple is in parentheses: those of `(a), (b)` belong to its parts."""
        start, end = self.span(node)
        if self.text[start] != "(":
            return False
        depth = 0
        for it in _BRACKETS.finditer(blanked(self.text[start:end])):
            depth += 1 if it[0] in "([{" else -1
            if depth == 0:
                return it.end() == end - start
        raise UnsureError

    def behind(self, at: int) -> int:
        """Return the offset of the next character that is not blank."""
        while self.text[at].isspace():
            at += 1
        return at

    def ahead(self, at: int) -> int:
        """Return the offset of the last character before `at` that is not blank."""
        at -= 1
        while at >= 0 and self.text[at].isspace():
            at -= 1
        return at


class WidePlaces(Places):
    """A text with characters beyond ASCII, whose columns Python counts in bytes."""

    def __init__(self, whole: str, code: str, skipped: int) -> None:
        super().__init__(whole, code, skipped)
        self.rows = [it.encode() for it in whole.split("\n")]

    def span(self, node: Any) -> tuple[int, int]:
        return self.start(node), self.end(node)

    def start(self, node: Any) -> int:
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: Any) -> int:
        return self._offset(node.end_lineno, node.end_col_offset)

    def _offset(self, row: int, column: int) -> int:
        return self.starts[row - 1] + len(self.rows[row - 1][:column].decode())
