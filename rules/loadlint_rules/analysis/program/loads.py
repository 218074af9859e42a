"""Text to load sites: every load of a text, what it is told, what happens to it, in which circumstances."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, overload

from .. import loaders
from ..model import Argument, Literal, LoadSite, Program, Source, Span, Unknown, Value
from ..reading import syntax, tree
from ..reading.prefilter import READ_AT_IMPORT, TRIGGERS, imports_dropped
from ..reading.scan import Line, Scan, blanked, scanned
from ..values import text_of
from .bindings import Binding
from .circumstances import Context
from .evaluation import evaluated
from .facts import Facts
from .facts.reading import Text
from .names import Names
from .uses import Tracker

Fact = TypeVar("Fact")
_ALIASED = re.compile(r"(?:pipeline|SentenceTransformer|CrossEncoder)\s+as\s+(\w+)")

_ALIASABLE = ("pipeline", "SentenceTransformer", "CrossEncoder")
_WORDS = (*TRIGGERS, "LLM")

# What is done to a tokenizer or a configuration afterwards decides nothing.
_FOLLOWED = ("model", "pipeline", "adapter", "peft-model", "diffusion", "component", "encoder")


def find(source: Source, *, typed: bool = False) -> Program:
    """The loads of a text in source order. Never raises on bad code: what does not parse is in `broken`.

    `typed` says that the text has just been edited: most of its pieces are remembered then, and looking
    it through as a whole first would be work for nothing.
    """
    text = source.text
    sets = "environ" in text and any(it in text for it in READ_AT_IMPORT)
    mentions = any(it in text for it in TRIGGERS)
    may_load = mentions and (typed or source.breaks or _calls(text))
    if not sets and "hf_" not in text and not may_load and not _imports_dropped(text):
        return Program(source)
    scan = Scan(source, typed=True) if typed else scanned(source)
    finder = _Finder(scan, Names(scan))
    offsets = _offsets(scan)
    loads = Loads(finder, offsets)
    gather = Facts(Text(scan, finder.names, finder.tracker), loads, may_load=bool(offsets))
    return Program(source, loads, _Imports(finder), tuple(finder.broken(offsets)), gather)


def _imports_dropped(text: str) -> bool:
    return "transformers" in text and imports_dropped(text.encode("utf-8", "surrogatepass"))


def _offsets(scan: Scan) -> list[int]:
    """Where the text calls something that may load."""
    aliases = _aliases(scan.code)
    return sorted(_called(scan.code, (*_WORDS, *aliases))) if aliases else scan.places(_called)


def _calls(text: str) -> bool:
    """Whether a text may call something that loads. Most files that mention a load do so in prose."""
    words = tuple(it for it in _WORDS if it in text)
    mentioned = _called(text, (*words, *_aliases(text, words)), "(#")
    if _is_any_code(text, mentioned):
        return True
    if all(_is_prose(text, it) for it in mentioned):
        return False
    code = blanked(text)
    return bool(_called(code, (*words, *_aliases(code, words))))


def _is_any_code(text: str, places: Iterable[int]) -> bool:
    """Whether one of the places, in order, most likely stands in code: outside of quotes, as far as counting tells."""
    looked, is_open = 0, {'"""': False, "'''": False}
    for at in places:
        line = text.rfind("\n", 0, at) + 1
        if line > looked:
            is_open = {it: was != bool(text.count(it, looked, line) % 2) for it, was in is_open.items()}
            looked = line
        if not any(is_open.values()) and not any(it in text[line:at] for it in "#\"'"):
            return True
    return False


def _is_prose(text: str, at: int) -> bool:
    """Whether what a place stands in is surely no code: a comment, or an interpreter's session in a string."""
    before = text[text.rfind("\n", 0, at) + 1 : at].lstrip()
    return before.startswith(("#", ">>> ")) and not ('"' in before or "'" in before or "\r" in before)


def _aliases(code: str, words: tuple[str, ...] = _ALIASABLE) -> list[str]:
    """What a text calls the loaders that have a name of their own, where that is another one."""
    return _ALIASED.findall(code) if any(f"{it} as " in code for it in _ALIASABLE if it in words) else []


