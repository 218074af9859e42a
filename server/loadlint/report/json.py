"""One JSON array, for programs."""

from __future__ import annotations

import json
from typing import TextIO

from .rows import Report


def write(report: Report, out: TextIO) -> None:
    """Write all rows as one array, sorted as they are shown."""
    json.dump(list(report.rows), out, indent=1)
    out.write("\n")
