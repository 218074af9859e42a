"""Values that the code gives by default to what a load leaves to its caller: of argparse, click, typer, dataclasses and
the environment.

They are suggested to a person who is asked for the value, and never used unasked.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

_ENVIRONMENT = {"os.getenv", "getenv", "os.environ.get", "environ.get"}
_OPTIONS = {"typer.Option", "typer.Argument", "Option", "Argument", "field", "dataclasses.field", "Field"}
_DECORATORS = {"click.option", "click.argument", "option", "argument"}
_NAME = re.compile(r"\w+")


def of(text: str, value: str) -> tuple[str, ...]:
    """Return the defaults, and after them the choices, that a file gives to `value`, such as `args.model`."""
    tree = _parsed(text)
    name = _NAME.findall(value)[-1:] if re.fullmatch(r"[\w.]+", value) else []
    if tree is None:
        return ()
    values = [*_expression(value), *(it for one in name for it in _named(tree, one))]
    return tuple(dict.fromkeys(it for it in values if it))


def _named(tree: ast.Module, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _option(node, name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _parameter(node.args, name)
        elif isinstance(node, ast.Assign) and any(isinstance(it, ast.Name) and it.id == name for it in node.targets):
            yield from _environment(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            yield from _default(node.value)


def _option(call: ast.Call, name: str) -> Iterator[str]:
    """The default and the choices of an option of argparse or click that sets `name`."""
    called = ast.unparse(call.func)
    if not (called.endswith(".add_argument") or called in _DECORATORS):
        return
    flags = [it.value for it in call.args if isinstance(it, ast.Constant) and isinstance(it.value, str)]
    keywords = {it.arg: it.value for it in call.keywords}
    if name not in (_text(keywords.get("dest")), *(it.lstrip("-").replace("-", "_") for it in flags)):
        return
    yield from _default(keywords.get("default"))
    choices = keywords.get("choices") or _choice(keywords.get("type"))
    if isinstance(choices, ast.List | ast.Tuple):
        yield from (it for element in choices.elts if (it := _text(element)))


def _parameter(arguments: ast.arguments, name: str) -> Iterator[str]:
    """The default of a parameter, which is all that typer and fire need."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [*arguments.defaults]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(defaults))
    pairs = [
        *zip(positional, [*missing, *defaults], strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    for parameter, value in pairs:
        if parameter.arg == name:
            yield from _default(value)


def _default(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _OPTIONS:
        named = next((it.value for it in node.keywords if it.arg == "default"), None)
        node = named if named is not None else next(iter(node.args), None)
    if (text := _text(node)) is not None:
        yield text
    elif node is not None:
        yield from _environment(node)


def _environment(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _ENVIRONMENT and len(node.args) > 1:
        yield from _default(node.args[1])
    elif isinstance(node, ast.BoolOp):
        yield from (it for value in node.values for it in _default(value))


def _expression(value: str) -> Iterator[str]:
    """The default in a value that asks the environment itself."""
    tree = _parsed(value)
    if tree is not None and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        yield from _environment(tree.body[0].value)


def _choice(node: ast.expr | None) -> ast.expr | None:
    """The values of `click.Choice([...])`."""
    return (
        node.args[0] if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Choice") and node.args else None
    )


def _text(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float):
        return str(node.value)
    return None


@lru_cache(maxsize=4)
def _parsed(text: str) -> ast.Module | None:
    """Return the tree of a text; None for one that Python's parser cannot read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
