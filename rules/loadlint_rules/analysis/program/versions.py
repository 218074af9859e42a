"""Loads that stand where the code has asked for the release: meant for some releases, not for all in play."""

from __future__ import annotations

import re
from itertools import takewhile

from ..model import LoadSite
from ..reading.scan import Line, Scan
from .facts.reading import places
from .names import Names
from .spelling import names_in

_ASKS = re.compile(
    r"__version__|\bversion\.parse\(|\bVersion\(|\bparse_version\(|\bis_\w+_version\(|\bmetadata\.version\("
    r"|\bhasattr\(\s*(?:transformers|diffusers)\b|\binspect\.signature\(|\bsignature\(\w*from_pretrained"
)
# Each question has one of these; few texts that have one ask for a release.
_QUESTIONS = ("__version__", "version.parse(", "Version(", "_version(", "metadata.version(", "hasattr(", "signature(")
_REACH = 200
_FALLBACK = re.compile(r"except\s*:|\b(?:Exception|TypeError|ImportError|ModuleNotFoundError|AttributeError)\b")

_WORDS = re.compile(r"\w+")


def asking(scan: Scan) -> frozenset[str]:
    """Return the words of the lines that ask for a release; none in most texts."""
    hits = (at for question in _QUESTIONS for at in places(question, scan.text))
    asked = (at for at in hits if _ASKS.search(scan.text, scan.text.rfind("\n", 0, at) + 1, at + _REACH))
    lines = {line.span for at in asked if (line := scan.line_at(at)) is not None}
    return frozenset(name for it in lines for name in names_in(scan.code[it.start : it.end]))


def is_versioned(names: Names, site: LoadSite, line: Line, asking: frozenset[str]) -> bool:
    """Return whether a load, or an argument in the dict passed to it, is under a check of the release.

    `asking` are the words of all lines that ask such a question.
    """
    names.trail.words.update(_QUESTIONS)
    names.trail.roamed |= bool(asking)
    elsewhere = (names.scan.line_at(it.span.start) for it in site.arguments if it.origin == "dict")
    lines = [line, *(it for it in elsewhere if it is not None)]
    if any(_is_handled(names, site, it) for it in lines):
        return True
    return bool(asking) and any(_is_asked(names, it, asking) or _follows_answer(names, it, asking) for it in lines)


def _is_handled(names: Names, site: LoadSite, line: Line) -> bool:
    """Whether a header around a line handles what an older or newer release raises."""
    headers = (it for it in line.ancestors() if names.scan.header(it) == "except")
    handling = [it for it in headers if _FALLBACK.search(names.scan.code, it.start, it.end)]
    names.trail.roamed |= bool(handling)
    return any(not _is_tried(names, site, it) for it in handling)


def _is_tried(names: Names, site: LoadSite, handling: Line) -> bool:
    """Whether the `try` of a handler loads by the same class and with all arguments of a load in the handler."""
    head = names.blocks.head(handling)
    tried = set(_WORDS.findall(names.scan.text, head.end, names.scan.end_of(head)))
    asked = {it.name for it in site.arguments if it.span != it.value_span}
    return tried.issuperset((*site.callee.split(".")[-2:], *asked))


def _is_asked(names: Names, line: Line, asking: frozenset[str]) -> bool:
    """Whether a header around a line asks for the release."""
    headers = (it for it in line.ancestors() if names.scan.header(it) in ("if", "elif", "else"))
    return any(_asks(names, it, asking) for header in headers for it in (header, names.blocks.head(header)))


def _follows_answer(names: Names, line: Line, asking: frozenset[str]) -> bool:
    """Whether a block before a line, beside it, has asked for the release and left."""
    first = line.parent.index if line.parent is not None else -1
    earlier = takewhile(lambda it: it.index > first, names.scan.before(line))
    return any(
        it.parent is line.parent
        and names.scan.header(it) == "if"
        and _asks(names, it, asking)
        and names.blocks.leaves(it)
        for it in earlier
    )


def _asks(names: Names, header: Line, asking: frozenset[str]) -> bool:
    """Whether a condition asks for the release, itself or through a flag."""
    scan = names.scan
    if _ASKS.search(scan.text, header.start, header.end):
        return True
    words = asking & names_in(scan.code[header.start : header.end])
    bindings = (it for word in words for it in names.bindings(word, header) if it.statement.kind == "assign")
    return any(_ASKS.search(scan.text, it.line.start, it.line.end) for it in bindings)
