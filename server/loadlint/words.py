"""Words that messages share: counts, paths, versions, and the nearest word to a misspelled one."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def plural(number: int, noun: str) -> str:
    """Return a number with its noun: `1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def shown(path: str) -> str:
    """Return a path as reports show it: relative to the working directory, with `/`; `-` stays as it is."""
    try:
        return os.path.relpath(path).replace(os.sep, "/") if path != "-" else path
    except ValueError:
        # Another drive has no relative path.
        return path.replace(os.sep, "/")


def hint(word: str, words: Iterable[str]) -> str:
    """Return `; did you mean 'x'?`, or nothing when no word is near."""
    # Only a mistake pays for this import.
    from difflib import get_close_matches

    near = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""
