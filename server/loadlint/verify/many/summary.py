"""The whole of a run in figures: how many loads ended in which way, and the exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from loadlint.verify.figures import count, seconds
from loadlint.verify.report import Json, VerifyReport

from .batch import Result

# In the order in which people read them, each with its words for several.
STATES = (
    "loaded",
    "estimated",
    "problem",
    "failed",
    "refused",
    "timeout",
    "memory-limit",
    "killed",
    "cancelled",
    "asking",
)


# States that need nobody.
QUIET = ("loaded", "estimated", "cancelled")


def state(report: VerifyReport) -> str:
    """Return the outcome, or `problem` for a load that needs a person."""
    return "problem" if report.outcome == "loaded" and report.problems else report.outcome


def status(reports: Iterable[VerifyReport]) -> int:
    """Return the exit status: the worst of all."""
    return max((it.status for it in reports), default=0)


def as_json(results: Sequence[Result], took: float) -> Json:
    reports = [report for it in results for report in it.reports]
    states = Counter(map(state, reports))
    return {
        "loads": len(reports),
        "requests": len(results),
        "resumed": sum(it.resumed for it in results),
        "states": {it: states[it] for it in STATES if states[it]},
        "complete": not states["cancelled"],
        "seconds": round(took, 3),
        "status": status(reports),
    }


def line(summary: Json) -> str:
    """Return the figures in one line."""
    states = ", ".join(f"{number} {name}" for name, number in summary["states"].items())
    equal = summary["loads"] - summary["requests"]
    text = f"{count(summary['loads'], 'load')} in {seconds(summary['seconds'])}: {states}"
    text += f"; {equal} equal to another" if equal else ""
    text += f"; {summary['resumed']} of an earlier run" if summary["resumed"] else ""
    return text if summary["complete"] else f"{text}; go on with --resume"
