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
    reports = sorted((report for it in results for report in it.reports), key=_place)
    out.write('<?xml version="1.0" encoding="utf-8"?>\n')
    out.write(f'<testsuites name="loadlint verify" {_counts(reports)} time="{figures["seconds"]}">\n')
    for path, loads in groupby(reports, lambda it: str(it.site["path"])):
        cases = list(loads)
        out.write(
            f"  <testsuite name={_attribute(path)} {_counts(cases)}>\n{''.join(map(_case, cases))}  </testsuite>\n"
        )
    out.write("</testsuites>\n")


def _place(report: VerifyReport) -> tuple[str, int, int]:
    return str(report.site["path"]), report.site["cell"] or 0, report.site["line"]


def _counts(reports: Iterable[VerifyReport]) -> str:
    tags = [_tag(it) for it in reports]
    return f'tests="{len(tags)}" failures="{tags.count("failure")}" errors="{tags.count("error")}"'


def _tag(report: VerifyReport) -> str | None:
    kinds = {"loaded": None, "cancelled": "skipped", "asking": "error"}
    return kinds.get(summary.state(report), "failure")


def _case(report: VerifyReport) -> str:
    path, line = str(report.site["path"]), f" line={_attribute(str(report.site['line']))}"
    name = _attribute(f"{table.where(report.site)} {report.request['call']}")
    head = f"    <testcase name={name} classname={_attribute(path)} file={_attribute(path)}"
    head += f'{line} time="{facts.load_time(report):.3f}"'
    tag = _tag(report)
    if tag is None:
        return f"{head}/>\n"
    if tag == "skipped":
        return f"{head}>\n      <skipped/>\n    </testcase>\n"
    text = escape(in_xml(render.full(report)))
    kind = f"type={_attribute(summary.state(report))} message={_attribute(table.reason(report))}"
    return f"{head}>\n      <{tag} {kind}>{text}</{tag}>\n    </testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(in_xml(text))
