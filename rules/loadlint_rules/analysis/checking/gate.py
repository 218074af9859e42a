"""The gate that fixes must pass: their text parses, their findings are gone, and no finding is new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from .. import edits, suppressions
from ..model import Edit, Finding, Fix, Source, Span
from ..reading.blocks import CONTINUATIONS
from ..reading.scan import Line, Scan, is_more_open
from ..reading.texts import Texts
from .invalid_syntax import is_python

_COMMENT = re.compile(r"#[^\r\n]*")
# Findings times tries of one text; each try lints it again.
_MOST_WORK, _FEWEST_TRIES = 8_000, 20
# Two findings about one load often offer the same edits, so each text is made and linted once.
_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class _Offer:
    """A fix that a finding offers: their places in the list of findings and in the finding's fixes."""

    finding: int
    fix: Fix


@dataclass(slots=True)
class _Tries:
    """Tries groups of fixes, within a limit: in a text that is made for it, each would be a group of its own."""

    passes: Callable[[list[_Offer]], bool]
    left: int

    def passing(self, batch: list[_Offer]) -> list[_Offer]:
        """Return the offers that pass; those of a group that fails are tried in halves."""
        if self.left <= 0:
            return []
        self.left -= 1
        if self.passes(batch):
            return batch
        half = len(batch) // 2
        return self.passing(batch[:half]) + self.passing(batch[half:]) if half else []


def proven(
    source: Source, findings: list[Finding], texts: Texts, lint: Callable[[Source], list[Finding]], near: Span | None
) -> list[Finding]:
    """Return the findings with those fixes that pass the gate. Fixes of different statements are tried together.

    `lint` returns the unsuppressed findings in a source. Where a place is `near`, only fixes of findings that touch it
    are tried.
    """
    tried = [(number, it) for number, it in enumerate(findings) if near is None or touch(it.span, near)]
    offers = [_Offer(number, fix) for number, it in tried for fix in it.fixes]
    attempt = lru_cache(maxsize=_REMEMBERED)(partial(_attempt, source, texts, lint))
    tries = _Tries(
        partial(_all_pass, findings, attempt),
        max(_FEWEST_TRIES, _MOST_WORK // (len(findings) + 1)),
    )
    proven: set[int] = set()
    for batch in _batches(texts.scanned(source), offers) if offers else ():
        proven |= {id(it.fix) for it in tries.passing(batch)}
    return [
        it if all(id(fix) in proven for fix in it.fixes)
        else replace(it, fixes=tuple(fix for fix in it.fixes if id(fix) in proven))
        for it in findings
    ]  # fmt: skip


def _batches(scan: Scan, offers: list[_Offer]) -> list[list[_Offer]]:
    """Return the offers in groups of which no two touch the same statement."""
    batches: list[tuple[list[_Offer], set[int]]] = []
    start = lru_cache(maxsize=None)(partial(suppressions.line_start, scan))
    for offer in offers:
        touched = {start(it.span.start) for it in offer.fix.edits}
        for batch, taken in batches:
            if touched.isdisjoint(taken):
                batch.append(offer)
                taken |= touched
                break
        else:
            batches.append(([offer], touched))
    return [batch for batch, _ in batches]


def touch(one: Span, other: Span) -> bool:
    """Whether two spans overlap or meet."""
    return one.start <= other.end and other.start <= one.end


def _all_pass(
    findings: list[Finding], attempt: Callable[[tuple[Edit, ...]], list[Finding] | None], batch: list[_Offer]
) -> bool:
    """Whether fixes leave a sound text in which their findings are gone and none is new."""
    left = attempt(tuple(sorted((edit for it in batch for edit in it.fix.edits), key=lambda it: it.span)))
    return left is not None and _settles(findings, batch, left)


def _attempt(
    source: Source, texts: Texts, lint: Callable[[Source], list[Finding]], made: tuple[Edit, ...]
) -> list[Finding] | None:
    """Return the findings after edits in order; None unless their text is another, parses and keeps every comment."""
    fix, before = Fix("", made, safe=False), texts.scanned(source)
    try:
        fixed = edits.apply_to_source(source, [fix])
    except ValueError:
        return None
    if fixed.text == source.text or _touch_suppressed(before, made):
        return None
    findings, after = lint(fixed), texts.scanned(fixed)
    return findings if _keeps_comments(before, after) and _still_parses(before, after, made, texts) else None


def _keeps_comments(before: Scan, after: Scan) -> bool:
    """Whether all comments stay, in order; comments for linters may go with the argument they are about."""
    old, new = _comments(before), _comments(after)
    if old == new:
        return True
    rest = iter(old)
    in_order = all(comment in rest for comment in new)
    return in_order and all(edits.MARKERS.match(it) for it in (Counter(old) - Counter(new)))


def _settles(findings: list[Finding], batch: list[_Offer], left: list[Finding]) -> bool:
    """Whether the findings that offer the fixes are gone, and all that is left was there before."""
    after = Counter(it.rule for it in left)
    before = Counter(it.rule for it in findings)
    offered = Counter(findings[it.finding].rule for it in batch)
    return all(after[rule] <= before[rule] - offered[rule] for rule in {*after, *offered})


def _touch_suppressed(scan: Scan, made: tuple[Edit, ...]) -> bool:
    """Whether an edit touches a line that has a suppression."""
    if not suppressions.mentioned(scan.text):
        return False
    of_lines = {it.line for it in suppressions.find(scan) if not it.of_file}
    return any(suppressions.line_start(scan, it.span.start) in of_lines for it in made)


def _comments(scan: Scan) -> list[str]:
    """Return the comments of a text in order: where the blanked code is blank and the text begins a comment."""
    return [
        scan.text[it.start() : it.end()].rstrip()
        for it in _COMMENT.finditer(scan.text)
        if scan.code[it.start()] == " " and not scan.code[it.start() : it.end()].strip()
    ]


def _still_parses(before: Scan, after: Scan, made: tuple[Edit, ...], texts: Texts) -> bool:
    """Whether the top-level blocks that the edits touch still parse (where they did before)."""
    if is_more_open(after, before):
        return False
    shift = end = 0
    blocks: dict[str, int] = {}
    for edit in made:
        # A long block is looked for once, and not for each of the edits in it.
        if edit.span.start + shift >= end:
            block = _block(after, edit.span.start + shift)
            end = block.end
            blocks.setdefault(after.text[block.start : block.end], edit.span.start)
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return all(_parses(block, texts) or not _parses(_text(before, start), texts) for block, start in blocks.items())


def _parses(block: str, texts: Texts) -> bool:
    return is_python(block) or texts.syntax.check(block) is None


def _text(scan: Scan, offset: int) -> str:
    block = _block(scan, offset)
    return scan.text[block.start : block.end]


def _block(scan: Scan, offset: int) -> Span:
    """Return the extent of the top-level statement around an offset, its whole chain of branches included."""
    line = scan.line_at(offset)
    if line is None:
        return Span(offset, offset)
    first = next(reversed(line.ancestors()), line)
    start, end = first, len(scan.text)
    for it in scan.before(first):
        if start.indent == 0 and not _continues(scan, start):
            break
        start = it
    for it in scan.after(first):
        if it.indent == 0 and not _continues(scan, it):
            end = it.start
            break
    return Span(max(0, start.start - start.indent), end)


def _continues(scan: Scan, line: Line) -> bool:
    return scan.header(line) in CONTINUATIONS