def _called(code: str, words: tuple[str, ...] = _WORDS, opening: str = "(") -> tuple[int, ...]:
    """Where a text has one of the words with one of the opening signs behind it, in order."""
    found: set[int] = set()
    for word in words:
        at = code.find(word)
        while at >= 0:
            after = at + len(word)
            follows = code[after : after + 20].lstrip()[:1]
            if follows and follows in opening and not (code[at - 1].isalnum() or code[at - 1] == "_"):
                found.add(at)
            at = code.find(word, after)
    return tuple(sorted(found))


class _Imports(Mapping[str, str]):
    """What the imports call things, read when a fix first asks."""

    def __init__(self, finder: _Finder) -> None:
        self._finder = finder
        self._found: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        if self._found is None:
            self._found = self._finder.imports()
        return self._found

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
    """The loads of a text, and the parts it can be read in one at a time."""

    def __init__(self, finder: _Finder, offsets: list[int]) -> None:
        super().__init__(lambda: tuple(finder.loads(offsets)))
        self._finder = finder
        self._offsets = offsets

    def __iter__(self) -> Iterator[LoadSite]:
        self._finder.tracker.reached_out = True
        return iter(self._all)

    def __len__(self) -> int:
        self._finder.tracker.reached_out = True
        return len(self._all)

    def parts(self) -> Iterator[Part]:
        """The pieces of the text that may hold loads, each with what its reading depends on."""
        scan, context = self._finder.scan, self._finder.context
        for span, piece, offsets in scan.grouped(self._offsets):
            called = piece.face.functions & scan.mentioned
            key = (piece, scan.outline, context.of_file, context.saves, called)
            yield Part(self._finder, span, tuple(offsets), key)


@dataclass(frozen=True)
class Part:
    """A piece of the text with calls that may load. Equal `key`s give equal loads, moved along with the piece."""

    finder: _Finder
    span: Span
    offsets: tuple[int, ...]
    key: Hashable

    def read(self) -> tuple[LoadSite, ...]:
        """Return the loads of the piece."""
        self.finder.tracker.reached_out = False
        return tuple(self.finder.loads(list(self.offsets)))

    @property
    def is_alone(self) -> bool:
        """Whether nothing but the piece, and what `key` covers, has been looked at since it was read."""
        return not self.finder.tracker.reached_out


@dataclass
class _Splatted:
    """What a `**name` in a call brings along."""

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


