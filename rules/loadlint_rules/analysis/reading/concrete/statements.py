"""LibCST's statements of one line to light nodes."""

from __future__ import annotations

from typing import Any

import libcst as cst

from .. import tree
from .expressions import Expressions
from .offsets import spans


class Statements:
    """Reads the statements of one module of LibCST's, offsets raised by `skipped`."""

    def __init__(self, module: cst.Module, skipped: int) -> None:
        self.expressions = Expressions(spans(module), skipped)

    def read(self, body: Any) -> tuple[tree.Statement, ...]:
        """Return the light statements of a body."""
        statements: list[tree.Statement] = []
        for it in body:
            if isinstance(it, cst.SimpleStatementLine | cst.SimpleStatementSuite):
                statements.extend(self._statement(small) for small in it.body)
            else:
                statements.append(self._statement(it))
        return tuple(statements)

    def _statement(self, node: Any) -> tree.Statement:
        made = tree.statement("other", *self.expressions.span(node))
        handler = getattr(self, "_" + type(node).__name__, None)
        if handler is not None:
            handler(node, made)
        return made

    # one method for each kind of statement that can matter; others keep their expressions

    def _Expr(self, node: cst.Expr, made: tree.Statement) -> None:
        made.kind, made.value = "expr", self.expressions.read(node.value)

    def _Assign(self, node: cst.Assign, made: tree.Statement) -> None:
        made.kind, made.value = "assign", self.expressions.read(node.value)
        made.targets = [self.expressions.read(it.target) for it in node.targets]

    def _AnnAssign(self, node: cst.AnnAssign, made: tree.Statement) -> None:
        made.kind = "assign" if node.value is not None else "other"
        made.targets = [self.expressions.read(node.target)] if node.value is not None else []
        made.value = self.expressions.read(node.value) if node.value is not None else None

    def _AugAssign(self, node: cst.AugAssign, made: tree.Statement) -> None:
        made.kind, made.value = "augment", self.expressions.read(node.value)
        made.targets = [self.expressions.read(node.target)]

    def _Return(self, node: cst.Return, made: tree.Statement) -> None:
        made.kind = "return"
        made.value = self.expressions.read(node.value) if node.value is not None else None

    def _Raise(self, node: cst.Raise, made: tree.Statement) -> None:
        made.kind = "raise"
        made.value = self.expressions.read(node.exc) if node.exc is not None else None

    def _Assert(self, node: cst.Assert, made: tree.Statement) -> None:
        made.value = self.expressions.read(node.test)

    def _Del(self, node: cst.Del, made: tree.Statement) -> None:
        made.kind, made.targets = "delete", [self.expressions.read(node.target)]

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
        made.kind, made.value = "if", self.expressions.read(node.test)
        made.body = self._body(node)

    def _While(self, node: cst.While, made: tree.Statement) -> None:
        made.kind, made.value = "while", self.expressions.read(node.test)
        made.body = self._body(node)

    def _For(self, node: cst.For, made: tree.Statement) -> None:
        made.kind, made.value = "for", self.expressions.read(node.iter)
        made.targets = [self.expressions.read(node.target)]
        made.body = self._body(node)

    def _With(self, node: cst.With, made: tree.Statement) -> None:
        made.kind = "with"
        for it in node.items:
            target = self.expressions.read(it.asname.name) if it.asname else None
            made.pairs.append((self.expressions.read(it.item), target))
        made.body = self._body(node)

    def _FunctionDef(self, node: cst.FunctionDef, made: tree.Statement) -> None:
        made.kind, made.names = "def", [(node.name.value, node.name.value)]
        kinds = (node.params.posonly_params, node.params.params, node.params.kwonly_params)
        for param in (it for params in kinds for it in params):
            default = self.expressions.read(param.default) if param.default is not None else None
            made.pairs.append((self.expressions.read(param.name), default))
        for mark, star in (("*", node.params.star_arg), ("**", node.params.star_kwarg)):
            if isinstance(star, cst.Param):
                made.pairs.append((self.expressions.read(star.name), None))
                made.names.append((mark, star.name.value))
        made.body = self._body(node)

    def _ClassDef(self, node: cst.ClassDef, made: tree.Statement) -> None:
        made.kind, made.names = "class", [(node.name.value, node.name.value)]
        made.targets = []
        made.pairs = [(self.expressions.read(it.value), None) for it in node.bases]
        made.body = self._body(node)

    def _body(self, node: Any) -> list[tree.Statement]:
        """Return the statements of an inline suite, without the `pass` that was added to a bare header."""
        if not isinstance(node.body, cst.SimpleStatementSuite):
            return []
        return [it for it in self.read([node.body]) if it.kind != "other"]


def _dotted(node: Any) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return str(node.value)
