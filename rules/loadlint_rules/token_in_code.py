"""An access token of the hub is written into the code."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, Program, Rule, Targets, WrittenToken


def _check(program: Program, targets: Targets) -> Iterator[Finding]:
    for token in program.facts(WrittenToken):
        message = "everybody who can read this file or its history gets this access token"
        yield Finding(message, token.span)


RULE = Rule(
    "token-in-code",
    "trust",
    "warning",
    check_file=_check,
)
