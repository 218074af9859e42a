"""hf_device_map is read although a model on one device has none."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Edit, Finding, Fix, Loads, LoadSite, MapRead, Program, Rule, Span, Table, Targets, Use

_SINCE = (5, 0)


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if _is_spread(site) or (site.may_have("device_map") and not targets.transformers.perhaps(_SINCE)):
        return
    for use in site.uses:
        if use.kind != "other" or not use.name.startswith("hf_device_map") or not use.sure:
            continue
        read = next((it.span for it in program.facts(MapRead) if use.span.contains(it.span)), None)
        if read is not None:
            yield Finding(
                "this raises AttributeError for a model on one device, which has no hf_device_map",
                Span(use.span.start, read.end),
                (_fix(use, read, program),),
            )


def _is_spread(site: LoadSite) -> bool:
    """Return whether the load says itself that it takes several devices."""
    argument = site.argument("device_map")
    splits = argument is not None and isinstance(argument.value, Table) and len(argument.value.items) > 1
    return splits or site.has("max_memory")


def _fix(use: Use, read: Span, program: Program) -> Fix:
    owner = program.source.text[use.span.start : read.start]
    text = f'getattr({owner}, "hf_device_map", {{"": {owner}.device}})'
    return Fix("read the attribute with getattr", (Edit(Span(use.span.start, read.end), text),), safe=False)


RULE = Rule(
    "unguarded-hf-device-map",
    "placement",
    "error",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=frozenset({"dead", "test"}),
)
