"""Comments that suppress findings: each is written where one can stand, and kept only where it works.

One lint shows whether all comments of a text work together. Only when they do not, halves are tried, so that a
finding that no line can suppress costs a few lints more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from . import edits, suppressions
from .checking.invalid_syntax import INVALID_SYNTAX
from .model import Edit, Finding, Fix, Source, Span
from .reading.scan import Line, Scan
from .suppressions import Suppression

Lint = Callable[[Source], Sequence[Finding]]
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Place:
    """The span that a comment, or its list of rules, is written to."""

    span: Span
    in_list: bool = False

    def edit(self, rules: Sequence[str], reason: str) -> Edit:
        names = ", ".join(dict.fromkeys(rules))
        if self.in_list:
            return Edit(self.span, f", {names}")
        # A line end in a reason would end the comment.
        words = " ".join(reason.split())
        return Edit(self.span, f"  # loadlint: ignore[{names}]{' ' if words else ''}{words}")


def write(source: Source, lint: Lint, reason: str = "") -> tuple[Source, int]:
    """Return the source with comments for its findings, and the number of findings that they suppress."""
    findings = lint(source)
    works = _placed(source, findings)
    for _ in range(2):
        after = _commented(source, works, reason)
        left = lint(after)
        if _is_better(findings, left, works):
            return after, len(findings) - len(left)
        works = _working(source, findings, works, lint)
    return source, 0


def comments(source: Source, findings: Sequence[Finding], reason: str = "") -> list[Edit | None]:
    """Return for each finding the comment that suppresses it; None where no line can carry one."""
    places = _places(source, findings)
    pairs = zip(places, findings, strict=True)
    return [place.edit([finding.rule], reason) if place is not None else None for place, finding in pairs]


def working(source: Source, findings: Sequence[Finding], lint: Lint) -> list[Finding]:
    """Return the findings that comments suppress without another change of what is found."""
    return _working(source, lint(source), _placed(source, findings), lint)


def _working(source: Source, before: Sequence[Finding], tried: Sequence[Finding], lint: Lint) -> list[Finding]:
    if not tried or _is_better(before, lint(_commented(source, tried)), tried):
        return list(tried)
    half = len(tried) // 2
    parts = (tried[:half], tried[half:]) if half else ()
    return [finding for part in parts for finding in _working(source, before, part, lint)]


def _is_better(before: Sequence[Finding], after: Sequence[Finding], suppressed: Sequence[Finding]) -> bool:
    """Return whether a text parses as before and has that many fewer findings."""
    broken = [sum(it.rule == INVALID_SYNTAX for it in findings) for findings in (before, after)]
    return broken[1] <= broken[0] and len(after) <= len(before) - len(suppressed)


def _commented(source: Source, findings: Sequence[Finding], reason: str = "") -> Source:
    """Return the source with a comment for each finding; those at one place share it."""
    rules: dict[_Place, list[str]] = {}
    for place, finding in zip(_places(source, findings), findings, strict=True):
        if place is not None:
            rules.setdefault(place, []).append(finding.rule)
    changes = tuple(place.edit(names, reason) for place, names in rules.items())
    return edits.apply_to_source(source, [Fix("ignore", changes, safe=True)])


def _placed(source: Source, findings: Sequence[Finding]) -> list[Finding]:
    places = zip(_places(source, findings), findings, strict=True)
    return [finding for place, finding in places if place is not None]


# --- places -------------------------------------------------------------------------------------


def _places(source: Source, findings: Sequence[Finding]) -> list[_Place | None]:
    scan = Scan(source)
    lists = [it for it in suppressions.find(scan) if it.brackets is not None and not it.foreign]
    of_statements = {it.line: it for it in reversed(lists) if not it.of_file}
    of_spans = {it.span: it for it in lists}
    places: list[_Place | None] = []
    for finding in findings:
        about = of_spans.get(finding.span) if finding.rule == suppressions.RULE.name else None
        about = about or of_statements.get(suppressions.line_start(scan, finding.span.start))
        places.append(_in_list(about) if about is not None else _at_an_end(scan, finding))
    return places


def _at_an_end(scan: Scan, finding: Finding) -> _Place | None:
    """Return the end of the line of a finding's statement that a comment goes to."""
    line = scan.line_at(finding.span.start)
    if line is None or finding.rule in (INVALID_SYNTAX, suppressions.RULE.name):
        return None
    ends = _ends(scan, line, finding.span)
    return next((_Place(it) for it in ends if _can_carry(scan, line, it)), None)


def _in_list(comment: Suppression) -> _Place | None:
    brackets = comment.brackets
    # An empty list suppresses nothing, and is reported as such.
    if brackets is None or not any(comment.names):
        return None
    return _Place(Span(brackets.end, brackets.end), in_list=True)


def _ends(scan: Scan, line: Line, span: Span) -> Iterator[Span]:
    """Yield the blank ends of the statement's lines: of the finding's first and last line, then of the others."""
    lines = list(_lines(scan.text, line))
    touched = [it for it in lines if it.start <= span.end and it.end >= span.start]
    ordered = dict.fromkeys((*touched[:1], *touched[-1:], *touched, *reversed(lines)))
    for it in ordered:
        yield Span(it.start + len(scan.text[it.start : it.end].rstrip(" \t")), it.end)


def _lines(text: str, line: Line) -> Iterator[Span]:
    """Yield the lines of a statement without their ends, the comment after it included."""
    start = line.start
    while start <= line.end:
        match = _LINE_END.search(text, start)
        yield Span(start, match.start() if match is not None else len(text))
        if match is None:
            return
        start = match.end()


def _can_carry(scan: Scan, line: Line, end: Span) -> bool:
    """Return whether a comment at the end of a line belongs to its statement: not in a string, not after a `\\`."""
    match = _LINE_END.match(scan.text, end.end)
    stop = match.end() - 1 if match is not None else end.end
    if scan.code[stop : stop + 1] not in ("\n", "") or scan.code[line.start : end.end].rstrip(" \t").endswith("\\"):
        return False
    return suppressions.line_start(scan, end.start) == line.start
