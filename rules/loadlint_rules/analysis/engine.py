"""Lint a text with rules, and fix it: pure functions from a source to findings and to another source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from . import edits, second_reader, suppressions
from .model import Edit, Finding, Fix, Program, Related, Rule, Source, Span, Targets
from .program import loads
from .reading import syntax, tree
from .reading.blocks import CONTINUATIONS
from .reading.scan import Line, Scan, scanned
from .reading.scan import forget as forget_pieces

INVALID_SYNTAX = "invalid-syntax"
_MOST_PASSES = 8
_NOTHING_KNOWN = Targets()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A source after fixing: what was applied, pass by pass, and what is left."""

    source: Source
    applied: tuple[Finding, ...]
    remaining: list[Finding]


def lint(
    source: Source,
    rules: Sequence[Rule],
    targets: Targets = _NOTHING_KNOWN,
    *,
    syntax: bool = False,
    proven: bool = True,
    known: Collection[str] = (),
    near: Span | None = None,
) -> list[Finding]:
    """The findings of `rules` in a source, in source order, suppressed ones left out.

    `syntax` also checks the whole text; without it only what analysis tripped over is `invalid-syntax`.
    `proven` keeps only fixes that pass the gate; without it (while typing) fixes are as rules propose them.
    `known` are the names of all rules, by which a misspelt suppression is told. `near` is for a text being edited:
    only what touches it is told, and only fixes of that are tried.
    """
    every = _lint(source, rules, targets, remember=not proven or near is not None)
    every += _invalid(source, whole=syntax, typed=not proven)
    found = _unsuppressed(source, every)
    if proven:
        found = _with_proven_fixes(source, found, rules, targets, near)
    found += _unused(source, every, rules, known)
    if near is not None:
        found = [it for it in found if _touch(it.span, near)]
    return sorted(found, key=lambda it: (it.span, it.rule))


def fix(
    source: Source,
    rules: Sequence[Rule],
    targets: Targets = _NOTHING_KNOWN,
    *,
    unsafe: bool = False,
    known: Collection[str] = (),
) -> Fixed:
    """Applies each finding's first admissible fix, whole, until nothing changes (at most 8 passes)."""
    applied: list[Finding] = []
    for _ in range(_MOST_PASSES):
        compatible = _compatible(source, lint(source, rules, targets, known=known), unsafe)
        chosen = [(finding, it) for finding, it in compatible if second_reader.confirms(source, it)]
        if not chosen:
            break
        source = edits.apply_to_source(source, [it for _, it in chosen])
        applied += [finding for finding, _ in chosen]
    return Fixed(source, tuple(applied), lint(source, rules, targets, known=known))


@lru_cache(maxsize=16)
def analysed(source: Source, typed: bool = False) -> Program:
    """The loads of a source, remembered for the few texts asked about last; `typed` for one being edited."""
    return loads.find(source, typed=typed)


def forget() -> None:
    """Drop what is remembered of texts, which costs the next lint of each text what the first one did."""
    _remembered.clear()
    analysed.cache_clear()
    syntax.parse.cache_clear()
    forget_pieces()


def apply(text: str, fix: Fix) -> str:
    """The text with one fix made."""
    return edits.apply(text, fix.edits)


# --- findings -----------------------------------------------------------------------------------


def _lint(source: Source, rules: Sequence[Rule], targets: Targets, *, remember: bool = False) -> list[Finding]:
    program = analysed(source, remember)
    found: dict[tuple[str, Span], Finding] = {}
    for it in _checked(program, tuple(rules), targets, remember):
        found.setdefault((it.rule, it.span), it)
    return list(found.values())


def _checked(program: Program, rules: tuple[Rule, ...], targets: Targets, remember: bool) -> Iterator[Finding]:
    for rule in rules:
        yield from rule.findings_in_file(program, targets)
    if not remember or not isinstance(program.loads, loads.Loads):
        yield from (it for load in program.loads for rule in rules for it in rule.findings(load, program, targets))
    else:
        force = _in_force(rules, targets)
        for part in program.loads.parts():
            yield from _of_part(part, program, rules, targets, force)


@lru_cache(maxsize=64)
def _in_force(rules: tuple[Rule, ...], targets: Targets) -> object:
    """One object for the same rules and releases, as telling them apart takes longer than a piece of the text."""
    return object()


def _of_part(
    part: loads.Part, program: Program, rules: tuple[Rule, ...], targets: Targets, force: object
) -> Iterator[Finding]:
    """The findings of one piece of the text, from memory when neither it nor what it can see has changed."""
    key = (part.key, force)
    known = _remembered.get(key)
    if known is not None:
        base, found = known
        yield from (moved(it, part.span.start - base) for it in found)
        return
    found = [it for load in part.read() for rule in rules for it in rule.findings(load, program, targets)]
    if part.is_alone and all(part.span.contains(it) for finding in found for it in _spans(finding)):
        _remembered.put(key, part.span, found)
    yield from found


