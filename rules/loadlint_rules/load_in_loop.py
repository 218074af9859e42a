"""The same model is loaded again in each round of a loop."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import WITH_WEIGHTS, Finding, Loads, LoadSite, Program, Rule, Targets


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if "loop" in site.circumstances:
        yield Finding("each round of the loop reads the same weights again", site.callee_span)


RULE = Rule(
    "load-in-loop",
    "structure",
    "warning",
    _check,
    loads=Loads(kinds=WITH_WEIGHTS),
    silent=frozenset({"test", "dead", "training"}),
)
