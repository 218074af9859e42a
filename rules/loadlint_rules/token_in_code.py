"""An access token of the hub is written into the code."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, Program, Rule, Targets


def _check(program: Program, targets: Targets) -> Iterator[Finding]:
    for span in program.tokens:
        message = "an access token is written here for everybody who can read this file, now or in its history"
        yield Finding(message, span)


RULE = Rule(
    "token-in-code",
    "trust",
    "warning",
    check_file=_check,
)
