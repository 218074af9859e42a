"""`loadlint rule`: the page of a rule, or the list of all."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

from loadlint.nearest import hint
from loadlint.resolve import UsageError
from loadlint_rules import RULES
from loadlint_rules.analysis import pages


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `loadlint rule`."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the rule whose page to print (default: list all)")


def main(options: argparse.Namespace) -> int:
    """Print the page or the list; raises UsageError for a name that no rule has."""
    if options.name is None:
        for line in listing():
            print(line)
        return 0
    try:
        _print(pages.page(options.name))
    except KeyError:
        names = [it.name for it in RULES]
        raise UsageError(f"unknown rule {options.name!r}{hint(options.name, names) or '; see loadlint rule'}") from None
    return 0


def listing() -> Iterator[str]:
    """One line a rule under a heading for each group, in the order of the catalogue."""
    width = max(len(it.name) for it in RULES)
    group = None
    for rule in RULES:
        if rule.group != group:
            yield f"{'' if group is None else chr(10)}{rule.group}"
            group = rule.group
        off = "" if rule.default else " (off by default)"
        yield f"  {rule.name:<{width}}  {rule.severity:<7}  {rule.summary}{off}"


def _print(page: str) -> None:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        print(page, end="" if page.endswith("\n") else "\n")
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))
