"""The forms of what an upgrade changes, by the name of `--output-format`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from loadlint.verify.comparison import Row
from loadlint.verify.page import pair as pair_page
from loadlint.verify.page import pieces, single
from loadlint.verify.page.pieces import prose, text
from loadlint.verify.report import Json
from loadlint.words import markdown

from . import junit, page, summary, table, upgrade
from .upgrade import Pair, Upgrade


def write_json(upgrades: Sequence[Upgrade], figures: Json, out: TextIO) -> None:
    """Write one object; with several other sides, a list of them."""
    values = [it.as_json(figures) for it in upgrades]
    out.write(json.dumps(values[0] if len(values) == 1 else values, indent=2) + "\n")


def write_lines(upgrades: Sequence[Upgrade], figures: Json, out: TextIO) -> None:
    """Write a line for each load and other side, and the figures of each side in a line."""
    for it in upgrades:
        value = it.as_json(figures)
        for load in value["loads"]:
            out.write(json.dumps({"against": it.side.removeprefix("against "), **load}) + "\n")
        out.write(json.dumps({"summary": value["summary"]}) + "\n")


def write_markdown(upgrades: Sequence[Upgrade], figures: Json, out: TextIO) -> None:
    """Write a table of the loads that differ, as the summary of a job shows it."""
    for it in upgrades:
        out.write(f"## {markdown(it.line)} (in {figures['seconds']:.0f} s)\n\n")
        if it.different:
            out.write("| load | what | before | after | change |\n|---|---|---|---|---|\n")
        for pair in it.different:
            for row in pair.differences:
                out.write(table.markdown_row((_places(pair), row.label, row.before, row.after, row.changed)))
        out.write("\n")


def write_junit(upgrades: Sequence[Upgrade], figures: Json, out: TextIO) -> None:
    """Write a suite for each other side: a load fails where it does not end well there, and says what differs."""
    reports = [report for it in upgrades for pair in it.pairs for report in pair.after.reports]
    out.write('<?xml version="1.0" encoding="utf-8"?>\n')
    out.write(f'<testsuites name="loadlint verify" {junit.counts(reports)} time="{figures["seconds"]}">\n')
    for it in upgrades:
        out.write("".join(_suite(it)))
    out.write("</testsuites>\n")


def write_page(upgrades: Sequence[Upgrade], figures: Json, out: TextIO) -> None:
    """Write a page with the loads that differ, each with its differences and its report on the other side."""
    line = "; ".join(it.line for it in upgrades)
    content = (part for it in upgrades for part in _sections(it))
    out.write("".join(f"{it}\n" for it in page.whole(f"{line} (in {figures['seconds']:.0f} s)", content)))


FORMS: dict[str, Callable[[Sequence[Upgrade], Json, TextIO], None]] = {
    "full": upgrade.write,
    "json": write_json,
    "jsonl": write_lines,
    "junit": write_junit,
    "markdown": write_markdown,
    "html": write_page,
}


def _places(pair: Pair) -> str:
    return ", ".join(map(table.where, pair.before.group.sites))


def _suite(it: Upgrade) -> Iterator[str]:
    reports = [report for pair in it.pairs for report in pair.after.reports]
    yield f"  <testsuite name={junit.attribute(it.side.removeprefix('against '))} {junit.counts(reports)}>\n"
    for pair in it.pairs:
        changes = "".join(f"{_sentence(row)}\n" for row in pair.differences)
        yield from (junit.case(report, changes) for report in pair.after.reports)
    yield "  </testsuite>\n"


def _sentence(row: Row) -> str:
    return f"{row.label}: {row.before} -> {row.after}{f' ({row.changed})' if row.changed else ''}"


def _sections(it: Upgrade) -> Iterator[str]:
    yield f"<h2>{text(it.line)}</h2>"
    yield from (_section(pair, it.side.removeprefix("against ")) for pair in it.different)
    unrun = [pair for pair in it.pairs if pair.before.report.outcome in upgrade.UNRUN]
    yield pieces.items(
        f"{pair.before.report.outcome} {_places(pair)}: {table.reason(pair.before.report)}" for pair in unrun
    )


def _section(pair: Pair, against: str) -> str:
    before, after = pair.before.report, pair.after.report
    states = " → ".join(page.badge(summary.state(it)) for it in (before, after))
    head = f"<h3>{states} {text(_places(pair))}</h3><pre>{text(str(before.request['call']))}</pre>"
    cure = table.cure(after) if upgrade.breaks(pair) else ""
    below = f'<p class="cure">{prose(cure)}</p>' if cure else ""
    below += "".join(
        pieces.folded(title, single.content(it))
        for title, it in (("report here", before), (f"report {against if pair.fixed else f'with {against}'}", after))
    )
    rows = pair_page.table(pair.differences, "here", against)
    return f'<section class="different">{head}{rows}{below}</section>'
