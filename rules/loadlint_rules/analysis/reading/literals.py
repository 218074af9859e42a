"""Strings and comments of a text, and f-strings as every Python since 3.12 reads them."""

from __future__ import annotations

import re

LITERAL = re.compile(
    r"""(\#[^\r\n]*
    |"(?:""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:"{3}|\\?\Z)|[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"?)
    |'(?:''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:'{3}|\\?\Z)|[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*'?))
    """,
    re.VERBOSE | re.DOTALL,
)
# A text without any of these has no f-string.
_FORMATTED = tuple(f"{it}{quote}" for it in ("f", "F", "fr", "fR", "Fr", "FR") for quote in "\"'")
_PREFIX = re.compile(r"(?<![\w\"'])(?:[fF][rR]?|[rR][fF])\Z")
_TERMINATED = re.compile(
    r"""\#.*|\"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"{3}|'{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3}|"(?!"").*|'(?!'').*""",
    re.DOTALL,
)


def plain(text: str) -> str:
    """Return a text of the same length in which older parsers read each f-string, or the text itself.

    Since 3.12 a field may hold the quote of its f-string, comments and line ends. Strings in such fields become
    names, all else becomes spaces.
    """
    return _Rewriter(text).rewritten() if is_cut(text) else text


def is_cut(text: str) -> bool:
    """Whether an older parser ends one of the f-strings of a text inside a field, which may reach over lines."""
    return _may_be_cut(text) and _are_cut(LITERAL.split(text))


def blanked(text: str) -> str:
    """Return a text of the same length with its strings and comments blanked."""
    return blank(text)[0]


def blank(text: str) -> tuple[str, bool]:
    """Return a text with comments as spaces and strings as quotes around spaces; and whether every string ends.

    Every second part of the split is a literal. Line ends become plain newlines, lengths stay.
    """
    parts = LITERAL.split(text)
    if _may_be_cut(text) and _are_cut(parts):
        parts = LITERAL.split(_Rewriter(text).rewritten())
    terminated = parts[-1] != "" or len(parts) < 3 or _TERMINATED.fullmatch(parts[-2]) is not None
    parts[1::2] = [
        " " * len(it) if it[0] == "#" else ('"' + " " * (len(it) - 2) + '"')[: len(it)] for it in parts[1::2]
    ]
    code = "".join(parts)
    if "\r" in code:
        # A backslash must stay last on its line to go on.
        code = code.replace("\\\r\n", " \\\n").replace("\r\n", " \n").replace("\r", "\n")
    return code, terminated


def _may_be_cut(text: str) -> bool:
    return "{" in text and any(it in text for it in _FORMATTED)


def _are_cut(parts: list[str]) -> bool:
    """Whether an f-string is cut, in a text that was split at its literals."""
    return any(_is_cut(parts[at - 1], parts[at]) for at in range(1, len(parts), 2))


def _is_cut(before: str, literal: str) -> bool:
    """Whether an older parser ends an f-string inside one of its fields."""
    return literal.count("{") != literal.count("}") and _PREFIX.search(before[-3:]) is not None


class _Rewriter:
    """Rewrites the fields of all f-strings of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.characters = list(text)

    def rewritten(self) -> str:
        at = 0
        while (hit := LITERAL.search(self.text, at)) is not None:
            is_formatted = hit[0][0] != "#" and _PREFIX.search(self.text[max(0, hit.start() - 3) : hit.start()])
            at = self._string(hit.start()) if is_formatted else hit.end()
        return "".join(self.characters)

    def _string(self, start: int) -> int:
        """Rewrite the fields of the f-string whose quote is at an offset; returns the offset after it."""
        quote = self._quote(start)
        at, text = start + len(quote), self.text
        while at < len(text):
            if text.startswith(quote, at):
                return at + len(quote)
            if text[at] in "\r\n" and len(quote) == 1:
                return at
            if text[at] == "{" and text[at + 1 : at + 2] != "{":
                at = self._field(at + 1, quote)
            else:
                at += 2 if text[at] == "{" or (text[at] == "\\" and text[at + 1 : at + 2] != "{") else 1
        return at

    def _field(self, at: int, quote: str) -> int:
        """Rewrite a field that begins at an offset; returns the offset after its brace."""
        depth, text = 0, self.text
        while at < len(text):
            sign = text[at]
            if sign == "}" and depth == 0:
                return at + 1
            if sign == ":" and depth == 0 and text[at + 1 : at + 2] != "=":
                return self._format(at + 1, quote)
            depth += (sign in "([{") - (sign in ")]}")
            at = self._skipped(at, quote)
        return at

    def _skipped(self, at: int, quote: str) -> int:
        """Rewrite what is at an offset of a field, if need be; returns the offset after it."""
        sign = self.text[at]
        if sign in "\"'":
            inner = LITERAL.match(self.text, at)
            is_formatted = _PREFIX.search(self.text[max(0, at - 3) : at]) is not None
            end = self._string(at) if is_formatted or inner is None else inner.end()
            return self._write(at, end, "_")
        if sign == "#":
            ends = [it for it in (self.text.find("\n", at), self.text.find("\r", at)) if it >= 0]
            return self._write(at, min(ends, default=len(self.text)), " ")
        return self._write(at, at + 1, " ") if sign in "\r\n" and len(quote) == 1 else at + 1

    def _format(self, at: int, quote: str) -> int:
        """Pass over a field's format, with the fields in it; returns the offset after the brace that ends both."""
        while at < len(self.text) and not self.text.startswith(quote, at):
            if self.text[at] == "}":
                return at + 1
            at = self._field(at + 1, quote) if self.text[at] == "{" else at + 1
        return at

    def _quote(self, at: int) -> str:
        sign = self.text[at]
        return sign * 3 if self.text.startswith(sign * 3, at) else sign

    def _write(self, start: int, end: int, sign: str) -> int:
        self.characters[start:end] = sign * (end - start)
        return end
