"""A plain logical line to a light tree by Python's own parser, at a fifth of LibCST's time.

Most loads and what stands around them are plain, and only their meaning and their offsets are asked for.
Where Python's tree does not say exactly what LibCST's says (parentheses around what is called, f-strings that
are nested or joined), or the line needs another release's grammar, the answer is None and LibCST is asked.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import tree
from .scan import blanked

# Unknown escapes and glued numbers would make the parser warn; form feeds and lone carriage returns hide offsets.
_INVOLVED = re.compile(r"\\(?![nrt\\\"'\r\n])|\r(?!\n)|\f|(?:(?<![\w.])|\.)\d[\w.]*?(?:and|else|for|if|in|is|or|not)")
# What stands in comments and strings must not be taken for code, and a backslash or a wide letter outside of them
# is not plain.
_HIDDEN = re.compile(r"[\\#]|[^\x00-\x7f]")
_BRACKETS = re.compile(r"[()\[\]{}]")
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


def statements(whole: str, skipped: int) -> tuple[tree.Statement, ...] | None:
    """The statements of a text, offsets raised by `skipped`; None where Python's parser cannot tell."""
    if _INVOLVED.search(whole):
        return None
    code = blanked(whole).replace("\\\n", " \n") if _HIDDEN.search(whole) else whole
    if _HIDDEN.search(code):
        return None
    try:
        module = ast.parse(whole)
        reader = (_Reader if whole.isascii() else _WideReader)(whole, code, skipped)
        return tuple(reader.statements(module.body))
    except (SyntaxError, ValueError, RecursionError, MemoryError, _Unsure):
        return None


class _Unsure(Exception):  # noqa: N818 - it only ends the reading
    """What was read is not plain after all."""


