"""Calls that may load something, found by plain words before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..dropped import imports_dropped
from ..model import Source
from ..reading.literals import blanked
from ..reading.prefilter import CLASSES, METHODS, READ_AT_IMPORT, RENAMABLE, TOKEN, TRIGGERS, called, may_call
from ..reading.scan import Group, Scan

# A pattern that begins with a word is found ten times as fast as one that begins with a choice.
_RENAMED = {it: re.compile(rf"{it}\s+as\s+(\w+)") for it in RENAMABLE}


def may_matter(source: Source, *, typed: bool) -> bool:
    """Whether a text may hold a load or a fact that matters without one; a `typed` text is not looked through."""
    text = source.text
    words = _mentioned(text)
    if words and (typed or source.breaks or _calls(text, words)):
        return True
    if "environ" in text and any(it in text for it in READ_AT_IMPORT):
        return True
    return ("hf_" in text and re.search(TOKEN, text) is not None) or _imports_dropped(text)


def _mentioned(text: str) -> tuple[str, ...]:
    """Return the words of which a text may have a call: a class only beside its library, which is looked for first."""
    classes = (it for library, classes in CLASSES.items() if library in text for it in classes)
    return (*(it for it in METHODS if it in text), *(it for it in classes if it in text))


def is_loading(method: str) -> bool:
    """Whether a method of this name loads something."""
    return method in TRIGGERS


def _imports_dropped(text: str) -> bool:
    return "transformers" in text and imports_dropped(text.encode("utf-8", "surrogatepass"))


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
    return [name for it in renamed for name in _RENAMED[it].findall(code)]


def _called(code: str, words: tuple[str, ...] = TRIGGERS, opening: str = "(") -> tuple[int, ...]:
    """Return where a text has one of the words with one of the opening signs after it, in order."""
    return tuple(sorted({*called(code, words, opening)}))
