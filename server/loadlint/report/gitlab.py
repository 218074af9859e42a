"""GitLab's code quality report, shown beside the changes of a merge request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from .fix_preview import identities

if TYPE_CHECKING:
    from .rows import Report, Row

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def write(report: Report, out: TextIO) -> None:
    """Write one array."""
    names = identities(report.rows, report.document)
    json.dump([_issue(row, key) for row, key in zip(report.rows, names, strict=True)], out, indent=1)
    out.write("\n")


def _issue(row: Row, identity: str) -> dict[str, Any]:
    cell = "" if row["cell"] is None else f"cell {row['cell']}, line {row['line']}: "
    # Lines of a cell are no lines of the file.
    first, last = (row["line"], row["end_line"]) if row["cell"] is None else (1, 1)
    return {
        "description": cell + row["message"],
        "check_name": row["rule"],
        "fingerprint": identity,
        "severity": _SEVERITIES[row["severity"]],
        "location": {"path": row["path"], "lines": {"begin": first, "end": last}},
    }
