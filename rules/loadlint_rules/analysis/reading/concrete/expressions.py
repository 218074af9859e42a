"""LibCST's expressions of one line to light nodes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import libcst as cst

from .. import tree


class Expressions:
    """Reads expressions whose offsets are known, and raises them by `skipped`."""

    def __init__(self, spans: dict[int, tuple[int, int]], skipped: int) -> None:
        self.spans = spans
        self.skipped = skipped

    def read(self, node: Any) -> tree.Node:
        """Return the light node of an expression."""
        handler = _EXPRESSIONS.get(type(node))
        made = handler(self, node) if handler is not None else self._other(node)
        made.start, made.end = self.span(node)
        return made

    def span(self, node: Any) -> tuple[int, int]:
        """Return the offsets of a node."""
        start, end = self.spans[id(node)]
        return start + self.skipped, end + self.skipped

    def _name(self, node: cst.Name) -> tree.Node:
        made: tree.Node
        if node.value in _KEYWORD_VALUES:
            made = tree.Constant()
            made.value = _KEYWORD_VALUES[node.value]
        else:
            made = tree.Name()
            made.id = node.value
        return made

    def _attribute(self, node: cst.Attribute) -> tree.Node:
        made = tree.Attribute()
        made.value, made.name = self.read(node.value), node.attr.value
        return made

    def _call(self, node: cst.Call) -> tree.Node:
        made = tree.Call()
        made.func = self.read(node.func)
        made.args = [self._arg(it) for it in node.args]
        before = node.func.rpar[-1] if node.func.rpar else node.func
        space = self.spans[id(node.whitespace_after_func)]
        made.inside = self.spans[id(before)][1] + self.skipped + space[1] - space[0] + 1
        return made

    def _arg(self, node: cst.Arg) -> tree.Arg:
        made = tree.Arg()
        made.keyword = node.keyword.value if node.keyword is not None else None
        made.star, made.value = node.star, self.read(node.value)
        start, end = made.value.start, _own_end(self.spans, node.value, made.value.end, self.skipped)
        if node.keyword is not None:
            start = self.spans[id(node.keyword)][0] + self.skipped
        elif node.star:
            start = self.spans[id(node)][0] + self.skipped
        elif node.value.lpar:
            start = self.spans[id(node.value.lpar[0])][0] + self.skipped
        made.start, made.end = start, end
        return made

    def _constant(self, node: Any) -> tree.Node:
        made = tree.Constant()
        try:
            made.value = ast.literal_eval(node.value)
        except (SyntaxError, ValueError):
            # A NUL in a string, or a number of thousands of digits: LibCST lets it pass, Python does not.
            return self._other(node)
        return made

    def _joined(self, node: cst.ConcatenatedString) -> tree.Node:
        try:
            value = node.evaluated_value
        except (SyntaxError, ValueError):
            value = None
        if value is None:
            return self._other(node)
        made = tree.Constant()
        made.value = value
        return made

    def _sequence(self, node: Any) -> tree.Node:
        made = tree.Sequence()
        made.kind = type(node).__name__.lower()
        made.items = [self._element(it) for it in node.elements]
        return made

    def _element(self, node: Any) -> tree.Node:
        if isinstance(node, cst.StarredElement):
            made = tree.Wrapped()
            made.kind, made.value = "*", self.read(node.value)
            made.start, made.end = made.value.start, made.value.end
            return made
        return self.read(node.value)

    def _dict(self, node: cst.Dict) -> tree.Node:
        made = tree.Dict()
        made.pairs = []
        for it in node.elements:
            pair = tree.Pair()
            pair.key = self.read(it.key) if isinstance(it, cst.DictElement) else None
            pair.value = self.read(it.value)
            pair.start = pair.key.start if pair.key is not None else self.spans[id(it)][0] + self.skipped
            pair.end = pair.value.end
            made.pairs.append(pair)
        return made

    def _ifexp(self, node: cst.IfExp) -> tree.Node:
        made = tree.IfExp()
        made.test, made.yes, made.no = (self.read(it) for it in (node.test, node.body, node.orelse))
        return made

    def _unary(self, node: cst.UnaryOperation) -> tree.Node:
        made = tree.Operation()
        made.operator, made.operands = _operator(node.operator), [self.read(node.expression)]
        return made

    def _binary(self, node: Any) -> tree.Node:
        made = tree.Operation()
        made.operator = _operator(node.operator)
        made.operands = [self.read(node.left), self.read(node.right)]
        return made

    def _comparison(self, node: cst.Comparison) -> tree.Node:
        made = tree.Operation()
        made.operator = _operator(node.comparisons[0].operator)
        made.operands = [self.read(node.left), *(self.read(it.comparator) for it in node.comparisons)]
        return made

    def _subscript(self, node: cst.Subscript) -> tree.Node:
        made = tree.Subscript()
        made.value = self.read(node.value)
        made.index = [
            self._other(it) if not isinstance(it.slice, cst.Index) else self.read(it.slice.value) for it in node.slice
        ]
        for index, it in zip(made.index, node.slice, strict=True):
            if not hasattr(index, "start"):
                index.start, index.end = self.span(it)
        return made

    def _walrus(self, node: cst.NamedExpr) -> tree.Node:
        made = tree.Walrus()
        made.target, made.value = self.read(node.target), self.read(node.value)
        return made

    def _wrapped(self, node: Any) -> tree.Node:
        made = tree.Wrapped()
        made.kind, made.value = type(node).__name__.lower(), self.read(node.expression)
        return made

    def _deferred(self, node: Any) -> tree.Node:
        made = tree.Deferred()
        made.parts = self._parts(node)
        made.bound = frozenset(_bound(node))
        return made

    def _other(self, node: Any) -> tree.Node:
        made = tree.Other()
        made.parts = self._parts(node)
        return made

    def _parts(self, node: Any) -> list[tree.Node]:
        parts: list[tree.Node] = []
        for child in node.children:
            if isinstance(child, cst.BaseExpression):
                parts.append(self.read(child))
            elif not isinstance(child, cst.BaseParenthesizableWhitespace | cst.LeftParen | cst.RightParen):
                parts.extend(self._parts(child))
        return parts


_KEYWORD_VALUES = {"True": True, "False": False, "None": None}
_EXPRESSIONS: dict[type, Any] = {
    cst.Name: Expressions._name,
    cst.Attribute: Expressions._attribute,
    cst.Call: Expressions._call,
    cst.SimpleString: Expressions._constant,
    cst.Integer: Expressions._constant,
    cst.Float: Expressions._constant,
    cst.ConcatenatedString: Expressions._joined,
    cst.List: Expressions._sequence,
    cst.Tuple: Expressions._sequence,
    cst.Set: Expressions._sequence,
    cst.Dict: Expressions._dict,
    cst.IfExp: Expressions._ifexp,
    cst.UnaryOperation: Expressions._unary,
    cst.BinaryOperation: Expressions._binary,
    cst.BooleanOperation: Expressions._binary,
    cst.Comparison: Expressions._comparison,
    cst.Subscript: Expressions._subscript,
    cst.NamedExpr: Expressions._walrus,
    cst.Await: Expressions._wrapped,
    cst.Lambda: Expressions._deferred,
    cst.ListComp: Expressions._deferred,
    cst.SetComp: Expressions._deferred,
    cst.GeneratorExp: Expressions._deferred,
    cst.DictComp: Expressions._deferred,
}


def _own_end(spans: dict[int, tuple[int, int]], node: Any, end: int, skipped: int) -> int:
    """Return the end of an expression with the parentheses around it."""
    return spans[id(node.rpar[-1])][1] + skipped if node.rpar else end


def _operator(node: Any) -> str:
    token = getattr(node, "_get_token", None)
    return token() if token is not None else type(node).__name__


def _bound(node: Any) -> list[str]:
    """Return the names that the parameters of a lambda or the `for` of a comprehension bind."""
    if isinstance(node, cst.Lambda):
        params = node.params
        return [it.name.value for it in (*params.posonly_params, *params.params, *params.kwonly_params)]
    bound, comp = [], node.for_in
    while comp is not None:
        bound += [it.value for it in _names(comp.target)]
        comp = comp.inner_for_in
    return bound


def _names(node: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(node, cst.Name):
        yield node
    for it in node.children:
        yield from _names(it)
