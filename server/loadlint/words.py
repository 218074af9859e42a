"""Words that messages share: counts, paths, texts of others, and the nearest word to a misspelled one."""

from __future__ import annotations

import os

from .system import THIS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


_MARKUP = frozenset("\\[]<>*&`")  # links, pictures, elements, emphasis, characters by their names, code
_LINKED = r"://|www\.|@\w|[#!&]\d|\bgh-\d"  # addresses, mentions, issues and merge requests
_CONTROLS = [*range(9), *range(11, 32), *range(127, 160)]
_DIRECTIONS = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_ESCAPES = {it: f"\\x{it:02x}" for it in _CONTROLS} | {it: f"\\u{it:04x}" for it in _DIRECTIONS}


def plural(number: int, noun: str) -> str:
    """Return a number with its noun: `1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def ago(seconds: float) -> str:
    """Return the age of something in its largest whole unit, such as `2 h ago`."""
    units = ((86400, "d"), (3600, "h"), (60, "min"))
    return next((f"{int(seconds // unit)} {name} ago" for unit, name in units if seconds >= unit), "just now")


def shown(path: str) -> str:
    """Return a path as reports show it: relative to the working directory, with `/`; `-` stays as it is."""
    try:
        return THIS.with_slashes(os.path.relpath(path)) if path != "-" else path
    except ValueError:
        # Another drive has no relative path.
        return THIS.with_slashes(path)


def visible(text: str) -> str:
    """Return a text for a terminal: control characters and marks of direction as escapes, but for tabs and line ends.

    Names, messages and generated texts are written by others, and a terminal carries out what it is sent.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_ESCAPES)


def markdown(text: str) -> str:
    """Return a text of others for Markdown: one line, in which code in backquotes stays and nothing is a link.

    Addresses, mentions and numbers of issues become code, as code hosts link them and send a message to the mentioned
    whatever is escaped.
    """
    line = visible(text).replace("\n", " ")
    # Code between longer runs of backquotes has other ends.
    if line.count("`") % 2 or "``" in line:
        return _escaped(line)
    parts = line.split("`")
    return "`".join(_escaped(it) if number % 2 == 0 else it for number, it in enumerate(parts))


def _escaped(text: str) -> str:
    return " ".join(_word(it) for it in text.split(" "))


def _word(word: str) -> str:
    import re

    if re.search(_LINKED, word, re.IGNORECASE):
        return f"`{word.replace('`', chr(39))}`"
    return "".join(f"\\{it}" if it in _MARKUP else it for it in word)


def in_xml(text: str) -> str:
    """Return a text for XML, which cannot hold most control characters, nor a half of a surrogate pair."""
    return "".join(
        it if it in "\t\n" or (it.isprintable() and not "\ud800" <= it <= "\udfff") else "\ufffd" for it in text
    )


def hint(word: str, words: Iterable[str]) -> str:
    """Return `; did you mean 'x'?`, or nothing when no word is near."""
    # Only a mistake pays for this import.
    from difflib import get_close_matches

    near = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
