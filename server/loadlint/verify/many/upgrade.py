"""The same loads with another release or interpreter: which of them differ, and in what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from loadlint.verify import comparison, facts
from loadlint.verify.comparison import Row
from loadlint.verify.figures import count
from loadlint.verify.report import Json, VerifyReport
from loadlint.words import markdown, visible

from . import summary, table
from .batch import Result

UNRUN = ("asking", "cancelled")


@dataclass(frozen=True, slots=True)
class Pair:
    """The results of equal loads here and on the other side."""

    before: Result
    after: Result

    @property
    def differences(self) -> list[Row]:
        return comparison.differences(self.before.report, self.after.report)

    def as_json(self) -> Json:
        """Return both reports, the places of the loads, and the rows that differ."""
        return {
            "places": self.before.group.sites,
            "before": self.before.report.as_json(),
            "after": self.after.report.as_json(),
            "differences": [it.as_json() for it in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Upgrade:
    """All loads against one other side, under the text that names it."""

    against: str
    pairs: tuple[Pair, ...]

    @property
    def different(self) -> list[Pair]:
        return [it for it in self.pairs if it.differences]

    @property
    def status(self) -> int:
        """Return the exit status: the worst on the other side."""
        return summary.status(report for it in self.pairs for report in it.after.reports)

    @property
    def line(self) -> str:
        """Return in one line how many loads differ, and how many fail there alone."""
        loads = sum(len(it.before.reports) for it in self.pairs)
        different = sum(len(it.before.reports) for it in self.different)
        broken = sum(_breaks(it) for it in self.pairs)
        text = f"{different} of {count(loads, 'load')} differ against {self.against}"
        return f"{text}; {count(broken, 'load')} breaks" if broken == 1 else f"{text}; {broken} break"

    def as_json(self, figures: Json) -> Json:
        """Return the loads with the figures of the other side."""
        more = {"against": self.against, "different": len(self.different), "broken": sum(map(_breaks, self.pairs))}
        return {"loads": [it.as_json() for it in self.pairs], "summary": {**figures, **more, "status": self.status}}


def write(upgrades: Sequence[Upgrade], figures: Json, out: TextIO) -> None:
    """Print the loads that differ, with each difference on a line."""
    for upgrade in upgrades:
        for pair in upgrade.different:
            out.write("".join(f"{visible(it)}\n" for it in _lines(pair)))
        for pair in upgrade.pairs:
            if pair.before.report.outcome in UNRUN:
                where = ", ".join(map(table.where, pair.before.group.sites))
                out.write(
                    f"\n{visible(f'{pair.before.report.outcome}  {where}  {facts.why_not(pair.before.report)}')}\n"
                )
        out.write(f"\n{visible(upgrade.line)} (in {figures['seconds']:.0f} s)\n")


def write_json(upgrades: Sequence[Upgrade], figures: Json, out: TextIO) -> None:
    """Write one object; with several other sides, a list of them."""
    values = [it.as_json(figures) for it in upgrades]
    out.write(json.dumps(values[0] if len(values) == 1 else values, indent=2) + "\n")


def write_markdown(upgrades: Sequence[Upgrade], figures: Json, out: TextIO) -> None:
    """Write a table of the loads that differ, as the summary of a job shows it."""
    for upgrade in upgrades:
        out.write(f"## {markdown(upgrade.line)} (in {figures['seconds']:.0f} s)\n\n")
        if upgrade.different:
            out.write("| load | what | before | after | change |\n|---|---|---|---|---|\n")
        for pair in upgrade.different:
            where = ", ".join(map(table.where, pair.before.group.sites))
            for row in pair.differences:
                cells = (where, row.label, row.before, row.after, row.changed)
                out.write(table.markdown_row(cells))
        out.write("\n")


FORMS: dict[str, Callable[[Sequence[Upgrade], Json, TextIO], None]] = {
    "full": write,
    "json": write_json,
    "markdown": write_markdown,
}


def _breaks(pair: Pair) -> int:
    """Return how many loads end well here and not there."""
    one, other = pair.before.report, pair.after.report
    return len(pair.before.reports) if one.outcome == "loaded" and other.outcome not in ("loaded", *UNRUN) else 0


def _lines(pair: Pair) -> Iterator[str]:
    report: VerifyReport = pair.before.report
    yield ""
    yield f"{', '.join(map(table.where, pair.before.group.sites))}  {report.request['call']}"
    for row in pair.differences:
        change = f"  ({row.changed})" if row.changed else ""
        yield f"    {row.label:<14}  {row.before}  ->  {row.after}{change}"
    if report.outcome == "loaded" and table.cure(pair.after.report) and _breaks(pair):
        yield f"    {'cure':<14}  {table.cure(pair.after.report)}"
