"""JUnit's XML, which every CI shows: a suite for each file, a failed case for each finding."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TextIO
from xml.sax.saxutils import escape, quoteattr

from loadlint.words import in_xml

from .rows import place

if TYPE_CHECKING:
    from .rows import Report, Row


def write(report: Report, out: TextIO) -> None:
    """Write all suites; a run without findings is one case that passed."""
    number = len(report.rows)
    out.write('<?xml version="1.0" encoding="utf-8"?>\n')
    out.write(f'<testsuites name="loadlint" tests="{max(1, number)}" failures="{number}" errors="0">\n')
    for path, rows in groupby(report.rows, lambda it: it["path"]):
        cases = list(rows)
        head = f"name={_attribute(path)} tests={_attribute(str(len(cases)))} failures={_attribute(str(len(cases)))}"
        out.write(f"  <testsuite {head}>\n{''.join(map(_case, cases))}  </testsuite>\n")
    if not number:
        case = f'<testcase name="{report.checked} files" classname="loadlint"/>'
        out.write(f'  <testsuite name="loadlint" tests="1" failures="0">\n    {case}\n  </testsuite>\n')
    out.write("</testsuites>\n")


def _case(row: Row) -> str:
    where = f"{row['line']}:{row['column']}" if row["cell"] is None else f"cell {row['cell']}:{row['line']}"
    name = _attribute(f"{row['rule']} at {where}")
    text = escape(in_xml(f"{place(row)}: {row['message']}\n{row['url']}"))
    line = f" line={_attribute(str(row['line']))}" if row["cell"] is None else ""
    return (
        f"    <testcase name={name} classname={_attribute(row['path'])} file={_attribute(row['path'])}{line}>\n"
        f"      <failure type={_attribute(row['severity'])} message={_attribute(row['message'])}>{text}</failure>\n"
        "    </testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(in_xml(text))
