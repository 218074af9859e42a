"""Translate a pattern of git into a regular expression, as git's wildmatch.c reads it.

A repeated `*` or `**` must not be tried in every combination, so each but the last of a segment takes its first match
and keeps it: `(?=(?P<g>...))(?P=g)` does what an atomic group does from Python 3.11 on.
"""

from __future__ import annotations

import re

from loadlint.errors import LoadlintError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SPECIAL = frozenset("*?[\\")
_STAR, _FOLDERS, _REST = "*", "**/", "**"
# With its slash escaped, git takes `**` for one folder or more.
_DEEPER = "**\\/"
_ANY, _NEVER = "[^/]", "(?!)"
# The classes of POSIX, for ASCII as in git.
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r"\x09-\x0d\x20",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class NeverMatches(LoadlintError):  # noqa: N818  # it is an answer
    """A pattern that no path matches."""


def translated(pattern: str, prefix: str) -> str:
    """Return a pattern as an expression for a whole path; `prefix` begins the names of its groups.

    Raises NeverMatches.
    """
    parts = _split(list(_tokens(pattern)))
    pieces = [_piece(part, f"{prefix}_{number}", last=number == len(parts) - 1) for number, part in enumerate(parts)]
    return "".join(pieces)


def _split(tokens: Sequence[str]) -> list[list[str]]:
    """The tokens, cut before each `**/`."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token in (_FOLDERS, _DEEPER):
            parts.append([])
        parts[-1].append(token)
    return parts


def _piece(tokens: Sequence[str], prefix: str, *, last: bool) -> str:
    """The expression of what stands between two `**/`; it consists of whole segments, so the first match will do."""
    first = tokens[0] if tokens else ""
    if first not in (_FOLDERS, _DEEPER):
        return _segments(tokens, prefix)
    text = _segments(tokens[1:], prefix)
    if last:
        return f"(?:.*/){'?' if first == _FOLDERS else ''}{text}"
    return f"(?=(?P<{prefix}>(?:.*?/){'??' if first == _FOLDERS else ''}{text}))(?P={prefix})"


def _segments(tokens: Sequence[str], prefix: str) -> str:
    """The expression of tokens; of the stars in a segment each but the last takes the first match of what follows."""
    pieces: list[str] = []
    chunks: list[list[str]] = [[]]
    for token in (*tokens, None):
        if token == _STAR:
            chunks.append([])
        elif token in ("/", _REST, None):
            pieces.append(_segment(chunks, f"{prefix}_{len(pieces)}"))
            pieces.append({"/": "/", _REST: ".*"}.get(token or "", ""))
            chunks = [[]]
        else:
            chunks[-1].append(token)
    return "".join(pieces)


def _segment(chunks: Sequence[Sequence[str]], prefix: str) -> str:
    texts = ["".join(it) for it in chunks]
    middle = [f"(?=(?P<{prefix}_{at}>[^/]*?{it}))(?P={prefix}_{at})" for at, it in enumerate(texts[1:-1]) if it]
    return texts[0] + "".join(middle) + (f"[^/]*{texts[-1]}" if len(texts) > 1 else "")


# --- tokens ---------------------------------------------------------------------------------------


def _tokens(pattern: str) -> Iterator[str]:
    """The parts of a pattern, each an expression for one character, or one of the stars."""
    at, literal = 0, next((at for at, it in enumerate(pattern) if it in SPECIAL), len(pattern))
    while at < len(pattern):
        sign = pattern[at]
        if sign == "*":
            end = at + len(pattern[at:]) - len(pattern[at:].lstrip("*"))
            # git compares the letters before the first special one apart, so `**` right after them begins a segment.
            begins = at in (0, literal) or pattern[at - 1] == "/"
            token, at = _stars(pattern, at, end, begins=begins)
            yield token
        elif sign == "[":
            token, at = _class(pattern, at + 1)
            yield token
        elif sign == "\\":
            if at + 1 == len(pattern):
                raise NeverMatches
            yield _escaped(pattern[at + 1])
            at += 2
        else:
            yield _ANY if sign == "?" else _escaped(sign)
            at += 1


def _stars(pattern: str, start: int, end: int, *, begins: bool) -> tuple[str, int]:
    """The token of stars, and where the next begins."""
    if end - start == 1 or not begins:
        return _STAR, end
    if end == len(pattern):
        return _REST, end
    if pattern[end] == "/":
        return _FOLDERS, end + 1
    return (_DEEPER, end + 2) if pattern.startswith("\\/", end) else (_STAR, end)


def _escaped(letter: str) -> str:
    return letter if letter == "/" else re.escape(letter)


def _class(pattern: str, at: int) -> tuple[str, int]:
    """A class of characters, and where the next token begins; raises NeverMatches for one that does not end."""
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    items: list[str] = []
    previous, first = "", True
    while first or pattern[at : at + 1] != "]":
        item, previous, at = _item(pattern, at, previous)
        items.append(item)
        first = False
    inner = "".join(items)
    if not inner:
        return (_ANY if negated else _NEVER), at + 1
    return f"(?!/)[{'^' if negated else ''}{inner}]", at + 1


def _item(pattern: str, at: int, previous: str) -> tuple[str, str, int]:
    """One item of a class, the letter that a range after it would begin with, and where the next item begins."""
    sign = _at(pattern, at)
    following = pattern[at + 1 : at + 2]
    if sign == "\\":
        return _member(_at(pattern, at + 1)), pattern[at + 1], at + 2
    if sign == "-" and previous and following not in ("", "]"):
        at += 2 if following == "\\" else 1
        end = _at(pattern, at)
        return (f"{_member(previous)}-{_member(end)}" if previous <= end else ""), "", at + 1
    if sign == "[" and following == ":":
        return _named(pattern, at)
    return _member(sign), sign, at + 1


def _named(pattern: str, at: int) -> tuple[str, str, int]:
    """`[:digit:]`, or the bracket alone where no such name follows."""
    end = pattern.find("]", at + 2)
    if end < 0:
        raise NeverMatches
    name = pattern[at + 2 : end - 1]
    if end == at + 2 or pattern[end - 1] != ":":
        return _member("["), "[", at + 1
    if name not in _CLASSES:
        raise NeverMatches
    return _CLASSES[name], "", end + 1


def _at(pattern: str, at: int) -> str:
    if at >= len(pattern):
        raise NeverMatches
    return pattern[at]


def _member(letter: str) -> str:
    """A letter within the brackets of an expression."""
    return f"\\{letter}" if letter in "\\]^-[&~|" else letter
