"""Where in a load somebody is typing, while the call does not parse yet.

The characters before the cursor are read from the start of its statement: which brackets and which string are
open, and which commas stand between. The call's name is then resolved in a text where the half-typed statement
is replaced by a finished one, so imports and aliases count as they do everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from loadlint.editor import analysis
from loadlint_rules.analysis.model import LoadSite, Program, Source, Span

_CALLEE = re.compile(r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*\s*$")
_KEYWORD = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*")
_WORD = re.compile(r"[\w.]*$")
_TEXT = re.compile(r"""\s*(?:[^\W\d]\w*\s*=\s*)?(?P<quote>["'])(?P<text>[^"'\\\r\n]*)(?P=quote)\s*$""")
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place between the brackets of a load.

    `argument` is whose value is being typed: a name, or None when none is written yet, as `index` (its place
    among the arguments, from 0) then says. `typed` is what a proposal replaces, `begun` the text there, `quote`
    the mark of the string that is open there ("" outside of one). `given` are the names of the other arguments,
    `texts` those that are plain strings, by name or place. `torch` is what the file calls torch, None for nothing.
    """

    load: LoadSite
    argument: str | None
    index: int
    typed: Span
    begun: str = ""
    quote: str = ""
    given: frozenset[str] = frozenset()
    texts: tuple[tuple[str | int, str], ...] = ()
    torch: str | None = None

    def text(self, *names: str | int) -> str | None:
        """The string given under one of these names or places."""
        return next((text for name, text in self.texts if name in names), None)


def find(source: Source, offset: int) -> Spot | None:
    """The place in the innermost call around an offset; None when that call is no load."""
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
    program = _finished(source, Span(line.start, line.end), callee[0].strip())
    load = next((it for it in program.loads if it.call.start == line.start), None)
    if load is None:
        return None
    torch = next((bound for bound, origin in program.names.items() if origin == "torch"), None)
    return replace(_spot(source.text, offset, max(line.end, offset), before, load), torch=torch)


@dataclass
class _Bracket:
    """An open bracket: where it is, and where the commas between it and the cursor are."""

    at: int
    commas: list[int] = field(default_factory=list)


@dataclass
class _Read:
    """What is open at the cursor."""

    brackets: list[_Bracket] = field(default_factory=list)
    quote: str = ""
    string: int = -1
    in_comment: bool = False
    end: int = 0


def _read(text: str, start: int, end: int, *, one_bracket: bool = False) -> _Read | None:
    """What `text[start:end]` leaves open; None when its brackets do not match.

    `one_bracket` reads no further than to the end of the first one, and takes it as open still.
    """
    found, at = _Read(), start
    while at < end:
        character = text[at]
        if found.quote:
            at = _in_string(text, at, found)
            continue
        if found.in_comment:
            found.in_comment = character not in "\r\n"
        elif character in "\"'":
            found.quote = character * 3 if text.startswith(character * 3, at) else character
            found.string = at + len(found.quote)
            at = found.string
            continue
        elif character == "#":
            found.in_comment = True
        elif character in _OPENING:
            found.brackets.append(_Bracket(at))
        elif character in _CLOSING:
            if one_bracket and len(found.brackets) == 1:
                found.end = at
                return found
            if not found.brackets or text[found.brackets.pop().at] != _OPENING[_CLOSING.index(character)]:
                return None
        elif character == "," and found.brackets:
            found.brackets[-1].commas.append(at)
        at += 1
    found.end = end
    return found


def _in_string(text: str, at: int, found: _Read) -> int:
    """The offset behind what stands at `at` inside an open string, which may close there."""
    if text[at] == "\\":
        return at + 2
    if text.startswith(found.quote, at):
        at += len(found.quote)
        found.quote = ""
        return at
    if text[at] in "\r\n" and len(found.quote) == 1:
        found.quote = ""
    return at + 1


def _finished(source: Source, statement: Span, callee: str) -> Program:
    """The text with a call of the callee where the statement stands."""
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
    given = frozenset(it for it in names if it != mine)
    texts = tuple(_texts(text, arguments))
    return Spot(load, mine, index, Span(typed, offset), text[typed:offset], before.quote, given, texts)


def _arguments(text: str, opening: int, end: int) -> list[Span]:
    """The arguments of the call that opens there, those behind the cursor too as far as they can be told."""
    read = _read(text, opening, end, one_bracket=True)
    if read is None or not read.brackets:
        return []
    bounds = [opening, *read.brackets[0].commas, read.end]
    return [Span(first + 1, last) for first, last in pairwise(bounds)]


def _texts(text: str, arguments: list[Span]) -> list[tuple[str | int, str]]:
    found: list[tuple[str | int, str]] = []
    for place, part in enumerate(arguments):
        keyword = _KEYWORD.match(text, part.start, part.end)
        if written := _TEXT.match(text[part.start : part.end]):
            found.append((keyword[1] if keyword else place, written["text"]))
    return found
