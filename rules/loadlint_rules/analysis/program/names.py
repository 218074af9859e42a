"""What a name means at a line: its bindings, the import behind it, and the value it was assigned once.

Bindings are looked up when asked for: a search over the blanked text finds the lines that could bind a
name, and only these are parsed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Choice, Items, Literal, Made, Symbol, Table, Unknown, Value
from ..reading import syntax, tree
from ..reading.blocks import FUNCTIONS, Blocks
from ..reading.prefilter import TRIGGERS
from ..reading.scan import Line, Scan

_STAR = re.compile(r"import\s*\*")
_DEPTH = 6
_BINDERS = ("import", "from", "def", "class", "for", "with", "async", "if", "elif", "else", "while", "try", "case")
PATH = "pathlib.Path"
_PATH_METHODS = ("expanduser", "resolve", "absolute", "joinpath", "with_name", "with_suffix")
# Names that are told apart from anything else by themselves, for fragments whose imports are not in the text.
_UNMISTAKABLE = re.compile(r"Auto(Model(For\w+)?|Tokenizer|Processor|Config)$")


@dataclass(frozen=True, slots=True)
class Binding:
    """One line that binds a name in a scope: by import (`origin`), assignment (`value`), or otherwise (neither)."""

    line: Line
    scope: Line | None
    statement: tree.Statement
    origin: str | None = None
    value: tree.Node | None = None


class Names:
    """Looks names up in one scanned text."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.blocks = Blocks(scan)
        self._statements: dict[int, tuple[tree.Statement, ...]] = {}
        self._lines: dict[tuple[str, int], list[Line]] = {}
        self._bindings: dict[tuple[str, int], list[Binding]] = {}
        self._stars: list[str] | None = None

    def scope_of(self, line: Line) -> Line | None:
        """The header of the innermost function around a line."""
        return self.scan.scope(line)

    def scopes(self, line: Line) -> Iterator[Line | None]:
        """The functions around a line, innermost first, then None for the module."""
        scope = self.scope_of(line)
        while scope is not None:
            yield scope
            scope = self.scope_of(scope)
        yield None

    def statements(self, line: Line) -> tuple[tree.Statement, ...]:
        """The statements of a logical line, an inline suite's included; none when it does not parse."""
        found = self._statements.get(line.index)
        if found is None:
            known = self._parsed(line)
            found = self._statements[line.index] = tuple(it for one in known for it in (one, *one.body))
        return found

    def _parsed(self, line: Line) -> tuple[tree.Statement, ...]:
        if self.scan.header(line) in FUNCTIONS:
            code = self.scan.code[line.start : line.end]
            defaults = code.partition("(")[2]
            header = syntax.signature(code) if not any(f"{it}(" in defaults for it in TRIGGERS) else None
            if header is not None:
                return (header,)
        parsed = syntax.parse(self.scan.statement_text(line))
        return () if isinstance(parsed, tree.SyntaxTrouble) else parsed

    def lines_with(self, name: str) -> list[Line]:
        """The logical lines whose code has a name (or a dotted name) as a whole word, not behind a dot."""
        return self.lines_in(name, None)

    def bindings(self, name: str, line: Line) -> list[Binding]:
        """How a name is bound in the innermost scope around `line` that binds it, in source order."""
        for scope in self.scopes(line):
            here = self._bindings_in(name, scope)
            if here:
                return here
        return []

    def lines_in(self, name: str, header: Line | None) -> list[Line]:
        """The lines that have a name, from a header to the end of its body (None: of the whole text)."""
        key = (name, header.index if header is not None else -1)
        if key not in self._lines:
            whole = self._lines.get((name, -1))
            if header is None or whole is None:
                self._lines[key] = list(self._search(name, header))
            else:
                first = bisect_left(whole, header.index, key=_index)
                self._lines[key] = whole[first : bisect_left(whole, self.scan.body_end(header), key=_index)]
        return self._lines[key]

    def origin(self, node: tree.Node, line: Line, depth: int = 0) -> str | None:
        """The dotted name that imports (or an alias of an import) give an expression; None if it is no such thing."""
        if isinstance(node, tree.Attribute):
            head = self.origin(node.value, line, depth)
            return f"{head}.{node.name}" if head is not None else None
        return self._origin_of_name(node.id, line, depth) if isinstance(node, tree.Name) else None

    def value(self, node: tree.Node, line: Line, depth: int = 0) -> Value:
        """What an expression evaluates to as far as the text says, names assigned once followed."""
        if depth > _DEPTH:
            return self._unknown(node, line)
        handler = getattr(self, "_value_" + type(node).__name__.lower(), None)
        found: Value | None = handler(node, line, depth + 1) if handler is not None else None
        return found if found is not None else self._unknown(node, line)

    # --- bindings ---

    def _search(self, name: str, header: Line | None) -> Iterator[Line]:
        """Plain string search: patterns with a look-behind are ten times slower on whole files."""
        code, size, last = self.scan.code, len(name), None
        end = self.scan.end_of(header) if header is not None else len(code)
        at = code.find(name, header.start if header is not None else 0, end)
        while at >= 0:
            before, after = code[at - 1 : at], code[at + size : at + size + 1]
            if not (before == "." or _is_word(before) or _is_word(after)):
                line = self.scan.line_at(at)
                if line is not None and line is not last:
                    last = line
                    yield line
            at = code.find(name, at + size, end)

    def _bindings_in(self, name: str, scope: Line | None) -> list[Binding]:
        """The bindings of a name that belong to one function (its parameters too), or to the module."""
        key = (name, scope.index if scope is not None else -1)
        if key not in self._bindings:
            self._bindings[key] = [
                it
                for line in self.lines_in(name, scope)
                if line is scope or self.scan.scope(line) is scope
                for it in self._bound_in(name, line)
                if it.scope is scope
            ]
        return self._bindings[key]

    def _bound_in(self, name: str, line: Line) -> Iterator[Binding]:
        if not _may_bind(name, self.scan.code[line.start : line.end]):
            return
        for statement in self.statements(line):
            yield from self._bound_by(name, statement, line)

    def _bound_by(self, name: str, statement: tree.Statement, line: Line) -> Iterator[Binding]:
        scope = self.scope_of(line)
        if statement.kind in ("import", "from"):
            for bound, origin in statement.names:
                if bound == name:
                    yield Binding(line, scope, statement, origin=origin)
        elif statement.kind in ("def", "class"):
            if statement.names[0][0] == name:
                yield Binding(line, scope, statement)
            if statement.kind == "def" and name in (it.id for it, _ in statement.pairs if isinstance(it, tree.Name)):
                yield Binding(line, line, statement)
        elif statement.kind == "assign":
            yield from self._assigned(name, statement, line, scope)
        elif name in (it.id for it in _bound_names(statement)):
            yield Binding(line, scope, statement)

    def _assigned(self, name: str, statement: tree.Statement, line: Line, scope: Line | None) -> Iterator[Binding]:
        for target in statement.targets:
            if isinstance(target, tree.Name) and target.id == name:
                yield Binding(line, scope, statement, value=statement.value)
            for number, item in enumerate(target.items if isinstance(target, tree.Sequence) else ()):
                if isinstance(item, tree.Name) and item.id == name:
                    yield Binding(line, scope, statement, value=_paired(statement.value, target, number))

    # --- origins ---

    def classes(self, node: tree.Node, line: Line, depth: int = 0) -> list[str]:
        """The dotted names that an expression may be, by a conditional or by branches; none where one is unknown."""
        if isinstance(node, tree.IfExp):
            options = [self.classes(it, line, depth) for it in (node.yes, node.no)]
        elif isinstance(node, tree.Name) and depth < _DEPTH:
            options = [self._classes_of(it, depth) for it in self.reaching(node.id, line) if not _is_none(it.value)]
        else:
            origin = self.origin(node, line, depth)
            options = [[origin]] if origin is not None else []
        return [name for names in options for name in names] if all(options) else []

    def _classes_of(self, binding: Binding, depth: int) -> list[str]:
        if binding.origin is not None:
            return [binding.origin]
        return self.classes(binding.value, binding.line, depth + 1) if binding.value is not None else []

    def reaching(self, name: str, line: Line) -> list[Binding]:
        """The bindings whose object a name may have at a line: in straight code, those from the last certain one on."""
        bindings = self.bindings(name, line)
        if len(bindings) < 2:
            return bindings
        scope, loop = self.scope_of(line), self.blocks.loop(line)
        before = [it for it in bindings if it.line.index < line.index]
        comes_round = loop is not None and any(loop in it.line.ancestors() for it in bindings if it not in before)
        if comes_round or any(it.scope is not scope for it in bindings):
            return bindings
        reaching: list[Binding] = []
        for it in reversed(before):
            if self.blocks.exclude(it.line, line) or self.blocks.has_left(it.line, line):
                continue
            reaching.insert(0, it)
            if self.blocks.own_branch(it.line, line) is None and it.statement.kind != "augment":
                break
        return reaching or bindings

    def _origin_of_name(self, name: str, line: Line, depth: int) -> str | None:
        found = self.reaching(name, line)
        if not found:
            return self._unbound(name)
        origins = {self._origin_of_binding(it, depth) for it in found if not _is_none(it.value)}
        return origins.pop() if len(origins) == 1 else _one_library(origins)

    def _origin_of_binding(self, binding: Binding, depth: int) -> str | None:
        if binding.origin is not None:
            return binding.origin
        if binding.value is not None and depth < _DEPTH:
            return self.origin(binding.value, binding.line, depth + 1)
        return None

    def _unbound(self, name: str) -> str | None:
        """A name that nothing binds: from a star import, or a fragment that stands without its imports."""
        if self._stars is None:
            self._stars = [
                origin for hit in _STAR.finditer(self.scan.code) if (line := self.scan.line_at(hit.start()))
                for it in self.statements(line) if it.kind == "from" for bound, origin in it.names if bound == "*"
            ]  # fmt: skip
        if not self._stars:
            return f"transformers.{name}" if _UNMISTAKABLE.match(name) else name
        libraries = [it for it in self._stars if it.split(".")[0] == "transformers"]
        return f"{libraries[0]}.{name}" if libraries and name[:1].isupper() else None

    # --- values, one method a kind of node ---

    def _value_constant(self, node: tree.Constant, line: Line, depth: int) -> Value | None:
        return Literal(node.value)

    def _value_name(self, node: tree.Name, line: Line, depth: int) -> Value | None:
        found = self.reaching(node.id, line)
        if not found:
            return Symbol(node.id) if self._unbound(node.id) == node.id else None
        if all(it.origin is not None for it in found):
            origin = self.origin(node, line)
            return Symbol(origin) if origin is not None else None
        return self._assigned_value(found, depth)

    def _assigned_value(self, found: list[Binding], depth: int) -> Value | None:
        """The value of a name bound once, or by the branches of conditionals; None when the text does not say."""
        known: Value | None = None
        for it in found:
            if it.value is None or it.statement.kind != "assign" or self.blocks.loop(it.line) is not None:
                return None
            value = self.value(it.value, it.line, depth)
            branch = self.blocks.branch(it.line)
            if branch is None:
                if known is not None:
                    return None
                known = value
            else:
                known = self._chosen(branch, value, known, depth)
        return known

    def _chosen(self, branch: Line, value: Value, known: Value | None, depth: int) -> Value:
        header = self.scan.header(branch)
        if (header == "else" or self.blocks.takes_the_rest(branch)) and isinstance(known, Choice):
            return _otherwise(known, value)
        statements = self.statements(branch)
        test = statements[0].value if statements and statements[0].kind == "if" else None
        condition: Value = self.value(test, branch, depth) if test is not None else Unknown("")
        chosen = Choice(condition, value, known if known is not None else _UNSAID)
        if header in ("elif", "case") and isinstance(known, Choice):
            return _otherwise(known, Choice(condition, value, _UNSAID))
        return chosen

    def _value_attribute(self, node: tree.Attribute, line: Line, depth: int) -> Value | None:
        if node.name == "parent" and self._is_path(node.value, line, depth):
            return Made(PATH)
        origin = self.origin(node, line)
        return Symbol(origin) if origin is not None else None

    def _value_call(self, node: tree.Call, line: Line, depth: int) -> Value | None:
        function = node.func
        if isinstance(function, tree.Attribute) and self._makes_path(function, line, depth):
            return Made(PATH)
        origin = self.origin(function, line)
        if origin is None or any(it.star for it in node.args):
            return None
        keywords = tuple((it.keyword, self.value(it.value, line, depth)) for it in node.args if it.keyword)
        if origin == "dict" and len(keywords) == len(node.args):
            return Table(tuple((Literal(name), value) for name, value in keywords))
        positional = tuple(self.value(it.value, line, depth) for it in node.args if not it.keyword)
        return Made(origin, positional, keywords)

    def _value_ifexp(self, node: tree.IfExp, line: Line, depth: int) -> Value | None:
        test, yes, no = (self.value(it, line, depth) for it in (node.test, node.yes, node.no))
        return Choice(test, yes, no)

    def _value_sequence(self, node: tree.Sequence, line: Line, depth: int) -> Value | None:
        if any(isinstance(it, tree.Wrapped) for it in node.items):
            return None
        values = tuple(self.value(it, line, depth) for it in node.items)
        return Items(node.kind, values)  # type: ignore[arg-type]

    def _value_dict(self, node: tree.Dict, line: Line, depth: int) -> Value | None:
        if any(it.key is None for it in node.pairs):
            return None
        pairs = ((self.value(it.key, line, depth), self.value(it.value, line, depth)) for it in node.pairs if it.key)
        return Table(tuple(pairs))

    def _value_operation(self, node: tree.Operation, line: Line, depth: int) -> Value | None:
        values = [self.value(it, line, depth) for it in node.operands]
        if node.operator == "-" and len(values) == 1 and isinstance(values[0], Literal):
            inner = values[0].value
            return Literal(-inner) if isinstance(inner, int | float) else None
        if node.operator == "not" and len(values) == 1:
            return Made("not", tuple(values))
        if node.operator == "/" and any(isinstance(value, Made) and value.callee == PATH for value in values):
            return Made(PATH, tuple(values))
        return None

    def _makes_path(self, method: tree.Attribute, line: Line, depth: int) -> bool:
        return method.name in _PATH_METHODS and self._is_path(method.value, line, depth)

    def _is_path(self, node: tree.Node, line: Line, depth: int) -> bool:
        value = self.value(node, line, depth)
        return isinstance(value, Made) and value.callee == PATH

    def _unknown(self, node: tree.Node, line: Line) -> Unknown:
        return Unknown(self.scan.statement_text(line)[node.start : node.end])


