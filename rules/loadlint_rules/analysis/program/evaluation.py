"""Values of expressions, as far as the text says; names that are assigned once are followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..model import Choice, Items, Literal, Made, Symbol, Table, Unknown, Value
from ..reading import tree
from ..reading.scan import Line
from .bindings import Binding
from .names import DEPTH, Names

PATH = "pathlib.Path"
_PATH_METHODS = ("expanduser", "resolve", "absolute", "joinpath", "with_name", "with_suffix")
_UNSAID = Unknown("")


def evaluated(names: Names, node: tree.Node, line: Line, depth: int = 0) -> Value:
    """Return the value of an expression on a line."""
    handler = _HANDLERS.get(type(node)) if depth <= DEPTH else None
    value = handler(names, node, line, depth + 1) if handler is not None else None
    return value if value is not None else _unknown(names, node, line)


def _unknown(names: Names, node: tree.Node, line: Line) -> Unknown:
    return Unknown(names.scan.statement_text(line)[node.start : node.end])


# --- one function for each kind of node; None where the text does not say ---------------------------------


def _constant(_names: Names, node: tree.Constant, _line: Line, _depth: int) -> Value | None:
    return Literal(node.value)


def _name(names: Names, node: tree.Name, line: Line, depth: int) -> Value | None:
    bindings = names.reaching(node.id, line)
    if not bindings:
        return Symbol(node.id) if names.unbound(node.id) == node.id else None
    if all(it.origin is not None for it in bindings):
        origin = names.origin(node, line)
        return Symbol(origin) if origin is not None else None
    return _assigned(names, bindings, depth)


def _attribute(names: Names, node: tree.Attribute, line: Line, depth: int) -> Value | None:
    if node.name == "parent" and _is_path(names, node.value, line, depth):
        return Made(PATH)
    origin = names.origin(node, line)
    return Symbol(origin) if origin is not None else None


def _call(names: Names, node: tree.Call, line: Line, depth: int) -> Value | None:
    function = node.func
    if isinstance(function, tree.Attribute) and _makes_path(names, function, line, depth):
        return Made(PATH)
    origin = names.origin(function, line)
    if origin is None or any(it.star for it in node.args):
        return None
    keywords = tuple((it.keyword, evaluated(names, it.value, line, depth)) for it in node.args if it.keyword)
    if origin == "dict" and len(keywords) == len(node.args):
        return Table(tuple((Literal(name), item) for name, item in keywords))
    positional = tuple(evaluated(names, it.value, line, depth) for it in node.args if not it.keyword)
    return Made(origin, positional, keywords)


def _ifexp(names: Names, node: tree.IfExp, line: Line, depth: int) -> Value | None:
    test, yes, no = (evaluated(names, it, line, depth) for it in (node.test, node.yes, node.no))
    return Choice(test, yes, no)


def _sequence(names: Names, node: tree.Sequence, line: Line, depth: int) -> Value | None:
    if any(isinstance(it, tree.Wrapped) for it in node.items):
        return None
    values = tuple(evaluated(names, it, line, depth) for it in node.items)
    return Items(node.kind, values)  # type: ignore[arg-type]


def _dict(names: Names, node: tree.Dict, line: Line, depth: int) -> Value | None:
    if any(it.key is None for it in node.pairs):
        return None
    pairs = (
        (evaluated(names, it.key, line, depth), evaluated(names, it.value, line, depth)) for it in node.pairs if it.key
    )
    return Table(tuple(pairs))


def _operation(names: Names, node: tree.Operation, line: Line, depth: int) -> Value | None:
    values = [evaluated(names, it, line, depth) for it in node.operands]
    if node.operator == "-" and len(values) == 1 and isinstance(values[0], Literal):
        inner = values[0].value
        return Literal(-inner) if isinstance(inner, int | float) else None
    if node.operator == "not" and len(values) == 1:
        return Made("not", tuple(values))
    if node.operator == "/" and any(isinstance(it, Made) and it.callee == PATH for it in values):
        return Made(PATH, tuple(values))
    return None


_HANDLERS: dict[type, Callable[[Names, Any, Line, int], Value | None]] = {
    tree.Constant: _constant,
    tree.Name: _name,
    tree.Attribute: _attribute,
    tree.Call: _call,
    tree.IfExp: _ifexp,
    tree.Sequence: _sequence,
    tree.Dict: _dict,
    tree.Operation: _operation,
}


def _makes_path(names: Names, method: tree.Attribute, line: Line, depth: int) -> bool:
    return method.name in _PATH_METHODS and _is_path(names, method.value, line, depth)


def _is_path(names: Names, node: tree.Node, line: Line, depth: int) -> bool:
    value = evaluated(names, node, line, depth)
    return isinstance(value, Made) and value.callee == PATH


# --- names that are assigned ------------------------------------------------------------------------------


def _assigned(names: Names, bindings: list[Binding], depth: int) -> Value | None:
    """Return the value of a name bound once, or by the branches of conditionals; None when the text does not say."""
    assigned: Value | None = None
    for it in bindings:
        if it.value is None or it.statement.kind != "assign" or names.blocks.loop(it.line) is not None:
            return None
        latest = evaluated(names, it.value, it.line, depth)
        branch = names.blocks.branch(it.line)
        if branch is None:
            if assigned is not None:
                return None
            assigned = latest
        else:
            assigned = _chosen(names, branch, latest, assigned, depth)
    return assigned


def _chosen(names: Names, branch: Line, latest: Value, before: Value | None, depth: int) -> Value:
    """Return the value of a name that has one before a branch, and another one in it."""
    header = names.scan.header(branch)
    if (header == "else" or names.blocks.takes_the_rest(branch)) and isinstance(before, Choice):
        return _otherwise(before, latest)
    statements = names.statements(branch)
    test = statements[0].value if statements and statements[0].kind == "if" else None
    condition: Value = evaluated(names, test, branch, depth) if test is not None else Unknown("")
    chosen = Choice(condition, latest, before if before is not None else _UNSAID)
    if header in ("elif", "case") and isinstance(before, Choice):
        return _otherwise(before, Choice(condition, latest, _UNSAID))
    return chosen


def _otherwise(choice: Choice, other: Value) -> Choice:
    """Put the value of an `elif` or `else` into the last open arm of a choice."""
    if isinstance(choice.no, Choice):
        return Choice(choice.test, choice.yes, _otherwise(choice.no, other))
    return Choice(choice.test, choice.yes, other)
