"""Names as they are written: dotted names in expressions, and statements that bind one."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from ..reading import tree

# A name that a quote follows is the prefix of a string.
_PATH = re.compile(r"(?<![\w.\"])[^\W\d]\w*(?:\.[^\W\d]\w*)*(?![\w\"])")
# A field of an f-string; its conversion and format are no names.
_FIELD = re.compile(r"\{([^{}]*?)(?:![rsa])?(?::[^{}]*)?\}")


def names_in(code: str, text: str = "") -> set[str]:
    """Return the names in a stretch of code, and of its text in the fields of f-strings, which the code leaves out."""
    return {it.partition(".")[0] for it in paths_in(code, text)}


def paths_in(code: str, text: str = "") -> set[str]:
    """Return what `names_in` does, each name with the attributes that follow it: `self.device`."""
    paths = set(_PATH.findall(code))
    if "{" in text:
        paths |= {path for field in _FIELD.findall(text) for path in _PATH.findall(field)}
    return {it for it in paths if not keyword.iskeyword(it.partition(".")[0])}


def written(node: tree.Node) -> str:
    """Return a name or a dotted name as written, or "" for anything else."""
    if isinstance(node, tree.Name):
        return node.id
    if isinstance(node, tree.Attribute):
        head = written(node.value)
        return f"{head}.{node.name}" if head else ""
    return ""


def dotted_names(node: tree.Node) -> tuple[str, ...]:
    """Return the name that an expression spells, if it spells one."""
    name = written(node)
    return (name,) if name else ()


def outermost(node: tree.Node, name: str) -> Iterator[tree.Node]:
    """Yield the nodes that spell a dotted name, whole."""
    if isinstance(node, tree.Leaf):
        if isinstance(node, tree.Name) and node.id == name:
            yield node
        return
    if written(node) == name:
        yield node
        return
    if isinstance(node, tree.Deferred) and name in node.bound:
        return
    for child in node.children():
        yield from outermost(child, name)


def flat(target: tree.Node) -> Iterator[tree.Node]:
    """Yield the items of a target, those of tuples in it too."""
    if isinstance(target, tree.Sequence):
        for it in target.items:
            yield from flat(it)
    else:
        yield target


def is_none(node: tree.Node | None) -> bool:
    """Whether an expression is None."""
    return isinstance(node, tree.Constant) and node.value is None


def rebinds(name: str, statement: tree.Statement) -> bool:
    """Whether a statement gives the name another object (`x = x.half()` and `x = wrap(x)` do not)."""
    if statement.kind == "delete":
        return any(name in dotted_names(it) for it in statement.targets)
    if statement.kind not in ("assign", "for", "with"):
        return False
    bound = [it for target in statement.targets for it in flat(target)]
    bound += [it for _, target in statement.pairs if target is not None for it in flat(target)]
    if not any(name in dotted_names(it) for it in bound):
        return False
    return statement.value is None or not any(True for _ in outermost(statement.value, name))
