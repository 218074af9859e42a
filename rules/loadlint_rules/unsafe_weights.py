"""Weights are read in a way that lets the file run code."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_argument
from .analysis.model import Finding, Fix, Literal, Loads, LoadSite, OpenRead, Program, Rule, Targets

_SINCE = (4, 46)


def _check_load(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = site.argument("weights_only")
    if argument is None or argument.value != Literal(False):
        return
    if targets.transformers.perhaps(_SINCE):
        fix = Fix("read tensors only", (remove_argument(program, argument),), safe=False)
        yield Finding(
            "weights_only=False lets a pickled checkpoint run any code while it is read",
            argument.span,
            (fix,) if argument.origin == "call" else (),
        )


def _check_reads(program: Program, targets: Targets) -> Iterator[Finding]:
    for read in program.facts(OpenRead):
        message = "weights_only=False lets the downloaded file run any code while it is read"
        yield Finding(message, read.span)


RULE = Rule(
    "unsafe-weights",
    "trust",
    "warning",
    _check_load,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=frozenset({"dead", "test"}),
    check_file=_check_reads,
)
