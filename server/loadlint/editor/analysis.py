"""What the language server asks of the analysis; the dear functions remember, and all but fixes of revisions is pure.

The analysis is imported at first use: an editor that opens a file without a load never pays for it.
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

# Nearly every keystroke makes a statement that never was and never will be again. Analysis remembers thousands of
# them, so a server that runs for days begins afresh once in a while, at the price of one slow lint.
_OFTEN = 2_000
_lints = count(1)


@dataclass(frozen=True, slots=True)
class Linted:
    """A text's findings, the extents of its statements that do not parse, and (when asked) its loads."""

    findings: tuple[Finding, ...] = ()
    broken: tuple[Span, ...] = ()
    source: Source = field(default_factory=lambda: Source(""))

    @property
    def loads(self) -> tuple[LoadSite, ...]:
        """The loads that can be verified. A keystroke does not need them, so it does not pay for them."""
        return _verifiable(self.source)


# Small: a text is asked about again within seconds (actions, lenses, hovers) or never.
@lru_cache(maxsize=16)
def lint(source: Source, checks: Checks) -> Linted:
    """What is in a text. The fixes of these findings have not been tried out; `findings_at` does that."""
    if not _matters(source):
        return Linted()
    _prepare()
    from loadlint_rules.analysis import engine

    if next(_lints) % _OFTEN == 0:
        engine.forget()
    findings = engine.lint(source, checks.rules, checks.targets, proven=False, known=checks.names)
    return Linted(tuple(findings), tuple(_broken(source)), source)


def unread(source: Source) -> Linted:
    """What can be said of a text that could not be read: nothing, and that all of it may hold what it held."""
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
    """The load whose call touches the span, else the one whose statement does."""
    near = [it for it in loads if _touch(it.call, span)] or [it for it in loads if _touch(it.statement, span)]
    return min(near, key=lambda load: load.call.end - load.call.start, default=None)


def findings_at(source: Source, checks: Checks, span: Span) -> list[Finding]:
    """The findings that touch a span, with the fixes that were tried out on the text."""
    if not any(_touch(it.span, span) for it in lint(source, checks).findings):
        return []
    _prepare()
    from loadlint_rules.analysis import engine

    return engine.lint(source, checks.rules, _targets(source, checks), known=checks.names, near=span)


def fixed(source: Source, checks: Checks) -> list[Edit]:
    """The edits that all safe fixes together come to."""
    if not _matters(source):
        return []
    _prepare()
    from loadlint_rules.analysis import engine

    after = engine.fix(source, checks.rules, checks.targets, known=checks.names).source
    return [edit for before, start, part in _parts(source, after) for edit in _shifted(difference(before, part), start)]


def repaired(source: Source, checks: Checks, load: LoadSite) -> tuple[Program, LoadSite]:
    """The text after all fixes, the unsafe ones too (each is offered in the editor), and the same load in it."""
    _prepare()
    from loadlint_rules.analysis import engine

    index = program(source).loads.index(load)
    after = program(engine.fix(source, checks.rules, _targets(source, checks), unsafe=True).source)
    # Fixes neither add nor take away loads, so the place in the list stands.
    return after, after.loads[index]


def may_fix(source: Source, checks: Checks) -> bool:
    """Whether there is a safe fix to try, told without trying it."""
    return any(fix.safe for it in lint(source, checks).findings for fix in it.fixes)


def can_ignore(checks: Checks, finding: Finding) -> bool:
    """Whether a comment can be about the finding: what does not parse is of no rule."""
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
    """What a verification depends on in the code: the load's arguments and what is done to the result."""
    arguments = tuple((it.name, it.value) for it in load.arguments)
    return load.callee, arguments, load.opaque, tuple((it.kind, it.name, it.device, it.dtype) for it in load.uses)


def complete() -> None:
    """Import what a statement that does not parse will need, where a text that matters has been read."""
    if _prepare.cache_info().currsize:
        from loadlint_rules.analysis.reading import syntax

        syntax.concrete()


def confirmed(source: Source, fix: Fix) -> bool:
    """Whether LibCST reads the statements that a fix touches as the quick reader does, before and after."""
    from loadlint_rules.analysis import second_reader

    return second_reader.confirms(source, fix)


def read_again(source: Source, seconds: float) -> tuple[list[str], bool]:
    """Read the loads of a text by LibCST too: the statements that it reads differently, and whether all were read.

    From the next lint on its reading counts. Stops after so many seconds; statements are remembered.
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
    """Drop what was remembered."""
    lint.cache_clear()
    _verifiable.cache_clear()
    _prepare()
    from loadlint_rules.analysis import engine

    engine.forget()


def _broken(source: Source) -> Iterator[Span]:
    """The extents that cannot be trusted: statements that do not parse, and all that follows an open string."""
    if broken := program(source).broken:
        from loadlint_rules.analysis.reading.scan import Scan

        scan = Scan(source)
        lines = (scan.line_at(place.start) for place, _ in broken)
        yield from (line.span for line in lines if line)
    for quotes in ('"""', "'''"):
        if source.text.count(quotes) % 2:
            # Which of them is the open one is not known, as each turns what follows inside out.
            yield Span(source.text.index(quotes), len(source.text))


@cache
def _prepare() -> None:
    """Import the analysis, whose generated code is remembered; later imports find it done."""
    with _importing("engine"):
        syntax = import_module("loadlint_rules.analysis.engine").syntax
    syntax.importing = partial(_importing, "libcst")


@contextmanager
def _importing(purpose: str) -> Iterator[None]:
    with codegen_cache.remembered(purpose):
        yield
    # The analysis stays; a collector that looked through it would hold up a keystroke for twenty milliseconds.
    gc.freeze()


def _targets(source: Source, checks: Checks) -> Targets:
    """The releases in play, and what the hub's cache holds now; only fixes that a person chooses depend on it."""
    return pinning.with_commits(checks.targets, (it.name for it in checks.rules), _encoded(source))


def _matters(source: Source) -> bool:
    return could_matter(_encoded(source))


def _encoded(source: Source) -> bytes:
    return source.text.encode("utf-8", "surrogatepass")


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _parts(before: Source, after: Source) -> Iterator[tuple[Text, int, str]]:
    """The text before and after between each two breaks, with its start: no edit may run over a break."""
    old, new = _bounds(before), _bounds(after)
    for (start, end), (first, last) in zip(old, new, strict=True):
        yield Text.of(before.text[start:end]), start, after.text[first:last]


def _bounds(source: Source) -> list[tuple[int, int]]:
    return list(zip((0, *source.breaks), (*source.breaks, len(source.text)), strict=True))


def _shifted(edits: Sequence[Edit], by: int) -> list[Edit]:
    return [Edit(Span(it.span.start + by, it.span.end + by), it.text) for it in edits]
