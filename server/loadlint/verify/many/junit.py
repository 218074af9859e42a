"""JUnit's XML, which every CI shows: a suite for each file, a case for each load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from loadlint.verify import facts, render
from loadlint.verify.report import Json, VerifyReport
from loadlint.words import in_xml

from . import summary, table
from .batch import Result


def write(results: Sequence[Result], figures: Json, out: TextIO) -> None:
    """Write all suites. A load with a problem is a failure, one without values an error, one not run is skipped."""
    placed = [(report, it.kind) for it in results for report in it.reports]
    placed.sort(key=lambda it: (_place(it[0]), it[1] or ""))
    out.write('<?xml version="1.0" encoding="utf-8"?>\n')
    out.write(f'<testsuites name="loadlint verify" {counts(it for it, _ in placed)} time="{figures["seconds"]}">\n')
    for path, loads in groupby(placed, lambda it: str(it[0].site["path"])):
        of_file = list(loads)
        cases = "".join(case(report, kind=kind) for report, kind in of_file)
        out.write(f"  <testsuite name={attribute(path)} {counts(it for it, _ in of_file)}>\n{cases}  </testsuite>\n")
    out.write("</testsuites>\n")


def _place(report: VerifyReport) -> tuple[str, int, int]:
    return str(report.site["path"]), report.site["cell"] or 0, report.site["line"]


def counts(reports: Iterable[VerifyReport]) -> str:
    tags = [_tag(it) for it in reports]
    return f'tests="{len(tags)}" failures="{tags.count("failure")}" errors="{tags.count("error")}"'


def _tag(report: VerifyReport) -> str | None:
    kinds = {"loaded": None, "estimated": None, "cancelled": "skipped", "asking": "error"}
    return kinds.get(summary.state(report), "failure")


def case(report: VerifyReport, more: str = "", kind: str | None = None) -> str:
    """Return the case of a load, on that kind of node; `more` is written to its output."""
    path, line = str(report.site["path"]), f" line={attribute(str(report.site['line']))}"
    name = attribute(f"{table.where(report.site)} {report.request['call']}{f' on {kind}' if kind else ''}")
    head = f"    <testcase name={name} classname={attribute(path)} file={attribute(path)}"
    head += f'{line} time="{facts.load_time(report):.3f}"'
    tag = _tag(report)
    output = f"      <system-out>{escape(in_xml(more))}</system-out>\n" if more else ""
    if tag is None:
        return f"{head}>\n{output}    </testcase>\n" if output else f"{head}/>\n"
    if tag == "skipped":
        return f"{head}>\n      <skipped/>\n{output}    </testcase>\n"
    text = escape(in_xml(render.full(report)))
    why = f"type={attribute(summary.state(report))} message={attribute(table.reason(report))}"
    return f"{head}>\n      <{tag} {why}>{text}</{tag}>\n{output}    </testcase>\n"


def attribute(text: str) -> str:
    return quoteattr(in_xml(text))
