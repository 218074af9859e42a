"""Imports of classes that a release of transformers has dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ... import releases
from ...dropped import imports_dropped
from ...model import RemovedImport, Span, Version
from .imports import imported_by
from .reading import Text

_CLASS = re.compile(r"\b[A-Z]\w+")


def gather(text: Text) -> Iterator[RemovedImport]:
    """Yield unconditional imports of classes that a release of transformers has dropped."""
    # To look at each import takes as long as all other facts of a text together.
    if not imports_dropped(text.scan.code.encode("utf-8", "surrogatepass")):
        return
    dropped = [
        (it, since)
        for line in text.names.lines_with("import")
        if _names_dropped(text.scan.code[line.start : line.end])
        for it in imported_by(line, text)
        if it.module == "transformers" and (since := _dropped(it.origin.rpartition(".")[2])) is not None
    ]
    for it, since in dropped:
        if not it.conditional:
            mentions = tuple(at for at in _mentions(it.name, text) if not it.statement.contains(at))
            yield RemovedImport(it, since, mentions)


def _names_dropped(code: str) -> bool:
    """Whether an import may be of a dropped class; most are not, and reading one takes longer."""
    return "transformers" in code and any(_dropped(it) is not None for it in _CLASS.findall(code))


@lru_cache(maxsize=4096)
def _dropped(name: str) -> Version | None:
    """Return the release that dropped a name of transformers; the tables list classes alone."""
    return releases.dropped_class("transformers", name) if name[:1].isupper() else None


def _mentions(name: str, text: Text) -> Iterator[Span]:
    """Yield the spans of a name as a whole word, not after a dot."""
    code = text.scan.code
    for line in text.names.lines_with(name):
        for it in re.finditer(rf"\b{name}\b", code[line.start : line.end]):
            at = line.start + it.start()
            if code[at - 1 : at] != ".":
                yield Span(at, at + len(name))
