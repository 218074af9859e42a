"""The table of a run while it goes on: rows that change on a terminal, else a line for each load that has ended."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loadlint.verify.figures import seconds
from loadlint.verify.many import lines, summary, table
from loadlint.words import visible

from . import running

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from loadlint.verify.many.batch import Result
    from loadlint.verify.many.plan import Group
    from loadlint.verify.report import Json

_COLORS = {
    "loaded": "green",
    "estimated": "green",
    "problem": "yellow",
    "asking": "yellow",
    "cancelled": "yellow",
    "refused": "yellow",
}


class Lines:
    """A line for each load that has ended, where somebody reads along."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted

    def started(self, _: Group) -> Callable[[Json], None]:
        return lambda _: None

    def ended(self, result: Result) -> None:
        for report in result.reports if self.wanted else ():
            print(lines.ended(report), flush=True)


class LiveTable:
    """All loads, with the state of the one that runs."""

    def __init__(self, groups: Sequence[Group], live: Live) -> None:
        self.live = live
        self.rows: dict[str, list[tuple[str, ...]]] = {
            it.key: [(table.where(site), "waiting", *[""] * 5) for site in it.sites] for it in groups
        }
        self.show()

    def started(self, group: Group) -> Callable[[Json], None]:
        began = time.monotonic()

        def take(event: Json) -> None:
            if event.get("event") in ("phase", "progress"):
                self.change(group, running.progress(event), seconds(time.monotonic() - began))

        self.change(group, "starting", "")
        return take

    def ended(self, result: Result) -> None:
        self.rows[result.group.key] = [table.row(it).cells for it in result.reports]
        self.show()

    def change(self, group: Group, state: str, took: str) -> None:
        self.rows[group.key] = [(table.where(site), state, *[""] * 4, took) for site in group.sites]
        self.show()

    def show(self) -> None:
        self.live.update(_table(self.rows))


@contextmanager
def table_of(groups: Sequence[Group], *, wanted: bool) -> Iterator[Lines | LiveTable]:
    """Yield what shows the run on standard output, if that is wanted."""
    if not wanted or not sys.stdout.isatty():
        yield Lines(wanted=wanted)
    else:
        from rich.console import Console
        from rich.live import Live

        with Live(console=Console(), refresh_per_second=8) as live:
            yield LiveTable(groups, live)


def _table(rows: dict[str, list[tuple[str, ...]]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in table.HEADINGS:
        shown.add_column(heading, overflow="fold")
    for cells in (it for equal in rows.values() for it in equal):
        style = _COLORS.get(cells[1], "red" if cells[1] in summary.STATES else "dim")
        texts = [Text(visible(it)) for it in cells]
        texts[1].stylize(style)
        shown.add_row(*texts)
    return shown
