"""Find what rules report about one load, for a report to show beside its outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import LoadSite, Rule, Source, Targets

from .report import Json


def of_load(
    source: Source, load: LoadSite, rules: Sequence[Rule], targets: Targets, line: Callable[[int], int]
) -> tuple[Json, ...]:
    """Return the findings in the statement of a load and in those that use the model, each with its line."""
    spans = [load.statement, *(it.statement for it in load.uses)]
    return tuple(
        {"rule": it.rule, "severity": it.severity, "message": it.message, "line": line(it.span.start)}
        for it in engine.lint(source, rules, targets)
        if any(span.start <= it.span.start < span.end for span in spans)
    )
