"""Whether the arguments of a use could stand at the load: the names in them mean the same there."""

from __future__ import annotations

from ...model import Use
from ...reading import tree
from ...reading.scan import Line
from ..names import Names
from ..spelling import flat, paths_in, written


def has_early_arguments(names: Names, use: Use, load: Line) -> bool:
    """Return whether all names, attributes and items in the arguments of a use have their values at a load."""
    scan = names.scan
    later = scan.line_at(use.span.start)
    values = [slice(it.value_span.start, it.value_span.end) for it in use.arguments]
    paths = {path for it in values for path in paths_in(scan.code[it], scan.text[it])}
    heads = {it.partition(".")[0] for it in paths}
    if not all(_is_settled(names, it, load, later) for it in heads):
        return False
    return not any(_is_changed(names, it, load, later) for it in paths)


def _is_settled(names: Names, name: str, load: Line, later: Line | None) -> bool:
    bound = names.bindings(name, load)
    scope = names.scope_of(load)
    if later is not None and names.scope_of(later) is not scope:
        return bool(bound) and all(it.scope is None and it.origin is not None for it in bound)
    return bool(bound) and all(it.line.index < load.index for it in bound if it.scope is scope)


def _is_changed(names: Names, path: str, load: Line, later: Line | None) -> bool:
    """Whether a line between a load and a use gives an attribute another value, or an item of what a name holds."""
    if later is None:
        return False
    parts = path.split(".")
    held = {".".join(parts[: it + 1]) for it in range(len(parts))}
    between = (it for it in names.lines_with(parts[0]) if load.index < it.index < later.index)
    targets = (target for line in between for it in names.statements(line) for target in it.targets)
    owners = (it.value if isinstance(it, tree.Subscript) else it for target in targets for it in flat(target))
    return any(written(it) in held for it in owners)
