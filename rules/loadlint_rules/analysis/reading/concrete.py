"""One logical line to a light syntax tree by LibCST, whatever stands in it: the only importer of LibCST.

LibCST's metadata (positions, scopes, names) costs ten times the parse and is not used: offsets are read
off one pass of its code generator, the mechanism its own position provider stands on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from . import tree
from .tree import SyntaxTrouble


def statements(whole: str, skipped: int) -> tuple[tree.Statement, ...]:
    """The statements of a completed line, offsets raised by `skipped`; raises SyntaxTrouble."""
    try:
        module = cst.parse_module(whole)
    except Exception as error:  # LibCST raises several types, a few of them undocumented
        raise _trouble(error, whole, skipped) from None
    return _Light(module, skipped).statements(module.body)


def check(text: str) -> SyntaxTrouble | None:
    """Whether LibCST accepts a whole text; None when it does."""
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
        found = text.find("\n", offset)
        offset = found + 1 if found >= 0 else len(text)
    return SyntaxTrouble(message or type(error).__name__, min(offset + column, len(text)) + skipped)


class _Offsets(CodegenState):
    """A code generator that notes where each node begins and ends, own parentheses included."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.at = 0
        self.spans: dict[int, tuple[int, int]] = {}
        self._begun: list[int] = []

    def add_token(self, value: str) -> None:
        super().add_token(value)
        self.at += len(value)

    def add_indent_tokens(self) -> None:
        super().add_indent_tokens()
        self.at += sum(map(len, self.indent_tokens))

    def before_codegen(self, node: cst.CSTNode) -> None:  # noqa: ARG002 - the base class's signature
        self._begun.append(self.at)

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self._begun.pop()
        self.spans.setdefault(id(node), (start, self.at))

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = self.at
        yield
        first = self.spans[id(start_node)][0] if start_node is not None else start
        last = self.spans[id(end_node)][1] if end_node is not None else self.at
        self.spans[id(node)] = (first, last)


