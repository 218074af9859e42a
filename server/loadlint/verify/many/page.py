"""A run as one page: a table and the report of each load, without scripts and without anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from loadlint.verify.page import single
from loadlint.verify.page.pieces import grid, text
from loadlint.verify.page.style import STYLE
from loadlint.verify.report import Json

from . import matrix, summary, table
from .batch import Result

KINDS = {
    "loaded": "good",
    "estimated": "good",
    "problem": "mixed",
    "asking": "mixed",
    "cancelled": "mixed",
    "refused": "mixed",
}


def write(results: Sequence[Result], figures: Json, out: TextIO) -> None:
    """Write the page."""
    out.write("".join(f"{it}\n" for it in whole(summary.line(figures), _content(results, figures))))


def whole(line: str, content: Iterable[str]) -> Iterator[str]:
    """Yield a page with a line about it all."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}' 'unsafe-hashes'; img-src data:"
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{text(policy)}">'
    yield f"<title>loadlint verify: {text(line)}</title>"
    yield f"<style>{STYLE}</style></head><body><main>"
    yield f"<header><h1>loadlint verify</h1><p>{text(line)}</p></header>"
    yield from content
    yield "</main></body></html>"


def _content(results: Sequence[Result], figures: Json) -> Iterator[str]:
    yield "".join(_counts(figures))
    yield grid("loads", table.HEADINGS, _rows(results))
    if cells := figures.get("matrix"):
        yield grid("matrix", matrix.headings(cells), map(_cells, matrix.cells(cells)))
    for number, result in enumerate(results):
        yield _load(number, result)


def _counts(figures: Json) -> Iterator[str]:
    yield '<ul class="counts">'
    for name, number in figures["states"].items():
        yield f'<li class="{text(name)}"><strong>{number}</strong> {text(name)}</li>'
    yield "</ul>"


def _rows(results: Sequence[Result]) -> Iterator[str]:
    for number, result in enumerate(results):
        for report in result.reports:
            row = table.row(report)
            first = f'<th scope="row"><a href="#load-{number}">{text(row.load)}</a></th>'
            rest = "".join(f"<td>{text(it)}</td>" for it in row.cells[2:])
            yield f"<tr>{first}<td>{badge(row.state)}</td>{rest}</tr>"


def _cells(row: Sequence[str]) -> str:
    rest = "".join(f"<td>{text(it)}</td>" for it in row[1:])
    return f'<tr><th scope="row">{text(row[0])}</th>{rest}</tr>'


def _load(number: int, result: Result) -> str:
    report, state = result.report, summary.state(result.report)
    opened = "" if state in ("loaded", "estimated") else " open"
    places = ", ".join(map(table.where, result.group.sites))
    places += f" on {result.kind or result.node}" if result.kind or result.node else ""
    head = f"<summary>{badge(state)} {text(places)} <code>{text(str(report.request['call']))}</code></summary>"
    return f'<details class="load" id="load-{number}"{opened}>{head}{single.content(report)}</details>'


def badge(state: str) -> str:
    """Return a state in its color."""
    return f'<span class="badge {KINDS.get(state, "bad")}">{text(state)}</span>'
