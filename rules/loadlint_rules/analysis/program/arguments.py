"""Arguments as a call writes them."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Argument, Span
from ..reading import tree
from ..reading.scan import Line
from .evaluation import evaluated
from .names import Names


def arguments(names: Names, call: tree.Call, line: Line, parameters: tuple[str, ...]) -> Iterator[Argument]:
    """Yield the arguments written in a call (none after `*` or `**`), positional ones under `parameters`."""
    for number, arg in enumerate(call.args):
        if arg.star:
            continue
        name = arg.keyword or (parameters[number] if number < len(parameters) else str(number))
        value = evaluated(names, arg.value, line)
        text = written(names, arg.value, line)
        positional = arg.keyword is None
        yield Argument(name, value, span(arg, line), span(arg.value, line), text, positional=positional)


def span(node: tree.Node, line: Line) -> Span:
    """Return the place of a node in the text."""
    return Span(line.start + node.start, line.start + node.end)


def written(names: Names, node: tree.Node, line: Line) -> str:
    """Return a node as the text writes it."""
    return names.scan.text[line.start + node.start : line.start + node.end]
