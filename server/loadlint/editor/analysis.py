"""The language server's access to the analysis. The expensive functions cache; all but fixes of revisions are pure.

The analysis is imported at first use, so an editor that opens a file without a load never pays for it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from importlib import import_module
from itertools import count

from loadlint import codegen_cache
from loadlint.project import pinning
from loadlint.project.project import Checks
from loadlint.verify.request import can_verify
from loadlint_rules.analysis.model import Edit, Finding, Fix, LoadSite, Program, Source, Span, Targets
from loadlint_rules.analysis.reading.prefilter import could_matter

from .documents import Text, difference

# Nearly every keystroke makes a new statement. The analysis caches thousands of them, so a server that runs for days
# clears the cache after so many lints, at the price of one slow lint.
_OFTEN = 2_000
_lints = count(1)


@dataclass(frozen=True, slots=True)
class Linted:
    """A text's findings, the spans of its statements that do not parse, and its loads."""

    findings: tuple[Finding, ...] = ()
    broken: tuple[Span, ...] = ()
    source: Source = field(default_factory=lambda: Source(""))

    @property
    def loads(self) -> tuple[LoadSite, ...]:
        """Return the loads that can be verified. They are read on demand, as a keystroke needs none."""
        return _verifiable(self.source)


# Small: an editor asks about a text again within seconds (actions, lenses, hovers) or never.
@lru_cache(maxsize=16)
def lint(source: Source, checks: Checks) -> Linted:
    """Return the findings of a text and its unparsed spans. Their fixes are untested; `findings_at` tests them."""
    if not _matters(source):
        return Linted()
    _prepare()
    from loadlint_rules.analysis import engine

    if next(_lints) % _OFTEN == 0:
        engine.forget()
    findings = engine.lint(source, checks.rules, checks.targets, proven=False, known=checks.names)
    return Linted(tuple(findings), tuple(_broken(source)), source)


def unread(source: Source) -> Linted:
    """Return the result for a text that could not be read: no findings, and one unparsed span over all of it."""
    return Linted(broken=(Span(0, len(source.text)),))


@lru_cache(maxsize=16)
def _verifiable(source: Source) -> tuple[LoadSite, ...]:
    return tuple(load for load in program(source).loads if can_verify(load))


def program(source: Source) -> Program:
    if not _matters(source):
        return Program(source)
    _prepare()
    from loadlint_rules.analysis import engine

    return engine.analysed(source, True)


def load_at(loads: Sequence[LoadSite], span: Span) -> LoadSite | None:
    """Return the innermost load whose call touches the span, else whose statement does."""
    near = [it for it in loads if _touch(it.call, span)] or [it for it in loads if _touch(it.statement, span)]
    return min(near, key=lambda load: load.call.end - load.call.start, default=None)


def findings_at(source: Source, checks: Checks, span: Span) -> list[Finding]:
    """Return the findings that touch a span, with the fixes that passed a test on the text."""
    if not any(_touch(it.span, span) for it in lint(source, checks).findings):
        return []
    _prepare()
    from loadlint_rules.analysis import engine

    return engine.lint(source, checks.rules, _targets(source, checks), known=checks.names, near=span)


def fixed(source: Source, checks: Checks) -> list[Edit]:
    """Return the edits of all safe fixes together."""
    if not _matters(source):
        return []
    _prepare()
    from loadlint_rules.analysis import engine

    after = engine.fix(source, checks.rules, checks.targets, known=checks.names).source
    return [edit for before, start, part in _parts(source, after) for edit in _shifted(difference(before, part), start)]


def repaired(source: Source, checks: Checks, load: LoadSite) -> tuple[Program, LoadSite]:
    """Return the program after all fixes, including the unsafe ones that an editor offers, and the same load in it."""
    _prepare()
    from loadlint_rules.analysis import engine

    index = program(source).loads.index(load)
    after = program(engine.fix(source, checks.rules, _targets(source, checks), unsafe=True).source)
    # Fixes neither add nor remove loads, so the index stays valid.
    return after, after.loads[index]


