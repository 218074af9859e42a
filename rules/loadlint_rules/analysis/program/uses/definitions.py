"""The statements that may have given a name the object that it holds at a line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from ...reading import tree
from ...reading.scan import Line
from ..names import Names, place
from ..spelling import flat, is_none, rebinds
from ..trail import Trail


class Definitions:
    """Finds the definitions that reach a line of one text."""

    def __init__(self, names: Names) -> None:
        self.scan = names.scan
        self.names = names
        self.blocks = names.blocks
        self._rebinding: dict[tuple[str, int], bool] = {}
        self._reached: dict[tuple[str, int], tuple[list[Line], Trail]] = {}

    def reaching(self, name: str, line: Line) -> list[Line]:
        """Return the lines whose object a name, dotted or not, may hold at a line; the last ones first.

        A statement that passes the object on (`model = model.eval()`) defines nothing, and neither does None.
        """
        key = (name, line.index)
        if key not in self._reached:
            outer, self.names.trail = self.names.trail, Trail()
            self._reached[key] = self._reaching(name, line), self.names.trail
            self.names.trail = outer
        reaching, trail = self._reached[key]
        self.names.trail.add(trail)
        return reaching

    def _reaching(self, name: str, line: Line) -> list[Line]:
        reaching: list[Line] = []
        first = -1
        for candidate in self._candidates(name, line):
            if candidate.index < first:
                break
            if self.blocks.exclude(candidate, line) or self.blocks.has_left(candidate, line):
                continue
            if not self.is_none(name, candidate):
                reaching.append(candidate)
            branch = self.blocks.own_branch(candidate, line)
            if branch is None or self._covers(branch, name, line):
                # Nothing from before it, or before the choice it is an arm of, passes by.
                first = max(first, (candidate if branch is None else self.blocks.head(branch)).index)
        return reaching

    def _candidates(self, name: str, line: Line) -> Iterator[Line]:
        """Yield the lines before a line that give the name another object, in its own function; the last ones first."""
        scope = self.scan.scope(line)
        lines = self.names.lines_in(name, scope)
        for number in range(bisect_left(lines, line.index, key=place) - 1, -1, -1):
            candidate = lines[number]
            if candidate is not scope and self.scan.scope(candidate) is scope and self.rebinds(name, candidate):
                yield candidate
        if scope is not None and self._is_parameter(name, scope):
            yield scope

    def _is_parameter(self, name: str, scope: Line) -> bool:
        pairs = (pair for statement in self.names.statements(scope) for pair in statement.pairs)
        return any(isinstance(it, tree.Name) and it.id == name for it, _ in pairs)

    def is_none(self, name: str, line: Line) -> bool:
        """Return whether a line gives the name nothing but None."""
        values = [it.value for it in self.names.statements(line) if rebinds(name, it)]
        return bool(values) and all(it is not None and all(map(is_none, flat(it))) for it in values)

    def _covers(self, branch: Line, name: str, line: Line) -> bool:
        """Whether each arm of a choice around a definition defines the name or leaves, so that nothing passes by."""
        arms = self.blocks.arms(branch)
        return bool(arms) and all(self.blocks.leaves(it) or any(self._defines(it, name, line)) for it in arms)

    def _defines(self, arm: Line, name: str, line: Line) -> Iterator[bool]:
        """Yield True for each statement directly in an arm that gives the name an object."""
        for candidate in self.names.lines_in(name, arm):
            if candidate.parent is arm and candidate.index < line.index:
                yield self.rebinds(name, candidate)

    def rebinds(self, name: str, line: Line) -> bool:
        """Return whether a line gives the name another object; each use of a name asks about all lines before it."""
        self.names.trail.lines.add(line.index)
        key = (name, line.index)
        if key not in self._rebinding:
            self._rebinding[key] = any(rebinds(name, it) for it in self.names.statements(line))
        return self._rebinding[key]
