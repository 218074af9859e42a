"""One logical line to a light syntax tree, by the quickest reader that is sure of it.

Python's own parser reads the lines that it describes as exactly as LibCST does; LibCST reads all others,
and has the last word on what does not parse. Either way small nodes carry offsets into the line's text,
and they are remembered by that text, so a keystroke parses what it changed and no more.
LibCST takes longer to import than most files take to be read, so it is imported when first asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from keyword import iskeyword
from types import ModuleType

from . import literals, plain, tree
from .literals import blanked
from .recent import Recent
from .tree import SyntaxTrouble

TOO_DEEP = "nested too deeply"
_DEEPEST = 200
_NESTING = re.compile(r"[()\[\]{}]")
_DEF = re.compile(r"(?:async\s+)?def\s+(\w+)\s*(?:\[[^\]]*\]\s*)?\(")
_IMPORT = re.compile(r"(?:from[ \t]+(\.*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\.+)[ \t]+)?import\b[ \t]*")
_IMPORTED = re.compile(r"\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:\s+as\s+([A-Za-z_]\w*))?\s*")
_PUNCTUATION = re.compile(r"[()\[\]{},]")
_PARAMETER = re.compile(r"\s*(\*{0,2})\s*([^\W\d]\w*)")
_LONG = 2000
_OPERATOR = re.compile(r"[-+*/%@&|^<>~.]|[\])]\s*[\[(]|\b(?:and|or|not|if|lambda|await)\b")
_HEADER_MARK = re.compile(r"[()\[\]{}:]")
_CASE = re.compile(r"case(?=[\s(\[{\"*-])\s*(?!=)")
_NO_CAPTURES = ("_", "as", "None", "True", "False")
_GUARD = re.compile(r"\bif\b")
_CAPTURE = re.compile(r"(?<![\w.])[^\W\d]\w*(?!\w|\s*[.(=])")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")
# Disputes are rare: a line that both readers understand and read differently.
_MOST_DISPUTED = 1_000

# Characters of the statements that are remembered, twice, and of the headers of functions: a statement takes forty
# times its text.
_MOST_CHARACTERS = 500_000
_FEWER_CHARACTERS = 100_000

Parsed = tuple[tree.Statement, ...] | SyntaxTrouble


class Syntax:
    """Reads logical lines, and remembers its readings for one owner.

    `importing` wraps the import of LibCST, for owners that can make it cheaper.
    """

    def __init__(self, importing: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        self._importing = importing
        self._concrete: ModuleType | None = None
        self._disputed: set[str] = set()
        self.forget()

    def parse(self, text: str) -> Parsed:
        """Return the statements of one logical line, with offsets into `text`; or why it does not parse."""
        return self._parsed(text)

    def signature(self, code: str) -> tree.Statement | None:
        """Return the statement of a function's header as the function `signature` reads it."""
        return self._headers(code)

    def imported(self, code: str) -> tree.Statement | None:
        """Return the statement of a plain import as the function `imported` reads it."""
        return self._imports(code)

    def check(self, text: str) -> SyntaxTrouble | None:
        """Return the first fault that LibCST finds in a whole text; None without one."""
        if _is_too_deep(text):
            return SyntaxTrouble(TOO_DEEP, 0)
        trouble: SyntaxTrouble | None = self.concrete().check(literals.plain(text))
        return trouble

    def agrees(self, text: str) -> bool:
        """Whether both readers see the same in one logical line; a line that only LibCST reads has one reading."""
        return self._agreed(text)

    def dispute(self, text: str) -> None:
        """Leave a logical line to LibCST from now on, as it reads the line differently."""
        if len(self._disputed) < _MOST_DISPUTED:
            self._disputed.add(text)
            self._parsed.drop(text)

    def forget(self) -> None:
        """Drop all readings, but not the disputes about them."""
        self._parsed = Recent(self._parse_safely, _MOST_CHARACTERS)
        self._headers = Recent(signature, _FEWER_CHARACTERS)
        self._imports = Recent(imported, _FEWER_CHARACTERS)
        self._agreed = Recent(self._agree, _FEWER_CHARACTERS)

    def concrete(self) -> ModuleType:
        """Return the reader that uses LibCST, which is imported on first use."""
        if self._concrete is None:
            with self._importing():
                from . import concrete
            self._concrete = concrete
        return self._concrete

    def _agree(self, text: str) -> bool:
        whole, skipped = completed(text)
        try:
            quick = plain.statements(whole, skipped)
            return quick is None or tree.spelled(quick) == tree.spelled(self.by_libcst(whole, skipped))
        except (SyntaxTrouble, RecursionError):
            # The suite of an `else`, a `case`: what is no statement by itself was read part by part.
            return isinstance(self.parse(text), tuple)

    def by_libcst(self, whole: str, skipped: int) -> tuple[tree.Statement, ...]:
        """Return the statements of a completed line as LibCST reads it; raises SyntaxTrouble."""
        statements: tuple[tree.Statement, ...] = self.concrete().statements(whole, skipped)
        return statements

    def _parse_safely(self, text: str) -> Parsed:
        try:
            return self._parse(literals.plain(text))
        except SyntaxTrouble as trouble:
            return trouble
        except RecursionError:
            return SyntaxTrouble(TOO_DEEP, 0)

    def _parse(self, text: str) -> tuple[tree.Statement, ...]:
        if _is_too_deep(text):
            raise SyntaxTrouble(TOO_DEEP, 0)
        word = _first_word(text)
        if word in ("else", "try", "finally"):
            return self._suite(text, _colon(text) + 1)
        if word in ("except", "except*"):
            return ()
        if word in ("match", "case"):
            soft = self._match(text) if word == "match" else self._case(text)
            if soft is not None:
                return soft
        whole, skipped = completed(text)
        statements = plain.statements(whole, skipped) if text not in self._disputed else None
        return statements if statements is not None else self.by_libcst(whole, skipped)

    def _match(self, text: str) -> tuple[tree.Statement, ...] | None:
        """Return the header of a `match` block, its subject as the value; None where `match` is a name."""
        if not text.endswith(":") or text[5:6].isalnum():
            return None
        # `yield` is as long, and takes whatever may stand after `match`.
        (parsed,) = self._parse(f"yield{text[5:-1]}")
        made = tree.statement("match", 0, len(text))
        made.value = parsed.value.value if isinstance(parsed.value, tree.Wrapped) else parsed.value
        return (made,)

    def _case(self, text: str) -> tuple[tree.Statement, ...] | None:
        """Return the header of a `case` block, its guard as the value, its captures as targets.

        Returns None where `case` is a name.
        """
        code = blanked(text)
        if _CASE.match(code) is None or ":" not in code:
            return None
        made = tree.statement("case", 0, len(text))
        colon = _colon(text)
        guard = _GUARD.search(code, 0, colon)
        end = guard.start() if guard is not None else colon
        if guard is not None:
            (tested,) = self._parse(f"if {text[guard.end() : colon]}:")
            _shift(tested, guard.end() - 3)
            made.value = tested.value
        made.targets = [_name(it) for it in _CAPTURE.finditer(code, 4, end) if it[0] not in _NO_CAPTURES]
        made.body = list(self._suite(text, colon + 1))
        return (made,)

    def _suite(self, text: str, start: int) -> tuple[tree.Statement, ...]:
        inline = text[start:]
        if not inline.strip():
            return ()
        start += len(inline) - len(inline.lstrip())
        statements = self._parse(text[start:])
        for statement in statements:
            _shift(statement, start)
        return statements