def may_fix(source: Source, checks: Checks) -> bool:
    """Return whether a finding has a safe fix, before any test of it."""
    return any(fix.safe for it in lint(source, checks).findings for fix in it.fixes)


def can_ignore(checks: Checks, finding: Finding) -> bool:
    """Return whether a comment can suppress the finding; a statement that does not parse has no rule."""
    return finding.rule in {rule.name for rule in checks.rules}


def ignored(source: Source, checks: Checks, findings: Sequence[Finding], reason: str = "") -> list[Fix | None]:
    """Return for each finding the comment that suppresses it; None where no line can carry one that works."""
    able = [it for it in findings if can_ignore(checks, it)]
    if not able:
        return [None for _ in findings]
    _prepare()
    from loadlint_rules.analysis import ignore_comments

    works = {id(it) for it in ignore_comments.working(source, able, lambda text: lint(text, checks).findings)}
    edits = zip(findings, ignore_comments.comments(source, findings, reason), strict=True)
    return [
        Fix(f"ignore {finding.rule} here", (edit,), safe=True) if edit is not None and id(finding) in works else None
        for finding, edit in edits
    ]


def identity(load: LoadSite) -> object:
    """Return a key of everything in the code that a verification depends on: the load's arguments and its uses."""
    arguments = tuple((it.name, it.value) for it in load.arguments)
    return load.callee, arguments, load.opaque, tuple((it.kind, it.name, it.device, it.dtype) for it in load.uses)


def complete() -> None:
    """Import the parser for statements that do not parse, once a text with a load has been read."""
    if _prepare.cache_info().currsize:
        from loadlint_rules.analysis.reading import syntax

        syntax.concrete()


def confirmed(source: Source, fix: Fix) -> bool:
    """Return whether LibCST and the fast reader agree on the statements of a fix, before and after it."""
    from loadlint_rules.analysis import second_reader

    return second_reader.confirms(source, fix)


def read_again(source: Source, seconds: float) -> tuple[list[str], bool]:
    """Return the load statements that LibCST reads differently, and whether all were read within `seconds`.

    From the next lint on, LibCST's reading of them counts.
    """
    if not _matters(source) or not _prepare.cache_info().currsize:
        return [], True
    from loadlint_rules.analysis import second_reader
    from loadlint_rules.analysis.reading import syntax

    disputed: list[str] = []
    end = time.perf_counter() + seconds
    for load in program(source).loads:
        if time.perf_counter() > end:
            return disputed, False
        text = source.text[load.statement.start : load.statement.end]
        if not second_reader.agree(text):
            syntax.dispute(text)
            disputed.append(text)
    return disputed, True


def forget() -> None:
    """Clear all caches."""
    lint.cache_clear()
    _verifiable.cache_clear()
    _prepare()
    from loadlint_rules.analysis import engine

    engine.forget()


def _broken(source: Source) -> Iterator[Span]:
    """Yield the spans of statements that do not parse, and of the text after an open string."""
    if broken := program(source).broken:
        from loadlint_rules.analysis.reading.scan import Scan

        scan = Scan(source)
        lines = (scan.line_at(place.start) for place, _ in broken)
        yield from (line.span for line in lines if line)
    for quotes in ('"""', "'''"):
        if source.text.count(quotes) % 2:
            # Any of them may be the open one, so the span begins at the first.
            yield Span(source.text.index(quotes), len(source.text))


@cache
def _prepare() -> None:
    """Import the analysis once, with its generated code cached."""
    with _importing("engine"):
        syntax = import_module("loadlint_rules.analysis.engine").syntax
    syntax.importing = partial(_importing, "libcst")


@contextmanager
def _importing(purpose: str) -> Iterator[None]:
    with codegen_cache.remembered(purpose):
        yield
    # The analysis stays in memory; a garbage collection that traverses it would delay a keystroke by 20 ms.
    gc.freeze()


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
