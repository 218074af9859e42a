"""Statements of Python's tree to light nodes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .. import tree
from .expressions import Expressions
from .places import sure


class Statements:
    """Reads the statements of one text."""

    def __init__(self, expressions: Expressions) -> None:
        self.expressions = expressions

    def read(self, body: Iterable[ast.stmt]) -> Iterator[tree.Statement]:
        """Yield the light statements of a body."""
        for node in body:
            made = tree.statement("other", *self.expressions.places.span(node))
            handler = _STATEMENTS.get(type(node))
            if handler is not None:
                handler(self, node, made)
            yield made

    # one method for each kind of statement that can matter

    def _expr(self, node: ast.Expr, made: tree.Statement) -> None:
        made.kind, made.value = "expr", self.expressions.read(node.value)

    def _assign(self, node: ast.Assign, made: tree.Statement) -> None:
        made.kind, made.value = "assign", self.expressions.read(node.value)
        made.targets = [self.expressions.read(it) for it in node.targets]

    def _annotated(self, node: ast.AnnAssign, made: tree.Statement) -> None:
        target = self.expressions.read(node.target)
        if node.value is not None:
            made.kind, made.targets, made.value = "assign", [target], self.expressions.read(node.value)

    def _augmented(self, node: ast.AugAssign, made: tree.Statement) -> None:
        made.kind, made.value = "augment", self.expressions.read(node.value)
        made.targets = [self.expressions.read(node.target)]

    def _return(self, node: ast.Return, made: tree.Statement) -> None:
        made.kind, made.value = "return", self.expressions.read(node.value) if node.value is not None else None

    def _raise(self, node: ast.Raise, made: tree.Statement) -> None:
        made.kind, made.value = "raise", self.expressions.read(node.exc) if node.exc is not None else None

    def _assert(self, node: ast.Assert, made: tree.Statement) -> None:
        made.value = self.expressions.read(node.test)

    def _delete(self, node: ast.Delete, made: tree.Statement) -> None:
        sure(len(node.targets) == 1)
        made.kind, made.targets = "delete", [self.expressions.read(node.targets[0])]

    def _global(self, node: ast.Global | ast.Nonlocal, made: tree.Statement) -> None:
        made.kind, made.names = "global", [(it, it) for it in node.names]

    def _import(self, node: ast.Import, made: tree.Statement) -> None:
        made.kind = "import"
        for it in node.names:
            bound = it.asname or it.name.split(".")[0]
            made.names.append((bound, it.name if it.asname else bound))

    def _from(self, node: ast.ImportFrom, made: tree.Statement) -> None:
        made.kind, module = "from", "." * node.level + (node.module or "")
        if node.names[0].name == "*":
            made.names = [("*", module)]
        else:
            made.names = [(it.asname or it.name, f"{module}.{it.name}") for it in node.names]

    def _if(self, node: ast.If | ast.While, made: tree.Statement) -> None:
        made.kind = "if" if isinstance(node, ast.If) else "while"
        made.value, made.body = self.expressions.read(node.test), self._body(node)

    def _for(self, node: ast.For | ast.AsyncFor, made: tree.Statement) -> None:
        made.kind, made.value = "for", self.expressions.read(node.iter)
        made.targets, made.body = [self.expressions.read(node.target)], self._body(node)

    def _with(self, node: ast.With | ast.AsyncWith, made: tree.Statement) -> None:
        made.kind, made.body = "with", self._body(node)
        for it in node.items:
            target = self.expressions.read(it.optional_vars) if it.optional_vars is not None else None
            made.pairs.append((self.expressions.read(it.context_expr), target))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, made: tree.Statement) -> None:
        made.kind, made.names = "def", [(node.name, node.name)]
        arguments = node.args
        plain = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
        for arg, default in zip(
            [*plain, *arguments.kwonlyargs], [*defaults, *arguments.defaults, *arguments.kw_defaults], strict=True
        ):
            made.pairs.append(
                (self.expressions.parameter(arg), self.expressions.read(default) if default is not None else None)
            )
        for mark, star in (("*", arguments.vararg), ("**", arguments.kwarg)):
            if star is not None:
                made.pairs.append((self.expressions.parameter(star), None))
                made.names.append((mark, star.arg))
        made.body = self._body(node)

    def _class(self, node: ast.ClassDef, made: tree.Statement) -> None:
        made.kind, made.names = "class", [(node.name, node.name)]
        made.pairs = [(self.expressions.read(it), None) for it in node.bases]
        made.body = self._body(node)

    def _body(self, node: Any) -> list[tree.Statement]:
        return [it for it in self.read(node.body) if it.kind != "other"]


_STATEMENTS: dict[type, Callable[[Statements, Any, tree.Statement], None]] = {
    ast.Expr: Statements._expr,
    ast.Assign: Statements._assign,
    ast.AnnAssign: Statements._annotated,
    ast.AugAssign: Statements._augmented,
    ast.Return: Statements._return,
    ast.Raise: Statements._raise,
    ast.Assert: Statements._assert,
    ast.Delete: Statements._delete,
    ast.Global: Statements._global,
    ast.Nonlocal: Statements._global,
    ast.Import: Statements._import,
    ast.ImportFrom: Statements._from,
    ast.If: Statements._if,
    ast.While: Statements._if,
    ast.For: Statements._for,
    ast.AsyncFor: Statements._for,
    ast.With: Statements._with,
    ast.AsyncWith: Statements._with,
    ast.FunctionDef: Statements._function,
    ast.AsyncFunctionDef: Statements._function,
    ast.ClassDef: Statements._class,
}
