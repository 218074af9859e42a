"""Send random legal edits to a live server, and compare its findings with a fresh lint after each.

`python -m bench.fuzz --sequences 10000` takes some minutes. If the text parses, findings must be
equal; in a statement that does not parse, earlier findings may stay, and no others.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from loadlint.editor.analysis import Analysis
from loadlint.editor.features import diagnostics
from loadlint.project.projects import Projects
from loadlint_rules.analysis.model import Finding, Source, Span

from .server import Server, started
from .typist import START, Typist

SERVER = [sys.executable, "-m", "loadlint", "server"]
ENCODINGS = ("utf-8", "utf-16", "utf-32")
SETTINGS = '[targets]\ntransformers = "5.23.0"\ntorch = "2.13.0"\n'
_SEVERITIES, _HINT = {"error": 1, "warning": 2, "info": 3}, 4

Shown = tuple[str, int, str, str]


@dataclass(frozen=True)
class Figures:
    """Counts of edits and comparisons, and of comparisons with a statement that did not parse."""

    sequences: int
    edits: int
    findings: int
    broken: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.sequences:,} sequences, {self.edits:,} edits, {self.findings:,} findings compared, "
            f"{self.broken:,} texts with a statement that does not parse, {self.seconds:.0f} s"
        )


class DifferenceError(AssertionError):
    """The server's findings differ from a fresh lint."""


def run(folder: Path, sequences: int, seed: int) -> Figures:
    """Send sequences of edits, a third in each encoding. Raises DifferenceError at the first difference."""
    (folder / "loadlint.toml").write_text(SETTINGS)
    start = time.perf_counter()
    shares = [sequences // 3 + (number < sequences % 3) for number in range(3)]
    sessions = [_session(folder, it, shares[at], seed + at) for at, it in enumerate(ENCODINGS)]
    edits, findings, broken = (sum(amounts) for amounts in zip(*sessions, strict=True))
    return Figures(sequences, edits, findings, broken, time.perf_counter() - start)


def _session(folder: Path, encoding: str, sequences: int, seed: int) -> tuple[int, int, int]:
    typist, path = Typist(Random(seed), encoding), folder / "typed.py"
    edits = findings = broken = 0
    with started(SERVER, folder, encoding) as (server, _):
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": START}
        server.notify("textDocument/didOpen", {"textDocument": document})
        version = 1
        for number in range(sequences):
            for _ in range(typist.random.choice((1, 1, 2, 4))):
                changes, version = typist.changes(), version + 1
                edits += len(changes)
                _send(server, path, version, changes)
            where = f"{encoding}, seed {seed}, sequence {number}"
            shown, fresh, open_ = _shown(server, version, typist, where), *_fresh(path, typist.text)
            _compare(shown, fresh, open_, typist, where)
            findings, broken = findings + len(shown), broken + bool(open_)
            typist.settle(bool(open_))
    return edits, findings, broken


def _send(server: Server, path: Path, version: int, changes: list[dict[str, Any]]) -> None:
    identifier = {"uri": path.as_uri(), "version": version}
    server.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": changes})


def _shown(server: Server, version: int, typist: Typist, where: str) -> list[Mapping[str, Any]]:
    try:
        diagnostics: list[Mapping[str, Any]] = server.published(version)["params"]["diagnostics"]
    except TimeoutError:
        raise DifferenceError(f"{where}\nnothing shown for {typist.text!r}") from None
    return diagnostics


def _fresh(path: Path, text: str) -> tuple[list[Finding], tuple[Span, ...]]:
    """Lint with empty caches; return the findings and the extents of statements that do not parse."""
    checks, source = _projects(path.parent).of(path).checks, Source(text)
    linted = Analysis().lint(source, checks)
    return list(linted.findings), linted.broken


@cache
def _projects(_folder: Path) -> Projects:
    return Projects(lenient=True)


def _compare(
    shown: list[Mapping[str, Any]], fresh: list[Finding], open_: tuple[Span, ...], typist: Typist, where: str
) -> None:
    expected = [_as_shown(it, typist) for it in diagnostics.folded(fresh)]
    got = [_key(it) for it in shown]
    lines = {line for it in open_ for line in _lines(it, typist)}
    missing, more = [it for it in expected if it not in got], [it for it in shown if _key(it) not in expected]
    # A kept finding touches a statement that does not parse; `invalid-syntax` itself is never kept.
    strange = [it for it in more if not _touched(it) & lines or it["code"] == "invalid-syntax"]
    if missing or strange or len(got) != len(set(got)) or len(expected) != len(set(expected)):
        raise DifferenceError(f"{where}\nmissing: {missing}\nstrange: {strange}\nshown: {got}\ntext: {typist.text!r}")


def _key(diagnostic: Mapping[str, Any]) -> Shown:
    return diagnostic["code"], diagnostic["severity"], diagnostic["message"], str(diagnostic["range"])


def _lines(span: Span, typist: Typist) -> range:
    return range(typist.position(span.start)["line"], typist.position(span.end)["line"] + 1)


def _touched(diagnostic: Mapping[str, Any]) -> set[int]:
    """Return the lines of a diagnostic and of its related places."""
    related = [it["location"]["range"] for it in diagnostic.get("relatedInformation", ())]
    places = [diagnostic["range"], *related]
    return {line for it in places for line in range(it["start"]["line"], it["end"]["line"] + 1)}


def _as_shown(finding: Finding, typist: Typist) -> Shown:
    where = {"start": typist.position(finding.span.start), "end": typist.position(finding.span.end)}
    is_hint = finding.severity == "info" and finding.tag == "unnecessary"
    severity = _HINT if is_hint else _SEVERITIES[finding.severity]
    return finding.rule, severity, finding.message, str(where)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(run(Path(folder).resolve(), options.sequences, options.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
