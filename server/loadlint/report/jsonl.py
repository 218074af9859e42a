"""One JSON object a line, for programs that read while we write."""

from __future__ import annotations

import json
from typing import TextIO

from .rows import Report


def write(report: Report, out: TextIO) -> None:
    """Write each row on a line of its own."""
    for row in report.rows:
        out.write(json.dumps(row) + "\n")