class _Reader:
    """Reads Python's tree of one text beside its code, in which strings and comments may be blanked."""

    def __init__(self, whole: str, code: str, skipped: int) -> None:
        self.text = " " * skipped + code
        self.whole, self.skipped = whole, skipped
        self.starts: list[int] = [skipped, *(skipped + it.end() for it in re.finditer("\n", whole))]

    def statements(self, body: Iterable[ast.stmt]) -> Iterator[tree.Statement]:
        for node in body:
            made = tree.statement("other", *self._span(node))
            handler = _STATEMENTS.get(type(node))
            if handler is not None:
                handler(self, node, made)
            yield made

    # one method for each kind of statement that can matter

    def _expr(self, node: ast.Expr, made: tree.Statement) -> None:
        made.kind, made.value = "expr", self.expression(node.value)

    def _assign(self, node: ast.Assign, made: tree.Statement) -> None:
        made.kind, made.value = "assign", self.expression(node.value)
        made.targets = [self.expression(it) for it in node.targets]

    def _annotated(self, node: ast.AnnAssign, made: tree.Statement) -> None:
        target = self.expression(node.target)
        if node.value is not None:
            made.kind, made.targets, made.value = "assign", [target], self.expression(node.value)

    def _augmented(self, node: ast.AugAssign, made: tree.Statement) -> None:
        made.kind, made.value = "augment", self.expression(node.value)
        made.targets = [self.expression(node.target)]

    def _return(self, node: ast.Return, made: tree.Statement) -> None:
        made.kind, made.value = "return", self.expression(node.value) if node.value is not None else None

    def _raise(self, node: ast.Raise, made: tree.Statement) -> None:
        made.kind, made.value = "raise", self.expression(node.exc) if node.exc is not None else None

    def _assert(self, node: ast.Assert, made: tree.Statement) -> None:
        made.value = self.expression(node.test)

    def _delete(self, node: ast.Delete, made: tree.Statement) -> None:
        _sure(len(node.targets) == 1)
        made.kind, made.targets = "delete", [self.expression(node.targets[0])]

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
        made.value, made.body = self.expression(node.test), self._body(node)

    def _for(self, node: ast.For | ast.AsyncFor, made: tree.Statement) -> None:
        made.kind, made.value = "for", self.expression(node.iter)
        made.targets, made.body = [self.expression(node.target)], self._body(node)

    def _with(self, node: ast.With | ast.AsyncWith, made: tree.Statement) -> None:
        made.kind, made.body = "with", self._body(node)
        for it in node.items:
            target = self.expression(it.optional_vars) if it.optional_vars is not None else None
            made.pairs.append((self.expression(it.context_expr), target))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, made: tree.Statement) -> None:
        made.kind, made.names = "def", [(node.name, node.name)]
        given = node.args
        plain = [*given.posonlyargs, *given.args]
        defaults: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults))
        for arg, default in zip(
            [*plain, *given.kwonlyargs], [*defaults, *given.defaults, *given.kw_defaults], strict=True
        ):
            made.pairs.append((self._parameter(arg), self.expression(default) if default is not None else None))
        for mark, star in (("*", given.vararg), ("**", given.kwarg)):
            if star is not None:
                made.pairs.append((self._parameter(star), None))
                made.names.append((mark, star.arg))
        made.body = self._body(node)

    def _parameter(self, arg: ast.arg) -> tree.Name:
        made = tree.Name()
        made.id, made.start = arg.arg, self._start(arg)
        made.end = made.start + len(arg.arg)
        return made

    def _class(self, node: ast.ClassDef, made: tree.Statement) -> None:
        made.kind, made.names = "class", [(node.name, node.name)]
        made.pairs = [(self.expression(it), None) for it in node.bases]
        made.body = self._body(node)

    def _body(self, node: Any) -> list[tree.Statement]:
        return [it for it in self.statements(node.body) if it.kind != "other"]

    # expressions

    def expression(self, node: ast.expr) -> tree.Node:
        handler = _EXPRESSIONS.get(type(node))
        if handler is None:
            raise _Unsure
        made = handler(self, node)
        made.start, made.end = self._inside(node) if isinstance(node, _BRACKETED) else self._span(node)
        return made

    def _span(self, node: Any) -> tuple[int, int]:
        return self._start(node), self._end(node)

    def _start(self, node: Any) -> int:
        return int(self.starts[node.lineno - 1] + node.col_offset)

    def _end(self, node: Any) -> int:
        return int(self.starts[node.end_lineno - 1] + node.end_col_offset)

    def _inside(self, node: ast.Tuple | ast.GeneratorExp) -> tuple[int, int]:
        """A range without its parentheses, which belong to these nodes here and not in LibCST."""
        start, end = self._span(node)
        if isinstance(node, ast.Tuple):
            if not self._is_bracketed(node):
                return start, end
            _sure(bool(node.elts))
        return self._behind(start + 1), self._ahead(end - 1) + 1

    def _around(self, node: tree.Node) -> tuple[int, int]:
        """A range with the parentheses around it, of which the caller knows that they are the node's own."""
        start, end = node.start, node.end
        while self.text[before := self._ahead(start)] == "(" and self.text[behind := self._behind(end)] == ")":
            start, end = before, behind + 1
        return start, end

    def _is_bracketed(self, node: ast.Tuple) -> bool:
        """Whether a tuple stands in parentheses: those of `(a), (b)` belong to its parts."""
        start, end = self._span(node)
        if self.text[start] != "(":
            return False
        depth = 0
        for it in _BRACKETS.finditer(blanked(self.text[start:end])):
            depth += 1 if it[0] in "([{" else -1
            if depth == 0:
                return it.end() == end - start
        raise _Unsure

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
        start, end = self._span(node)
        written = self.whole[start - self.skipped : end - self.skipped]
        _sure(_FORMATTED[written[-1]].fullmatch(written) is not None)
        made = tree.Other()
        made.parts = [_alone(it[1], start + it.start(1)) for it in _PARTS[written[-1]].finditer(written)]
        return made

    def _attribute(self, node: ast.Attribute) -> tree.Node:
        made = tree.Attribute()
        made.value, made.name = self.expression(node.value), node.attr
        return made

    def _call(self, node: ast.Call) -> tree.Node:
        made = tree.Call()
        made.func = self.expression(node.func)
        made.inside = self._behind(made.func.end) + 1
        _sure(self.text[made.inside - 1] == "(")
        end = self._span(node)[1]
        given: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        given.sort(key=lambda it: (it.lineno, it.col_offset))
        made.args = [self._arg(it) for it in given]
        for it in made.args:
            self._with_brackets(it, made.inside - 1, end - 1)
        return made

    def _with_brackets(self, arg: tree.Arg, opened: int, closed: int) -> None:
        """Parentheses of its own belong to an argument's range, and Python's tree does not tell of them."""
        while (before := self._ahead(arg.start)) > opened and self.text[before] == "(":
            behind = self._behind(arg.end)
            _sure(self.text[behind] == ")")
            arg.start, arg.end = before, behind + 1
        behind = self._behind(arg.end)
        _sure(before == opened or self.text[before] == ",")
        _sure(behind == closed or self.text[behind] == ",")

    def _arg(self, node: ast.expr | ast.keyword) -> tree.Arg:
        made = tree.Arg()
        made.keyword, made.star = None, ""
        made.start, made.end = self._span(node)
        if isinstance(node, ast.Starred):
            made.star, made.value = "*", self.expression(node.value)
        elif isinstance(node, ast.keyword):
            made.keyword, made.star = node.arg, "" if node.arg else "**"
            made.value = self.expression(node.value)
            between = self.text[made.start + len(node.arg or "**") : self._start(node.value)]
            _sure("".join(between.replace("(", "").split()) == ("=" if node.arg else ""))
        else:
            made.value = self.expression(node)
            made.start, made.end = made.value.start, made.value.end
        return made

    def _sequence(self, node: ast.List | ast.Set | ast.Tuple) -> tree.Node:
        made = tree.Sequence()
        made.kind = type(node).__name__.lower()
        made.items = [self._element(it) for it in node.elts]
        return made

    def _element(self, node: ast.expr) -> tree.Node:
        if not isinstance(node, ast.Starred):
            return self.expression(node)
        made = tree.Wrapped()
        made.kind, made.value = "*", self.expression(node.value)
        made.start, made.end = made.value.start, made.value.end
        return made

    def _dict(self, node: ast.Dict) -> tree.Node:
        made = tree.Dict()
        made.pairs = []
        for key, value in zip(node.keys, node.values, strict=True):
            pair = tree.Pair()
            pair.key = self.expression(key) if key is not None else None
            pair.value = self.expression(value)
            pair.start = pair.key.start if pair.key is not None else self._ahead(self._around(pair.value)[0]) - 1
            pair.end = pair.value.end
            _sure(pair.key is not None or self.text.startswith("**", pair.start))
            made.pairs.append(pair)
        return made

    def _ifexp(self, node: ast.IfExp) -> tree.Node:
        made = tree.IfExp()
        made.test, made.yes, made.no = (self.expression(it) for it in (node.test, node.body, node.orelse))
        return made

    def _unary(self, node: ast.UnaryOp) -> tree.Node:
        return _operation(node.op, [self.expression(node.operand)])

    def _binary(self, node: ast.BinOp) -> tree.Node:
        return _operation(node.op, [self.expression(node.left), self.expression(node.right)])

    def _boolean(self, node: ast.BoolOp) -> tree.Node:
        """LibCST nests what Python's tree lists: `a and b and c` is `(a and b) and c`."""
        made, *others = (self.expression(it) for it in node.values)
        start = self._start(node)
        for it in others:
            made = _operation(node.op, [made, it])
            made.start, made.end = start, self._around(it)[1]
        return made

    def _comparison(self, node: ast.Compare) -> tree.Node:
        return _operation(node.ops[0], [self.expression(it) for it in (node.left, *node.comparators)])

    def _subscript(self, node: ast.Subscript) -> tree.Node:
        made = tree.Subscript()
        made.value = self.expression(node.value)
        several = isinstance(node.slice, ast.Tuple) and not self._is_bracketed(node.slice)
        made.index = [self._index(it) for it in (node.slice.elts if several else [node.slice])]  # type: ignore[attr-defined]
        return made

    def _index(self, node: ast.expr) -> tree.Node:
        if not isinstance(node, ast.Slice):
            return self.expression(node.value if isinstance(node, ast.Starred) else node)
        made = tree.Other()
        made.parts = [self.expression(it) for it in (node.lower, node.upper, node.step) if it is not None]
        made.start, made.end = self._span(node)
        # Blanks behind a last colon belong to it in LibCST.
        _sure(not (self.text[made.end - 1] == ":" and self.text[made.end].isspace()))
        return made

    def _walrus(self, node: ast.NamedExpr) -> tree.Node:
        made = tree.Walrus()
        made.target, made.value = self.expression(node.target), self.expression(node.value)
        return made

    def _await(self, node: ast.Await) -> tree.Node:
        made = tree.Wrapped()
        made.kind, made.value = "await", self.expression(node.value)
        return made

    def _lambda(self, node: ast.Lambda) -> tree.Node:
        made, given = tree.Deferred(), node.args
        _sure(not (given.kwonlyargs or given.vararg or given.kwarg or given.posonlyargs))
        none: list[ast.expr | None] = [None] * (len(given.args) - len(given.defaults))
        made.parts = []
        for name, default in zip(given.args, [*none, *given.defaults], strict=True):
            made.parts.append(self._parameter(name))
            made.parts += [self.expression(default)] if default is not None else []
        made.parts.append(self.expression(node.body))
        made.bound = frozenset(it.arg for it in given.args)
        return made

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> tree.Node:
        made = tree.Deferred()
        each = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        made.parts = [self.expression(it) for it in each]
        bound: list[str] = []
        for it in node.generators:
            target = self.expression(it.target)
            bound += [name.id for name in target.walk() if isinstance(name, tree.Name)]
            made.parts += [target, *(self.expression(part) for part in (it.iter, *it.ifs))]
        made.bound = frozenset(bound)
        return made

    # the text around a node

    def _behind(self, at: int) -> int:
        """Where the next character that is not blank stands."""
        while self.text[at].isspace():
            at += 1
        return at

    def _ahead(self, at: int) -> int:
        """Where the last character before `at` that is not blank stands."""
        return len(self.text[:at].rstrip()) - 1


