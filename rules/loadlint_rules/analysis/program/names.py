"""Meaning of a name at a line: its bindings, and the import that it leads to.

Bindings are looked up when asked for: a search over the blanked text finds the lines that could bind a
name, and only these are parsed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from ..reading import tree
from ..reading.blocks import FUNCTIONS, Blocks
from ..reading.prefilter import TRIGGERS
from ..reading.scan import Line, Scan
from ..reading.syntax import Parsed, Syntax
from ..reading.words import Words
from .bindings import Binding, bound_by, may_bind
from .trail import Trail, has, is_whole

_STAR = re.compile(r"import\s*\*")
# Longest chain of names that is followed.
DEPTH = 6
# Names that mean one thing wherever they stand, for fragments whose imports are not in the text.
_UNMISTAKABLE = re.compile(r"Auto(Model(For\w+)?|Tokenizer|Processor|Config)$")


class Names:
    """Looks names up in one scanned text.

    `trail` records what is looked at, by whoever looks; each reading begins a new one. Remembered values are recorded
    whenever they are asked for.
    """

    def __init__(self, scan: Scan, syntax: Syntax) -> None:
        self.scan = scan
        self.syntax = syntax
        self.trail = Trail()
        self.blocks = Blocks(scan)
        self._statements: dict[int, tuple[tree.Statement, ...]] = {}
        self._lines: dict[tuple[str, int], list[Line]] = {}
        self._elsewhere: dict[tuple[str, Line | None, Line | None], list[Line]] = {}
        self._binders: dict[tuple[str, int], list[Line]] = {}
        self._bindings: dict[tuple[str, int], list[Binding]] = {}
        self._stars: list[str] | None = None
        self._words = Words(scan.code)

    def scope_of(self, line: Line) -> Line | None:
        """Return the header of the innermost function around a line."""
        return self.scan.scope(line)

    def scopes(self, line: Line) -> Iterator[Line | None]:
        """Yield the functions around a line, innermost first, then None for the module."""
        scope = self.scope_of(line)
        while scope is not None:
            yield scope
            scope = self.scope_of(scope)
        yield None

    def statements(self, line: Line) -> tuple[tree.Statement, ...]:
        """Return the statements of a logical line, an inline suite's included; none when it does not parse."""
        self.trail.lines.add(line.index)
        statements = self._statements.get(line.index)
        if statements is None:
            parsed = self._read(line)
            statements = self._statements[line.index] = tuple(it for one in parsed for it in (one, *one.body))
        return statements

    def parsed(self, line: Line) -> Parsed:
        """Return the statements of a logical line, the defaults of parameters included; or why it does not parse."""
        return self.syntax.parse(self.scan.statement_text(line))

    def _read(self, line: Line) -> tuple[tree.Statement, ...]:
        if self.scan.header(line) in FUNCTIONS:
            code = self.scan.code[line.start : line.end]
            defaults = code.partition("(")[2]
            header = self.syntax.signature(code) if not any(f"{it}(" in defaults for it in TRIGGERS) else None
            if header is not None:
                return (header,)
        elif self.scan.code.startswith(("import", "from"), line.start):
            made = self.syntax.imported(self.scan.code[line.start : line.end])
            if made is not None:
                return (made,)
        parsed = self.parsed(line)
        return () if isinstance(parsed, tree.SyntaxTrouble) else parsed

    def lines_with(self, name: str) -> list[Line]:
        """Return the logical lines whose code has a name (or a dotted name) as a whole word, not after a dot."""
        return self.lines_in(name, None)

    def bindings(self, name: str, line: Line) -> list[Binding]:
        """Return the bindings of a name in the innermost scope around `line` that binds it, in source order."""
        self.trail.names.add(name)
        for scope in self.scopes(line):
            if here := self._bindings_in(name, scope):
                return here
        return []

    def lines_in(self, name: str, header: Line | None) -> list[Line]:
        """Return the lines that have a name, from a header to the end of its body (None: of the whole text)."""
        self.trail.names.add(name)
        key = (name, header.index if header is not None else -1)
        if key not in self._lines:
            whole = self._lines.get((name, -1))
            if header is None or whole is None:
                self._lines[key] = list(self._search(name, header))
            else:
                first = bisect_left(whole, header.index, key=place)
                self._lines[key] = whole[first : bisect_left(whole, self.scan.body_end(header), key=place)]
        return self._lines[key]

    def lines_beyond(self, name: str, header: Line | None, line: Line) -> Iterator[Line]:
        """Yield what `lines_in` returns, without a line and those before it in its own function."""
        lines, own = self.lines_in(name, header), self.scope_of(line)
        key = (name, header, own)
        if key not in self._elsewhere:
            self._elsewhere[key] = [it for it in lines if self.scope_of(it) is not own]
        elsewhere = self._elsewhere[key]
        yield from elsewhere[: bisect_left(elsewhere, line.index, key=place)]
        yield from (lines[it] for it in range(bisect_right(lines, line.index, key=place), len(lines)))

    def origin(self, node: tree.Node, line: Line, depth: int = 0) -> str | None:
        """Return the dotted name that imports, or aliases of imports, give an expression; None without one."""
        if isinstance(node, tree.Attribute):
            head = self.origin(node.value, line, depth)
            return f"{head}.{node.name}" if head is not None else None
        return self._origin_of_name(node.id, line, depth) if isinstance(node, tree.Name) else None

    # --- bindings ---

    def _search(self, name: str, header: Line | None) -> Iterator[Line]:
        """Search for a plain string: patterns that look back are ten times slower on whole files."""
        code, last = self.scan.code, None
        start, end = (header.start, self.scan.end_of(header)) if header is not None else (0, len(code))
        for at in self._words.places(name, start, end):
            line = self.scan.line_at(at) if is_whole(name, code, at) else None
            if line is not None and line is not last:
                last = line
                yield line

    def _bindings_in(self, name: str, scope: Line | None) -> list[Binding]:
        """Return the bindings of a name that belong to one function (its parameters too), or to the module."""
        key = (name, scope.index if scope is not None else -1)
        if key not in self._bindings:
            lines = self._may_bind(name, scope)
            self._bindings[key] = [it for line in lines for it in self._bound_in(name, scope, line)]
        return self._bindings[key]

    def _may_bind(self, name: str, scope: Line | None) -> list[Line]:
        """Return the lines of one function, or of the module, that may bind a name; not one of them is parsed."""
        key = (name, scope.index if scope is not None else -1)
        if key not in self._binders:
            lines = self.scan.lines_where((_may_bind, name), scope)
            if not self.scan.is_typed:
                lines = (it for it in self.lines_in(name, scope) if may_bind(name, self.scan.code[it.start : it.end]))
            self._binders[key] = [it for it in lines if it is scope or self.scan.scope(it) is scope]
        return self._binders[key]

    def _bound_in(self, name: str, scope: Line | None, line: Line) -> list[Binding]:
        bindings = (it for one in self.statements(line) for it in bound_by(name, one, line, self.scope_of(line)))
        return [it for it in bindings if it.scope is scope]

    # --- origins ---

    def classes(self, node: tree.Node, line: Line, depth: int = 0) -> list[str]:
        """Return the dotted names that an expression may be, by conditionals; none where one is unknown."""
        if isinstance(node, tree.IfExp):
            options = [self.classes(it, line, depth) for it in (node.yes, node.no)]
        elif isinstance(node, tree.Name) and depth < DEPTH:
            options = [self._classes_of(it, depth) for it in self.reaching(node.id, line) if not it.is_none]
        else:
            origin = self.origin(node, line, depth)
            options = [[origin]] if origin is not None else []
        return [name for names in options for name in names] if all(options) else []

    def _classes_of(self, binding: Binding, depth: int) -> list[str]:
        if binding.origin is not None:
            return [binding.origin]
        return self.classes(binding.value, binding.line, depth + 1) if binding.value is not None else []

    def reaching(self, name: str, line: Line) -> list[Binding]:
        """Return the bindings whose object a name may have at a line: those from the last certain one on."""
        scope, loop = self.scope_of(line), self.blocks.loop(line)
        if loop is None:
            reaching, is_certain = _passing(self.blocks, self._back(name, scope, line), line)
            if is_certain:
                return reaching
        bindings = self.bindings(name, line)
        if len(bindings) < 2 or any(it.scope is not scope for it in bindings):
            return bindings
        before = [it for it in bindings if it.line.index < line.index]
        if loop is not None and any(loop in it.line.ancestors() for it in bindings if it not in before):
            return bindings
        return _passing(self.blocks, reversed(before), line)[0] or bindings

    def _back(self, name: str, scope: Line | None, line: Line) -> Iterator[Binding]:
        """Yield the bindings before a line in its own function, the last ones first, each read when asked for."""
        self.trail.names.add(name)
        lines = self._may_bind(name, scope)
        for number in range(bisect_left(lines, line.index, key=place) - 1, -1, -1):
            yield from reversed(self._bound_in(name, scope, lines[number]))

    def _origin_of_name(self, name: str, line: Line, depth: int) -> str | None:
        bindings = self.reaching(name, line)
        if not bindings:
            return self.unbound(name)
        origins = {self._origin_of_binding(it, depth) for it in bindings if not it.is_none}
        return origins.pop() if len(origins) == 1 else _one_library(origins)

    def _origin_of_binding(self, binding: Binding, depth: int) -> str | None:
        if binding.origin is not None:
            return binding.origin
        value = binding.value if depth < DEPTH else None
        return self.origin(value, binding.line, depth + 1) if value is not None else None

    def unbound(self, name: str) -> str | None:
        """Return the origin of a name that nothing binds: from a star import, or in a text without its imports."""
        if self._stars is None:
            self._stars = [
                origin for hit in _STAR.finditer(self.scan.code)
                if (line := self.scan.line_at(hit.start())) and self.scope_of(line) is None
                for it in self.statements(line) if it.kind == "from" for bound, origin in it.names if bound == "*"
            ]  # fmt: skip
        if not self._stars:
            return f"transformers.{name}" if _UNMISTAKABLE.match(name) else name
        libraries = [it for it in self._stars if it.split(".")[0] == "transformers"]
        return f"{libraries[0]}.{name}" if libraries and name[:1].isupper() else None


def _passing(blocks: Blocks, bindings: Iterable[Binding], line: Line) -> tuple[list[Binding], bool]:
    """Return those of the bindings, which come last ones first, whose object a name may have at a line.

    Also returns whether there is a certain one, which none from before it passes.
    """
    reaching: list[Binding] = []
    for it in bindings:
        if blocks.exclude(it.line, line) or blocks.has_left(it.line, line):
            continue
        reaching.insert(0, it)
        if blocks.own_branch(it.line, line) is None and it.statement.kind != "augment":
            return reaching, True
    return reaching, False


def _may_bind(name: str, code: str) -> bool:
    return has(name, code) and may_bind(name, code)


def place(line: Line) -> int:
    """Return the number by which the lines of a text are in order."""
    return line.index


def _one_library(origins: set[str | None]) -> str | None:
    """Return one origin for a name imported in several ways, if all agree on library and last name."""
    dotted = [it for it in origins if it is not None]
    ends = {(it.split(".")[0], it.rpartition(".")[2]) for it in dotted}
    return dotted[0] if len(dotted) == len(origins) and len(ends) == 1 else None