class _Light:
    """Turns LibCST's tree of one line into light nodes."""

    def __init__(self, module: cst.Module, skipped: int) -> None:
        state = _Offsets(module)
        module._codegen(state)
        self.spans = state.spans
        self.skipped = skipped

    def statements(self, body: Any) -> tuple[tree.Statement, ...]:
        found: list[tree.Statement] = []
        for it in body:
            if isinstance(it, cst.SimpleStatementLine | cst.SimpleStatementSuite):
                found.extend(self.statement(small) for small in it.body)
            else:
                found.append(self.statement(it))
        return tuple(found)

    def statement(self, node: Any) -> tree.Statement:
        made = tree.statement("other", *self._span(node))
        handler = getattr(self, "_" + type(node).__name__, None)
        if handler is not None:
            handler(node, made)
        return made

    # one method for each kind of statement that can matter; others keep their expressions

    def _Expr(self, node: cst.Expr, made: tree.Statement) -> None:
        made.kind, made.value = "expr", self.expression(node.value)

    def _Assign(self, node: cst.Assign, made: tree.Statement) -> None:
        made.kind, made.value = "assign", self.expression(node.value)
        made.targets = [self.expression(it.target) for it in node.targets]

    def _AnnAssign(self, node: cst.AnnAssign, made: tree.Statement) -> None:
        made.kind = "assign" if node.value is not None else "other"
        made.targets = [self.expression(node.target)] if node.value is not None else []
        made.value = self.expression(node.value) if node.value is not None else None

    def _AugAssign(self, node: cst.AugAssign, made: tree.Statement) -> None:
        made.kind, made.value = "augment", self.expression(node.value)
        made.targets = [self.expression(node.target)]

    def _Return(self, node: cst.Return, made: tree.Statement) -> None:
        made.kind = "return"
        made.value = self.expression(node.value) if node.value is not None else None

    def _Raise(self, node: cst.Raise, made: tree.Statement) -> None:
        made.kind = "raise"
        made.value = self.expression(node.exc) if node.exc is not None else None

    def _Assert(self, node: cst.Assert, made: tree.Statement) -> None:
        made.value = self.expression(node.test)

    def _Del(self, node: cst.Del, made: tree.Statement) -> None:
        made.kind, made.targets = "delete", [self.expression(node.target)]

    def _Global(self, node: cst.Global, made: tree.Statement) -> None:
        made.kind, made.names = "global", [(it.name.value, it.name.value) for it in node.names]

    def _Nonlocal(self, node: cst.Nonlocal, made: tree.Statement) -> None:
        made.kind, made.names = "global", [(it.name.value, it.name.value) for it in node.names]

    def _Import(self, node: cst.Import, made: tree.Statement) -> None:
        made.kind = "import"
        for it in node.names:
            dotted = _dotted(it.name)
            bound = it.asname.name.value if it.asname else dotted.split(".")[0]  # type: ignore[union-attr]
            made.names.append((bound, dotted if it.asname else bound))

    def _ImportFrom(self, node: cst.ImportFrom, made: tree.Statement) -> None:
        made.kind = "from"
        module = "." * len(node.relative) + (_dotted(node.module) if node.module is not None else "")
        if isinstance(node.names, cst.ImportStar):
            made.names = [("*", module)]
            return
        for it in node.names:
            name = _dotted(it.name)
            bound = it.asname.name.value if it.asname else name  # type: ignore[union-attr]
            made.names.append((bound, f"{module}.{name}"))

    def _If(self, node: cst.If, made: tree.Statement) -> None:
        made.kind, made.value = "if", self.expression(node.test)
        made.body = self._body(node)

    def _While(self, node: cst.While, made: tree.Statement) -> None:
        made.kind, made.value = "while", self.expression(node.test)
        made.body = self._body(node)

    def _For(self, node: cst.For, made: tree.Statement) -> None:
        made.kind, made.value = "for", self.expression(node.iter)
        made.targets = [self.expression(node.target)]
        made.body = self._body(node)

    def _With(self, node: cst.With, made: tree.Statement) -> None:
        made.kind = "with"
        made.pairs = [
            (self.expression(it.item), self.expression(it.asname.name) if it.asname else None) for it in node.items
        ]
        made.body = self._body(node)

    def _FunctionDef(self, node: cst.FunctionDef, made: tree.Statement) -> None:
        made.kind, made.names = "def", [(node.name.value, node.name.value)]
        kinds = (node.params.posonly_params, node.params.params, node.params.kwonly_params)
        for param in (it for params in kinds for it in params):
            default = self.expression(param.default) if param.default is not None else None
            made.pairs.append((self.expression(param.name), default))
        for mark, star in (("*", node.params.star_arg), ("**", node.params.star_kwarg)):
            if isinstance(star, cst.Param):
                made.pairs.append((self.expression(star.name), None))
                made.names.append((mark, star.name.value))
        made.body = self._body(node)

    def _ClassDef(self, node: cst.ClassDef, made: tree.Statement) -> None:
        made.kind, made.names = "class", [(node.name.value, node.name.value)]
        made.targets = []
        made.pairs = [(self.expression(it.value), None) for it in node.bases]
        made.body = self._body(node)

    def _body(self, node: Any) -> list[tree.Statement]:
        """An inline suite's statements; the `pass` that was added to a bare header is none of them."""
        if not isinstance(node.body, cst.SimpleStatementSuite):
            return []
        return [it for it in self.statements([node.body]) if it.kind != "other"]

    # expressions

    def expression(self, node: Any) -> tree.Node:
        handler = _EXPRESSIONS.get(type(node))
        made = handler(self, node) if handler is not None else self._other(node)
        made.start, made.end = self._span(node)
        return made

    def _span(self, node: Any) -> tuple[int, int]:
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
        made.value, made.name = self.expression(node.value), node.attr.value
        return made

    def _call(self, node: cst.Call) -> tree.Node:
        made = tree.Call()
        made.func = self.expression(node.func)
        made.args = [self._arg(it) for it in node.args]
        before = node.func.rpar[-1] if node.func.rpar else node.func
        space = self.spans[id(node.whitespace_after_func)]
        made.inside = self.spans[id(before)][1] + self.skipped + space[1] - space[0] + 1
        return made

    def _arg(self, node: cst.Arg) -> tree.Arg:
        made = tree.Arg()
        made.keyword = node.keyword.value if node.keyword is not None else None
        made.star, made.value = node.star, self.expression(node.value)
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
            made.kind, made.value = "*", self.expression(node.value)
            made.start, made.end = made.value.start, made.value.end
            return made
        return self.expression(node.value)

    def _dict(self, node: cst.Dict) -> tree.Node:
        made = tree.Dict()
        made.pairs = []
        for it in node.elements:
            pair = tree.Pair()
            pair.key = self.expression(it.key) if isinstance(it, cst.DictElement) else None
            pair.value = self.expression(it.value)
            pair.start = pair.key.start if pair.key is not None else self.spans[id(it)][0] + self.skipped
            pair.end = pair.value.end
            made.pairs.append(pair)
        return made

    def _ifexp(self, node: cst.IfExp) -> tree.Node:
        made = tree.IfExp()
        made.test, made.yes, made.no = (self.expression(it) for it in (node.test, node.body, node.orelse))
        return made

    def _unary(self, node: cst.UnaryOperation) -> tree.Node:
        made = tree.Operation()
        made.operator, made.operands = _operator(node.operator), [self.expression(node.expression)]
        return made

    def _binary(self, node: Any) -> tree.Node:
        made = tree.Operation()
        made.operator = _operator(node.operator)
        made.operands = [self.expression(node.left), self.expression(node.right)]
        return made

    def _comparison(self, node: cst.Comparison) -> tree.Node:
        made = tree.Operation()
        made.operator = _operator(node.comparisons[0].operator)
        made.operands = [self.expression(node.left), *(self.expression(it.comparator) for it in node.comparisons)]
        return made

    def _subscript(self, node: cst.Subscript) -> tree.Node:
        made = tree.Subscript()
        made.value = self.expression(node.value)
        made.index = [
            self._other(it) if not isinstance(it.slice, cst.Index) else self.expression(it.slice.value)
            for it in node.slice
        ]
        for index, it in zip(made.index, node.slice, strict=True):
            if not hasattr(index, "start"):
                index.start, index.end = self._span(it)
        return made

    def _walrus(self, node: cst.NamedExpr) -> tree.Node:
        made = tree.Walrus()
        made.target, made.value = self.expression(node.target), self.expression(node.value)
        return made

    def _wrapped(self, node: Any) -> tree.Node:
        made = tree.Wrapped()
        made.kind, made.value = type(node).__name__.lower(), self.expression(node.expression)
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
        found: list[tree.Node] = []
        for child in node.children:
            if isinstance(child, cst.BaseExpression):
                found.append(self.expression(child))
            elif not isinstance(child, cst.BaseParenthesizableWhitespace | cst.LeftParen | cst.RightParen):
                found.extend(self._parts(child))
        return found


