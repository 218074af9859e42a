"""The parameter of a function in the same text that takes an argument of a call."""

from __future__ import annotations

from typing import NamedTuple

from ...reading import tree
from ...reading.blocks import FUNCTIONS
from ...reading.scan import Line
from ..names import Names

_OWN = ("self", "cls")


class Parameter(NamedTuple):
    """A parameter of a function, by the function's header."""

    function: Line
    name: str


def parameter_of(names: Names, arg: tree.Arg, call: tree.Call, line: Line) -> Parameter | None:
    """Return the parameter that takes an argument; None where no function of the text or no parameter is certain."""
    function = _function(names, call.func, line)
    if function is None or arg.star:
        return None
    header = names.statements(function)[0]
    starred = {name for mark, name in header.names if mark in ("*", "**")}
    plain = [it for it, _ in header.pairs if isinstance(it, tree.Name) and it.id not in starred]
    if arg.keyword is not None:
        return next((Parameter(function, it.id) for it in plain if it.id == arg.keyword), None)
    before = call.args[: call.args.index(arg)]
    position = len(before) + (isinstance(call.func, tree.Attribute) and bool(plain) and plain[0].id in _OWN)
    star = names.scan.code.find("*", function.start, function.end) - function.start
    positional = [it for it in plain if star < 0 or it.start < star]
    if any(it.star for it in before) or position >= len(positional):
        return None
    return Parameter(function, positional[position].id)


def _function(names: Names, callee: tree.Node, line: Line) -> Line | None:
    """Return the header of the one function that a name, or `self.name` in a class, calls."""
    if isinstance(callee, tree.Name):
        bound = (it.line for it in names.bindings(callee.id, line))
        outside = [it for it in bound if it.parent is None or names.scan.header(it.parent) != "class"]
        return outside[0] if len(outside) == 1 and _is_header(names, outside[0], callee.id) else None
    if not isinstance(callee, tree.Attribute) or not isinstance(callee.value, tree.Name):
        return None
    owner = next((it for it in line.ancestors() if names.scan.header(it) == "class"), None)
    if owner is None or callee.value.id not in _OWN:
        return None
    lines = (it for it in names.lines_in(callee.name, owner) if it.parent is owner)
    methods = [it for it in lines if _is_header(names, it, callee.name)]
    return methods[0] if len(methods) == 1 else None


def _is_header(names: Names, line: Line, name: str) -> bool:
    """Whether a line is the header of the function with a name."""
    if names.scan.header(line) not in FUNCTIONS:
        return False
    statements = names.statements(line)
    return bool(statements) and statements[0].names[0][0] == name