def moved(finding: Finding, by: int) -> Finding:
    """The finding further down (or up) the text, its fixes and related places with it."""
    if by == 0:
        return finding
    # Written out, as `replace` takes three times as long, and half of all findings move with each keystroke.
    fixes = tuple(
        Fix(fix.title, tuple(Edit(_moved(it.span, by), it.text) for it in fix.edits), fix.safe) for fix in finding.fixes
    )
    related = tuple(Related(it.message, _moved(it.span, by)) for it in finding.related)
    span = _moved(finding.span, by)
    return Finding(finding.message, span, fixes, related, finding.tag, finding.severity, finding.rule)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _spans(finding: Finding) -> Iterator[Span]:
    yield finding.span
    yield from (it.span for it in finding.related)
    yield from (it.span for fix in finding.fixes for it in fix.edits)


class _Memory:
    """The findings of pieces, and the pieces with them; all are dropped when they come to too much text."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[int, list[Finding]]] = {}
        self._characters = 0

    def get(self, key: Hashable) -> tuple[int, list[Finding]] | None:
        """Where the piece began, and its findings."""
        return self._found.get(key)

    def put(self, key: Hashable, piece: Span, found: list[Finding]) -> None:
        size = piece.end - piece.start
        if self._characters + size > _MOST_CHARACTERS or len(self._found) >= _MOST_REMEMBERED:
            self.clear()
        self._characters += size
        self._found[key] = (piece.start, found)

    def clear(self) -> None:
        self._found.clear()
        self._characters = 0


# A piece takes ten times its text.
_MOST_REMEMBERED, _MOST_CHARACTERS = 4096, 2_000_000
_remembered = _Memory()


def _invalid(source: Source, *, whole: bool, typed: bool) -> list[Finding]:
    """What does not parse: where a load could not be read, or (asked for the whole text) anywhere."""
    found = [_invalid_at(span, message) for span, message in analysed(source, typed).broken]
    if found or not whole or _is_python(source.text):
        return found
    scan = scanned(source)
    for line in scan.unbalanced:
        parsed = syntax.parse(scan.statement_text(line))
        if isinstance(parsed, tree.SyntaxTrouble):
            found.append(_invalid_at(Span(line.start, line.end), parsed.message))
    if not found:
        trouble = syntax.check(source.text)
        if trouble is not None:
            found.append(_invalid_at(_one(source.text, trouble.offset), trouble.message))
    return found


def _is_python(text: str) -> bool:
    """Whether the running Python accepts the text: a quick yes; a no is asked of LibCST again."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Code objects cost a quarter of what a tree does.
            compile(text, "<text>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _one(text: str, offset: int) -> Span:
    start = min(offset, max(0, len(text) - 1))
    return Span(start, min(start + 1, len(text)))


def _invalid_at(span: Span, message: str) -> Finding:
    """A finding with the tokenizer's words where it has any; the parser's long lists of tokens help nobody."""
    _, marked, words = message.partition("tokenizer error: ")
    why = f"does not parse ({words})" if marked else "does not parse"
    why = "is nested too deeply to be read" if message == syntax.TOO_DEEP else why
    message = f"this {why}, so the loads in it are not checked"
    return Finding(message, span, severity="error", rule=INVALID_SYNTAX)


# --- suppression --------------------------------------------------------------------------------


def _unsuppressed(source: Source, found: list[Finding]) -> list[Finding]:
    if not found or not suppressions.mentioned(source.text):
        return found
    return suppressions.kept(scanned(source), suppressions.find(scanned(source)), found)


def _unused(source: Source, every: list[Finding], rules: Sequence[Rule], known: Collection[str]) -> list[Finding]:
    """Suppressions of nothing, but not where a statement that does not parse may hide what they are for."""
    rule = next((it for it in rules if it.name == suppressions.RULE.name), None)
    hidden = any(it.rule == INVALID_SYNTAX for it in every)
    if rule is None or hidden or not suppressions.mentioned(source.text):
        return []
    scan, names = scanned(source), {it.name for it in rules}
    found = suppressions.unused(scan, suppressions.find(scan), every, names, {*known, INVALID_SYNTAX} if known else ())
    return [replace(it, severity=rule.severity) for it in found]


# --- the fix gate -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Offer:
    """A fix that a finding offers: their places in the list of findings and in the finding's fixes."""

    finding: int
    fix: Fix


def _with_proven_fixes(
    source: Source, found: list[Finding], rules: Sequence[Rule], targets: Targets, near: Span | None
) -> list[Finding]:
    """The findings with those fixes that pass the gate. Fixes of different statements are tried together."""
    tried = [(number, it) for number, it in enumerate(found) if near is None or _touch(it.span, near)]
    offers = [_Offer(number, fix) for number, it in tried for fix in it.fixes]
    passes = partial(_all_pass, source, found, rules=rules, targets=targets, typed=near is not None)
    proven: set[int] = set()
    for batch in _batches(source, offers):
        if passes(batch):
            proven |= {id(it.fix) for it in batch}
        else:
            proven |= {id(it.fix) for it in batch if passes([it])}
    return [
        it if all(id(fix) in proven for fix in it.fixes)
        else replace(it, fixes=tuple(fix for fix in it.fixes if id(fix) in proven))
        for it in found
    ]  # fmt: skip


def _batches(source: Source, offers: list[_Offer]) -> list[list[_Offer]]:
    """The offers in groups of which no two touch the same statement."""
    if not offers:
        return []
    scan = scanned(source)
    batches: list[tuple[list[_Offer], set[int]]] = []
    for offer in offers:
        touched = {suppressions.line_start(scan, it.span.start) for it in offer.fix.edits}
        for batch, taken in batches:
            if not touched & taken:
                batch.append(offer)
                taken |= touched
                break
        else:
            batches.append(([offer], touched))
    return [batch for batch, _ in batches]


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _all_pass(
    source: Source, found: list[Finding], batch: list[_Offer], *, rules: Sequence[Rule], targets: Targets, typed: bool
) -> bool:
    """Whether fixes leave a text that parses, their findings gone, none added, and every comment kept."""
    fixes = [it.fix for it in batch]
    try:
        fixed = edits.apply_to_source(source, fixes)
    except ValueError:
        return False
    if fixed.text == source.text or any(_touches_suppressed(source, it) for it in fixes):
        return False
    after = _unsuppressed(fixed, _lint(fixed, rules, targets, remember=typed))
    if not _settles(found, batch, after):
        return False
    return _keeps_comments(source, fixed) and _still_parses(source, fixed, fixes)


def _keeps_comments(source: Source, fixed: Source) -> bool:
    """Whether all comments stay, in order; comments for linters may go with the argument they speak of."""
    before, after = _comments(scanned(source)), _comments(scanned(fixed))
    if before == after:
        return True
    rest = iter(before)
    kept = all(comment in rest for comment in after)
    return kept and all(edits.MARKERS.match(it) for it in (Counter(before) - Counter(after)))


def _settles(found: list[Finding], batch: list[_Offer], left: list[Finding]) -> bool:
    """Whether the findings that offer the fixes are gone, and all that is left was there before."""
    after = Counter(it.rule for it in left)
    before = Counter(it.rule for it in found)
    offered = Counter(found[it.finding].rule for it in batch)
    return all(after[rule] <= before[rule] - offered[rule] for rule in {*after, *offered})


def _touches_suppressed(source: Source, fix: Fix) -> bool:
    if not suppressions.mentioned(source.text):
        return False
    scan = scanned(source)
    of_lines = {it.line for it in suppressions.find(scan) if not it.of_file}
    return any(suppressions.line_start(scan, it.span.start) in of_lines for it in fix.edits)


def _comments(scan: Scan) -> list[str]:
    """The comments of a text in order: where the blanked code is blank and the text begins a comment."""
    return [
        scan.text[it.start() : it.end()].rstrip()
        for it in re.finditer(r"#[^\r\n]*", scan.text)
        if scan.code[it.start()] == " " and not scan.code[it.start() : it.end()].strip()
    ]


def _still_parses(source: Source, fixed: Source, fixes: list[Fix]) -> bool:
    """Whether the top-level blocks that the edits touch still parse (where they did before)."""
    before, after = scanned(source), scanned(fixed)
    if len(after.unbalanced) > len(before.unbalanced):
        return False
    shift = 0
    blocks: dict[str, int] = {}
    for edit in sorted((it for fix in fixes for it in fix.edits), key=lambda it: it.span):
        blocks.setdefault(_block(after, edit.span.start + shift), edit.span.start)
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return all(_parses(block) or not _parses(_block(before, start)) for block, start in blocks.items())


@lru_cache(maxsize=256)
def _parses(block: str) -> bool:
    return _is_python(block) or syntax.check(block) is None


def _block(scan: Scan, offset: int) -> str:
    """The text of the top-level statement around an offset, its whole chain of branches included."""
    line = scan.line_at(offset)
    if line is None:
        return ""
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
    return scan.text[max(0, start.start - start.indent) : end]


def _continues(scan: Scan, line: Line) -> bool:
    return scan.header(line) in CONTINUATIONS


def _compatible(source: Source, found: list[Finding], unsafe: bool) -> Iterator[tuple[Finding, Fix]]:
    """For each finding its first admissible fix, leaving out what touches a statement already being changed."""
    scan = scanned(source)
    taken: set[int] = set()
    changed: list[Span] = []
    for finding in found:
        chosen = next((it for it in finding.fixes if it.safe or unsafe), None)
        if chosen is None:
            continue
        touched = {suppressions.line_start(scan, it.span.start) for it in chosen.edits}
        # What does not parse has no sure end, so an edit may begin in one statement and reach into another.
        reaches = any(it.span.overlaps(other) for it in chosen.edits for other in changed)
        if not touched & taken and not reaches:
            taken |= touched
            changed += [it.span for it in chosen.edits]
            yield finding, chosen