class _Finder:
    def __init__(self, scan: Scan, names: Names) -> None:
        self.scan = scan
        self.names = names
        self.tracker = Tracker(scan, names)
        self.context = Context(scan, names)

    def broken(self, offsets: list[int]) -> Iterator[tuple[Span, str]]:
        """The statements at these offsets that do not parse: where, and the parser's words."""
        for span, piece, group in self.scan.grouped(offsets):
            places = tuple(at - span.start for at in group)
            if places not in piece.troubles:
                piece.troubles[places] = tuple(self._broken(span, group))
            for start, end, message in piece.troubles[places]:
                yield Span(span.start + start, span.start + end), message

    def _broken(self, piece: Span, offsets: list[int]) -> Iterator[tuple[int, int, str]]:
        """The same in one piece, counted from its start."""
        for line in self._lines_at(offsets):
            parsed = syntax.parse(self.scan.statement_text(line))
            if isinstance(parsed, tree.SyntaxTrouble):
                at = line.start + min(parsed.offset, line.end - line.start)
                yield at - piece.start, max(at, min(at + 1, line.end)) - piece.start, parsed.message

    def loads(self, offsets: list[int]) -> Iterator[LoadSite]:
        for line in self._lines_at(offsets):
            for statement in self.names.statements(line):
                for call in statement.calls():
                    yield from self._load(call, statement, line)

    def imports(self) -> dict[str, str]:
        """What the module's imports call things, for the libraries that rules speak about."""
        found: dict[str, str] = {}
        for library in ("torch", "transformers", "diffusers", "peft", "accelerate"):
            for line in self.names.lines_with("import"):
                if library not in self.scan.code[line.start : line.end]:
                    continue
                for it in self.names.statements(line):
                    if it.kind in ("import", "from") and self.names.scope_of(line) is None:
                        found.update({bound: origin for bound, origin in it.names if bound != "*"})
        return found

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
        arguments = list(self.tracker.arguments(call, line, loader.parameters))
        opaque, closed = False, frozenset[str]()
        for arg in call.args:
            if arg.star:
                splatted = self._splatted(arg, line)
                arguments += splatted.arguments
                opaque = opaque or splatted.opaque
                closed = closed | splatted.closed
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
            arguments=tuple(arguments),
            opaque=opaque,
            closed=closed if opaque else frozenset(),
            target=target,
            uses=uses,
            scope=self._scope(line),
        )
        circumstances = self.context.circumstances(site, line)
        self.tracker.reached_out = self.tracker.reached_out or self.context.reached_out
        yield replace(site, circumstances=circumstances)

    def _callee(self, func: tree.Node, line: Line) -> str | None:
        """The dotted name that a callee resolves to; of several classes, the one about which least can be said."""
        origin = self.names.origin(func, line)
        if origin is not None or not isinstance(func, tree.Attribute) or func.name not in TRIGGERS:
            return origin
        callees = [f"{it}.{func.name}" for it in self.names.classes(func.value, line)]
        kinds = {(it.library, it.kind) if (it := loaders.lookup(name)) is not None else None for name in callees}
        return min(callees, key=_unsaid) if len(kinds) == 1 and None not in kinds else None

    def _scope(self, line: Line) -> str:
        found = [
            self.names.statements(it)[0].names[0][0]
            for it in self.names.scopes(line)
            if it is not None and self.names.statements(it)
        ]
        return ".".join(reversed(found))

    # --- **kwargs ---

    def _splatted(self, arg: tree.Arg, line: Line) -> _Splatted:
        if arg.star == "*":
            return _Splatted([], opaque=True)
        if isinstance(arg.value, tree.Name):
            return self._local_dict(arg.value.id, line)
        written = self._items(arg.value, line)
        return written if written is not None else _Splatted([], opaque=True)

    def _local_dict(self, name: str, line: Line) -> _Splatted:
        """A dict built in this scope: its display and what is put into it before the call."""
        bindings = self.names.bindings(name, line)
        scope = self.names.scope_of(line)
        unknown = not bindings or any(it.value is None for it in bindings)
        found = _Splatted([], opaque=unknown or len(bindings) > 1, closed=self._closed(name, bindings))
        for binding in bindings:
            if binding.value is None:
                continue
            items = self._items(binding.value, binding.line) if binding.value is not None else None
            if items is None or binding.scope is not scope:
                found.opaque = True
            added = items.arguments if items is not None else []
            found.arguments += added if len(bindings) == 1 else [replace(it, sure=False) for it in added]
            found.opaque = found.opaque or (items is not None and items.opaque)
        first = min((it.line.index for it in bindings), default=line.index)
        for other in self.names.lines_with(name):
            if first < other.index < line.index and other not in [it.line for it in bindings]:
                self._changed(name, other, found, sure=self._surely(other, line))
        return found

    def _surely(self, line: Line, call: Line) -> bool:
        """Whether a line runs, to its end, whenever the call does."""
        blocks = self.names.blocks
        around = {id(header) for header, _ in blocks.within_function(call)}
        tries = [it for it, keyword in blocks.within_function(line) if keyword == "try" and id(it) not in around]
        return not tries and blocks.own_branch(line, call) is None

    def _closed(self, name: str, bindings: list[Binding]) -> frozenset[str]:
        """The names that a function's own `**kwargs` cannot hold: those of its other parameters."""
        for it in bindings:
            if it.statement.kind == "def" and ("**", name) in it.statement.names:
                return frozenset(p.id for p, _ in it.statement.pairs if isinstance(p, tree.Name)) - {name}
        return frozenset()

    def _items(self, node: tree.Node | None, line: Line) -> _Splatted | None:
        """The arguments that a dict display, `dict(...)` or `a | b` holds; None if it is no such thing."""
        if isinstance(node, tree.Dict):
            return self._display(node, line)
        if isinstance(node, tree.Call) and self.names.origin(node.func, line) == "dict":
            return self._made(node, line)
        if isinstance(node, tree.Operation) and node.operator == "|":
            parts = [self._items(it, line) for it in node.operands]
            known = [it for it in parts if it is not None]
            arguments = [it for part in known for it in part.arguments]
            return _Splatted(arguments, opaque=len(known) < len(parts) or any(it.opaque for it in known))
        if isinstance(node, tree.Name):
            return self._local_dict(node.id, line)
        return None

    def _display(self, node: tree.Dict, line: Line) -> _Splatted:
        found = _Splatted([], opaque=False)
        for pair in node.pairs:
            key = evaluated(self.names, pair.key, line) if pair.key is not None else Unknown("")
            if isinstance(key, Literal) and isinstance(key.value, str):
                found.arguments.append(self._item(key.value, pair.value, pair, line))
            else:
                found.opaque = True
        return found

    def _made(self, call: tree.Call, line: Line) -> _Splatted:
        arguments = [it for it in self.tracker.arguments(call, line, ()) if not it.positional]
        found = _Splatted([replace(it, origin="dict") for it in arguments], opaque=False)
        for arg in call.args:
            inner = self._items(arg.value, line) if arg.keyword is None else _Splatted([], opaque=False)
            found.arguments += inner.arguments if inner is not None else []
            found.opaque = found.opaque or inner is None or inner.opaque
        return found

    def _item(self, name: str, value: tree.Node, whole: tree.Node, line: Line) -> Argument:
        span = Span(line.start + whole.start, line.start + whole.end)
        value_span = Span(line.start + value.start, line.start + value.end)
        text = self.scan.text[value_span.start : value_span.end]
        return Argument(name, evaluated(self.names, value, line), span, value_span, text, origin="dict")

    def _changed(self, name: str, line: Line, found: _Splatted, *, sure: bool) -> None:
        """Note what a line does to a dict; what a branch does, another run may not do."""
        known, found.surely = len(found.arguments), sure
        self._noted(name, line, found)
        if not sure and len(found.arguments) > known:
            found.opaque = True
            found.arguments[known:] = [replace(it, sure=False) for it in found.arguments[known:]]

    def _noted(self, name: str, line: Line, found: _Splatted) -> None:
        """Notes `d["k"] = v`, `d.update(...)` and `d |= ...`; what else may change the dict makes it opaque."""
        for statement in self.names.statements(line):
            for target in statement.targets:
                if isinstance(target, tree.Subscript) and _is_name(target.value, name):
                    self._put(target, statement, line, found)
                elif _is_name(target, name) and statement.kind in ("augment", "for"):
                    self._merge(self._items(statement.value, line), found)
            for expression in statement.expressions():
                for node in expression.walk():
                    if isinstance(node, tree.Call) and isinstance(node.func, tree.Attribute):
                        self._method(name, node.func, node, line, found)

    def _put(self, target: tree.Subscript, statement: tree.Statement, line: Line, found: _Splatted) -> None:
        key = evaluated(self.names, target.index[0], line) if target.index else Unknown("")
        if statement.kind == "assign" and statement.value is not None and isinstance(key, Literal):
            found.arguments.append(self._item(str(key.value), statement.value, statement, line))
        elif statement.kind == "delete":
            found.drop(key)
        else:
            found.opaque = True

    def _method(self, name: str, func: tree.Attribute, call: tree.Call, line: Line, found: _Splatted) -> None:
        if not _is_name(func.value, name):
            return
        if func.name == "update":
            self._merge(self._made(call, line), found)
        elif func.name == "setdefault" and len(call.args) == 2:
            key = evaluated(self.names, call.args[0].value, line)
            if isinstance(key, Literal):
                found.arguments.append(self._item(str(key.value), call.args[1].value, call.args[1], line))
        elif func.name == "pop" and call.args:
            found.drop(evaluated(self.names, call.args[0].value, line))
        elif func.name not in ("get", "items", "keys", "values", "copy"):
            found.opaque = True

    def _merge(self, items: _Splatted | None, found: _Splatted) -> None:
        found.arguments += items.arguments if items is not None else []
        found.opaque = found.opaque or items is None or items.opaque


def _unsaid(callee: str) -> tuple[bool, int, bool]:
    """Order classes that a load may be of: small ones and Auto classes first, and last the one without a head."""
    loader, name = loaders.lookup(callee), callee.split(".")[-2]
    size = ("small", "unknown", "llm").index(loader.size) if loader is not None else 0
    return name == "AutoModel", size, not name.startswith("Auto")


def _is_name(node: tree.Node, name: str) -> bool:
    return isinstance(node, tree.Name) and node.id == name
