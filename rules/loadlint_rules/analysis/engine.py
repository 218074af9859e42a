"""Lint a text with rules, and fix it: functions from a source to findings and to another source.

The memory that a caller passes remembers what they read; without one, nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from . import edits, suppressions
from .checking import gate, invalid_syntax, second_reader
from .checking.invalid_syntax import INVALID_SYNTAX
from .memory import InForce, Memory, Remembered, moved
from .model import Finding, Fix, LoadSite, Program, Rule, Source, Span, Targets
from .program import loads
from .reading.scan import Scan

_MOST_PASSES = 8
_NOTHING_KNOWN = Targets()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A source after fixing: what was applied, pass by pass, what is left, and how many findings are gone.

    One fix may remove several findings, and the line that it writes may have another one, which the next pass removes.
    """

    source: Source
    applied: tuple[Finding, ...]
    remaining: list[Finding]
    gone: int


def lint(
    source: Source,
    rules: Sequence[Rule],
    targets: Targets = _NOTHING_KNOWN,
    *,
    memory: Memory | None = None,
    syntax: bool = False,
    proven: bool = True,
    catalogue: Collection[str] = (),
    near: Span | None = None,
) -> list[Finding]:
    """Return the findings of `rules` in a source, in source order, suppressed ones left out.

    `syntax` also checks the whole text; without it only what analysis tripped over is `invalid-syntax`.
    `proven` keeps only fixes that pass the gate; without it (while typing) fixes are as rules propose them.
    `catalogue` has the names of all rules, by which a misspelled suppression is reported. `near` is for a text being
    edited: only what touches it is reported, and only fixes of that are tried.
    """
    memory = memory if memory is not None else Memory()
    # One object for all lints of this text and of those that its fixes make.
    rules = tuple(rules)
    typed = not proven or near is not None
    every = _lint(source, rules, targets, memory, typed=typed)
    every += invalid_syntax.find(source, memory, whole=syntax, typed=not proven)
    mentioned = _mentions_suppression(source, memory, typed=typed)
    findings = _unsuppressed(source, every, memory) if mentioned else every
    if proven:
        again = _Again(rules, targets, memory, near is not None)
        findings = gate.proven(source, findings, memory.texts, again, near)
    if mentioned:
        findings = findings + _unused(source, every, rules, catalogue, memory)
    if near is not None:
        findings = [it for it in findings if gate.touch(it.span, near)]
    # By numbers, as comparing spans takes five times as long.
    return sorted(findings, key=lambda it: (it.span.start, it.span.end, it.rule))


def fix(
    source: Source,
    rules: Sequence[Rule],
    targets: Targets = _NOTHING_KNOWN,
    *,
    memory: Memory | None = None,
    unsafe: bool = False,
    catalogue: Collection[str] = (),
) -> Fixed:
    """Apply each finding's first admissible fix, whole, until nothing changes (at most 8 passes)."""
    memory = memory if memory is not None else Memory()
    applied: list[Finding] = []
    before = 0
    for number in range(_MOST_PASSES):
        findings = lint(source, rules, targets, memory=memory, catalogue=catalogue)
        before = before if number else len(findings)
        compatible = list(_compatible(memory.texts.scanned(source), findings, unsafe))
        chosen = _confirmed(source, compatible, memory)
        if not chosen:
            break
        source = edits.apply_to_source(source, [it for _, it in chosen])
        applied += [finding for finding, _ in chosen]
    remaining = lint(source, rules, targets, memory=memory, catalogue=catalogue)
    return Fixed(source, tuple(applied), remaining, max(len(applied), before - len(remaining)))


def _confirmed(source: Source, compatible: list[tuple[Finding, Fix]], memory: Memory) -> list[tuple[Finding, Fix]]:
    """Return the fixes that both readers agree on: all where they agree on all together, else one by one."""
    together = Fix("", tuple(edit for _, it in compatible for edit in it.edits), safe=False)
    if second_reader.confirms(source, together, memory.texts):
        return compatible
    return [(finding, it) for finding, it in compatible if second_reader.confirms(source, it, memory.texts)]


def apply(text: str, fix: Fix) -> str:
    """Return the text with one fix made."""
    return edits.apply(text, fix.edits)


