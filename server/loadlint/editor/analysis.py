"""The language server's access to the analysis. All but fixes of revisions is pure.

The analysis is imported at first use, so an editor that opens a file without a load never pays for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING

from loadlint.project import pinning
from loadlint.project.project import Checks
from loadlint_rules.analysis.model import Edit, Finding, Fix, LoadSite, Program, Source, Span, Targets
from loadlint_rules.analysis.reading.prefilter import could_matter

from . import threads
from .documents import Text, difference

if TYPE_CHECKING:
    from loadlint_rules.analysis.memory import Memory

# Findings whose fixes are made for one question; each fix is tried on the whole text.
IN_A_MENU = 100


def _no_loads(_source: Source) -> tuple[LoadSite, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Linted:
    """A text's findings, the spans of its statements that do not parse, and its loads."""

    findings: tuple[Finding, ...] = ()
    broken: tuple[Span, ...] = ()
    source: Source = field(default_factory=lambda: Source(""))
    read: Callable[[Source], tuple[LoadSite, ...]] = field(default=_no_loads, compare=False, repr=False)

    @property
    def loads(self) -> tuple[LoadSite, ...]:
        """Return the loads that can be verified. They are read on demand, as a keystroke needs none."""
        return self.read(self.source)


class Analysis:
    """One session's analysis, which remembers its texts. An editor asks about a text again within seconds or never."""

    def __init__(self) -> None:
        self.lint = lru_cache(maxsize=16)(self._lint)
        self.loads = lru_cache(maxsize=16)(self._loads)

    def program(self, source: Source) -> Program:
        """Return the program of a text."""
        return self._memory.program(source, True) if _matters(source) else Program(source)

    def findings_at(self, source: Source, checks: Checks, span: Span) -> list[Finding]:
        """Return the findings that touch a span, with the fixes that passed a test on the text.

        Where there are more than a menu can show, these are the first ones.
        """
        touching = [it.span for it in self.lint(source, checks).findings if _touch(it.span, span)]
        if not touching:
            return []
        if len(touching) > IN_A_MENU:
            span = Span(span.start, max(span.start, touching[IN_A_MENU - 1].end))
        memory = self._memory
        from loadlint_rules.analysis import engine

        targets = _targets(source, checks)
        return engine.lint(source, checks.rules, targets, memory=memory, catalogue=checks.names, near=span)

    def fixed(self, source: Source, checks: Checks, *, unsafe: bool = False) -> list[Edit]:
        """Return the edits of all safe fixes together, or of all fixes as a comparison verifies them."""
        if not _matters(source):
            return []
        memory = self._memory
        from loadlint_rules.analysis import engine

        targets = _targets(source, checks) if unsafe else checks.targets
        names = checks.names
        after = engine.fix(source, checks.rules, targets, memory=memory, catalogue=names, unsafe=unsafe).source
        parts = _parts(source, after)
        return [edit for before, start, part in parts for edit in _shifted(difference(before, part), start)]

    def repaired(self, source: Source, checks: Checks, load: LoadSite) -> tuple[Program, LoadSite]:
        """Return the program after all fixes, the unsafe ones too as an editor offers them, and the same load in it."""
        memory = self._memory
        from loadlint_rules.analysis import engine

        index = self.program(source).loads.index(load)
        fixed = engine.fix(source, checks.rules, _targets(source, checks), memory=memory, unsafe=True)
        after = self.program(fixed.source)
        # Fixes neither add nor remove loads, so the index stays valid.
        return after, after.loads[index]

    def may_fix(self, source: Source, checks: Checks) -> bool:
        """Return whether a finding has a safe fix, before any test of it."""
        return any(fix.safe for it in self.lint(source, checks).findings for fix in it.fixes)

    def ignored(
        self, source: Source, checks: Checks, findings: Sequence[Finding], reason: str = ""
    ) -> list[Fix | None]:
        """Return for each finding the comment that suppresses it; None where no line can carry one that works."""
        able = [it for it in findings if can_ignore(checks, it)]
        if not able:
            return [None for _ in findings]
        from loadlint_rules.analysis import ignore_comments

        lint = partial(self._findings, checks=checks)
        works = {id(it) for it in ignore_comments.working(source, able, lint)}
        edits = zip(findings, ignore_comments.comments(source, findings, reason), strict=True)
        return [
            Fix(f"ignore {finding.rule} here", (edit,), safe=True)
            if edit is not None and id(finding) in works
            else None
            for finding, edit in edits
        ]

    def complete(self) -> None:
        """Import the parser for statements that do not parse, once a text with a load has been read."""
        if self._is_prepared:
            self._memory.texts.syntax.concrete()

    def confirmed(self, source: Source, fix: Fix) -> bool:
        """Return whether LibCST and the fast reader agree on the statements of a fix, before and after it."""
        from loadlint_rules.analysis.checking import second_reader

        return second_reader.confirms(source, fix, self._memory.texts)

    def read_again(self, source: Source, seconds: float) -> tuple[list[str], bool]:
        """Return the load statements that LibCST reads differently, and whether all were read within `seconds`.

        From the next lint on, LibCST's reading of them counts.
        """
        if not _matters(source) or not self._is_prepared:
            return [], True
        syntax = self._memory.texts.syntax
        disputed: list[str] = []
        end = time.perf_counter() + seconds
        for load in self.program(source).loads:
            if time.perf_counter() > end:
                return disputed, False
            text = source.text[load.statement.start : load.statement.end]
            if not syntax.agrees(text):
                syntax.dispute(text)
                disputed.append(text)
        return disputed, True

    def forget(self) -> None:
        """Clear all caches; disputed readings stay."""
        self.lint.cache_clear()
        self.loads.cache_clear()
        if self._is_prepared:
            self._memory.forget()

    def _lint(self, source: Source, checks: Checks) -> Linted:
        """Return the findings of a text and its unparsed spans. Their fixes are untested; `findings_at` tests them."""
        if not _matters(source):
            return Linted()
        memory = self._memory
        from loadlint_rules.analysis import engine

        findings = engine.lint(
            source, checks.rules, checks.targets, memory=memory, proven=False, catalogue=checks.names
        )
        return Linted(tuple(findings), tuple(_broken(source, memory)), source, self.loads)

    def _findings(self, source: Source, checks: Checks) -> Sequence[Finding]:
        return self.lint(source, checks).findings

    def _loads(self, source: Source) -> tuple[LoadSite, ...]:
        """Return the loads of a text that can be verified."""
        from loadlint.verify.request import can_verify

        return tuple(load for load in self.program(source).loads if can_verify(load))

    @property
    def _is_prepared(self) -> bool:
        return "_memory" in vars(self)

    @cached_property
    def _memory(self) -> Memory:
        """Import the analysis at first use, with its generated code cached."""
        with threads.importing("engine"):
            # The engine imports the memory, and everything else that a lint needs.
            import_module("loadlint_rules.analysis.engine")
        from loadlint_rules.analysis.memory import Memory

        return Memory(partial(threads.importing, "libcst"))


