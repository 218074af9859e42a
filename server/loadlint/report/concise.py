"""One line for each finding, as compilers print them."""

from __future__ import annotations

from loadlint.words import visible

from . import summary
from .rows import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from .rows import Report


def write(report: Report, out: TextIO) -> None:
    """Write a line for each row and one that sums up."""
    for row in report.rows:
        line = f"{place(row)}: {row['severity']}[{row['rule']}] {row['message']}"
        out.write(f"{visible(line)}\n")
    summary.write(report, out)
