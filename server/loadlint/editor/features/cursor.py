"""The place of the cursor in a load, while the call does not parse yet.

A reader of characters, from the start of the statement to the cursor, finds the open brackets, the open string and the
commas between. A finished call then replaces the unfinished statement, so that the analysis resolves its name through
imports and aliases as everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from loadlint.editor.analysis import Analysis
from loadlint_rules.analysis.model import LoadSite, Program, Source, Span

_CALLEE = re.compile(r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*\s*$")
_KEYWORD = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*")
_WORD = re.compile(r"[\w.]*$")
_TEXT = re.compile(r"""\s*(?:[^\W\d]\w*\s*=\s*)?(?P<quote>["'])(?P<text>[^"'\\\r\n]*)(?P=quote)\s*$""")
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place between the brackets of a load.

    `argument` is the name of the argument with the cursor, None where no name is written; `index` is its position among
    the arguments, from 0. A proposal replaces the span `typed`, whose text is `begun`; `quote` is the quote of the
    open string ("" outside of one). `others` are the names of the other arguments, `texts` the arguments that are
    plain strings, by name or position. `torch` is the file's name for torch, or None.
    """

    load: LoadSite
    argument: str | None
    index: int
    typed: Span
    begun: str = ""
    quote: str = ""
    others: frozenset[str] = frozenset()
    texts: tuple[tuple[str | int, str], ...] = ()
    torch: str | None = None

    def text(self, *names: str | int) -> str | None:
        """Return the string that is passed under one of these names or positions, or None."""
        return next((text for name, text in self.texts if name in names), None)


def find(source: Source, offset: int, analysis: Analysis) -> Spot | None:
    """Return the place in the innermost call around an offset; None when that call is no load."""
    from loadlint_rules.analysis.reading.scan import Scan

    line = Scan(source).line_at(offset)
    if line is None or source.text[line.end : offset].strip():
        return None
    before = _read(source.text, line.start, offset)
    if before is None or not before.brackets or before.in_comment:
        return None
    opened = before.brackets[-1]
    callee = _CALLEE.search(source.text, line.start, opened.at)
    if source.text[opened.at] != "(" or callee is None:
        return None
    program = _finished(source, Span(line.start, line.end), callee[0].strip(), analysis)
    load = next((it for it in program.loads if it.call.start == line.start), None)
    if load is None:
        return None
    torch = next((bound for bound, origin in program.names.items() if origin == "torch"), None)
    return replace(_spot(source.text, offset, max(line.end, offset), before, load), torch=torch)


@dataclass
class _Bracket:
    """An open bracket: its offset, and the offsets of the commas between it and the cursor."""

    at: int
    commas: list[int] = field(default_factory=list)


@dataclass
class _Read:
    """The open brackets, string and comment at the cursor. `string` is the offset after the opening quote."""

    brackets: list[_Bracket] = field(default_factory=list)
    quote: str = ""
    string: int = -1
    in_comment: bool = False
    end: int = 0


def _read(text: str, start: int, end: int, *, one_bracket: bool = False) -> _Read | None:
    """Return the open brackets and string of `text[start:end]`; None when its brackets do not match.

    `one_bracket` stops at the end of the first bracket and counts it as open.
    """
    read, at = _Read(), start
    while at < end:
        character = text[at]
        if read.quote:
            at = _in_string(text, at, read)
            continue
        if read.in_comment:
            read.in_comment = character not in "\r\n"
        elif character in "\"'":
            read.quote = character * 3 if text.startswith(character * 3, at) else character
            read.string = at + len(read.quote)
            at = read.string
            continue
        elif character == "#":
            read.in_comment = True
        elif character in _OPENING:
            read.brackets.append(_Bracket(at))
        elif character in _CLOSING:
            if one_bracket and len(read.brackets) == 1:
                read.end = at
                return read
            if not read.brackets or text[read.brackets.pop().at] != _OPENING[_CLOSING.index(character)]:
                return None
        elif character == "," and read.brackets:
            read.brackets[-1].commas.append(at)
        at += 1
    read.end = end
    return read


def _in_string(text: str, at: int, read: _Read) -> int:
    """Return the offset after the character at `at` in an open string, which may close there."""
    if text[at] == "\\":
        return at + 2
    if text.startswith(read.quote, at):
        at += len(read.quote)
        read.quote = ""
        return at
    if text[at] in "\r\n" and len(read.quote) == 1:
        read.quote = ""
    return at + 1


def _finished(source: Source, statement: Span, callee: str, analysis: Analysis) -> Program:
    """Return the program of the text with a call of the callee in place of the statement."""
    call = re.sub(r"\s+", "", callee) + "()"
    grown = len(call) - (statement.end - statement.start)
    text = source.text[: statement.start] + call + source.text[statement.end :]
    breaks = tuple(it + grown if it > statement.start else it for it in source.breaks)
    return analysis.program(Source(text, breaks))


def _spot(text: str, offset: int, end: int, before: _Read, load: LoadSite) -> Spot:
    bracket = before.brackets[-1]
    start = max([bracket.at, *bracket.commas]) + 1
    keyword = _KEYWORD.match(text, start, offset)
    typed = before.string if before.quote else _WORD.search(text, start, offset).start()  # type: ignore[union-attr]
    arguments = _arguments(text, bracket.at, end)
    names = [it[1] for part in arguments if (it := _KEYWORD.match(text, part.start, part.end))]
    index = len(bracket.commas)
    mine = keyword[1] if keyword is not None else None
    others = frozenset(it for it in names if it != mine)
    texts = tuple(_texts(text, arguments))
    return Spot(load, mine, index, Span(typed, offset), text[typed:offset], before.quote, others, texts)


def _arguments(text: str, opening: int, end: int) -> list[Span]:
    """Return the arguments of the call that opens there; those after the cursor too, as far as brackets match."""
    read = _read(text, opening, end, one_bracket=True)
    if read is None or not read.brackets:
        return []
    bounds = [opening, *read.brackets[0].commas, read.end]
    return [Span(first + 1, last) for first, last in pairwise(bounds)]


def _texts(text: str, arguments: list[Span]) -> list[tuple[str | int, str]]:
    texts: list[tuple[str | int, str]] = []
    for place, part in enumerate(arguments):
        keyword = _KEYWORD.match(text, part.start, part.end)
        if written := _TEXT.match(text[part.start : part.end]):
            texts.append((keyword[1] if keyword else place, written["text"]))
    return texts
