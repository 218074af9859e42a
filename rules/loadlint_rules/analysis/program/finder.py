"""Loads of one scanned text: every load with its arguments, its uses and its circumstances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .. import loaders
from ..model import Loader, LoadSite, Span
from ..reading import tree
from ..reading.piece import Piece
from ..reading.scan import Group, Line, Scan
from .candidates import is_loading
from .circumstances import Context
from .names import Names
from .unpacking import Unpacking
from .uses.inputs import with_inputs
from .uses.tracker import Tracker

# The uses of a tokenizer or a configuration decide nothing.
_FOLLOWED = ("model", "pipeline", "adapter", "peft-model", "diffusion", "component", "encoder")


class Finder:
    """Finds the loads of one text."""

    def __init__(self, scan: Scan, names: Names) -> None:
        self.scan = scan
        self.names = names
        self.tracker = Tracker(scan, names)
        self.unpacking = Unpacking(names)
        self.context = Context(scan, names)

    def broken(self, groups: Sequence[Group]) -> Iterator[tuple[Span, str]]:
        """Yield the statements at these places that do not parse: their extents, and the parser's words."""
        for start, piece, places in groups:
            troubles = piece.troubles.get(places)
            if troubles is None:
                unread = [start + at for at in _unread(piece, places)]
                troubles = piece.troubles[places] = tuple(self._broken(start, unread))
            for first, last, message in troubles:
                yield Span(start + first, start + last), message

    def _broken(self, start: int, offsets: list[int]) -> Iterator[tuple[int, int, str]]:
        """Yield the same for one piece, counted from its `start`."""
        for line in self.lines_at(offsets):
            parsed = self.names.parsed(line)
            if isinstance(parsed, tree.SyntaxTrouble):
                at = line.start + min(parsed.offset, line.end - line.start)
                yield at - start, max(at, min(at + 1, line.end)) - start, parsed.message

    def loads(self, offsets: list[int]) -> Iterator[LoadSite]:
        """Yield the loads at these offsets."""
        for line in self.lines_at(offsets):
            yield from self.loads_of(line)

    def loads_of(self, line: Line) -> Iterator[LoadSite]:
        """Yield the loads of a line."""
        for statement in self.names.statements(line):
            for call in statement.calls():
                yield from self._load(call, statement, line)

    def imports(self) -> dict[str, str]:
        """Return the dotted names that the module's imports bind, for the libraries that rules are about."""
        origins: dict[str, str] = {}
        for library in ("torch", "transformers", "diffusers", "peft", "accelerate"):
            for line in self.names.lines_with("import"):
                if library not in self.scan.code[line.start : line.end]:
                    continue
                for it in self.names.statements(line):
                    if it.kind in ("import", "from") and self.names.scope_of(line) is None:
                        origins.update({bound: origin for bound, origin in it.names if bound != "*"})
        return origins

    def lines_at(self, offsets: Sequence[int]) -> Iterator[Line]:
        """Yield the lines that offsets in order fall into."""
        last: Line | None = None
        for at in offsets:
            line = self.scan.line_at(at)
            if line is not None and line is not last:
                last = line
                yield line

    def _load(self, call: tree.Call, statement: tree.Statement, line: Line) -> Iterator[LoadSite]:
        called = self._called(call.func, line)
        if called is None:
            return
        callee, loader = called
        passed = self.unpacking.of_call(call, line, loader.parameters)
        target, uses = self.tracker.track(call, statement, line) if loader.kind in _FOLLOWED else (None, ())
        head, _, last = callee.rpartition(".")
        brackets = Span(line.start + call.inside, line.start + call.end - 1)
        site = LoadSite(
            loader=loader,
            callee=callee,
            name=head.rpartition(".")[2] if last.startswith("from_") else last,
            call=Span(line.start + call.start, line.start + call.end),
            callee_span=Span(line.start + call.func.start, line.start + call.func.end),
            brackets=brackets,
            statement=line.span,
            arguments=tuple(passed.arguments),
            opaque=passed.opaque,
            closed=passed.closed if passed.opaque else frozenset(),
            target=target,
            uses=uses,
            scope=self._scope(line),
        )
        circumstances = self.context.circumstances(site, line)
        if loader.takes_device_map and not site.may_have("device_map"):
            uses = with_inputs(self.names, uses, line)
        yield replace(site, circumstances=circumstances, uses=uses)

    def _called(self, func: tree.Node, line: Line) -> tuple[str, Loader] | None:
        """Return the dotted name of a callee, and its entry; None where it loads nothing."""
        origin = self.names.origin(func, line)
        if origin is not None:
            return loaders.among([origin])
        if not isinstance(func, tree.Attribute) or not is_loading(func.name):
            return None
        return loaders.among([f"{it}.{func.name}" for it in self.names.classes(func.value, line)])

    def _scope(self, line: Line) -> str:
        functions = [
            self.names.statements(it)[0].names[0][0]
            for it in self.names.scopes(line)
            if it is not None and self.names.statements(it)
        ]
        return ".".join(reversed(functions))


def _unread(piece: Piece, places: tuple[int, ...]) -> tuple[int, ...]:
    """Return those of the offsets whose statements may not parse: after an edit, those in its line alone.

    All others are of statements that parsed before.
    """
    change = piece.change
    if change is None:
        return places
    start, end = change.start, change.end + change.by
    others = [it if it < start else it - change.by for it in places if not start <= it < end]
    sound = {at for asked, troubles in change.before.troubles.items() if not troubles for at in asked}
    return tuple(it for it in places if start <= it < end) if sound.issuperset(others) else places