def signature(code: str) -> tree.Statement | None:
    """Return the statement of a function's header, read off its blanked code; None where that takes a parser.

    A header matters for the names it binds. A parser takes milliseconds for a long annotated one, and
    loads in defaults are rare: the caller parses a header that has one.
    """
    defined = _DEF.match(code)
    if defined is None or not code.endswith(":"):
        return None
    made = tree.statement("def", defined.start(1), len(code))
    made.names = [(defined[1], defined[1])]
    depth, at = 0, defined.end() - 1
    for hit in _PUNCTUATION.finditer(code, at):
        mark = hit[0]
        depth += (mark in "([{") - (mark in ")]}")
        if depth == 0:
            return made
        if depth == 1 and mark in "(,":
            _add_parameter(made, code, hit.end())
    return None


def _add_parameter(made: tree.Statement, code: str, at: int) -> None:
    written = _PARAMETER.match(code, at)
    if written is None:
        return
    name = tree.Name()
    name.id, name.start, name.end = written[2], written.start(2), written.end(2)
    made.pairs.append((name, None))
    if written[1]:
        made.names.append((written[1], written[2]))


def imported(code: str) -> tree.Statement | None:
    """Return the statement of a plain import, read off its blanked code; None where that takes a parser.

    A text has dozens of imports, and each look-up of a name asks for those that have it.
    """
    opening = _IMPORT.match(code) if code.isascii() else None
    if opening is None:
        return None
    module, listed = opening[1] or "", code[opening.end() :]
    if module and listed.startswith("(") and listed.endswith(")"):
        listed = listed[1:-1].rstrip().removesuffix(",")
    items = [_IMPORTED.fullmatch(it) for it in listed.split(",")]
    names = [(it[1], it[2]) for it in items if it is not None and (not module or "." not in it[1])]
    words = ".".join([module, *(name or "" for it in names for name in it)]).split(".")
    if len(names) < len(items) or any(map(iskeyword, words)):
        return None
    made = tree.statement("from" if module else "import", 0, len(code))
    if module:
        made.names = [(alias or name, f"{module}.{name}") for name, alias in names]
    else:
        made.names = [(alias, name) if alias else (name.split(".")[0],) * 2 for name, alias in names]
    return made


