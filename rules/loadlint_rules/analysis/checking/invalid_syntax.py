"""Statements that do not parse, as findings."""

from __future__ import annotations

from ..memory import Memory
from ..model import Finding, Source, Span
from ..reading import syntax, tree
from ..reading.scan import Scan

INVALID_SYNTAX = "invalid-syntax"


def find(source: Source, memory: Memory, *, whole: bool, typed: bool) -> list[Finding]:
    """Return what does not parse: where a load could not be read, or (asked for the whole text) anywhere.

    A template that makes Python is none yet, and has no findings.
    """
    findings = [_at(span, message) for span, message in memory.program(source, typed).broken]
    if not findings and whole and not is_python(source.text):
        findings = _anywhere(source, memory)
    scan = memory.texts.scanned(source) if findings else None
    lines = [scan.line_at(it.span.start) for it in findings] if scan is not None else []
    is_template = scan is not None and any(_has_field(scan, it.start, it.end) for it in lines if it is not None)
    return findings if not is_template else []


def _anywhere(source: Source, memory: Memory) -> list[Finding]:
    scan, findings = memory.texts.scanned(source), []
    for line in scan.unbalanced:
        parsed = memory.texts.syntax.parse(scan.statement_text(line))
        if isinstance(parsed, tree.SyntaxTrouble):
            findings.append(_at(Span(line.start, line.end), parsed.message))
    if not findings:
        trouble = memory.texts.syntax.check(source.text)
        # Its offset may be that of the next line.
        if trouble is not None and not _has_field(scan, 0, len(scan.code)):
            findings.append(_at(_one(source.text, trouble.offset), trouble.message))
    return findings


def _has_field(scan: Scan, start: int, end: int) -> bool:
    """Return whether code has a field or a tag of a template, such as Jinja's."""
    return any(scan.code.find(it, start, end) >= 0 for it in ("{{", "{%"))


def is_python(text: str) -> bool:
    """Whether the running Python accepts a text: a quick yes; after a no, LibCST is asked too."""
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


def _at(span: Span, message: str) -> Finding:
    """Return a finding with the words of the tokenizer where it has any; the parser's lists of tokens help nobody."""
    _, marked, words = message.partition("tokenizer error: ")
    why = f"does not parse ({words})" if marked else "does not parse"
    why = "is nested too deeply to be read" if message == syntax.TOO_DEEP else why
    message = f"this {why}, so the loads in it are not checked"
    return Finding(message, span, severity="error", rule=INVALID_SYNTAX)