def _index(line: Line) -> int:
    return line.index


_UNSAID = Unknown("")


def _paired(value: tree.Node | None, target: tree.Node, number: int) -> tree.Node | None:
    """The value that an item of a tuple target gets, when both sides are written out."""
    if isinstance(value, tree.Sequence) and isinstance(target, tree.Sequence):
        return value.items[number] if len(value.items) == len(target.items) else None
    return None


def _otherwise(choice: Choice, value: Value) -> Choice:
    """Puts what an `elif` or `else` says into the last open arm of a choice."""
    if isinstance(choice.no, Choice):
        return Choice(choice.test, choice.yes, _otherwise(choice.no, value))
    return Choice(choice.test, choice.yes, value)


def _one_library(origins: set[str | None]) -> str | None:
    """One origin for a name imported in several ways, if all agree on library and last name."""
    known = [it for it in origins if it is not None]
    ends = {(it.split(".")[0], it.rpartition(".")[2]) for it in known}
    return known[0] if len(known) == len(origins) and len(ends) == 1 else None


def _is_none(node: tree.Node | None) -> bool:
    return isinstance(node, tree.Constant) and node.value is None


def _bound_names(statement: tree.Statement) -> Iterator[tree.Name]:
    for target in [*statement.targets, *(it for _, it in statement.pairs if it is not None)]:
        # `os.environ |= x` changes an object, and binds no name.
        if statement.kind in ("for", "with", "augment", "case") and not isinstance(target, tree.Attribute):
            yield from (it for it in target.walk() if isinstance(it, tree.Name))
    if statement.kind == "global":
        return
    for expression in statement.expressions():
        for it in expression.walk():
            if isinstance(it, tree.Walrus) and isinstance(it.target, tree.Name):
                yield it.target


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _may_bind(name: str, code: str) -> bool:
    """Whether a logical line (blanked) that has a name could bind it; a yes is confirmed by parsing."""
    if code.startswith(_BINDERS) or ":=" in code:
        return True
    at = code.find(name)
    equals = code.find("=", at)
    while equals > 0 and (code[equals + 1 : equals + 2] == "=" or code[equals - 1] in "!<>="):
        equals = code.find("=", equals + 2)
    return equals > 0 and "(" not in code[1:at]
