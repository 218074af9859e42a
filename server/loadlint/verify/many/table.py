"""One row a load: its place, state, class, devices, dtype, memory and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from loadlint.verify import facts
from loadlint.verify.figures import seconds, size
from loadlint.verify.report import Json, VerifyReport
from loadlint.words import markdown

from . import summary

_BAR = "\\|"
HEADINGS = ("load", "state", "class", "placed", "dtype", "memory", "time")


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of a row; empty where nothing was measured."""

    load: str
    state: str
    name: str = ""
    placed: str = ""
    dtype: str = ""
    memory: str = ""
    time: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        return astuple(self)


def row(report: VerifyReport) -> Row:
    place, state = where(report.site), summary.state(report)
    if report.outcome == "estimated" and report.preflight:
        return _estimated(report, report.preflight)
    if report.model is None:
        return Row(place, state, _callee(report.request), time=_time(report))
    peak = report.memory.get("host_peak")
    placed = ", ".join(f"{device} {size(it)}" for device, it in report.model["bytes_per_device"].items())
    memory = "" if peak is None else size(peak)
    return Row(place, state, report.model["class"], placed, facts.dtypes(report.model), memory, _time(report))


def _estimated(report: VerifyReport, estimate: Json) -> Row:
    placed = ", ".join(f"{device} {size(it)}" for device, it in estimate["bytes_per_device"].items())
    private = estimate["host_memory_private"]
    memory = "" if private is None else size(private)
    named = _callee(report.request)
    return Row(where(report.site), summary.state(report), named, placed, estimate["dtype"] or "", memory)


def where(site: Json) -> str:
    """Return a place as it can be typed."""
    numbers = [str(it) for it in (site.get("cell"), site.get("line")) if it is not None]
    return ":".join([str(site["path"]), *numbers])


def markdown_row(cells: Iterable[str]) -> str:
    """Return a row of a table in Markdown, in which no text of others ends a cell."""
    # A bar ends a cell, also within code, unless a backslash of its own stands before it.
    return f"| {' | '.join(markdown(it.replace(_BAR, chr(92) + ' |')).replace('|', _BAR) for it in cells)} |\n"


def reason(report: VerifyReport) -> str:
    """Return why a load needs a person, in one line; empty for one that does not."""
    if report.outcome == "loaded":
        return "; ".join(f"{it.name}: {it.evidence}" for it in report.problems)
    return facts.why_not(report)


def cure(report: VerifyReport) -> str:
    """Return what would mend a load, in one line; empty where loadlint knows nothing."""
    if report.outcome == "loaded":
        return "; ".join(dict.fromkeys(it.cure for it in report.problems))
    return (report.error.cure if report.error else None) or ""


def _time(report: VerifyReport) -> str:
    time = facts.load_time(report)
    return seconds(time) if time else ""


def _callee(request: Json) -> str:
    parts = str(request["callee"]).split(".")
    return parts[-2] if len(parts) > 1 and parts[-1].startswith("from_") else parts[-1]
