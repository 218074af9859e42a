"""A model is loaded again for each request."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import WITH_WEIGHTS, Finding, Loads, LoadSite, Program, Rule, Targets
from .analysis.values import strings


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if program.source.breaks and not site.scope:
        return  # Streamlit does not run notebooks
    if "handler" in site.circumstances and _is_always_the_same(site):
        event = "request" if site.scope else "run of the script"
        yield Finding(f"each {event} reads the same weights again", site.callee_span)


def _is_always_the_same(site: LoadSite) -> bool:
    """Return whether the text says which model is loaded; one that the request chooses is another matter."""
    if site.loader.kind == "pipeline":
        return all(strings(it.value) for it in site.arguments if it.name in ("task", "model"))
    first = site.argument(*site.loader.parameters[:1])
    return first is not None and bool(strings(first.value))


RULE = Rule(
    "load-in-request-handler",
    "structure",
    "warning",
    _check,
    loads=Loads(kinds=WITH_WEIGHTS),
    silent=frozenset({"test", "dead"}),
)
