"""Flow of a value through its statement: what is done to it on the way, and what holds it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...model import Argument, Span, Use, UseKind
from ...reading import tree
from ...reading.scan import Line
from ..arguments import arguments, span
from ..arguments import written as as_written
from ..evaluation import evaluated
from ..names import Names
from ..spelling import dotted_names, written
from . import kinds
from .parameters import Parameter, parameter_of


@dataclass(frozen=True, slots=True)
class Flow:
    """Where an expression's value goes: the uses met on the way, and what holds it or hands it on afterwards.

    `parameter` is that of a function in the text to which the last use passes the value.
    """

    uses: tuple[Use, ...] = ()
    holders: tuple[str, ...] = ()
    parameter: Parameter | None = None
    returned: int | None = None
    is_returned: bool = False


class Flows:
    """Follows values through the statements of one text."""

    def __init__(self, names: Names) -> None:
        self.scan = names.scan
        self.names = names

    def of(self, node: tree.Node, statement: tree.Statement, line: Line, *, chained: bool = False) -> Flow:
        """Climb from an expression to its statement, and note what is done to the value on the way."""
        parents = statement.parents()
        uses: list[Use] = []
        while True:
            parent = parents.get(id(node))
            if isinstance(parent, tree.Attribute):
                grand = parents.get(id(parent))
                if isinstance(grand, tree.Call) and grand.func is parent:
                    uses.append(self._method(node, parent, grand, statement, line, chained=chained))
                    if not kinds.returns_model(parent.name):
                        return Flow(tuple(uses))
                    node = grand
                    continue
                return Flow((*uses, self._attribute(node, parent, statement, line, parents)))
            if isinstance(parent, tree.Arg):
                call = parents[id(parent)]
                assert isinstance(call, tree.Call)
                use = self._passed(parent, call, line)
                uses.append(use)
                if not kinds.wraps(use):
                    is_passed = use.kind == "pass"
                    parameter = parameter_of(self.names, parent, call, line) if is_passed else None
                    return Flow(tuple(uses), parameter=parameter)
                node = call
                continue
            if isinstance(parent, tree.Call):
                uses.append(self._use("call", "", node, parent, line))
                return Flow(tuple(uses))
            if isinstance(parent, tree.Wrapped | tree.IfExp):
                node = parent
                continue
            if isinstance(parent, tree.Walrus):
                return Flow(tuple(uses), (*dotted_names(parent.target),))
            return self._landed(node, parent, statement, line, uses)

    def _landed(
        self, node: tree.Node, parent: tree.Node | None, statement: tree.Statement, line: Line, uses: list[Use]
    ) -> Flow:
        """Return the flow of a value that has reached its statement, or a tuple in it."""
        position: int | None = None
        if isinstance(parent, tree.Sequence) and statement.value is parent:
            position = parent.items.index(node)
        elif parent is not None:
            kind: UseKind = "pass" if isinstance(parent, tree.Pair | tree.Sequence) else "other"
            return Flow((*uses, self._use(kind, "", node, node, line)))
        if statement.kind == "return":
            return Flow((*uses, self._use("return", "", node, node, line)), returned=position, is_returned=True)
        if statement.kind == "assign":
            return Flow(tuple(uses), tuple(self.targets(statement, position)))
        if statement.kind == "with":
            held = [it for value, it in statement.pairs if value is node and it is not None]
            return Flow(tuple(uses), tuple(name for it in held for name in dotted_names(it)))
        return Flow(tuple(uses))

    def targets(self, statement: tree.Statement, position: int | None) -> Iterator[str]:
        """Yield the names that get the value of a statement, or its item at a position."""
        for target in statement.targets:
            if position is not None and isinstance(target, tree.Sequence):
                if position < len(target.items):
                    yield from dotted_names(target.items[position])
            elif isinstance(target, tree.Sequence):
                yield from dotted_names(target.items[0]) if target.items else ()
            else:
                yield from dotted_names(target)

    def _method(
        self,
        node: tree.Node,
        attribute: tree.Attribute,
        call: tree.Call,
        statement: tree.Statement,
        line: Line,
        *,
        chained: bool,
    ) -> Use:
        name, parents = attribute.name, statement.parents()
        passed = tuple(arguments(self.names, call, line, ()))
        device, dtype = kinds.device_and_dtype(name, passed)
        kind = kinds.of_method(name, passed, device, dtype, parents.get(id(call)), parents)
        return Use(
            kind,
            name,
            Span(line.start + min(node.start, call.start), line.start + call.end),
            part=Span(self._dot(node, attribute, line), line.start + call.end),
            taken=self._taken(node, attribute, call, line),
            statement=line.span,
            arguments=passed,
            chained=chained,
            whole=self._is_whole(node, call, statement, line),
            alone=self.scan.is_alone(line),
            device=device,
            dtype=dtype,
        )

    def _attribute(
        self,
        node: tree.Node,
        attribute: tree.Attribute,
        statement: tree.Statement,
        line: Line,
        parents: dict[int, tree.Node],
    ) -> Use:
        """Return a read or an assignment of an attribute, by its dotted path (`config.torch_dtype`).

        A quantizer that is given a part of the model (`quantize(model.language_model)`) is given the model.
        """
        path, top = attribute.name, attribute
        while isinstance(outer := parents.get(id(top)), tree.Attribute):
            path, top = f"{path}.{outer.name}", outer
        if statement.kind == "assign" and any(it is top for it in statement.targets):
            assert statement.value is not None
            value = evaluated(self.names, statement.value, line)
            text = as_written(self.names, statement.value, line)
            assigned = Argument(path, value, span(statement, line), span(statement.value, line), text)
            use = self._use("assign", path, node, top, line)
            return replace(use, arguments=(assigned,), whole=len(self.names.statements(line)) == 1)
        if isinstance(arg := parents.get(id(top)), tree.Arg) and isinstance(call := parents[id(arg)], tree.Call):
            use = self._passed(arg, call, line)
            if kinds.quantizes(use.name):
                return use
        return self._use("other", path, node, top, line)

    def _passed(self, arg: tree.Arg, call: tree.Call, line: Line) -> Use:
        origin = self.names.origin(call.func, line)
        callee = origin or written(call.func)
        return self._use(kinds.of_callee(callee), callee, arg.value, call, line)

    def _use(self, kind: UseKind, name: str, node: tree.Node, whole: tree.Node, line: Line) -> Use:
        place = Span(line.start + min(node.start, whole.start), line.start + whole.end)
        return Use(kind, name, place, place, place, line.span)

    def _dot(self, node: tree.Node, attribute: tree.Attribute, line: Line) -> int:
        return self.scan.code.rindex(".", line.start + node.end, line.start + attribute.end)

    def _taken(self, node: tree.Node, attribute: tree.Attribute, call: tree.Call, line: Line) -> Span:
        """Return the span from the space before the dot (unless there is a comment) to the closing parenthesis."""
        code, text = self.scan.code, self.scan.text
        dot = start = self._dot(node, attribute, line)
        while start > line.start and text[start - 1] in " \t\r\n\\\f":
            start -= 1
        if code[start - 1] != text[start - 1] and text[start - 1] not in "\"'":
            start = dot
        return Span(start, line.start + call.end)

    def _is_whole(self, node: tree.Node, call: tree.Call, statement: tree.Statement, line: Line) -> bool:
        """Whether the statement is `x.method()` or `x = x.method()` and the only one on its line."""
        if statement.value is not call or len(self.names.statements(line)) != 1:
            return False
        if statement.kind == "expr":
            return isinstance(node, tree.Name | tree.Attribute)
        same = [as_written(self.names, it, line) == as_written(self.names, node, line) for it in statement.targets]
        return statement.kind == "assign" and same == [True]
