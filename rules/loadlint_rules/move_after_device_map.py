"""A model that device_map has placed is moved again."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_use
from .analysis.model import Finding, Fix, LoadSite, Program, Related, Rule, Targets, Use
from .analysis.placement import moves
from .analysis.values import is_false

_SILENT = frozenset({"dead", "test", "meta"})


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    given = site.argument("device_map")
    if given is None or is_false(given.value) or site.loader.kind not in ("model", "peft-model", "diffusion"):
        return
    if site.circumstances & _SILENT:
        return
    for use in moves(site):
        if use.sure:
            yield Finding(
                RULE.name,
                RULE.severity,
                "device_map has placed this model already, and moving it raises where a part of it was offloaded",
                use.part,
                _fixes(program, use),
                (Related("placed here", given.span),),
            )


def _fixes(program: Program, use: Use) -> tuple[Fix, ...]:
    if use.dtype is not None:
        return ()
    return (Fix("leave the model where device_map put it", (remove_use(program, use),), safe=False),)


RULE = Rule(
    "move-after-device-map",
    "placement",
    "warning",
    "a model that device_map has placed is moved again",
    _check,
)
