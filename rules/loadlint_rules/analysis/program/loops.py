"""Loads that a loop repeats: in each round the same weights are read again."""

from __future__ import annotations

import re

from ..model import LoadSite, Span, Unknown
from ..reading import tree
from ..reading.blocks import FUNCTIONS, LOOPS
from ..reading.scan import Line
from .names import Names
from .spelling import names_in

# Each round with a seed of its own, or timed: the same load again is meant.
VARIED = re.compile(r"\b(?:(?:torch|cuda)\.manual_seed|set_seed|seed_everything|perf_counter|time\.time|timeit)\b")
_COLLECTS = re.compile(r"\.(?:append|add|extend|insert|put|put_nowait|add_module|register_module)\(|\]\s*=|\byield\b")
_KEEPS = (
    r"\.(?:append|add|extend|insert|put|put_nowait|add_module|register_module)\([^\n]*\b{0}\b"
    r"|\]\s*=\s*[^\n]*\b{0}\b|\byield\b[^\n]*\b{0}\b"
)
# Conditions under which only the first of many rounds runs a line.
ONCE = re.compile(
    r"\bis\s+None\b|\bnot\s+in\b|\bif\s+not\b"
    r"|\bif\s+(?!\w*rank)[\w.]+\s*==\s*0\b|\bif\s+(?:\w+\.)?(?:is_)?first\w*\s*:"
)


def is_repeated(names: Names, site: LoadSite, line: Line) -> bool:
    """Whether a loop around the load loads the same thing again: nothing in the call changes with the loop."""
    for header in line.ancestors():
        if names.scan.header(header) in (*FUNCTIONS, "class"):
            return False
        if names.scan.header(header) in LOOPS:
            names.trail.roamed = True
            differs = _changes(names, header, site, line) or _is_collected(names, header, site, line)
            return not differs and not _is_remade(names, header, site) and not _leaves(names, header, line)
        if ONCE.search(names.scan.code, header.start, header.end):
            return False
    return False


def _changes(names: Names, loop: Line, site: LoadSite, line: Line) -> bool:
    """Whether the call differs by round: by a name bound in the loop, by a call in it, or by a new seed."""
    if any(isinstance(it.value, Unknown) and "(" in it.value.text for it in site.arguments):
        return True
    if VARIED.search(names.scan.code, loop.start, names.scan.end_of(loop)):
        return True
    return _varies(names, loop, site.call, line)


def _varies(names: Names, loop: Line, span: Span, line: Line, holder: str | None = None) -> bool:
    """Whether the code of a line's part has a name, other than that of a holder, which the loop binds elsewhere."""
    inside = {loop.index, *(it.index for it in names.scan.body(loop))}
    written = slice(span.start, span.end)
    return any(
        it.line.index in inside and it.line is not line and not isinstance(it.value, tree.Constant)
        for word in names_in(names.scan.code[written], names.scan.text[written])
        if word != holder
        for it in names.bindings(word, line)
    )


def _is_collected(names: Names, loop: Line, site: LoadSite, line: Line) -> bool:
    """Whether each round adds its own model to a collection, or hands it on with `yield`."""
    if _COLLECTS.search(names.scan.code, line.start, site.call.start):
        return True
    if site.target is None:
        return False
    kept = re.compile(_KEEPS.format(re.escape(site.target)))
    return kept.search(names.scan.code, line.end, names.scan.end_of(loop)) is not None


def _is_remade(names: Names, loop: Line, site: LoadSite) -> bool:
    """Whether the loop makes a model by round of the loaded one: it wraps it, or binds what it makes to its name."""
    end = names.scan.end_of(loop)
    for use in site.uses:
        made = names.scan.line_at(use.span.start) if use.span.start < end else None
        if made is None or use.kind not in ("wrap", "pass"):
            continue
        bound = names.scan.code[made.start : made.end].partition("=")[0].strip()
        if (use.kind == "wrap" or bound == site.target) and _varies(names, loop, made.span, made, site.target):
            return True
    return False


def _leaves(names: Names, loop: Line, line: Line) -> bool:
    """Whether the loop ends once the load is done: a `break` or `return` follows on its way out of the loop."""
    outward = {it.index for it in line.ancestors()}
    for it in names.scan.body(loop):
        if it.index > line.index and names.scan.code.startswith(("break", "return"), it.start):
            parent = it.parent
            if parent is not None and (parent.index in outward or names.scan.header(parent) == "else"):
                return True
    return False
