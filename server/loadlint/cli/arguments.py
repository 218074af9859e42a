"""The command line as argparse reads it: help, and errors of one line with the nearest word."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from loadlint import __version__
from loadlint.errors import UsageError
from loadlint.options import spelled
from loadlint.words import hint

from .commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable


def run(argv: Sequence[str]) -> int:
    """Read the arguments, call the command and return its exit status; raises UsageError."""
    command = next((it for it in argv if not it.startswith("-")), None)
    parser = Parser(prog="loadlint", description="Lint, fix and verify code that loads machine learning models.")
    parser.add_argument("-V", "--version", action="version", version=f"loadlint {__version__}")
    if command is not None and command not in COMMANDS:
        parser.error(_unknown_command(command))
    # Given `prog`, argparse need not lay out a usage (and import what measures terminals) to find it.
    subparsers = parser.add_subparsers(prog="loadlint", dest="command", metavar="COMMAND", parser_class=Parser)
    for name, (words, _) in COMMANDS.items():
        if command in (None, name):
            subparsers.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
    if command is None:
        return _without_command(parser, argv)
    chosen = subparsers.choices[command]
    module = import_module(COMMANDS[command][1])
    module.add_arguments(chosen)
    try:
        options, unknown = parser.parse_known_args(spelled(argv, getattr(module, "OPTIONS", ())))
    except SystemExit as end:
        return int(end.code or 0)
    _take_paths(options, unknown)
    if unknown:
        parser.error(_unknown_option(unknown[0], chosen.names, command))
    called: Callable[[argparse.Namespace], int] = module.main
    return called(options)


class Formatter(argparse.HelpFormatter):
    """Help of a fixed width: to measure the terminal, argparse imports more than a clean file costs."""

    def __init__(self, prog: str, **kwargs: Any) -> None:
        super().__init__(prog, **{"width": 100, "max_help_position": 33, **kwargs})

    def format_help(self) -> str:
        """Leave out the blank before an optional value, which can only stand after the `=`."""
        # argparse forgets the indentation of commands when it measures them.
        self._action_max_length += 2
        return re.sub(r" \[(=\w+)\]( ?)", r"[\1]\2\2", super().format_help())


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, with the nearest option."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=Formatter, **kwargs)

    @property
    def names(self) -> list[str]:
        """Return the long options, those of groups too."""
        return [it for it in self._option_string_actions if it.startswith("--")]

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def _take_paths(options: argparse.Namespace, unknown: list[str]) -> None:
    """Take the paths that argparse leaves: it reads one group of them, and they may stand on both sides of options."""
    if hasattr(options, "paths") and not any(it.startswith("-") and it != "-" for it in unknown):
        options.paths = [*options.paths, *unknown]
        unknown.clear()


def _without_command(parser: Parser, argv: Sequence[str]) -> int:
    try:
        _, unknown = parser.parse_known_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    if unknown:
        parser.error(_unknown_option(unknown[0], parser.names, ""))
    parser.print_help(sys.stderr)
    return 2


def _unknown_command(command: str) -> str:
    if os.path.exists(command):
        return f"unknown command {command!r}; did you mean 'loadlint check {command}'?"
    return f"unknown command {command!r}{hint(command, COMMANDS) or '; one of ' + ', '.join(COMMANDS)}"


def _unknown_option(option: str, names: Sequence[str], command: str) -> str:
    if not option.startswith("-"):
        return f"unexpected argument {option!r}"
    if os.path.lexists(option):
        return f"unknown option {option!r}; a path that begins with '-' stands after '--'"
    help_with = f"loadlint {command} --help".replace("  ", " ")
    return f"unknown option {option!r}{hint(option.partition('=')[0], names) or f'; see {help_with!r}'}"
