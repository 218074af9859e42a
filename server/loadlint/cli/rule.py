"""`loadlint rule`: the page of a rule, the list of all, or a new rule to begin with."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from loadlint.errors import UsageError
from loadlint.project import settings
from loadlint.words import hint
from loadlint_rules import RULES
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Group

if TYPE_CHECKING:
    from loadlint_rules.analysis.model import Rule

_GROUPS = tuple(it for it in get_args(Group) if it != "built in")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint rule`."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the rule whose page to print (default: list all)")
    parser.add_argument(
        "--new",
        action="store_true",
        help="write a rule of this name to begin with, and its page, into the package here",
    )
    parser.add_argument("--output-format", choices=("full", "json"), default="full", help="how to list the rules")
    words = f"the group of the new rule: {', '.join(_GROUPS)} (default: structure)"
    parser.add_argument("--group", choices=_GROUPS, metavar="GROUP", default="structure", help=words)


def main(options: argparse.Namespace) -> int:
    """Print the page or the list, or write a rule; raises UsageError and ConfigError."""
    if options.new:
        return _write(options)
    if options.output_format == "json":
        return _print_json(options.name)
    if options.name is None:
        for line in listing():
            print(line)
        return 0
    _print(_page(options.name))
    return 0


def listing() -> Iterator[str]:
    """Yield a line a rule under a heading for each group, in the order of the catalogue, plugins last.

    Raises ConfigError, after loadlint's own rules, for a configuration that cannot be used.
    """
    yield from _grouped(RULES)
    for name in settings.load(".").plugins:
        from loadlint.project import plugins

        plugin = plugins.load(name)
        yield ""
        yield f"plugin {name} ({plugin.release})"
        yield from _lines(plugin.rules)


def _page(name: str) -> str:
    try:
        return pages.page(name)
    except KeyError:
        # Only a name that is not ours is worth reading a configuration for.
        names = [it.name for it in settings.load(".").catalogue]
    if name not in names:
        raise UsageError(f"unknown rule {name!r}{hint(name, names) or '; see loadlint rule'}")
    return pages.page(name)


def _grouped(rules: Sequence[Rule]) -> Iterator[str]:
    group = None
    for rule in rules:
        if rule.group != group:
            yield f"{'' if group is None else chr(10)}{rule.group}"
            group = rule.group
        yield from _lines([rule])


def _lines(rules: Sequence[Rule]) -> Iterator[str]:
    width = max(len(it.name) for it in RULES)
    for rule in rules:
        off = "" if rule.default else " (off by default)"
        yield f"  {rule.name:<{width}}  {rule.severity:<7}  {pages.summary(rule.name)}{off}"


def _print_json(name: str | None) -> int:
    """Print the rules, or the one of that name, as an array."""
    if name is not None:
        _page(name)
    import json

    rules = [it for it in settings.load(".").catalogue if name in (None, it.name)]
    json.dump([_described(it) for it in rules], sys.stdout, indent=1)
    print()
    return 0


def _described(rule: Rule) -> dict[str, object]:
    row = {"name": rule.name, "group": rule.group, "severity": rule.severity, "summary": pages.summary(rule.name)}
    return {**row, "default": rule.default, "url": pages.url(rule.name), "page": pages.page(rule.name)}


def _write(options: argparse.Namespace) -> int:
    from . import new_rule

    if options.name is None:
        raise UsageError("--new: name the rule, such as no-gpt2")
    for line in new_rule.write(os.getcwd(), options.name, options.group):
        print(line)
    return 0


def _print(page: str) -> None:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        print(page, end="" if page.endswith("\n") else "\n")
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))
