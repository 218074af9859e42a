"""Calls that may load something, found by plain words before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model import Source
from ..reading.literals import blanked
from ..reading.prefilter import RENAMABLE, TRIGGERS, called, matters_without_a_load, may_call, mentioned
from ..reading.scan import Group, Scan


def may_matter(source: Source, *, typed: bool) -> bool:
    """Whether a text may hold a load or a fact that matters without one; a `typed` text is not looked through."""
    data = source.text.encode("utf-8", "surrogatepass")
    words = mentioned(data)
    # The first word is enough for a text that is read in any case.
    is_read = next(words, None) is not None if typed or source.breaks else _calls(source.text, tuple(words))
    return is_read or matters_without_a_load(data)


def is_loading(method: str) -> bool:
    """Whether a method of this name loads something."""
    return method in TRIGGERS


def calls(scan: Scan) -> list[Group]:
    """Return where a text calls something that may load, by pieces."""
    aliases = _aliases(scan.code) if scan.marks(_renamed) else []
    return scan.grouped(sorted(_called(scan.code, (*TRIGGERS, *aliases)))) if aliases else scan.found(_called)


def _calls(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text may have a call of one of the words."""
    if not any(may_call(text, it) for it in words):
        return False
    if _is_any_code(text, _called(text, (*words, *_aliases(text, words)), "(#")):
        return True
    code = blanked(text)
    return bool(_called(code, (*words, *_aliases(code, words))))


def _is_any_code(text: str, places: Iterable[int]) -> bool:
    """Return whether one of the offsets, in order, is most likely code: outside of quotes, by their count."""
    looked, is_open = 0, {'"""': False, "'''": False}
    for at in places:
        line = text.rfind("\n", 0, at) + 1
        if line > looked:
            is_open = {it: was != bool(text.count(it, looked, line) % 2) for it, was in is_open.items()}
            looked = line
        if not any(is_open.values()) and not any(it in text[line:at] for it in "#\"'"):
            return True
    return False


def _renamed(code: str, _text: str) -> frozenset[str]:
    """Return the loaders with a name of their own that a code may give another one."""
    return frozenset(it for it in RENAMABLE if f"{it} as " in code)


def _aliases(code: str, words: tuple[str, ...] = RENAMABLE) -> list[str]:
    """Return the names under which a text imports the loaders that are no methods, where it renames them."""
    renamed = [it for it in RENAMABLE if it in words and f"{it} as " in code]
    return [name for it in renamed for name in re.findall(rf"{it}\s+as\s+(\w+)", code)]


def _called(code: str, words: tuple[str, ...] = TRIGGERS, opening: str = "(") -> tuple[int, ...]:
    """Return where a text has one of the words with one of the opening signs after it, in order."""
    return tuple(sorted({*called(code, words, opening)}))
