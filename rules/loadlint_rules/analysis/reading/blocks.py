"""Control flow of a text: the blocks around a line, and the blocks that exclude each other.

Everything that asks whether a line always runs, runs again, or runs instead of another one asks here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .scan import Line, Scan

FUNCTIONS = frozenset({"def", "async def"})
LOOPS = frozenset({"for", "async for", "while"})
WITHS = frozenset({"with", "async with"})
# Blocks that may not run although the block around them does.
BRANCHES = frozenset({"if", "elif", "else", "except", "case", *LOOPS})
# Blocks of statements that look around before they act: a name bound in one may not be bound after it.
CONDITIONS = frozenset({"try", "finally", *BRANCHES, *WITHS})
# The headers that a header continues.
_CHAINS = {
    "elif": frozenset({"if", "elif"}),
    "else": frozenset({"if", "elif", "try", "except", *LOOPS}),
    "except": frozenset({"try", "except"}),
    "finally": frozenset({"try", "except", "else"}),
    "case": frozenset({"case"}),
}
CONTINUATIONS = frozenset(_CHAINS) - {"case"}
_REST = re.compile(r"case\s+(?!(?:True|False|None)\b)[^\W\d]\w*\s*:")


class Blocks:
    """Answers questions about the blocks of one scanned text."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self._heads: dict[int, Line] = {}
        self._around: dict[int, dict[int, Line]] = {}
        self._arms: dict[int, list[Line]] = {}

    def within_function(self, line: Line) -> Iterator[tuple[Line, str]]:
        """Yield the headers around a line, innermost first, and their keywords, up to its function or class."""
        for header in line.ancestors():
            keyword = self.scan.header(header)
            if keyword in FUNCTIONS or keyword == "class":
                return
            yield header, keyword

    def branch(self, line: Line) -> Line | None:
        """Return the innermost branch around a line in its function."""
        return next((header for header, keyword in self.within_function(line) if keyword in BRANCHES), None)

    def loop(self, line: Line) -> Line | None:
        """Return the innermost loop around a line in its function; an `else` of a loop is no round of it."""
        return next((header for header, keyword in self.within_function(line) if keyword in LOOPS), None)

    def own_branch(self, line: Line, other: Line) -> Line | None:
        """Return the innermost branch around a line that another line is not in too."""
        shared = {id(it) for it in other.ancestors()}
        for header in line.ancestors():
            if id(header) in shared or self.scan.header(header) in FUNCTIONS:
                return None
            if self.scan.header(header) in BRANCHES:
                return header
        return None

    def is_in(self, line: Line, keywords: frozenset[str]) -> bool:
        """Return whether a line is under a header with one of these keywords, in whatever function."""
        return any(self.scan.header(it) in keywords for it in line.ancestors())

    def exclude(self, first: Line, second: Line) -> bool:
        """Whether two lines stand in blocks that exclude each other: arms of a choice, handlers of a `try`."""
        mine = self._chains_around(first)
        for header in second.ancestors():
            other = mine.get(id(self.head(header)))
            if other is not None and other is not header:
                return self._exclude_each_other(other, header)
        return False

    def _chains_around(self, line: Line) -> dict[int, Line]:
        """Return the headers around a line by the identities of their heads."""
        if line.index not in self._around:
            self._around[line.index] = {id(self.head(it)): it for it in line.ancestors()}
        return self._around[line.index]

    def head(self, header: Line) -> Line:
        """Return the header that begins the chain of blocks a header is in: its `if`, `try`, loop or first `case`."""
        if header.index not in self._heads:
            before = self._before(header)
            self._heads[header.index] = header if before is None else self.head(before)
        return self._heads[header.index]

    def arms(self, branch: Line) -> list[Line]:
        """Return the headers of a choice one arm of which runs for sure; none where it may run no arm."""
        head = self.head(branch)
        if head.index not in self._arms:
            self._arms[head.index] = self._arms_of(head)
        return self._arms[head.index]

    def _arms_of(self, head: Line) -> list[Line]:
        arms = [head]
        for line in self.scan.after(head):
            if line.indent < head.indent or (line.indent == head.indent and self.head(line) is not head):
                break
            arms += [line] if line.indent == head.indent else []
        keyword, last = self.scan.header(head), arms[-1]
        is_whole = keyword == "if" and self.scan.header(last) == "else"
        return arms if is_whole or self.takes_the_rest(last) else []

    def takes_the_rest(self, header: Line) -> bool:
        """Whether a header is the arm of a `match` that takes whatever the others leave."""
        return self.scan.header(header) == "case" and _REST.match(self.scan.code, header.start) is not None

    def leaves(self, header: Line) -> bool:
        """Whether the block under a header ends by leaving its function."""
        body = [it for it in self.scan.body(header) if it.parent is header]
        return bool(body) and self.scan.code.startswith(("return", "raise"), body[-1].start)

    def has_left(self, line: Line, later: Line) -> bool:
        """Whether the function is left between a line in a branch and a later line outside of it."""
        shared = {id(it) for it in later.ancestors()}
        own = (it for it in line.ancestors() if id(it) not in shared)
        return any(self.scan.header(it) in BRANCHES and self.leaves(it) for it in own)

    def _before(self, header: Line) -> Line | None:
        """Return the header that a header continues; None where it begins a chain."""
        continued = _CHAINS.get(self.scan.header(header))
        if continued is None:
            return None
        for candidate in self.scan.before(header):
            if candidate.indent < header.indent:
                return None
            if candidate.indent == header.indent:
                return candidate if self.scan.header(candidate) in continued else None
        return None

    def _exclude_each_other(self, first: Line, second: Line) -> bool:
        """Whether two blocks of one chain exclude each other; the `else` of a loop or `try` runs after it."""
        if self.scan.header(self.head(first)) in ("if", "case"):
            return True
        keywords = {self.scan.header(first), self.scan.header(second)}
        return "except" in keywords and "finally" not in keywords
