"""A model that device_map has placed is moved again."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_use
from .analysis.model import Finding, Fix, Loads, LoadSite, Program, Related, Rule, Targets, Use
from .analysis.placement import moves
from .analysis.values import is_false


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    given = site.argument("device_map")
    if given is None or is_false(given.value):
        return
    for use in moves(site):
        if use.sure:
            yield Finding(
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
    _check,
    loads=Loads(kinds=("model", "peft-model", "diffusion")),
    silent=frozenset({"dead", "test", "meta"}),
)
