"""A run as one page: a table, bars and the report of each load, without scripts and without anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from typing import TextIO

from loadlint.verify import facts, render
from loadlint.verify.figures import seconds, size
from loadlint.verify.report import Json, VerifyReport
from loadlint.words import visible

from . import summary, table
from .batch import Result
from .style import STYLE

TIMES = ("import", *facts.LOADING, "first_forward")
WIDEST = 100.0


def write(results: Sequence[Result], figures: Json, out: TextIO) -> None:
    """Write the page."""
    out.write("".join(f"{it}\n" for it in _page(results, figures)))


def _page(results: Sequence[Result], figures: Json) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}' 'unsafe-hashes'; img-src data:"
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    yield f"<title>loadlint verify: {_text(summary.line(figures))}</title>"
    yield f"<style>{STYLE}</style></head><body><main>"
    yield f"<header><h1>loadlint verify</h1><p>{_text(summary.line(figures))}</p></header>"
    yield "".join(_tiles(figures))
    yield "".join(_table(results))
    for number, result in enumerate(results):
        yield "".join(_load(number, result))
    yield "</main></body></html>"


def _tiles(figures: Json) -> Iterator[str]:
    yield '<ul class="tiles">'
    for name, number in figures["states"].items():
        yield f'<li class="{_text(name)}"><strong>{number}</strong> {_text(name)}</li>'
    yield "</ul>"


def _table(results: Sequence[Result]) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{_text(it)}</th>' for it in table.HEADINGS)
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    for number, result in enumerate(results):
        for report in result.reports:
            row = table.row(report)
            first = f'<th scope="row"><a href="#load-{number}">{_text(row.load)}</a></th>'
            second = f'<td><span class="state {_text(row.state)}">{_text(row.state)}</span></td>'
            rest = "".join(f"<td>{_text(it)}</td>" for it in row.cells[2:])
            yield f"<tr>{first}{second}{rest}</tr>"
    yield "</tbody></table></div>"


def _load(number: int, result: Result) -> Iterator[str]:
    report = result.report
    state = summary.state(report)
    opened = "" if state == "loaded" else " open"
    places = ", ".join(map(table.where, result.group.sites))
    yield f'<details id="load-{number}"{opened}><summary><span class="state {_text(state)}">{_text(state)}</span> '
    yield f"{_text(places)} <code>{_text(str(report.request['call']))}</code></summary>"
    reason, cure = table.reason(report), table.cure(report)
    if state not in ("loaded", "cancelled") and reason:
        yield f'<p class="reason">{_text(reason)}</p>'
        yield f'<p class="cure">{_text(cure)}</p>' if cure else ""
    for label, parts, texts in _measured(report):
        yield _bar(label, parts, texts)
    yield f"<pre>{_text(render.full(report))}</pre></details>"


def _measured(report: VerifyReport) -> Iterator[tuple[str, list[float], list[str]]]:
    """Yield label, amounts and texts of each bar."""
    if report.model and report.model["bytes_per_device"]:
        placed = report.model["bytes_per_device"]
        yield "placed", list(placed.values()), [f"{name} {size(it)}" for name, it in placed.items()]
    peak, before = report.memory.get("host_peak"), report.memory.get("host_before") or 0
    if peak:
        parts = [before, max(peak - before, 0)]
        yield "memory", parts, [f"libraries {size(parts[0])}", f"load {size(parts[1])}"]
    times = {it: report.times[it] for it in TIMES if report.times.get(it, 0) >= 0.001}
    if times:
        yield "time", list(times.values()), [f"{it.replace('_', ' ')} {seconds(time)}" for it, time in times.items()]


def _bar(label: str, parts: Sequence[float], texts: Sequence[str]) -> str:
    """Return a bar of parts in their proportions, with a legend that says each in words."""
    whole, start, drawn = sum(parts) or 1, 0.0, []
    for index, part in enumerate(parts):
        width = WIDEST * part / whole
        drawn.append(f'<rect class="part-{index % 6}" x="{start:.2f}" width="{width:.2f}" height="10"/>')
        start += width
    words = " ".join(f'<li class="part-{index % 6}">{_text(it)}</li>' for index, it in enumerate(texts))
    shape = f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{"".join(drawn)}</svg>'
    return f'<figure><figcaption>{label}</figcaption>{shape}<ul class="legend">{words}</ul></figure>'


def _text(text: str) -> str:
    return escape(visible(text))
