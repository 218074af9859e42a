"""Expressions of Python's tree to light nodes."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

from .. import tree
from .places import Places, UnsureError, sure

# Comments and strings must not be taken for code, and a backslash or a wide letter outside of them is not plain.
HIDDEN = re.compile(r"[\\#]|[^\x00-\x7f]")
# Before 3.12 Python does not know where the parts of an f-string stand, so each part is parsed by itself.
_PART = r"""\{([^\s{}\\!:=QUOTE][^{}\\!:=QUOTE\r\n]*)(?:![rsa])?(?::[^{}\\QUOTE\r\n]*)?\}"""
_PARTS = {it: re.compile(_PART.replace("QUOTE", it)) for it in "\"'"}
_FORMATTED = {it: re.compile(rf"[fF]{it}(?:[^{{}}\\{it}\r\n]|\\[nrt\\\"']|{_PARTS[it].pattern})*{it}") for it in "\"'"}
_OPERATORS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.And: "and", ast.Or: "or", ast.Not: "not", ast.Invert: "~", ast.UAdd: "+", ast.USub: "-",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "IsNot", ast.In: "in", ast.NotIn: "NotIn",
}  # fmt: skip


class Expressions:
    """Reads the expressions of one text."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def read(self, node: ast.expr) -> tree.Node:
        """Return the light node of an expression."""
        handler = _EXPRESSIONS.get(type(node))
        if handler is None:
            raise UnsureError
        made = handler(self, node)
        made.start, made.end = self.places.inside(node) if isinstance(node, _BRACKETED) else self.places.span(node)
        return made

    def parameter(self, arg: ast.arg) -> tree.Name:
        """Return the name of a parameter."""
        made = tree.Name()
        made.id, made.start = arg.arg, self.places.start(arg)
        made.end = made.start + len(arg.arg)
        return made

    def _name(self, node: ast.Name) -> tree.Node:
        made = tree.Name()
        made.id = node.id
        return made

    def _constant(self, node: ast.Constant) -> tree.Node:
        if node.value is Ellipsis or isinstance(node.value, complex):
            other = tree.Other()
            other.parts = []
            return other
        made = tree.Constant()
        made.value = node.value
        return made

    def _formatted(self, node: ast.JoinedStr) -> tree.Node:
        start, end = self.places.span(node)
        written = self.places.whole[start - self.places.skipped : end - self.places.skipped]
        sure(_FORMATTED[written[-1]].fullmatch(written) is not None)
        made = tree.Other()
        made.parts = [_alone(it[1], start + it.start(1)) for it in _PARTS[written[-1]].finditer(written)]
        return made

    def _attribute(self, node: ast.Attribute) -> tree.Node:
        made = tree.Attribute()
        made.value, made.name = self.read(node.value), node.attr
        return made

    def _call(self, node: ast.Call) -> tree.Node:
        made = tree.Call()
        made.func = self.read(node.func)
        made.inside = self.places.behind(made.func.end) + 1
        sure(self.places.text[made.inside - 1] == "(")
        end = self.places.span(node)[1]
        arguments: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        arguments.sort(key=lambda it: (it.lineno, it.col_offset))
        made.args = [self._arg(it) for it in arguments]
        for it in made.args:
            self._with_brackets(it, made.inside - 1, end - 1)
        return made

    def _with_brackets(self, arg: tree.Arg, opened: int, closed: int) -> None:
        """Parentheses of its own belong to an argument's range, and Python's tree leaves them out."""
        while (before := self.places.ahead(arg.start)) > opened and self.places.text[before] == "(":
            behind = self.places.behind(arg.end)
            sure(self.places.text[behind] == ")")
            arg.start, arg.end = before, behind + 1
        behind = self.places.behind(arg.end)
        sure(before == opened or self.places.text[before] == ",")
        sure(behind == closed or self.places.text[behind] == ",")

    def _arg(self, node: ast.expr | ast.keyword) -> tree.Arg:
        made = tree.Arg()
        made.keyword, made.star = None, ""
        made.start, made.end = self.places.span(node)
        if isinstance(node, ast.Starred):
            made.star, made.value = "*", self.read(node.value)
        elif isinstance(node, ast.keyword):
            made.keyword, made.star = node.arg, "" if node.arg else "**"
            made.value = self.read(node.value)
            between = self.places.text[made.start + len(node.arg or "**") : self.places.start(node.value)]
            sure("".join(between.replace("(", "").split()) == ("=" if node.arg else ""))
        else:
            made.value = self.read(node)
            made.start, made.end = made.value.start, made.value.end
        return made

    def _sequence(self, node: ast.List | ast.Set | ast.Tuple) -> tree.Node:
        made = tree.Sequence()
        made.kind = type(node).__name__.lower()
        made.items = [self._element(it) for it in node.elts]
        return made

    def _element(self, node: ast.expr) -> tree.Node:
        if not isinstance(node, ast.Starred):
            return self.read(node)
        made = tree.Wrapped()
        made.kind, made.value = "*", self.read(node.value)
        made.start, made.end = made.value.start, made.value.end
        return made

    def _dict(self, node: ast.Dict) -> tree.Node:
        made = tree.Dict()
        made.pairs = []
        for key, value in zip(node.keys, node.values, strict=True):
            pair = tree.Pair()
            pair.key = self.read(key) if key is not None else None
            pair.value = self.read(value)
            pair.start = (
                pair.key.start if pair.key is not None else self.places.ahead(self.places.around(pair.value)[0]) - 1
            )
            pair.end = pair.value.end
            sure(pair.key is not None or self.places.text.startswith("**", pair.start))
            made.pairs.append(pair)
        return made

    def _ifexp(self, node: ast.IfExp) -> tree.Node:
        made = tree.IfExp()
        made.test, made.yes, made.no = (self.read(it) for it in (node.test, node.body, node.orelse))
        return made

    def _unary(self, node: ast.UnaryOp) -> tree.Node:
        return _operation(node.op, [self.read(node.operand)])

    def _binary(self, node: ast.BinOp) -> tree.Node:
        return _operation(node.op, [self.read(node.left), self.read(node.right)])

    def _boolean(self, node: ast.BoolOp) -> tree.Node:
        """LibCST nests what Python's tree lists: `a and b and c` is `(a and b) and c`."""
        made, *others = (self.read(it) for it in node.values)
        start = self.places.start(node)
        for it in others:
            made = _operation(node.op, [made, it])
            made.start, made.end = start, self.places.around(it)[1]
        return made

    def _comparison(self, node: ast.Compare) -> tree.Node:
        return _operation(node.ops[0], [self.read(it) for it in (node.left, *node.comparators)])

    def _subscript(self, node: ast.Subscript) -> tree.Node:
        made = tree.Subscript()
        made.value = self.read(node.value)
        several = isinstance(node.slice, ast.Tuple) and not self.places.is_bracketed(node.slice)
        made.index = [self._index(it) for it in (node.slice.elts if several else [node.slice])]  # type: ignore[attr-defined]
        return made

    def _index(self, node: ast.expr) -> tree.Node:
        if not isinstance(node, ast.Slice):
            return self.read(node.value if isinstance(node, ast.Starred) else node)
        made = tree.Other()
        made.parts = [self.read(it) for it in (node.lower, node.upper, node.step) if it is not None]
        made.start, made.end = self.places.span(node)
        # Blanks after a last colon belong to it in LibCST.
        sure(not (self.places.text[made.end - 1] == ":" and self.places.text[made.end].isspace()))
        return made

    def _walrus(self, node: ast.NamedExpr) -> tree.Node:
        made = tree.Walrus()
        made.target, made.value = self.read(node.target), self.read(node.value)
        return made

    def _await(self, node: ast.Await) -> tree.Node:
        made = tree.Wrapped()
        made.kind, made.value = "await", self.read(node.value)
        return made

    def _lambda(self, node: ast.Lambda) -> tree.Node:
        made, arguments = tree.Deferred(), node.args
        sure(not (arguments.kwonlyargs or arguments.vararg or arguments.kwarg or arguments.posonlyargs))
        none: list[ast.expr | None] = [None] * (len(arguments.args) - len(arguments.defaults))
        made.parts = []
        for name, default in zip(arguments.args, [*none, *arguments.defaults], strict=True):
            made.parts.append(self.parameter(name))
            made.parts += [self.read(default)] if default is not None else []
        made.parts.append(self.read(node.body))
        made.bound = frozenset(it.arg for it in arguments.args)
        return made

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> tree.Node:
        made = tree.Deferred()
        each = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        made.parts = [self.read(it) for it in each]
        bound: list[str] = []
        for it in node.generators:
            target = self.read(it.target)
            bound += [name.id for name in target.walk() if isinstance(name, tree.Name)]
            made.parts += [target, *(self.read(part) for part in (it.iter, *it.ifs))]
        made.bound = frozenset(bound)
        return made


