"""The same model is loaded again in each round of a loop."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, LoadSite, Program, Rule, Targets

_HEAVY = ("model", "pipeline", "peft-model", "diffusion", "encoder", "engine")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if "loop" not in site.circumstances or site.circumstances & {"test", "dead", "training"}:
        return
    if site.loader.kind in _HEAVY:
        yield Finding(
            RULE.name,
            RULE.severity,
            "nothing in this load changes with the loop around it, so each round reads the same weights again",
            site.callee_span,
        )


RULE = Rule(
    "load-in-loop",
    "structure",
    "warning",
    "the same model is loaded again in each round of a loop",
    _check,
)
