"""The scope in which a name holds a loaded object: a class, the module, or a function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...reading.scan import Line
from ..names import Names

_MODELS_OF_CLASS = re.compile(r"^(self|cls)\.\w+$")


class Homes:
    """Finds the scopes of names in one text."""

    def __init__(self, names: Names) -> None:
        self.scan = names.scan
        self.names = names
        self._shared_in: dict[int, set[str]] = {}

    def of(self, name: str, line: Line) -> Line | None:
        """Return the scope of a name at a line: a class for `self.x`, the module for a `global`, else the function."""
        if _MODELS_OF_CLASS.match(name):
            around = next((it for it in line.ancestors() if self.scan.header(it) == "class"), None)
            self.names.trail.reached_out |= around is None
            return around
        scope = self.names.scope_of(line)
        if scope is None:
            self.names.trail.reached_out = True
        elif "." not in name and self.is_shared(name, scope):
            self.names.trail.reached_out = True
            return None
        return scope

    def is_shared(self, name: str, scope: Line) -> bool:
        """Return whether a function declares a name global or nonlocal."""
        if scope.index not in self._shared_in:
            self._shared_in[scope.index] = set(self._declared(scope))
        return name in self._shared_in[scope.index]

    def _declared(self, scope: Line) -> Iterator[str]:
        if not self._declares(scope.start, self.scan.end_of(scope)):
            return
        for line in self.scan.body(scope):
            if self._declares(line.start, line.end):
                statements = (it for it in self.names.statements(line) if it.kind == "global")
                yield from (bound for it in statements for bound, _ in it.names)

    def _declares(self, start: int, end: int) -> bool:
        """Whether a stretch of code may declare names."""
        return any(self.scan.code.find(it, start, end) >= 0 for it in ("global", "nonlocal"))
