"""Loads that a framework or a loop in the same text runs again, one call away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import WITH_WEIGHTS, Circumstance, LoadSite, Use
from ..reading import tree
from ..reading.blocks import FUNCTIONS, LOOPS
from ..reading.scan import Line
from ..values import strings
from .loops import ONCE, VARIED
from .names import Names

GRADIO, STREAMLIT, _CACHE = "gradio", "streamlit", "cache"
# Gradio calls what its components are given: `gr.Interface(fn=predict)`, `button.click(predict)`.
_EVENTS = (
    r"(?:\.(?:click|submit|change|then|input|upload|select|release|success|load)|Interface)\(\s*(?:fn\s*=\s*)?{0}\b"
)
_PLACINGS = ("move", "cast", "eval", "wrap")
_FN = r"\bfn\s*=\s*{0}\b"
_TASKS = re.compile(r"@(?:[\w.]+\.task|shared_task|dramatiq\.actor|[\w.]*celery\.task)\b")
_CACHES = re.compile(r"cache|singleton|memo|once|fixture|startup|property|lifespan|contextmanager")
# A function that keeps the model for its next call.
_KEEPING = ("global", "nonlocal", "self.", "session_state", "hasattr(")
_KEEPS = re.compile(r"\bglobal\b|\bnonlocal\b|\bself\.\w+\s*=|\bsession_state\b|\bhasattr\(")


class Callers:
    """Reads circumstances off the callers of one text's functions; what holds for a function is found out once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._words = names.scan.marks(_words)
        self._kept: dict[int, bool] = {}
        self._of_functions: dict[int, tuple[set[Circumstance], bool]] = {}

    def circumstances(self, site: LoadSite, line: Line) -> set[Circumstance]:
        """Return the circumstances that callers give a load."""
        if site.loader.kind not in WITH_WEIGHTS or not _is_fixed(site):
            return set()
        code, scope, words = self.names.scan.code, self.names.scan.scope(line), self._words
        if _is_in_comprehension(self.names, site, line):
            return {"loop"}
        if scope is None:
            runs_again = STREAMLIT in words and re.search(r"\b(?:st|streamlit)\.\w+\(", code) is not None
            self.names.trail.reached_out |= STREAMLIT in words
            return {"handler"} if runs_again and not _is_once(self.names, line) else set()
        if scope.parent is not None:
            return set()
        self.names.trail.reached_out = (
            self.names.trail.reached_out or _name(self.names, scope) in self.names.scan.mentioned
        )
        self.names.trail.words.update(_KEEPING)
        self.names.trail.roamed |= bool(words)
        return set() if self._is_kept(scope, line) else self._of_function(site, scope)

    def _is_kept(self, scope: Line, line: Line) -> bool:
        """Whether a function, or who wraps it, keeps the model between calls."""
        if scope.index not in self._kept:
            self._kept[scope.index] = _keeps(self.names, scope, self._words)
        return self._kept[scope.index] or _is_once(self.names, line)

    def _of_function(self, site: LoadSite, scope: Line) -> set[Circumstance]:
        if scope.index not in self._of_functions:
            self._of_functions[scope.index] = _of_function(self.names, scope, self._words)
        circumstances, is_looped = self._of_functions[scope.index]
        is_returned = any(it.kind == "return" or _is_returned_in_object(self.names, it) for it in site.uses)
        return {*circumstances, "loop"} if is_looped and not is_returned else circumstances


def _of_function(names: Names, scope: Line, words: frozenset[str]) -> tuple[set[Circumstance], bool]:
    """Return the circumstances that callers give all loads of a function, and whether one of them repeats it."""
    code, name = names.scan.code, _name(names, scope)
    circumstances: set[Circumstance] = set()
    if not name:
        return circumstances, False
    calls = [(it, use) for it in names.lines_with(name) if it is not scope for use in _calls(names, name, it)]
    if (
        any(_TASKS.match(code, it.start) for it in _decorators(names, scope))
        or (GRADIO in words and any(re.search(it.format(name), code) for it in (_EVENTS, _FN)))
        or (STREAMLIT in words and any(names.scan.scope(it) is None and not _is_once(names, it) for it, _ in calls))
    ):
        circumstances.add("handler")
    return circumstances, any(_is_looped(names, it, use) for it, use in calls)


