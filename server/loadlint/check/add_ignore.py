"""`--add-ignore`: a comment for each finding, where it can stand and does what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from loadlint.source.file import line_starts
from loadlint_rules.analysis import edits, engine
from loadlint_rules.analysis.model import Edit, Finding, Fix, Source, Span

_IGNORE = re.compile(r"#\s*loadlint:\s*ignore\[(?P<rules>[^\]\r\n]*)\]")
Lint = Callable[[Source], Sequence[Finding]]


def ignored(source: Source, lint: Lint, reason: str) -> tuple[Source, int]:
    """The source with comments for its findings, and how many findings they keep from being told."""
    found = list(lint(source))
    count = len(found)
    refused: set[tuple[str, int]] = set()
    while todo := [it for it in found if it.rule != engine.INVALID_SYNTAX and (it.rule, it.span.start) not in refused]:
        better = next((it for it in _tried(source, todo[0], reason) if _helps(lint(it), found)), None)
        if better is None:
            refused.add((todo[0].rule, todo[0].span.start))
        else:
            # What could not be ignored may be told at another place now.
            source, refused = better, set()
            found = list(lint(source))
    return source, count - len(found)


def _helps(after: Sequence[Finding], before: Sequence[Finding]) -> bool:
    """Inside a string or behind a backslash the comment would be none, so the outcome is looked at."""
    broken = [sum(it.rule == engine.INVALID_SYNTAX for it in found) for found in (after, before)]
    return len(after) < len(before) and broken[0] <= broken[1]


def _tried(source: Source, finding: Finding, reason: str) -> Iterator[Source]:
    """The source with a comment on each line of the finding, the first and the last before the others."""
    starts = line_starts(source.text)
    lines = [number for number, start in enumerate(starts) if start <= finding.span.end]
    lines = [number for number in lines if number + 1 >= len(starts) or starts[number + 1] > finding.span.start]
    for number in dict.fromkeys((lines[0], lines[-1], *lines)):
        end = starts[number + 1] if number + 1 < len(starts) else len(source.text)
        edit = _comment(source.text, starts[number], end, finding.rule, reason)
        yield edits.apply_to_source(source, [Fix("ignore", (edit,), safe=True)])


def _comment(text: str, start: int, end: int, rule: str, reason: str) -> Edit:
    line = text[start:end].rstrip("\r\n")
    if (comment := _IGNORE.search(line)) and comment["rules"].strip():
        place = start + comment.end("rules")
        return Edit(Span(place, place), f", {rule}")
    code = line.rstrip(" \t")
    words = f" {reason}" if reason else ""
    return Edit(Span(start + len(code), start + len(line)), f"  # loadlint: ignore[{rule}]{words}")
