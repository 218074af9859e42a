"""Statements that bind a name: imports, definitions, assignments, loops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..reading import tree
from ..reading.scan import Line
from .spelling import is_none

_BINDERS = ("import", "from", "def", "class", "for", "with", "async", "if", "elif", "else", "while", "try", "case")


@dataclass(frozen=True, slots=True)
class Binding:
    """One line that binds a name in a scope: by import (`origin`), assignment (`value`), or otherwise (neither)."""

    line: Line
    scope: Line | None
    statement: tree.Statement
    origin: str | None = None
    value: tree.Node | None = None

    @property
    def is_none(self) -> bool:
        """Whether the name is assigned None."""
        return is_none(self.value)


def may_bind(name: str, code: str) -> bool:
    """Whether a logical line (blanked) that has a name could bind it; a yes is confirmed by parsing."""
    if code.startswith(_BINDERS) or ":=" in code:
        return True
    at = code.find(name)
    if at < 0 or "(" in code[1:at]:
        return False
    equals = code.find("=", at)
    while equals >= 0:
        if code[equals + 1 : equals + 2] == "=" or code[equals - 1] in "!<>=":
            equals += 1
        elif not _is_open(code[at:equals]):
            return True
        equals = code.find("=", equals + 1)
    return False


def _is_open(code: str) -> bool:
    """Whether a bracket stays open: an equals sign in it names an argument."""
    return sum(map(code.count, "([{")) > sum(map(code.count, ")]}"))


def binds(name: str, statement: tree.Statement) -> bool:
    """Return whether a statement, which is no function's header, binds a name."""
    nowhere = Line(0, 0, 0, 0, None)
    return any(True for _ in bound_by(name, statement, nowhere, None))


def bound_by(name: str, statement: tree.Statement, line: Line, scope: Line | None) -> Iterator[Binding]:
    """Yield the bindings of a name by a statement on a line of a scope."""
    if statement.kind in ("import", "from"):
        for bound, origin in statement.names:
            if bound == name:
                yield Binding(line, scope, statement, origin=origin)
    elif statement.kind in ("def", "class"):
        if statement.names[0][0] == name:
            yield Binding(line, scope, statement)
        if statement.kind == "def" and name in (it.id for it, _ in statement.pairs if isinstance(it, tree.Name)):
            yield Binding(line, line, statement)
    elif statement.kind == "assign":
        yield from _assigned(name, statement, line, scope)
    elif name in (it.id for it in _bound_names(statement)):
        yield Binding(line, scope, statement)


def _assigned(name: str, statement: tree.Statement, line: Line, scope: Line | None) -> Iterator[Binding]:
    for target in statement.targets:
        if isinstance(target, tree.Name) and target.id == name:
            yield Binding(line, scope, statement, value=statement.value)
        for number, item in enumerate(target.items if isinstance(target, tree.Sequence) else ()):
            if isinstance(item, tree.Name) and item.id == name:
                yield Binding(line, scope, statement, value=_paired(statement.value, target, number))


def _paired(value: tree.Node | None, target: tree.Node, number: int) -> tree.Node | None:
    """Return the value that an item of a tuple target gets, when both sides are written out."""
    if isinstance(value, tree.Sequence) and isinstance(target, tree.Sequence):
        return value.items[number] if len(value.items) == len(target.items) else None
    return None


def _bound_names(statement: tree.Statement) -> Iterator[tree.Name]:
    for target in [*statement.targets, *(it for _, it in statement.pairs if it is not None)]:
        # `os.environ |= x` changes an object, and binds no name.
        if statement.kind in ("for", "with", "augment", "case") and not isinstance(target, tree.Attribute):
            yield from (it for it in target.walk() if isinstance(it, tree.Name))
    if statement.kind == "global":
        return
    for expression in statement.expressions():
        for it in expression.walk():
            if isinstance(it, tree.Walrus) and isinstance(it.target, tree.Name):
                yield it.target
