"""Text to load sites: every load of a text, its arguments, its uses and its circumstances."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, overload

from .. import loaders
from ..model import LoadSite, Program, Source, Span
from ..reading import tree
from ..reading.scan import Line, Scan
from ..reading.texts import Texts
from .candidates import is_loading, may_matter, offsets
from .circumstances import Context
from .facts import Facts
from .facts.reading import Text
from .names import Names
from .unpacking import Unpacking
from .uses.tracker import Tracker

Fact = TypeVar("Fact")
# A text with more calls that may load is data, or made to hold up its reader.
_MOST_CALLS = 2_000
# The uses of a tokenizer or a configuration decide nothing.
_FOLLOWED = ("model", "pipeline", "adapter", "peft-model", "diffusion", "component", "encoder")


def find(source: Source, texts: Texts | None = None, *, typed: bool = False) -> Program:
    """Return the loads of a text in source order. Never raises on bad code: what does not parse is in `broken`.

    `texts` remembers what is read. A `typed` text has just been edited: most of its pieces are remembered then, and
    looking it through as a whole first would be work for nothing.
    """
    if not may_matter(source, typed=typed):
        return Program(source)
    texts = texts if texts is not None else Texts()
    scan = texts.typed(source) if typed else texts.scanned(source)
    finder = _Finder(scan, Names(scan, texts.syntax))
    places = offsets(scan)[:_MOST_CALLS]
    loads = Loads(finder, places)
    gather = Facts(Text(scan, finder.names, finder.tracker), loads, may_load=bool(places))
    return Program(source, loads, _Imports(finder), tuple(finder.broken(places)), gather)


class _Imports(Mapping[str, str]):
    """Dotted names by what imports bind, read when a fix first asks."""

    def __init__(self, finder: _Finder) -> None:
        self._finder = finder
        self._bound: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        if self._bound is None:
            self._bound = self._finder.imports()
        return self._bound

    def __getitem__(self, name: str) -> str:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


class _Lazy(Sequence[Fact]):
    """A tuple that is made when it is first looked at."""

    def __init__(self, make: Callable[[], tuple[Fact, ...]]) -> None:
        self._make = make

    @cached_property
    def _all(self) -> tuple[Fact, ...]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Fact: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fact]: ...
    def __getitem__(self, index: int | slice) -> Fact | Sequence[Fact]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)


class Loads(_Lazy[LoadSite]):
    """The loads of a text, and the parts that it can be read in one at a time."""

    def __init__(self, finder: _Finder, offsets: list[int]) -> None:
        super().__init__(lambda: tuple(finder.loads(offsets)))
        self._finder = finder
        self._offsets = offsets

    def __iter__(self) -> Iterator[LoadSite]:
        self._finder.names.reached_out = True
        return iter(self._all)

    def __len__(self) -> int:
        self._finder.names.reached_out = True
        return len(self._all)

    def parts(self) -> Iterator[Part]:
        """Yield the pieces of the text that may hold loads, each with what its reading depends on."""
        scan, context = self._finder.scan, self._finder.context
        for span, piece, places in scan.grouped(self._offsets):
            called = piece.face.functions & scan.mentioned
            key = (piece, scan.outline, context.of_text, called)
            yield Part(self._finder, span, tuple(places), key)


@dataclass(frozen=True)
class Part:
    """A piece of the text with calls that may load. Equal `key`s give equal loads, moved along with the piece."""

    finder: _Finder
    span: Span
    offsets: tuple[int, ...]
    key: Hashable

    def read(self) -> tuple[LoadSite, ...]:
        """Return the loads of the piece."""
        self.finder.names.reached_out = False
        return tuple(self.finder.loads(list(self.offsets)))

    @property
    def is_alone(self) -> bool:
        """Whether nothing but the piece, and what `key` covers, has been looked at since it was read."""
        return not self.finder.names.reached_out


class _Finder:
    """Finds the loads of one text."""

    def __init__(self, scan: Scan, names: Names) -> None:
        self.scan = scan
        self.names = names
        self.tracker = Tracker(scan, names)
        self.unpacking = Unpacking(names)
        self.context = Context(scan, names)

    def broken(self, offsets: list[int]) -> Iterator[tuple[Span, str]]:
        """Yield the statements at these offsets that do not parse: their places, and the parser's words."""
        for span, piece, group in self.scan.grouped(offsets):
            places = tuple(at - span.start for at in group)
            if places not in piece.troubles:
                piece.troubles[places] = tuple(self._broken(span, group))
            for start, end, message in piece.troubles[places]:
                yield Span(span.start + start, span.start + end), message

    def _broken(self, piece: Span, offsets: list[int]) -> Iterator[tuple[int, int, str]]:
        """Yield the same for one piece, counted from its start."""
        for line in self._lines_at(offsets):
            parsed = self.names.parsed(line)
            if isinstance(parsed, tree.SyntaxTrouble):
                at = line.start + min(parsed.offset, line.end - line.start)
                yield at - piece.start, max(at, min(at + 1, line.end)) - piece.start, parsed.message

    def loads(self, offsets: list[int]) -> Iterator[LoadSite]:
        """Yield the loads at these offsets."""
        for line in self._lines_at(offsets):
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

    def _lines_at(self, offsets: list[int]) -> Iterator[Line]:
        last: Line | None = None
        for at in offsets:
            line = self.scan.line_at(at)
            if line is not None and line is not last:
                last = line
                yield line

    def _load(self, call: tree.Call, statement: tree.Statement, line: Line) -> Iterator[LoadSite]:
        callee = self._callee(call.func, line)
        loader = loaders.lookup(callee) if callee is not None else None
        if callee is None or loader is None:
            return
        passed = self.unpacking.of_call(call, line, loader.parameters)
        target, uses = self.tracker.track(call, statement, line) if loader.kind in _FOLLOWED else (None, ())
        head, _, last = callee.rpartition(".")
        brackets = Span(line.start + call.inside, line.start + call.end - 1)
        site = LoadSite(
            loader=loader,
            callee=callee,
            name=head.rpartition(".")[2] if last in ("from_pretrained", "from_single_file") else last,
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
        yield replace(site, circumstances=circumstances)

    def _callee(self, func: tree.Node, line: Line) -> str | None:
        """Return the dotted name of a callee; of several classes, the one about which least can be said."""
        origin = self.names.origin(func, line)
        if origin is not None or not isinstance(func, tree.Attribute) or not is_loading(func.name):
            return origin
        callees = [f"{it}.{func.name}" for it in self.names.classes(func.value, line)]
        kinds = {(it.library, it.kind) if (it := loaders.lookup(name)) is not None else None for name in callees}
        return min(callees, key=_unsaid) if len(kinds) == 1 and None not in kinds else None

    def _scope(self, line: Line) -> str:
        functions = [
            self.names.statements(it)[0].names[0][0]
            for it in self.names.scopes(line)
            if it is not None and self.names.statements(it)
        ]
        return ".".join(reversed(functions))


def _unsaid(callee: str) -> tuple[bool, int, bool]:
    """Order classes that a load may be of: small ones and Auto classes first, and last the one without a head."""
    loader, name = loaders.lookup(callee), callee.split(".")[-2]
    size = ("small", "unknown", "llm").index(loader.size) if loader is not None else 0
    return name == "AutoModel", size, not name.startswith("Auto")