# --- findings -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Again:
    """Lints a text that a fix has made."""

    rules: tuple[Rule, ...]
    targets: Targets
    memory: Memory
    typed: bool

    def __call__(self, source: Source) -> list[Finding]:
        findings = _lint(source, self.rules, self.targets, self.memory, typed=self.typed)
        if not findings or not suppressions.mentioned(source.text):
            return findings
        return _unsuppressed(source, findings, self.memory)


def _lint(source: Source, rules: tuple[Rule, ...], targets: Targets, memory: Memory, *, typed: bool) -> list[Finding]:
    program, force = memory.program(source, typed), memory.in_force(rules, targets)
    findings: dict[tuple[str, Span], Finding] = {}
    for it in _checked(program, force, memory, typed):
        findings.setdefault((it.rule, it.span), it)
    return list(findings.values())


def _checked(program: Program, force: InForce, memory: Memory, typed: bool) -> Iterator[Finding]:
    for rule in force.rules:
        yield from rule.findings_in_file(program, force.targets)
    if not typed or not isinstance(program.loads, loads.Loads):
        for load in program.loads:
            yield from _of_load(load, program, force)
    else:
        for part in program.loads.parts():
            yield from _of_part(part, program, force, memory.findings.of(part, force))


def _of_load(load: LoadSite, program: Program, force: InForce) -> Iterator[Finding]:
    for rule in force.covering(load):
        yield from rule.findings(load, program, force.targets)


def _of_part(
    part: loads.Part, program: Program, force: InForce, remembered: dict[int, Remembered]
) -> Iterator[Finding]:
    """Yield the findings of one piece of the text, remembered ones of lines that see no change."""
    start = part.start
    for row in part.rows():
        kept = remembered.get(row)
        if kept is not None and kept.holds_in(program):
            yield from moved(kept.findings, start - kept.start)
            continue
        asking = replace(program, answers={})
        sites, trail = part.read(row)
        findings = [it for load in sites for it in _of_load(load, asking, force)]
        yield from findings
        remembered.pop(row, None)
        spans = [span for it in findings for span in _spans(it)]
        if not trail.reached_out and all(map(part.span.contains, spans)):
            end = max((it.end for it in spans), default=start)
            remembered[row] = Remembered(findings, start, end, trail, asking.answers)


def _spans(finding: Finding) -> Iterator[Span]:
    yield finding.span
    yield from (it.span for it in finding.related)
    yield from (it.span for fix in finding.fixes for it in fix.edits)


# --- suppression --------------------------------------------------------------------------------


def _mentions_suppression(source: Source, memory: Memory, *, typed: bool) -> bool:
    """Return whether a text can hold a suppression at all; most pieces of a `typed` one are known to hold none."""
    if typed:
        return bool(memory.texts.typed(source).marks(suppressions.marks))
    return suppressions.mentioned(source.text)


def _unsuppressed(source: Source, findings: list[Finding], memory: Memory) -> list[Finding]:
    scan = memory.texts.scanned(source)
    return suppressions.kept(scan, suppressions.find(scan), findings)


def _unused(
    source: Source, every: list[Finding], rules: Sequence[Rule], catalogue: Collection[str], memory: Memory
) -> list[Finding]:
    """Return suppressions of nothing, but not where a statement that does not parse may hide what they are for."""
    rule = next((it for it in rules if it.name == suppressions.RULE.name), None)
    hidden = any(it.rule == INVALID_SYNTAX for it in every)
    if rule is None or hidden:
        return []
    scan, names = memory.texts.scanned(source), {it.name for it in rules}
    findings = suppressions.unused(
        scan, suppressions.find(scan), every, names, {*catalogue, INVALID_SYNTAX} if catalogue else ()
    )
    return [replace(it, severity=rule.severity) for it in findings]


def _compatible(scan: Scan, findings: list[Finding], unsafe: bool) -> Iterator[tuple[Finding, Fix]]:
    """Yield for each finding its first admissible fix, without those that touch a statement already being changed."""
    taken: set[int] = set()
    changed: list[Span] = []
    for finding in findings:
        chosen = next((it for it in finding.fixes if it.safe or unsafe), None)
        if chosen is None:
            continue
        touched = {suppressions.line_start(scan, it.span.start) for it in chosen.edits}
        # A statement that does not parse has no sure end, so an edit may begin in one statement and reach into another.
        reaches = any(it.span.overlaps(other) for it in chosen.edits for other in changed)
        if not touched & taken and not reaches:
            taken |= touched
            changed += [it.span for it in chosen.edits]
            yield finding, chosen
