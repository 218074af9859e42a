"""Apply every fix in every file with a load, and count what a fix may never do.

    python -m bench.gate FOLDER [FOLDER ...] [--target transformers=4.44.2] [--write]

Each folder is one repository. A rule proposes a fix; a fix that passes the gate is offered. The bench applies offered
fixes one by one and all together, unsafe ones included, with every rule on and every repository that a load names
in the hub's cache. Python's own compiler and tokenizer judge the result.
"""

from __future__ import annotations

import argparse
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loadlint.project.settings import target
from loadlint.source import file
from loadlint.source.walk import Unreadable
from loadlint_rules import RULES
from loadlint_rules.analysis import edits, engine
from loadlint_rules.analysis.model import Commit, Finding, Source, Targets
from loadlint_rules.analysis.program.loads import find
from loadlint_rules.analysis.reading.prefilter import could_matter
from loadlint_rules.analysis.revisions import repository
from loadlint_rules.analysis.values import text_of
from tests.rules import oracle
from tests.tree import ROOT

PAGE = ROOT / "docs" / "evidence" / "gate.md"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
COLUMNS = {
    "files": "files with a load",
    "proposed": "fixes proposed",
    "rejected": "rejected by the gate",
    "offered": "offered",
    "applied": "applied",
    "broken": "texts that no longer parse",
    "unstable": "second runs that change anything",
    "comments": "comments lost",
}
FAULTS = ("broken", "unstable", "comments")
HEAD = """# The gate

A fix is offered only if the file parses after it, its finding is gone, no new one appears and no comment is lost. Here
all fixes, unsafe ones included, are applied to every file with a load of public repositories, one by one and together,
and checked with Python's own compiler and tokenizer. Proposed and rejected count alternatives each; applied counts
the fixes that `--fix --unsafe-fixes` makes in one run, some of them after earlier ones. The gate mostly rejects the
removal of `trust_remote_code=True` where other arguments of the load then raise.

`{command}` wrote this page; the folders are checkouts.
"""


@dataclass(frozen=True)
class Fault:
    """A fault in a file; `kind` is one of FAULTS."""

    kind: str
    path: Path
    what: str


def main() -> int:
    """Print the table and each fault; return 0 when there is none."""
    options = _options()
    releases: dict[str, Any] = {
        name: target(text, "gate") for name, _, text in (it.partition("=") for it in options.target)
    }
    targets = Targets(**releases)
    counts, faults = {}, []
    for folder in options.folders:
        counts[folder.name] = Counter[str]()
        for path in sorted(it for it in folder.rglob("*") if it.suffix in (".py", ".ipynb") and it.is_file()):
            for fault in _in_file(path, targets, counts[folder.name]):
                counts[folder.name][fault.kind] += 1
                faults.append(fault)
    print("\n".join(f"{it.path}: {it.kind}: {it.what}" for it in faults))
    print(_table(counts))
    if options.write:
        targeted = (f"--target {it}" for it in options.target)
        command = " ".join(("python -m bench.gate", *targeted, "--write FOLDER ..."))
        PAGE.write_text(f"{HEAD.format(command=command)}\n{_table(counts)}", encoding="utf-8")
    return int(bool(faults))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.gate", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--target", action="append", default=[], metavar="NAME=VERSION", help="a release in play")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    return parser.parse_args()


def _table(counts: dict[str, Counter[str]]) -> str:
    rows = [f"| repository | {' | '.join(COLUMNS.values())} |\n|---|{'---:|' * len(COLUMNS)}\n"]
    for name, count in [*counts.items(), ("together", sum(counts.values(), Counter()))]:
        rows.append(f"| {name.replace('+', '/')} | {' | '.join(f'{count[it]:,}' for it in COLUMNS)} |\n")
    return "".join(rows)


def _in_file(path: Path, targets: Targets, counts: Counter[str]) -> Iterator[Fault]:
    document = _document(path)
    if document is None or not (loads := find(document.source).loads):
        return
    names = {text_of(argument.value) for it in loads if (argument := repository(it)) is not None}
    targets = replace(targets, commits=tuple(Commit(it, "main", COMMIT) for it in sorted(filter(None, names))))
    proposed = engine.lint(document.source, RULES, targets, proven=False)
    offered = engine.lint(document.source, RULES, targets)
    counts.update(files=1, proposed=_fixes(proposed), offered=_fixes(offered))
    counts["rejected"] += _fixes(proposed) - _fixes(offered)
    for finding in offered:
        for fix in finding.fixes:
            after = edits.apply_to_source(document.source, [fix])
            yield from _judged(path, f"{finding.rule}: {fix.title}", document.source, after)
    yield from _all_at_once(path, document, targets, counts)


def _document(path: Path) -> file.Document | None:
    try:
        data = path.read_bytes()
        return file.parse(data, str(path)) if could_matter(data) else None
    except (Unreadable, OSError):
        # Broken notebooks and odd encodings have no text to fix.
        return None


def _fixes(findings: list[Finding]) -> int:
    return sum(len(it.fixes) for it in findings)


def _all_at_once(path: Path, document: file.Document, targets: Targets, counts: Counter[str]) -> Iterator[Fault]:
    for unsafe in (False, True):
        fixed = engine.fix(document.source, RULES, targets, unsafe=unsafe)
        if unsafe:
            counts["applied"] += len(fixed.applied)
        if not fixed.applied:
            continue
        again = engine.fix(fixed.source, RULES, targets, unsafe=unsafe)
        if again.source != fixed.source:
            yield Fault("unstable", path, f"{[it.rule for it in again.applied]} on a second run")
        yield from _judged(path, "all fixes", document.source, fixed.source)
        if file.parse(document.with_source(fixed.source), str(path)).source != fixed.source:
            yield Fault("broken", path, "the file that is written reads differently")


def _judged(path: Path, what: str, before: Source, after: Source) -> Iterator[Fault]:
    if oracle.parses(before.text) and not oracle.parses(after.text):
        yield Fault("broken", path, what)
    lost = _comments(before.text) - _comments(after.text)
    if lost := Counter({comment: count for comment, count in lost.items() if not edits.MARKERS.match(comment)}):
        yield Fault("comments", path, f"{what} loses {list(lost)}")


def _comments(text: str) -> Counter[str]:
    """Return the comments of a text, as far as Python's tokenizer can read it."""
    comments: Counter[str] = Counter()
    try:
        comments.update(
            it.string for it in tokenize.generate_tokens(io.StringIO(text).readline) if it.type == tokenize.COMMENT
        )
    except (tokenize.TokenError, SyntaxError):
        # A cell or file that is no Python from some line on.
        return comments
    return comments


if __name__ == "__main__":
    sys.exit(main())