_KEYWORD_VALUES = {"True": True, "False": False, "None": None}
_EXPRESSIONS: dict[type, Any] = {
    cst.Name: _Light._name,
    cst.Attribute: _Light._attribute,
    cst.Call: _Light._call,
    cst.SimpleString: _Light._constant,
    cst.Integer: _Light._constant,
    cst.Float: _Light._constant,
    cst.ConcatenatedString: _Light._joined,
    cst.List: _Light._sequence,
    cst.Tuple: _Light._sequence,
    cst.Set: _Light._sequence,
    cst.Dict: _Light._dict,
    cst.IfExp: _Light._ifexp,
    cst.UnaryOperation: _Light._unary,
    cst.BinaryOperation: _Light._binary,
    cst.BooleanOperation: _Light._binary,
    cst.Comparison: _Light._comparison,
    cst.Subscript: _Light._subscript,
    cst.NamedExpr: _Light._walrus,
    cst.Await: _Light._wrapped,
    cst.Lambda: _Light._deferred,
    cst.ListComp: _Light._deferred,
    cst.SetComp: _Light._deferred,
    cst.GeneratorExp: _Light._deferred,
    cst.DictComp: _Light._deferred,
}


def _own_end(spans: dict[int, tuple[int, int]], node: Any, end: int, skipped: int) -> int:
    """The end of an expression with the parentheses around it."""
    return spans[id(node.rpar[-1])][1] + skipped if node.rpar else end


def _operator(node: Any) -> str:
    token = getattr(node, "_get_token", None)
    return token() if token is not None else type(node).__name__


def _dotted(node: Any) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return str(node.value)


def _bound(node: Any) -> list[str]:
    """The names that a lambda's parameters or a comprehension's `for` bind."""
    if isinstance(node, cst.Lambda):
        params = node.params
        return [it.name.value for it in (*params.posonly_params, *params.params, *params.kwonly_params)]
    found, comp = [], node.for_in
    while comp is not None:
        found += [it.value for it in _names(comp.target)]
        comp = comp.inner_for_in
    return found


def _names(node: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(node, cst.Name):
        yield node
    for it in node.children:
        yield from _names(it)
