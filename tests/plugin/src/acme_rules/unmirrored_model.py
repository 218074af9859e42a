"""A model is fetched from its first home although the company has a mirror of it."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint_rules.analysis.edits import set_value
from loadlint_rules.analysis.model import Finding, Fix, LoadSite, Program, Rule, Targets
from loadlint_rules.analysis.values import text_of

_MIRRORED = ("gpt2", "openai-community/gpt2")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = site.argument(*site.loader.parameters[:1])
    if argument is None or text_of(argument.value) not in _MIRRORED:
        return
    fix = Fix("load it from the mirror", (set_value(argument, '"acme/gpt2"'),), safe=True)
    yield Finding("acme mirrors this model as acme/gpt2", argument.value_span, (fix,))


RULE = Rule(
    "unmirrored-model",
    "trust",
    "warning",
    _check,
)