def _words(code: str, text: str) -> frozenset[str]:
    return frozenset(it for it in (GRADIO, STREAMLIT, _CACHE) if it in code)


def _is_fixed(site: LoadSite) -> bool:
    """Whether the text says which model is loaded."""
    if site.loader.kind == "pipeline":
        return all(strings(it.value) for it in site.arguments if it.name in ("task", "model"))
    first = site.argument(*site.loader.parameters[:1])
    return first is not None and bool(strings(first.value)) and not site.opaque


def _is_returned_in_object(names: Names, use: Use) -> bool:
    """Whether a function returns the model in a tuple or dict, or in an object of a class that is made with it."""
    code, statement = names.scan.code, use.statement
    if use.kind != "pass" or not code.startswith("return", statement.start):
        return False
    if not _is_made_with(use):
        return not use.name
    return not (code[statement.start + 6 : use.span.start] + code[use.span.end : statement.end]).strip(" ()\r\n")


def _is_made_with(use: Use) -> bool:
    """Whether an object of a class is made with the model, by the name of what it is passed to."""
    return use.kind == "pass" and use.name.rpartition(".")[2][:1].isupper()


def _is_kept_as_item(site: LoadSite) -> bool:
    """Whether nothing but a placement is done to a model, alone or in an object or tuple: each item is a model."""
    uses = [it for it in site.uses if it.kind not in _PLACINGS]
    return all(it.kind in ("pass", "other") and (not it.name or _is_made_with(it)) for it in uses)


def _is_in_comprehension(names: Names, site: LoadSite, line: Line) -> bool:
    """Whether a comprehension runs a load for each item, and hands it on to nobody."""
    if names.scan.code.find(" for ", line.start, line.end) < 0:
        return False
    for statement in names.statements(line):
        for expression in statement.expressions():
            for node in expression.walk():
                if isinstance(node, tree.Deferred) and node.bound and _holds(node, site, line):
                    text = names.scan.code[line.start + node.start : line.start + node.end]
                    return " for " in text and "lambda" not in text and not _is_kept_as_item(site)
    return False


def _holds(node: tree.Node, site: LoadSite, line: Line) -> bool:
    return line.start + node.start <= site.call.start and site.call.end <= line.start + node.end


def _is_looped(names: Names, line: Line, call: tree.Call) -> bool:
    """Return whether a call is in a loop or comprehension, outside of what runs once or differs by round."""
    for header in line.ancestors():
        if names.scan.header(header) in (*FUNCTIONS, "class"):
            break
        if ONCE.search(names.scan.code, header.start, header.end):
            return False
        if names.scan.header(header) in LOOPS:
            return not VARIED.search(names.scan.code, header.start, names.scan.end_of(header))
    for statement in names.statements(line):
        for expression in statement.expressions():
            for node in expression.walk():
                if isinstance(node, tree.Deferred) and any(it is call for it in node.walk()):
                    text = names.scan.code[line.start + node.start : line.start + node.end]
                    return " for " in text and "lambda" not in text
    return False


def _keeps(names: Names, scope: Line, words: frozenset[str]) -> bool:
    """Whether a function, or who wraps it, keeps what it loads between calls."""
    code, name = names.scan.code, _name(names, scope)
    if any(_CACHES.search(code, it.start, it.end) for it in _decorators(names, scope)):
        return True
    end = names.scan.end_of(scope)
    if any(code.find(it, scope.start, end) >= 0 for it in _KEEPING) and _KEEPS.search(code, scope.start, end):
        return True
    return _CACHE in words and re.search(rf"cache\w*(?:\([^()]*\))?\(\s*{re.escape(name)}\b", code) is not None


def _is_once(names: Names, line: Line) -> bool:
    return any(ONCE.search(names.scan.code, it.start, it.end) for it in line.ancestors())


def _decorators(names: Names, scope: Line) -> Iterator[Line]:
    for line in names.scan.before(scope):
        if names.scan.code[line.start] != "@":
            return
        yield line


def _name(names: Names, scope: Line) -> str:
    statements = names.statements(scope)
    return statements[0].names[0][0] if statements and statements[0].names else ""


def _calls(names: Names, name: str, line: Line) -> Iterator[tree.Call]:
    for statement in names.statements(line):
        yield from (it for it in statement.calls() if isinstance(it.func, tree.Name) and it.func.id == name)
