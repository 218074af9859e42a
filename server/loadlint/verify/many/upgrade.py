"""The same loads with another release or interpreter: which of them differ, and in what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from loadlint.verify import comparison, facts
from loadlint.verify.comparison import Row
from loadlint.verify.figures import count
from loadlint.verify.report import Json, VerifyReport
from loadlint.words import visible

from . import summary, table
from .batch import Result

UNRUN = ("asking", "cancelled")


@dataclass(frozen=True, slots=True)
class Pair:
    """The results of equal loads here and on the other side, which with `fixed` is the code after its fixes."""

    before: Result
    after: Result
    fixed: bool = False

    @property
    def differences(self) -> list[Row]:
        before, after = self.before.report, self.after.report
        if self.fixed:
            return [it for it in comparison.rows(before, after) if it.differs]
        return comparison.differences(before, after)

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
    """All loads and one other side, in the words that name it: `against transformers==5.23.0`, `with their fixes`."""

    side: str
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
        broken = sum(breaks(it) for it in self.pairs)
        text = f"{different} of {count(loads, 'load')} differ {self.side}"
        return f"{text}; {count(broken, 'load')} breaks" if broken == 1 else f"{text}; {broken} break"

    def as_json(self, figures: Json) -> Json:
        """Return the loads with the figures of the other side."""
        more = {
            "against": self.side.removeprefix("against "),
            "different": len(self.different),
            "broken": sum(map(breaks, self.pairs)),
        }
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


def breaks(pair: Pair) -> int:
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
    if report.outcome == "loaded" and table.cure(pair.after.report) and breaks(pair):
        yield f"    {'cure':<14}  {table.cure(pair.after.report)}"
