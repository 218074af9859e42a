"""Uses of a loaded object: the methods chained on the load, and what is done under its name later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...model import Use
from ...reading import tree
from ...reading.blocks import BRANCHES
from ...reading.scan import Line, Scan
from ..names import Names
from ..spelling import flat, outermost, rebinds, written
from .definitions import Definitions
from .early import has_early_arguments
from .flow import Flow, Flows
from .homes import Homes
from .inputs import with_inputs
from .parameters import Parameter

# Uses that fixes take out of the text.
_CHANGES = ("move", "cast", "assign")
_MAX_HOPS = 4
_MAX_RETURNS = 1
_MAX_CALLS = 3  # functions that pass the object on, one to the next
_MAX_LINES = 150  # that may use one loaded object


@dataclass(frozen=True, slots=True)
class Holder:
    """A name that holds the loaded object from a line on. `via` means through a function that returned it.

    `function` is the function that has the name as a parameter; `line` is its header then.
    """

    name: str
    line: Line
    via: bool = False
    function: Line | None = None


class Tracker:
    """Follows loaded objects through one text."""

    def __init__(self, scan: Scan, names: Names) -> None:
        self.scan = scan
        self.names = names
        self.blocks = names.blocks
        self.definitions = Definitions(names)
        self.flows = Flows(names)
        self._homes = Homes(names)
        self._inside: dict[tuple[Parameter, int], tuple[Use, ...]] = {}
        self._depth = 0

    def track(self, node: tree.Node, statement: tree.Statement, line: Line) -> tuple[str | None, tuple[Use, ...]]:
        """Return the holding name of the object that `node` loads (None without), and its uses in source order."""
        flow = self.flows.of(node, statement, line, chained=True)
        uses = list(self._uses(flow))
        seen: set[tuple[str, int]] = set()
        for holder in flow.holders:
            uses += self._follow(Holder(holder, line), seen, 0)
        if flow.is_returned:
            uses += self._through_callers(line, flow.returned, seen, 0)
        marked = (replace(it, early=True) if _is_early(it, line, self.names) else it for it in uses)
        return (flow.holders[0] if flow.holders else None), tuple(sorted(marked, key=_place))

    # --- later statements ---

    def _follow(self, holder: Holder, seen: set[tuple[str, int]], hops: int) -> Iterator[Use]:
        """Yield the uses of a holding name, through branches and functions, until it is bound to something else."""
        if (holder.name, holder.line.index) in seen or hops > _MAX_HOPS:
            return
        seen.add((holder.name, holder.line.index))
        home = holder.function or self._homes.of(holder.name, holder.line)
        gone: list[Line] = []
        left = _MAX_LINES
        for line in self.names.lines_beyond(holder.name, home, holder.line):
            reach = self._reach(holder, home, line, gone)
            if reach is None:
                continue
            left -= 1
            if left < 0:
                return
            sure = reach and not holder.via
            for statement in self.names.statements(line):
                for flow in self._flows(holder.name, statement, line):
                    yield from (self._placed(it, holder, line, sure) for it in self._uses(flow))
                    for alias in flow.holders:
                        if alias != holder.name:
                            yield from self._follow(Holder(alias, line, holder.via), seen, hops + 1)
                    if flow.is_returned:
                        yield from self._through_callers(line, flow.returned, seen, hops + 1)
                if self._loses(holder, line) and rebinds(holder.name, statement):
                    inside = self.blocks.own_branch(line, holder.line) or self.names.scope_of(line)
                    if inside is None or inside is home:
                        return
                    gone.append(inside)

    def _loses(self, holder: Holder, line: Line) -> bool:
        """Whether the name holds something else after a line; None in another function says that it will be loaded."""
        if not self.definitions.rebinds(holder.name, line):
            return False
        own = holder.function or self.names.scope_of(holder.line)
        return self.names.scope_of(line) is own or not self.definitions.is_none(holder.name, line)

    def _placed(self, use: Use, holder: Holder, line: Line, sure: bool) -> Use:
        """Return the use with its place beside the load, and what else may have made its object."""
        if use.kind not in _CHANGES:
            return use if sure else replace(use, sure=False)
        others = (it for it in self.definitions.reaching(holder.name, line) if it is not holder.line)
        return replace(
            use,
            sure=sure,
            shared=tuple(it.span for it in others),
            elsewhere=self.names.scope_of(line) is not self.names.scope_of(holder.line),
            tested=self._is_tested(holder.name, line),
        )

    def _is_tested(self, name: str, line: Line) -> bool:
        """Whether a branch around a line asks where the object is, as in `if model.device == cpu`, or for a map."""
        branches = (header for header, keyword in self.blocks.within_function(line) if keyword in BRANCHES)
        headers = (it.span for branch in branches for it in (branch, self.blocks.head(branch)))
        asked = (self.scan.text[it.start : it.end] for it in headers)
        return any(f"{name}.device" in it or "device_map" in it for it in asked)

    def _reach(self, holder: Holder, home: Line | None, line: Line, gone: list[Line]) -> bool | None:
        """Return None if a line cannot mean the object, True if it runs whenever the load ran, else False."""
        above = line.ancestors()
        if line is holder.line or any(it in gone for it in above):
            return None
        if home is not None and home not in above:
            return None
        scope, own = self.names.scope_of(line), self.names.scope_of(holder.line)
        if scope is own:
            is_before = line.index < holder.line.index
            if is_before or self.blocks.exclude(holder.line, line) or self.blocks.has_left(holder.line, line):
                return None
            return self.blocks.own_branch(line, holder.line) is None
        if "." not in holder.name and self._shadowed(holder.name, line, home):
            return None
        return False

    def _shadowed(self, name: str, line: Line, home: Line | None) -> bool:
        bindings = self.names.bindings(name, line)
        if not bindings or bindings[0].scope is home:
            return False
        scope = bindings[0].scope
        return scope is None or not self._homes.is_shared(name, scope)

    def _flows(self, name: str, statement: tree.Statement, line: Line) -> Iterator[Flow]:
        if statement.kind in ("def", "class", "global"):
            return
        for expression in statement.expressions():
            for node in outermost(expression, name):
                if not any(node is it for it in statement.targets) and not _is_part_of_target(node, statement):
                    yield self.flows.of(node, statement, line)

    # --- functions that take the object ---

    def _uses(self, flow: Flow) -> tuple[Use, ...]:
        """Return the uses of a flow, the last one with those in the function that takes the object."""
        if flow.parameter is None:
            return flow.uses
        self.names.trail.reached_out = True
        return (*flow.uses[:-1], replace(flow.uses[-1], inside=self._of_parameter(flow.parameter)))

    def _of_parameter(self, parameter: Parameter) -> tuple[Use, ...] | None:
        """Return the uses of a parameter in its function, found once for all who call it; None too deep in calls.

        They are kept by depth, so that it does not matter which of several functions is asked about first.
        """
        if self._depth == _MAX_CALLS:
            return None
        key = parameter, self._depth
        if key not in self._inside:
            self._depth += 1
            holder = Holder(parameter.name, parameter.function, function=parameter.function)
            uses = tuple(sorted(self._follow(holder, set(), _MAX_RETURNS + 1), key=_place))
            self._inside[key] = with_inputs(self.names, uses, parameter.function)
            self._depth -= 1
        return self._inside[key]

    # --- functions that return the load ---

    def _through_callers(
        self, line: Line, position: int | None, seen: set[tuple[str, int]], hops: int
    ) -> Iterator[Use]:
        """Yield the uses by callers of a function (or of a method, within its class) that returns the object."""
        scope = self.names.scope_of(line)
        if scope is None or hops > _MAX_RETURNS:
            return
        definitions = self.names.statements(scope)
        owner = next((it for it in scope.ancestors() if self.scan.header(it) == "class"), None)
        if not definitions or (owner is not None and owner is not scope.parent):
            return
        own = definitions[0].names[0][0]
        # A method is called from its own class, and a function from lines that all can see unless one names it.
        if owner is None:
            self.names.trail.reached_out = (
                self.names.trail.reached_out or scope.parent is not None or own in self.scan.mentioned
            )
        spelled = own if owner is None else f"self.{own}"
        for caller in self.names.lines_with(spelled):
            inside = owner is None or owner in caller.ancestors()
            if caller is not scope and inside and (spelled, -caller.index) not in seen:
                seen.add((spelled, -caller.index))
                yield from self._from_caller(caller, spelled, position, seen, hops)

    def _from_caller(
        self, caller: Line, spelled: str, position: int | None, seen: set[tuple[str, int]], hops: int
    ) -> Iterator[Use]:
        for statement in self.names.statements(caller):
            for call in (it for it in statement.calls() if written(it.func) == spelled):
                holders: tuple[str, ...] = ()
                if position is not None:
                    holders = tuple(self.flows.targets(statement, position)) if statement.value is call else ()
                else:
                    flow = self.flows.of(call, statement, caller)
                    yield from (replace(it, sure=False) for it in self._uses(flow))
                    holders = flow.holders
                for holder in holders:
                    yield from self._follow(Holder(holder, caller, via=True), seen, hops + 1)


def _is_early(use: Use, load: Line, names: Names) -> bool:
    """Whether a change has arguments that mean at the load what they mean at the use."""
    if use.kind not in _CHANGES or not use.arguments:
        return False
    return use.chained or has_early_arguments(names, use, load)


def _place(use: Use) -> tuple[int, int]:
    return use.span.end, use.span.start


def _is_part_of_target(node: tree.Node, statement: tree.Statement) -> bool:
    """Whether a node is an item of a tuple that is assigned to: bound, not used."""
    return any(node is it for target in statement.targets for it in flat(target))
