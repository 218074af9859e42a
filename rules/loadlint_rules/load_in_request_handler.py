"""A model is loaded again for each request."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, LoadSite, Program, Rule, Targets
from .analysis.values import strings

_HEAVY = ("model", "pipeline", "peft-model", "diffusion", "encoder", "engine")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if "handler" not in site.circumstances or site.circumstances & {"test", "dead"}:
        return
    if site.loader.kind in _HEAVY and _is_always_the_same(site):
        yield Finding(
            RULE.name,
            RULE.severity,
            "this load stands in a request handler, so each request reads the same weights again",
            site.callee_span,
        )


def _is_always_the_same(site: LoadSite) -> bool:
    """Whether the text says which model is loaded; one that the request chooses is another matter."""
    if site.loader.kind == "pipeline":
        return all(strings(it.value) for it in site.arguments if it.name in ("task", "model"))
    first = site.argument(*site.loader.parameters[:1])
    return first is not None and bool(strings(first.value))


RULE = Rule(
    "load-in-request-handler",
    "structure",
    "warning",
    "a model is loaded again for each request",
    _check,
)