_BRACKETED = (ast.Tuple, ast.GeneratorExp)
# `yield` and stars elsewhere are left to LibCST.
_EXPRESSIONS: dict[type, Callable[[Expressions, Any], tree.Node]] = {
    ast.Name: Expressions._name,
    ast.Constant: Expressions._constant,
    ast.JoinedStr: Expressions._formatted,
    ast.Attribute: Expressions._attribute,
    ast.Call: Expressions._call,
    ast.List: Expressions._sequence,
    ast.Tuple: Expressions._sequence,
    ast.Set: Expressions._sequence,
    ast.Dict: Expressions._dict,
    ast.IfExp: Expressions._ifexp,
    ast.UnaryOp: Expressions._unary,
    ast.BinOp: Expressions._binary,
    ast.BoolOp: Expressions._boolean,
    ast.Compare: Expressions._comparison,
    ast.Subscript: Expressions._subscript,
    ast.NamedExpr: Expressions._walrus,
    ast.Await: Expressions._await,
    ast.ListComp: Expressions._comprehension,
    ast.SetComp: Expressions._comprehension,
    ast.DictComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.Lambda: Expressions._lambda,
}


def _operation(operator: ast.AST, operands: list[tree.Node]) -> tree.Operation:
    made = tree.Operation()
    made.operator, made.operands = _OPERATORS[type(operator)], operands
    return made


def _alone(text: str, start: int) -> tree.Node:
    """Return the tree of an expression that begins at an offset."""
    sure(not HIDDEN.search(text))
    return Expressions(Places(text, text, start)).read(ast.parse(text, mode="eval").body)