class _WideReader(_Reader):
    """Reads a text with characters beyond ASCII: Python counts columns in bytes."""

    def __init__(self, whole: str, code: str, skipped: int) -> None:
        super().__init__(whole, code, skipped)
        self.rows = [it.encode() for it in whole.split("\n")]

    def _start(self, node: Any) -> int:
        return self._offset(node.lineno, node.col_offset)

    def _end(self, node: Any) -> int:
        return self._offset(node.end_lineno, node.end_col_offset)

    def _offset(self, row: int, column: int) -> int:
        return self.starts[row - 1] + len(self.rows[row - 1][:column].decode())


_STATEMENTS: dict[type, Callable[[_Reader, Any, tree.Statement], None]] = {
    ast.Expr: _Reader._expr,
    ast.Assign: _Reader._assign,
    ast.AnnAssign: _Reader._annotated,
    ast.AugAssign: _Reader._augmented,
    ast.Return: _Reader._return,
    ast.Raise: _Reader._raise,
    ast.Assert: _Reader._assert,
    ast.Delete: _Reader._delete,
    ast.Global: _Reader._global,
    ast.Nonlocal: _Reader._global,
    ast.Import: _Reader._import,
    ast.ImportFrom: _Reader._from,
    ast.If: _Reader._if,
    ast.While: _Reader._if,
    ast.For: _Reader._for,
    ast.AsyncFor: _Reader._for,
    ast.With: _Reader._with,
    ast.AsyncWith: _Reader._with,
    ast.FunctionDef: _Reader._function,
    ast.AsyncFunctionDef: _Reader._function,
    ast.ClassDef: _Reader._class,
}
_BRACKETED = (ast.Tuple, ast.GeneratorExp)
# `yield` and stars elsewhere are left to LibCST.
_EXPRESSIONS: dict[type, Callable[[_Reader, Any], tree.Node]] = {
    ast.Name: _Reader._name,
    ast.Constant: _Reader._constant,
    ast.JoinedStr: _Reader._formatted,
    ast.Attribute: _Reader._attribute,
    ast.Call: _Reader._call,
    ast.List: _Reader._sequence,
    ast.Tuple: _Reader._sequence,
    ast.Set: _Reader._sequence,
    ast.Dict: _Reader._dict,
    ast.IfExp: _Reader._ifexp,
    ast.UnaryOp: _Reader._unary,
    ast.BinOp: _Reader._binary,
    ast.BoolOp: _Reader._boolean,
    ast.Compare: _Reader._comparison,
    ast.Subscript: _Reader._subscript,
    ast.NamedExpr: _Reader._walrus,
    ast.Await: _Reader._await,
    ast.ListComp: _Reader._comprehension,
    ast.SetComp: _Reader._comprehension,
    ast.DictComp: _Reader._comprehension,
    ast.GeneratorExp: _Reader._comprehension,
    ast.Lambda: _Reader._lambda,
}


def _operation(operator: ast.AST, operands: list[tree.Node]) -> tree.Operation:
    made = tree.Operation()
    made.operator, made.operands = _OPERATORS[type(operator)], operands
    return made


def _sure(condition: bool) -> None:
    if not condition:
        raise _Unsure


def _alone(text: str, start: int) -> tree.Node:
    """The tree of an expression that begins at an offset."""
    _sure(not _HIDDEN.search(text))
    return _Reader(text, text, start).expression(ast.parse(text, mode="eval").body)
