"""One file from its bytes to rows: the part of a check that needs the engine, here or in a worker process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from loadlint import codegen_cache

# Everything that defines dataclasses, our own values too.
with codegen_cache.remembered("engine"):
    from loadlint import crashes
    from loadlint.project.settings import INVALID_SYNTAX, leveled
    from loadlint.report.rows import row
    from loadlint.source import file
    from loadlint.source.walk import Unreadable, parses, read
    from loadlint_rules import RULES
    from loadlint_rules.analysis import engine
    from loadlint_rules.analysis.memory import Memory
    from loadlint_rules.analysis.model import Rule, Source

    from .job import Changed

    # A run takes these from here, so that their code is remembered too.
    from .job import Job as Job
    from .job import Outcome as Outcome

# As deep as Python's own parser goes.
_DEEPEST = 200
_ALL_BUT_BRACKETS = bytes(it for it in range(256) if chr(it) not in "()[]{}")
_SIGNS = tuple(it * 100 for it in (b"-", b"+", b"~", b"- ", b"+ ", b"~ ", b"not ", b"lambda:", b"lambda: "))


def memory() -> Memory:
    """Return a memory for the files of one run, which speeds up the import of LibCST."""
    return Memory(partial(codegen_cache.remembered, "libcst"))


def run(job: Job, memory: Memory, parses: Callable[[bytes], bool] = parses) -> Outcome:
    """Lint, and where asked fix, one file. Never raises: a fault of ours costs one file, and is named.

    `parses` says whether a text parses, and may know it from elsewhere.
    """
    try:
        data = job.data if job.data is not None else read(job.path)[0]
        document = file.parse(data, job.path if job.path != "-" else job.shown)
        if job.named:
            _refuse_deep_nesting(document.source.text)
        change = job.fix or job.ignore is not None
        return (_changed if change else _linted)(job, document, memory, parses)
    except Unreadable as error:
        return Outcome(job.path, problem=str(error))
    except (RecursionError, MemoryError) as error:
        return Outcome(job.path, problem=f"too deeply nested or too large to be analyzed ({type(error).__name__})")
    except Exception as error:
        return Outcome(job.path, problem=f"internal error, please report it: {crashes.described(error)}")


def unchanged(outcome: Outcome, problem: str) -> Outcome:
    """Return the findings in a file whose fixes could not be written."""
    job = outcome.job
    rows = (
        run(replace(job, fix=False, ignore=None), memory()).rows
        if job is not None and job.path != "-"
        else outcome.rows
    )
    return Outcome(outcome.path, rows, problem=problem)


def _linted(job: Job, document: file.Document, memory: Memory, parses: Callable[[bytes], bool]) -> Outcome:
    rules = _rules(job)
    lint = partial(engine.lint, document.source, rules, job.targets, memory=memory, catalogue=_names(job))
    findings = lint()
    if job.syntax and (findings or job.named) and document.cells is None and not parses(document.data):
        # Python is the quickest judge of a whole text; only a text it refuses is worth a second look.
        findings = lint(syntax=True)
    shown = (it for it in findings if job.syntax or it.rule != INVALID_SYNTAX)
    return Outcome(job.path, tuple(row(it, document, job.shown) for it in shown))


def _changed(job: Job, document: file.Document, memory: Memory, parses: Callable[[bytes], bool]) -> Outcome:
    source, count = (_ignored if job.ignore is not None else _fixed)(job, document, memory)
    if source == document.source:
        return _linted(job, document, memory, parses)
    try:
        data = document.with_source(source)
        after = document.texts(source)
    except Unreadable as error:
        return replace(_linted(job, document, memory, parses), problem=str(error))
    numbers = [it.index for it in document.cells] if document.cells is not None else [None]
    texts = tuple(zip(numbers, document.texts(), after, strict=True))
    left = _linted(job, file.parse(data, job.shown if job.path == "-" else job.path), memory, parses)
    return replace(left, fixed=count, changed=Changed(data, texts), seen=job.seen, job=replace(job, data=None))


def _fixed(job: Job, document: file.Document, memory: Memory) -> tuple[Source, int]:
    fixed = engine.fix(
        document.source, _rules(job), job.targets, memory=memory, unsafe=job.unsafe, catalogue=_names(job)
    )
    return fixed.source, fixed.gone


def _ignored(job: Job, document: file.Document, memory: Memory) -> tuple[Source, int]:
    from loadlint_rules.analysis import ignore_comments

    # No fix is wanted, so none is tried; the whole text is parsed, as a comment must not break it.
    names = _names(job)
    lint = partial(
        engine.lint, rules=_rules(job), targets=job.targets, memory=memory, syntax=True, proven=False, catalogue=names
    )
    return ignore_comments.write(document.source, lint, job.ignore or "")


def _refuse_deep_nesting(text: str) -> None:
    """Raise Unreadable for nesting that Python refuses too; in a folder, only such statements go unchecked."""
    data = text.encode("utf-8", "surrogatepass")
    if (any(it in data for it in _SIGNS) or _is_deep(data)) and not parses(data):
        raise Unreadable("nested too deeply to be analyzed")


def _is_deep(data: bytes) -> bool:
    """Return whether brackets, also in strings and comments, are nested deeper than Python allows."""
    brackets = data.translate(None, _ALL_BUT_BRACKETS)
    for _ in range(_DEEPEST):
        if len(brackets) < _DEEPEST:
            return False
        brackets = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)


def _rules(job: Job) -> list[Rule]:
    levels = dict(job.rules)
    return [leveled(it, levels[it.name]) for it in _catalogue(job) if it.name in levels]


def _names(job: Job) -> frozenset[str]:
    return frozenset(it.name for it in _catalogue(job))


def _catalogue(job: Job) -> Sequence[Rule]:
    if not job.plugins:
        return RULES
    from loadlint.project import plugins

    return plugins.catalogue(job.plugins)
