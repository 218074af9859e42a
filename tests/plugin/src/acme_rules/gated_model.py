"""A model is loaded that asks every user to accept a license."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint_rules.analysis.model import Finding, Program, Rule, Targets
from loadlint_rules.analysis.values import strings

_GATED = "meta-llama/"


def _check(program: Program, targets: Targets) -> Iterator[Finding]:
    for load in program.loads:
        argument = load.argument(*load.loader.parameters[:1])
        if argument is not None and any(it.startswith(_GATED) for it in strings(argument.value)):
            message = "this model asks each user to accept a license, which servers cannot"
            yield Finding(message, argument.value_span)


RULE = Rule(
    "gated-model",
    "trust",
    "info",
    default=False,
    check_file=_check,
)
