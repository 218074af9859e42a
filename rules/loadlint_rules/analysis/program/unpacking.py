"""Arguments that `*` and `**` bring into a call, as far as the text builds what is unpacked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..model import Argument, Literal, Unknown, Value
from ..reading import tree
from ..reading.scan import Line
from ..values import text_of
from .arguments import arguments, span, written
from .bindings import Binding
from .evaluation import evaluated
from .names import DEPTH, Names

# Questions to a dict about a key: `d.get("key")`, `d["key"]` that is not assigned, `"key" in d`.
_ASKS = (
    r"\b{name}(?:\.(?:get|pop)\(\s*|\[\s*(?![^\]]*\]\s*=[^=]))[\"'](\w+)"
    r"|[\"'](\w+)[\"']\s+(?:not\s+)?in\s+{name}\b"
)


@dataclass
class Unpacked:
    """Arguments that a `**name` brings into a call."""

    arguments: list[Argument]
    opaque: bool
    closed: frozenset[str] = frozenset()
    surely: bool = True

    def drop(self, key: Value) -> None:
        """Take an item away; without its name, any item may be gone, and under a condition it may be there."""
        name = text_of(key)
        if self.surely and name is not None:
            self.arguments = [it for it in self.arguments if it.name != name]
            return
        self.opaque = True
        kept = self.arguments if name is not None else []
        self.arguments = [replace(it, sure=it.sure and it.name != name) for it in kept]


class Unpacking:
    """Finds what calls of one text unpack."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._changing: dict[tuple[str, int], bool] = {}
        self._asked: dict[tuple[str, int], tuple[frozenset[str], frozenset[int]]] = {}
        self._reading: set[str] = set()  # names whose dicts are being read: one may be made of itself

    def of_call(self, call: tree.Call, line: Line, parameters: tuple[str, ...]) -> Unpacked:
        """Return all arguments of a call, positional ones under `parameters`."""
        passed = Unpacked(list(arguments(self.names, call, line, parameters)), opaque=False)
        for arg in call.args:
            if arg.star:
                unpacked = self._of(arg, line)
                passed.arguments += unpacked.arguments
                passed.opaque = passed.opaque or unpacked.opaque
                passed.closed = passed.closed | unpacked.closed
        return passed

    def _of(self, arg: tree.Arg, line: Line) -> Unpacked:
        """Return the arguments that `*` or `**` brings along."""
        if arg.star == "*":
            return Unpacked([], opaque=True)
        if isinstance(arg.value, tree.Name):
            return self._named(arg.value.id, line)
        items = self._items(arg.value, line)
        return items if items is not None else Unpacked([], opaque=True)

    def _named(self, name: str, line: Line) -> Unpacked:
        """Return the dict that a name holds; nothing is said of one made of itself, as in `options = new | options`."""
        if name in self._reading or len(self._reading) > DEPTH:
            return Unpacked([], opaque=True)
        self._reading.add(name)
        try:
            return self._local_dict(name, line)
        finally:
            self._reading.remove(name)

    def _local_dict(self, name: str, line: Line) -> Unpacked:
        """Return a dict built in this scope: its display and what is put into it before the call."""
        bindings = self.names.bindings(name, line)
        scope = self.names.scope_of(line)
        unknown = not bindings or any(it.value is None for it in bindings)
        unpacked = Unpacked([], opaque=unknown or len(bindings) > 1, closed=self._closed(name, bindings))
        for binding in bindings:
            if binding.value is None:
                continue
            items = self._items(binding.value, binding.line) if binding.value is not None else None
            if items is None or binding.scope is not scope:
                unpacked.opaque = True
            added = items.arguments if items is not None else []
            unpacked.arguments += added if len(bindings) == 1 else [replace(it, sure=False) for it in added]
            unpacked.opaque = unpacked.opaque or (items is not None and items.opaque)
        if scope is None or any(it.scope is not scope for it in bindings):
            # Any function above the load may change a dict of the module.
            self.names.trail.reached_out = True
        first = min((it.line.index for it in bindings), default=line.index)
        bound = {it.line.index for it in bindings}
        for other in self.names.lines_with(name):
            if first < other.index < line.index and other.index not in bound and self._may_change(name, other):
                self._changed(name, other, unpacked, sure=self._surely(other, line))
        asked = self._asked_for(name, scope) if unpacked.arguments else frozenset()
        unpacked.arguments = [replace(it, asked=True) if it.name in asked else it for it in unpacked.arguments]
        return unpacked

    def _asked_for(self, name: str, scope: Line | None) -> frozenset[str]:
        """Return the keys that a scope asks a dict for: `d.get("key")`, `d["key"]` not assigned, `"key" in d`.

        Each call with the dict asks about the same lines.
        """
        key = (name, scope.index if scope is not None else -1)
        if key not in self._asked:
            lines = self.names.lines_in(name, scope)
            texts = (self.names.scan.text[it.start : it.end] for it in lines)
            asking = re.compile(_ASKS.format(name=re.escape(name)))
            keys = frozenset(it for text in texts for hit in asking.findall(text) for it in hit)
            self._asked[key] = keys, frozenset(it.index for it in lines)
        keys, rows = self._asked[key]
        self.names.trail.names.add(name)
        self.names.trail.lines |= rows
        return keys

    def _surely(self, line: Line, call: Line) -> bool:
        """Whether a line runs, to its end, whenever the call does."""
        blocks = self.names.blocks
        around = {id(header) for header, _ in blocks.within_function(call)}
        tries = [it for it, keyword in blocks.within_function(line) if keyword == "try" and id(it) not in around]
        return not tries and blocks.own_branch(line, call) is None

    def _closed(self, name: str, bindings: list[Binding]) -> frozenset[str]:
        """Return the names that a function's own `**kwargs` cannot hold: those of its other parameters."""
        for it in bindings:
            if it.statement.kind == "def" and ("**", name) in it.statement.names:
                return frozenset(p.id for p, _ in it.statement.pairs if isinstance(p, tree.Name)) - {name}
        return frozenset()

    def _items(self, node: tree.Node | None, line: Line) -> Unpacked | None:
        """Return the arguments that a dict display, `dict(...)` or `a | b` holds; None if it is no such thing."""
        if isinstance(node, tree.Dict):
            return self._display(node, line)
        if isinstance(node, tree.Call) and self.names.origin(node.func, line) == "dict":
            return self._made(node, line)
        if isinstance(node, tree.Operation) and node.operator == "|":
            parts = [self._items(it, line) for it in node.operands]
            dicts = [it for it in parts if it is not None]
            items = [it for part in dicts for it in part.arguments]
            return Unpacked(items, opaque=len(dicts) < len(parts) or any(it.opaque for it in dicts))
        if isinstance(node, tree.Name):
            return self._named(node.id, line)
        return None

    def _display(self, node: tree.Dict, line: Line) -> Unpacked:
        unpacked = Unpacked([], opaque=False)
        for pair in node.pairs:
            key = evaluated(self.names, pair.key, line) if pair.key is not None else Unknown("")
            if isinstance(key, Literal) and isinstance(key.value, str):
                unpacked.arguments.append(self._item(key.value, pair.value, pair, line))
            else:
                unpacked.opaque = True
        return unpacked

    def _made(self, call: tree.Call, line: Line) -> Unpacked:
        named = [it for it in arguments(self.names, call, line, ()) if not it.positional]
        unpacked = Unpacked([replace(it, origin="dict") for it in named], opaque=False)
        for arg in call.args:
            inner = self._items(arg.value, line) if arg.keyword is None else Unpacked([], opaque=False)
            unpacked.arguments += inner.arguments if inner is not None else []
            unpacked.opaque = unpacked.opaque or inner is None or inner.opaque
        return unpacked

    def _item(self, name: str, value: tree.Node, whole: tree.Node, line: Line) -> Argument:
        text = written(self.names, value, line)
        meaning = evaluated(self.names, value, line)
        return Argument(name, meaning, span(whole, line), span(value, line), text, origin="dict")

    def _changed(self, name: str, line: Line, unpacked: Unpacked, *, sure: bool) -> None:
        """Note changes of a dict by a line; what a branch does, another run may not do."""
        count, unpacked.surely = len(unpacked.arguments), sure
        self._noted(name, line, unpacked)
        if not sure and len(unpacked.arguments) > count:
            unpacked.opaque = True
            unpacked.arguments[count:] = [replace(it, sure=False) for it in unpacked.arguments[count:]]

    def _may_change(self, name: str, line: Line) -> bool:
        """Whether a line does more with a dict than to hand it on; each call asks about all lines before it."""
        key, statements = (name, line.index), self.names.statements(line)
        if key not in self._changing:
            targets = (target for it in statements for target in it.targets)
            owners = (it.func.value for one in statements for it in one.calls() if isinstance(it.func, tree.Attribute))
            held = (it.value if isinstance(it, tree.Subscript) else it for it in targets)
            self._changing[key] = any(_is_name(it, name) for it in (*held, *owners))
        return self._changing[key]

    def _noted(self, name: str, line: Line, unpacked: Unpacked) -> None:
        """Note `d["k"] = v`, `d.update(...)` and `d |= ...`; what else may change the dict makes it opaque."""
        for statement in self.names.statements(line):
            for target in statement.targets:
                if isinstance(target, tree.Subscript) and _is_name(target.value, name):
                    self._put(target, statement, line, unpacked)
                elif _is_name(target, name) and statement.kind in ("augment", "for"):
                    self._merge(self._items(statement.value, line), unpacked)
            for expression in statement.expressions():
                for node in expression.walk():
                    if isinstance(node, tree.Call) and isinstance(node.func, tree.Attribute):
                        self._method(name, node.func, node, line, unpacked)

    def _put(self, target: tree.Subscript, statement: tree.Statement, line: Line, unpacked: Unpacked) -> None:
        key = evaluated(self.names, target.index[0], line) if target.index else Unknown("")
        if statement.kind == "assign" and statement.value is not None and isinstance(key, Literal):
            unpacked.arguments.append(self._item(str(key.value), statement.value, statement, line))
        elif statement.kind == "delete":
            unpacked.drop(key)
        else:
            unpacked.opaque = True

    def _method(self, name: str, func: tree.Attribute, call: tree.Call, line: Line, unpacked: Unpacked) -> None:
        if not _is_name(func.value, name):
            return
        if func.name == "update":
            self._merge(self._made(call, line), unpacked)
        elif func.name == "setdefault" and len(call.args) == 2:
            key = evaluated(self.names, call.args[0].value, line)
            if isinstance(key, Literal):
                unpacked.arguments.append(self._item(str(key.value), call.args[1].value, call.args[1], line))
        elif func.name == "pop" and call.args:
            unpacked.drop(evaluated(self.names, call.args[0].value, line))
        elif func.name not in ("get", "items", "keys", "values", "copy"):
            unpacked.opaque = True

    def _merge(self, items: Unpacked | None, unpacked: Unpacked) -> None:
        unpacked.arguments += items.arguments if items is not None else []
        unpacked.opaque = unpacked.opaque or items is None or items.opaque


def _is_name(node: tree.Node, name: str) -> bool:
    return isinstance(node, tree.Name) and node.id == name