def completed(text: str) -> tuple[str, int]:
    """Return a logical line as a text that a parser takes alone, and the number of characters cut off in front."""
    skipped = 1 if text.startswith("@") else 2 if _first_word(text) == "elif" else 0
    return text[skipped:] + (" pass\n" if text.endswith(":") else "\n"), skipped


def _name(hit: re.Match[str]) -> tree.Name:
    made = tree.Name()
    made.id, made.start, made.end = hit[0], hit.start(), hit.end()
    return made


def _colon(text: str) -> int:
    """Return the offset of a header's colon, outside brackets and strings; raises SyntaxTrouble without one."""
    depth = 0
    for hit in _HEADER_MARK.finditer(blanked(text)):
        depth += (hit[0] in "([{") - (hit[0] in ")]}")
        if hit[0] == ":" and depth == 0:
            return hit.start()
    raise SyntaxTrouble("expected ':'", len(text))


def _first_word(text: str) -> str:
    return next(iter(text.partition(":")[0].split(None, 1)), "")


def _is_too_deep(text: str) -> bool:
    """Whether a text nests deeper than Python admits, or has a line of a thousand operators.

    LibCST ends the process on the first and takes minutes for the second; no real load is like that.
    """
    if len(text) < _DEEPEST:
        return False
    code = _STRING.sub("", text) if len(text) > _LONG else text
    depth = deepest = 0
    for it in _NESTING.findall(code):
        depth += 1 if it in "([{" else -1
        deepest = max(deepest, depth)
    return deepest >= _DEEPEST or any(
        len(_OPERATOR.findall(it)) > _LONG // 2 for it in code.split("\n") if len(it) > _LONG
    )


def _shift(node: tree.Node, by: int) -> None:
    for it in node.walk():
        it.start += by
        it.end += by
        if isinstance(it, tree.Call):
            it.inside += by
    if isinstance(node, tree.Statement):
        for value, target in node.pairs:
            _shift(value, by)
            if target is not None:
                _shift(target, by)