def unread(source: Source) -> Linted:
    """Return the result for a text that could not be read: no findings, and one unparsed span over all of it."""
    return Linted(broken=(Span(0, len(source.text)),))


def without_syntax_errors(linted: Linted) -> Linted:
    """Return the result without the statements that do not parse, which another server may report."""
    return replace(linted, findings=tuple(it for it in linted.findings if it.rule != "invalid-syntax"))


def load_at(loads: Sequence[LoadSite], span: Span) -> LoadSite | None:
    """Return the innermost load whose call touches the span, else whose statement does."""
    near = [it for it in loads if _touch(it.call, span)] or [it for it in loads if _touch(it.statement, span)]
    return min(near, key=lambda load: load.call.end - load.call.start, default=None)


def can_ignore(checks: Checks, finding: Finding) -> bool:
    """Return whether a comment can suppress the finding; a statement that does not parse has no rule."""
    return finding.rule in {rule.name for rule in checks.rules}


def identity(load: LoadSite) -> object:
    """Return a key of everything in the code that a verification depends on: the load's arguments and its uses."""
    arguments = tuple((it.name, it.value) for it in load.arguments)
    return load.callee, arguments, load.opaque, tuple((it.kind, it.name, it.device, it.dtype) for it in load.uses)


def _broken(source: Source, memory: Memory) -> Iterator[Span]:
    """Yield the spans of statements that do not parse, and of the text after an open string."""
    from loadlint_rules.analysis.reading.scan import open_quotes

    scan = memory.texts.typed(source)
    lines = (scan.line_at(place.start) for place, _ in memory.program(source, True).broken)
    yield from (line.span for line in lines if line)
    yield from (Span(start, len(source.text)) for start in open_quotes(scan))


def _targets(source: Source, checks: Checks) -> Targets:
    """Return the releases in play and the commits in the hub's cache now, which only chosen fixes depend on."""
    return pinning.with_commits(checks.targets, (it.name for it in checks.rules), _encoded(source))


def _matters(source: Source) -> bool:
    return could_matter(_encoded(source))


def _encoded(source: Source) -> bytes:
    return source.text.encode("utf-8", "surrogatepass")


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _parts(before: Source, after: Source) -> Iterator[tuple[Text, int, str]]:
    """Yield the text before and after between each two breaks, and its start; no edit may cross a break."""
    old, new = _bounds(before), _bounds(after)
    for (start, end), (first, last) in zip(old, new, strict=True):
        yield Text.of(before.text[start:end]), start, after.text[first:last]


def _bounds(source: Source) -> list[tuple[int, int]]:
    return list(zip((0, *source.breaks), (*source.breaks, len(source.text)), strict=True))


def _shifted(edits: Sequence[Edit], by: int) -> list[Edit]:
    return [Edit(Span(it.span.start + by, it.span.end + by), it.text) for it in edits]
