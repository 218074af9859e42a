"""Loads that stand where the code has asked for the release: meant for some releases, not for all in play."""

from __future__ import annotations

import re
from itertools import takewhile

from ..model import LoadSite
from ..reading.scan import Line
from .names import Names

_ASKS = re.compile(
    r"__version__|\bversion\.parse\(|\bVersion\(|\bparse_version\(|\bis_\w+_version\(|\bmetadata\.version\("
    r"|\bhasattr\(\s*(?:transformers|diffusers)\b|\binspect\.signature\(|\bsignature\(\w*from_pretrained"
)
ASKING = (
    "__version__", "version.parse(", "Version(", "_version(", "metadata.version(", "hasattr(", "signature(",
)  # fmt: skip
_FALLBACK = re.compile(r"except\s*:|\b(?:Exception|TypeError|ImportError|ModuleNotFoundError|AttributeError)\b")
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")


def is_versioned(names: Names, site: LoadSite, line: Line, *, asks: bool) -> bool:
    """Whether a load, or an argument in the dict that it is passed, stands under a question for the release.

    `asks` says that the text has the words of such a question anywhere; looking at all lines above takes long.
    """
    elsewhere = (names.scan.line_at(it.span.start) for it in site.arguments if it.origin == "dict")
    lines = [line, *(it for it in elsewhere if it is not None)]
    return any(_is_asked(names, it) or (asks and _follows_answer(names, it)) for it in lines)


def _is_asked(names: Names, line: Line) -> bool:
    """Whether a header around a line asks for the release, or handles what an older or newer one raises."""
    for header in line.ancestors():
        keyword = names.scan.header(header)
        if keyword == "except" and _FALLBACK.search(names.scan.code, header.start, header.end):
            return True
        if keyword in ("if", "elif", "else") and any(_asks(names, it) for it in (header, names.blocks.head(header))):
            return True
    return False


def _follows_answer(names: Names, line: Line) -> bool:
    """Whether a block before a line, beside it, has asked for the release and left."""
    first = line.parent.index if line.parent is not None else -1
    earlier = takewhile(lambda it: it.index > first, names.scan.before(line))
    return any(
        it.parent is line.parent and names.scan.header(it) == "if" and _asks(names, it) and names.blocks.leaves(it)
        for it in earlier
    )


def _asks(names: Names, header: Line) -> bool:
    """Whether a condition asks for the release, itself or through a flag."""
    scan = names.scan
    if _ASKS.search(scan.text, header.start, header.end):
        return True
    words = set(_WORD.findall(scan.code[header.start : header.end])) - {"if", "elif", "not", "and", "or"}
    bindings = (it for word in words for it in names.bindings(word, header) if it.statement.kind == "assign")
    return any(_ASKS.search(scan.text, it.line.start, it.line.end) for it in bindings)
