"""Weights are read in a way that lets the file run code."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_argument
from .analysis.model import Finding, Fix, Literal, LoadSite, Program, Rule, Targets

_SINCE = (4, 46)


def _check_load(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    given = site.argument("weights_only")
    if given is None or given.value != Literal(False) or site.loader.library != "transformers":
        return
    if site.loader.kind != "model" or site.circumstances & {"dead", "test"}:
        return
    if targets.transformers.perhaps(_SINCE):
        fix = Fix("read tensors only", (remove_argument(program, given),), safe=False)
        yield Finding(
            RULE.name,
            RULE.severity,
            "weights_only=False lets a pickled checkpoint run any code while it is read",
            given.span,
            (fix,) if given.origin == "call" else (),
        )


def _check_reads(program: Program, targets: Targets) -> Iterator[Finding]:
    for span in program.unpickled:
        message = "weights_only=False lets the file that was just downloaded run any code while it is read"
        yield Finding(RULE.name, RULE.severity, message, span)


RULE = Rule(
    "unsafe-weights",
    "trust",
    "warning",
    "weights are read in a way that lets the file run code",
    _check_load,
    check_file=_check_reads,
)
