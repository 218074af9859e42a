"""The tensors that a model's calls take, where the code makes them and leaves them on the CPU."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...model import Use
from ...reading import tree
from ...reading.scan import Line
from ..names import Names

_MAKERS = frozenset(f"torch.{it}" for it in ("tensor", "as_tensor", "LongTensor", "randint", "ones", "zeros", "arange"))
_NO_TENSORS = ("shape", "device", "dtype", "ndim")
_MOVING = ("to", "cuda", "xpu", "npu", "hpu")
_MOVES = re.compile(rf"\.(?:{'|'.join(_MOVING)})\(")


def with_inputs(names: Names, uses: tuple[Use, ...], load: Line) -> tuple[Use, ...]:
    """Return the uses, those that run the model with the places where its inputs can be moved to its device."""
    return tuple(replace(it, inputs=_places(names, it, load)) if it.kind in ("generate", "call") else it for it in uses)


def _places(names: Names, use: Use, load: Line) -> tuple[int, ...]:
    line = names.scan.line_at(use.span.start)
    if line is None:
        return ()
    calls = (call for it in names.statements(line) for call in it.calls() if line.start + call.end == use.span.end)
    places = (at for call in calls for arg in call.args for at in _of_argument(names, arg.value, line, load))
    return tuple(dict.fromkeys(places))


def _of_argument(names: Names, node: tree.Node, line: Line, load: Line) -> Iterator[int]:
    """Yield the offset after the tensors of an argument: where they are made, or in the argument before the load."""
    made = _made(names, node, line)
    if made is not None:
        yield made
        return
    held = _root(node)
    if not isinstance(held, tree.Name):
        return  # of `max_new_tokens=ids.shape[-1]` too, which is no tensor
    bindings = names.reaching(held.id, line)
    value = bindings[0].value if len(bindings) == 1 else None
    if value is None or bindings[0].statement.kind != "assign" or bindings[0].line.index >= line.index:
        return
    where = bindings[0].line
    made = _made(names, value, where)
    if made is None or _is_moved(names, held.id, where, line):
        return
    is_before = where.index < load.index and names.scope_of(where) is names.scope_of(load)
    yield line.start + held.end if is_before else made


def _made(names: Names, node: tree.Node, line: Line) -> int | None:
    """Return the offset after the call that makes tensors in an expression; None without, or where it moves them."""
    while isinstance(node, tree.Attribute | tree.Subscript | tree.Call):
        if isinstance(node, tree.Call):
            if _makes_tensors(names, node, line):
                return line.start + node.end
            if not isinstance(node.func, tree.Attribute) or node.func.name in _MOVING:
                return None
            node = node.func
        elif isinstance(node, tree.Attribute) and node.name in _NO_TENSORS:
            return None
        node = node.value
    return None


def _makes_tensors(names: Names, call: tree.Call, line: Line) -> bool:
    options = {it.keyword: it.value for it in call.args if it.keyword is not None}
    kind = options.get("return_tensors")
    if isinstance(kind, tree.Constant):
        return bool(kind.value == "pt")
    return "device" not in options and names.origin(call.func, line) in _MAKERS


def _root(node: tree.Node) -> tree.Node:
    while isinstance(node, tree.Subscript) or (isinstance(node, tree.Attribute) and node.name not in _NO_TENSORS):
        node = node.value
    return node


def _is_moved(names: Names, name: str, made: Line, used: Line) -> bool:
    """Whether a line between two lines, or the second one, moves what a name holds."""
    lines = [it for it in names.lines_in(name, names.scope_of(used)) if made.index < it.index <= used.index]
    names.trail.lines.update(it.index for it in lines)
    return any(_MOVES.search(names.scan.code, it.start, it.end) for it in lines)
