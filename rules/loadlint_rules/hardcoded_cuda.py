"""The GPU is named outright although a device with a fallback has been chosen."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Edit, Finding, Fix, FixedDevice, Program, Related, Rule, Targets, fitting

_RAISES = "this raises on a machine without a GPU"


def _check(program: Program, targets: Targets) -> Iterator[Finding]:
    for it in program.facts(FixedDevice):
        text = f".to({it.fallback})" if it.is_call else it.fallback
        yield Finding(
            fitting(f"{_RAISES}, although {it.fallback} has a fallback", _RAISES),
            it.span,
            (Fix(f"use {it.fallback}", (Edit(it.span, text),), safe=False),) if it.is_usable else (),
            (Related("chosen here", it.chosen),),
        )


RULE = Rule(
    "hardcoded-cuda",
    "placement",
    "warning",
    check_file=_check,
)
