"""`--baseline`: a file of the findings that are known, so that only new ones count.

A finding is known by its path, its rule and the text of its line, not by the number of the line; equal ones
are counted. Nothing of the code is in the file, as the text is kept as a hash (it may hold a token).
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from loadlint.errors import UsageError
from loadlint.report.fix_preview import identities
from loadlint.source import file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loadlint.report.rows import Row

_VERSION = 1


class Known(NamedTuple):
    """One finding of the baseline."""

    path: str
    rule: str
    identity: str


def read(path: str) -> list[Known]:
    """The findings in a baseline; raises UsageError."""
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        if content["version"] != _VERSION:
            raise UsageError(f"--baseline: {path}: made by a newer loadlint")
        return [Known(it["path"], it["rule"], it["identity"]) for it in content["findings"]]
    except FileNotFoundError:
        raise UsageError(f"--baseline: {path}: no such file; --write-baseline makes it") from None
    except OSError as error:
        raise UsageError(f"--baseline: {path}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"--baseline: {path}: not a baseline; --write-baseline makes a new one") from None


def write(path: str, rows: Sequence[Row], document: Callable[[str], file.Document]) -> None:
    """Make a baseline of all findings; raises UsageError."""
    known = sorted(_known(rows, document))
    text = json.dumps({"version": _VERSION, "findings": [it._asdict() for it in known]}, indent=1)
    try:
        file.write(path, f"{text}\n".encode())
    except file.Unreadable as error:
        raise UsageError(f"--baseline: {path}: {error}") from None


def split(
    rows: Sequence[Row], document: Callable[[str], file.Document], baseline: Sequence[Known]
) -> tuple[list[Row], list[Known]]:
    """The rows that the baseline does not know, and what it knows that is gone."""
    left = Counter(baseline)
    new = []
    for row, known in zip(rows, _known(rows, document), strict=True):
        if left[known]:
            left[known] -= 1
        else:
            new.append(row)
    return new, sorted(left.elements())


def _known(rows: Sequence[Row], document: Callable[[str], file.Document]) -> list[Known]:
    return [Known(row["path"], row["rule"], it) for row, it in zip(rows, identities(rows, document), strict=True)]
