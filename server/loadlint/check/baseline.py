"""`--baseline`: a file of known findings, so that only new ones count.

A finding is identified by its path, its rule and the text of its line, not by the number of the line; equal ones are
counted. The file holds nothing of the code: the text becomes a hash, as it may hold a token. Paths are relative to the
file's folder, so the file means the same from every working directory.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from loadlint import writing
from loadlint.errors import UsageError
from loadlint.report.fix_preview import identities
from loadlint.source import regular
from loadlint.system import THIS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loadlint.report.rows import Row
    from loadlint.source.file import Document

# In version 1, paths were relative to the working directory.
_VERSION = 2


class DamagedError(UsageError):
    """A file that is no baseline."""


class Known(NamedTuple):
    """One finding of the baseline."""

    path: str
    rule: str
    identity: str


class Baseline(NamedTuple):
    """The findings of a baseline, and the folder that their paths start from."""

    folder: str
    findings: list[Known]

    def place(self, path: str) -> str:
        """Return the path of a finding as the working directory sees it."""
        return _relative(os.path.join(self.folder, path), os.getcwd())


def read(path: str) -> Baseline:
    """Read a baseline; raises UsageError."""
    try:
        data, _ = regular.read(path)
        return _parsed(path, json.loads(data.decode("utf-8-sig")))
    except FileNotFoundError:
        raise UsageError(f"--baseline: {path}: no such file; --write-baseline makes it") from None
    except OSError as error:
        raise UsageError(f"--baseline: {path}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DamagedError(f"--baseline: {path}: not a baseline; --write-baseline makes a new one") from None


def read_or_none(path: str) -> Baseline | None:
    """Read the baseline that a new one replaces; None where there is none, or a damaged one. Raises UsageError."""
    if not os.path.isfile(path):
        return None
    try:
        return read(path)
    except DamagedError:
        # Its message asks for a new one, which is being made.
        return None


def write(path: str, rows: Sequence[Row], document: Callable[[str], Document], kept: Sequence[Known] = ()) -> None:
    """Make a baseline of all findings, and of those kept from the one before; raises UsageError."""
    findings = sorted([*_known(rows, document, _folder(path)), *kept])
    text = json.dumps({"version": _VERSION, "findings": [it._asdict() for it in findings]}, indent=1)
    try:
        writing.write(path, f"{text}\n".encode())
    except writing.UnwritableError as error:
        raise UsageError(f"--baseline: {path}: {error}") from None


def split(
    rows: Sequence[Row], document: Callable[[str], Document], baseline: Baseline
) -> tuple[list[Row], Counter[tuple[str, str]]]:
    """Return the rows that the baseline lacks, and how many of its findings are gone, by place and rule."""
    left = Counter(baseline.findings)
    new = []
    for row, finding in zip(rows, _known(rows, document, baseline.folder), strict=True):
        if left[finding]:
            left[finding] -= 1
        else:
            new.append(row)
    gone: Counter[tuple[str, str]] = Counter()
    for finding, count in (+left).items():
        gone[finding.path, finding.rule] += count
    return new, Counter({(baseline.place(path), rule): gone[path, rule] for path, rule in sorted(gone)})


def _parsed(path: str, content: dict[str, object]) -> Baseline:
    """Check the parts of a baseline; raises ValueError, KeyError and TypeError for one that is damaged."""
    version, entries = content["version"], content["findings"]
    if not isinstance(version, int) or not isinstance(entries, list):
        raise TypeError
    if version > _VERSION:
        raise UsageError(f"--baseline: {path}: made by a newer loadlint")
    findings = [Known(it["path"], it["rule"], it["identity"]) for it in entries]
    if not all(isinstance(part, str) for finding in findings for part in finding):
        raise TypeError
    return Baseline(_folder(path) if version > 1 else os.getcwd(), findings)


def _known(rows: Sequence[Row], document: Callable[[str], Document], folder: str) -> list[Known]:
    paths = {path: _relative(path, folder) for path in {it["path"] for it in rows}}
    shown = {to: path for path, to in paths.items()}
    moved: list[Row] = [{**row, "path": paths[row["path"]]} for row in rows]
    names = identities(moved, lambda path: document(shown[path]))
    return [Known(row["path"], row["rule"], name) for row, name in zip(moved, names, strict=True)]


def _folder(path: str) -> str:
    return os.path.dirname(os.path.abspath(path))


def _relative(path: str, folder: str) -> str:
    """Return a path from a folder, with `/`; standard input and another drive stay as they are."""
    if path == "-":
        return path
    try:
        return THIS.with_slashes(os.path.relpath(path, folder))
    except ValueError:
        return THIS.with_slashes(os.path.abspath(path))
