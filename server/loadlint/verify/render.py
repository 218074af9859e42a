"""Show a report to people: whole, in one line, or beside another one.

Lines are made as (text, style) pairs first, so that plain and colored output are one layout.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import TextIO

from loadlint.words import visible

from . import comparison, facts
from .comparison import Row
from .figures import count, seconds
from .report import Diagnosis, Failure, VerifyReport

Line = list[tuple[str, str]]
LABEL = 14
CHANGE = 14
LOG_LINES = 20
WIDTH = 100
_STYLES = {"loaded": "bold green", "estimated": "bold green", "cancelled": "bold yellow"}


def line(report: VerifyReport) -> str:
    """Return the outcome in one line, for a lens, a diagnostic or the end of a run."""
    return visible(_sentence(report)).replace("\n", " ")


def full(report: VerifyReport, width: int = WIDTH) -> str:
    """Return the whole report as plain text."""
    return "".join(visible("".join(text for text, _ in it)).rstrip() + "\n" for it in _report(report, width))


def compare(before: VerifyReport, after: VerifyReport, width: int = WIDTH) -> str:
    """Return two reports side by side, the rows that differ first, as plain text."""
    return "".join(visible("".join(text for text, _ in it)).rstrip() + "\n" for it in _comparison(before, after, width))


def write(report: VerifyReport, out: TextIO) -> None:
    """Print the whole report, in color where `out` is a terminal."""
    _paint(_report(report, _width(out)), out)


def write_comparison(before: VerifyReport, after: VerifyReport, out: TextIO) -> None:
    """Print two reports side by side, in color where `out` is a terminal."""
    _paint(_comparison(before, after, _width(out)), out)


def write_differences(before: VerifyReport, after: VerifyReport, against: str, out: TextIO) -> None:
    """Print what differs once the same load runs elsewhere, in color where `out` is a terminal."""
    _paint(_differences(before, after, against, _width(out)), out)


# --- one report -------------------------------------------------------------------------------------------


def _report(report: VerifyReport, width: int) -> Iterator[Line]:
    style = _STYLES.get(report.outcome, "bold red")
    yield [(report.outcome, style), ("  ", ""), (report.request["call"], "bold")]
    yield [(f"{' ' * len(report.outcome)}  {_where(report)}", "cyan")]
    yield []
    for label, text in facts.rows(report):
        yield from _wrapped(label, text, width)
    for note in report.request.get("notes") or ():
        yield from _wrapped("note", note, width)
    for warning in report.warnings:
        yield from _wrapped("warning", warning, width)
    for finding in report.findings:
        text = f"{finding['severity']} {finding['rule']}, line {finding['line']}: {finding['message']}"
        yield from _wrapped("finding", text, width)
    for diagnosis in report.diagnosis:
        yield from _diagnosed(diagnosis, width)
    if report.error:
        yield from _failed(report.error, report, width)
    yield []
    yield [(line(report), style if not report.problems else "bold yellow")]


def _sentence(report: VerifyReport) -> str:
    if report.outcome == "estimated":
        return str((report.preflight or {}).get("answer"))
    if report.outcome != "loaded" or report.model is None:
        return f"not loaded: {facts.why_not(report)}"
    named = f"{report.model['class']} {facts.places(report.model)}"
    text = f"{'rehearsed' if report.rehearsal else 'loaded'} {named}, {facts.dtypes(report.model)}, {_speed(report)}"
    problems = report.problems
    return text if not problems else f"{text}; {count(len(problems), 'problem')}: {problems[0].evidence}"


def _speed(report: VerifyReport) -> str:
    token = f", {facts.each_token(report.smoke)} a token" if report.smoke.get("ms_per_token") else ""
    return f"in {seconds(facts.load_time(report))}{token}"


def _diagnosed(diagnosis: Diagnosis, width: int) -> Iterator[Line]:
    yield []
    label, style = ("problem", "bold yellow") if diagnosis.problem else ("note", "bold blue")
    first, *rest = _folded(f"{diagnosis.name}: {diagnosis.evidence}", width)
    yield [(f"  {label:<{LABEL}}", style), (first, "")]
    yield from ([(" " * (LABEL + 2) + it, "")] for it in rest)
    yield from _wrapped("cure", diagnosis.cure, width)


def _failed(error: Failure, report: VerifyReport, width: int) -> Iterator[Line]:
    yield []
    yield from _wrapped("phase", error.phase, width)
    yield from _wrapped("error", f"{error.type}: {error.message}", width, "red")
    if error.cause:
        yield from _wrapped("cause", error.cause, width)
        yield from _wrapped("cure", error.cure or "", width, "green")
        if report.outcome != "killed":
            return
    else:
        yield from _wrapped("cause", "unknown to loadlint, so here is all of it", width)
        for text in error.traceback.rstrip().split("\n"):
            yield [(f"    {text}", "dim")]
    for text in report.log[-LOG_LINES:]:
        yield [(f"    log: {text}", "dim")]


# --- two reports ------------------------------------------------------------------------------------------


def _comparison(before: VerifyReport, after: VerifyReport, width: int) -> Iterator[Line]:
    column = max((width - LABEL - CHANGE - 8) // 2, 24)
    yield _columns("", "before", "after", "change", column, "bold")
    yield [("  " + "-" * (LABEL + 2 * column + CHANGE + 4), "dim")]
    rows = comparison.rows(before, after)
    for row in rows:
        yield from _side_by_side(row, column)
    yield []
    if any(it.label == "memory held" for it in rows):
        yield from ([(it, "dim")] for it in _folded(comparison.EXPLAINED, width, 0))
        yield []
    yield [("before: ", "bold"), (line(before), "")]
    yield [("after:  ", "bold"), (line(after), "")]
    yield [(comparison.sentence(before, after), "bold")]


def _differences(before: VerifyReport, after: VerifyReport, against: str, width: int) -> Iterator[Line]:
    column = max((width - LABEL - CHANGE - 8) // 2, 24)
    different = comparison.differences(before, after)
    yield [(before.request["call"], "bold"), (f"  against {against}", "")]
    yield [(_where(before), "cyan")]
    yield []
    if different:
        yield _columns("", "before", "after", "change", column, "bold")
        yield [("  " + "-" * (LABEL + 2 * column + CHANGE + 4), "dim")]
    for row in different:
        yield from _side_by_side(row, column)
    yield []
    yield [("before: ", "bold"), (line(before), "")]
    yield [("after:  ", "bold"), (line(after), "")]
    yield [(f"{count(len(different), 'difference')}" if different else "nothing differs but noise", "bold")]
    if after.error and after.error.cure and before.outcome == "loaded":
        yield [("cure:   ", "bold"), (after.error.cure, "")]


def _side_by_side(row: Row, column: int) -> Iterator[Line]:
    left, right = _folded(row.before, column, 0), _folded(row.after, column, 0)
    style = "yellow" if row.differs else ""
    for index, (first, second) in enumerate(zip_longest(left, right, fillvalue="")):
        label, changed = ("", "") if index else (row.label, row.changed)
        yield _columns(label, first, second, changed, column, style)


def _columns(label: str, one: str, other: str, changed: str, column: int, style: str) -> Line:
    texts = (f"{one:<{column}}  ", f"{other:<{column}}  ", changed)
    return [(f"  {label:<{LABEL}}", "cyan"), *((it, style) for it in texts)]


# --- text -------------------------------------------------------------------------------------------------


def _wrapped(label: str, text: str, width: int, style: str = "") -> Iterator[Line]:
    first, *rest = _folded(text, width)
    yield [(f"  {label:<{LABEL}}", "cyan"), (first, style)]
    yield from ([(" " * (LABEL + 2) + it, style)] for it in rest)


def _folded(text: str, width: int, indent: int = LABEL + 2) -> list[str]:
    """Return lines that fit beside a label; lines of the text stay lines."""
    folded: list[str] = []
    for part in text.split("\n"):
        folded += textwrap.wrap(part, max(width - indent, 20), break_on_hyphens=False) or [""]
    return folded


def _where(report: VerifyReport) -> str:
    site = report.site
    cell = f"cell {site['cell']}, " if site.get("cell") is not None else ""
    return f"{site['path']}:{cell}{site['line']}"


def _width(out: TextIO) -> int:
    if not out.isatty():
        return WIDTH
    import shutil

    return max(60, shutil.get_terminal_size((WIDTH, 24)).columns)


def _paint(lines: Iterable[Line], out: TextIO) -> None:
    if not out.isatty():
        for it in lines:
            out.write(visible("".join(text for text, _ in it)).rstrip() + "\n")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, soft_wrap=True, highlight=False, markup=False, emoji=False)
    for it in lines:
        console.print(Text.assemble(*((visible(text), style) for text, style in it)))
