"""Memory of the texts of one owner: a run of check, or an editor's session."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .model import Edit, Finding, Fix, LoadSite, Program, Related, Rule, Source, Span, Targets
from .program import loads
from .program.trail import Effects, Trail
from .reading.texts import Texts

# Programs of a few recent texts, and findings of pieces of at most so much text. With the pieces and statements that
# `reading` remembers, an owner stays below about 120 MB, whatever is typed.
_PROGRAMS = 16
_MOST_FINDINGS, _MOST_CHARACTERS = 4096, 2_000_000


class Memory:
    """Remembers texts, their programs and the findings of their pieces. Two owners share nothing.

    `importing` wraps the import of LibCST, for owners that can make it cheaper.
    """

    def __init__(self, importing: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        self.texts = Texts(importing)
        self.forget()

    def forget(self) -> None:
        """Drop everything but disputed readings, which costs the next lint of each text as much as the first one."""
        self.texts.forget()
        self.findings = Findings()
        self.program = lru_cache(maxsize=_PROGRAMS)(self._program)
        self._in_force = lru_cache(maxsize=64)(InForce)
        self._last: InForce | None = None

    def in_force(self, rules: tuple[Rule, ...], targets: Targets) -> InForce:
        """Return one object for the same rules and releases, as comparing them takes longer than a piece of the text.

        Most letters come with those of the letter before, which are not even hashed.
        """
        last = self._last
        if last is None or last.rules is not rules or last.targets is not targets:
            last = self._last = self._in_force(rules, targets)
        return last

    def _program(self, source: Source, typed: bool = False) -> Program:
        """Return the loads of a source; `typed` for one that is being edited."""
        return loads.find(source, self.texts, typed=typed)


class InForce:
    """Rules and releases that a text is linted with, and the rules that cover a load, chosen once for each kind."""

    def __init__(self, rules: tuple[Rule, ...], targets: Targets) -> None:
        self.rules = rules
        self.targets = targets
        self._covering: dict[tuple[str, str], list[Rule]] = {}

    def covering(self, load: LoadSite) -> list[Rule]:
        """Return the rules that cover a load."""
        kind = load.loader.kind, load.loader.library
        if kind not in self._covering:
            self._covering[kind] = [it for it in self.rules if it.check is not None and it.loads.cover(load)]
        return self._covering[kind]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The findings of one line's loads in a piece that began at `start`, none of which reaches beyond `end`.

    They depend on the `trail` of their reading, and on the `answers` to what the rules asked about the whole text.
    """

    findings: list[Finding]
    start: int
    end: int
    trail: Trail
    answers: dict[tuple[Callable[..., Any], tuple[Any, ...]], Any]

    def holds_in(self, program: Program) -> bool:
        """Whether the questions about the whole text still have the same answers."""
        # Most findings depend on no answer.
        answers = self.answers
        return not answers or all(program.of_text(it, *details) == was for (it, details), was in answers.items())

    def after(self, effects: Effects) -> Remembered | None:
        """Return the same after a change of another line; None where the findings may be others now."""
        if effects.reach(self.trail):
            return None
        change = effects.change
        first = self.start + change.end
        if self.end < first:
            return self
        findings = moved(self.findings, change.by, first)
        return Remembered(findings, self.start, self.end + change.by, self.trail, self.answers)


# The findings of a piece, by the rows of the lines that load.
ByRow = dict[int, Remembered]


class Findings:
    """The findings of pieces; all are dropped when their texts become too large."""

    def __init__(self) -> None:
        self._pieces: dict[Hashable, ByRow] = {}
        self._characters = 0

    def of(self, part: loads.Part, force: InForce) -> ByRow:
        """Return the findings of a part of a text that are remembered, those before the last change included."""
        key = (part.piece, part.surroundings, force)
        findings = self._pieces.get(key)
        if findings is None:
            findings = self._before(part, force)
            self._put(key, len(part.piece.text), findings)
        return findings

    def _before(self, part: loads.Part, force: InForce) -> ByRow:
        """Return the findings in the piece before the last change that are the same in this one."""
        effects = part.effects()
        before = self._pieces.get((effects.change.before, part.surroundings, force)) if effects is not None else None
        if effects is None or not before:
            return {}
        rows = ((row, it.after(effects)) for row, it in before.items())
        return {row: it for row, it in rows if it is not None}

    def _put(self, key: Hashable, size: int, findings: ByRow) -> None:
        if self._characters + size > _MOST_CHARACTERS or len(self._pieces) >= _MOST_FINDINGS:
            self._pieces.clear()
            self._characters = 0
        self._characters += size
        self._pieces[key] = findings

    def __len__(self) -> int:
        return len(self._pieces)


def moved(findings: list[Finding], by: int, first: int = 0) -> list[Finding]:
    """Return findings with what lies from an offset on, their fixes and related places too, further down the text."""
    if by == 0 or not findings:
        return findings
    # Findings about one load share their fixes.
    fixes = {id(fix): fix for it in findings for fix in it.fixes}
    shifted = {key: _moved_fix(it, by, first) for key, it in fixes.items()}
    return [_moved_finding(it, by, first, shifted) for it in findings]


def _moved_finding(finding: Finding, by: int, first: int, fixes: dict[int, Fix]) -> Finding:
    # Written out, as `replace` takes three times as long, and half of all findings move with each keystroke; lists, as
    # generators take longer.
    related = tuple([Related(it.message, _moved(it.span, by, first)) for it in finding.related])
    span, own = _moved(finding.span, by, first), tuple([fixes[id(it)] for it in finding.fixes])
    return Finding(finding.message, span, own, related, finding.tag, finding.severity, finding.rule)


def _moved_fix(fix: Fix, by: int, first: int) -> Fix:
    return Fix(fix.title, tuple([Edit(_moved(it.span, by, first), it.text) for it in fix.edits]), fix.safe)


def _moved(span: Span, by: int, first: int) -> Span:
    start, end = span.start, span.end
    return Span(start + by if start >= first else start, end + by if end >= first else end)
