"""The command line: which command, its options, and how every error ends (one line, exit status 2)."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from loadlint import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn

# What each command does, and the module that has its `add_arguments` and `main`; imported when it is called.
COMMANDS = {
    "check": ("find faults in code that loads models, and fix them", "loadlint.check"),
    "rule": ("print the page of a rule, or the list of all", "loadlint.rule"),
    "verify": ("load a model as the code says, and measure it", "loadlint.verify.command"),
    "server": ("serve an editor (language server protocol)", "loadlint.handshake"),
    "demo": ("show all of it on a small project made for the purpose", "loadlint.demo"),
    "doctor": ("print versions, interpreter, devices and caches, to paste into a report", "loadlint.doctor"),
}
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; nothing is raised."""
    _escape_what_cannot_be_printed()
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader has seen enough. What is still buffered must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:
        if not _expected(error):
            raise
        print(f"loadlint: {error}", file=sys.stderr)
        return 2


class Formatter(argparse.HelpFormatter):
    """Help of a fixed width: to measure the terminal, argparse imports more than a clean file costs."""

    def __init__(self, prog: str, **kwargs: Any) -> None:
        super().__init__(prog, **{"width": 100, **kwargs})


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, with the nearest option."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=Formatter, **kwargs)
        self.names: list[str] = ["--help"]

    def add_argument(self, *names: Any, **kwargs: Any) -> argparse.Action:
        self.names = [*getattr(self, "names", ()), *(it for it in names if it.startswith("--"))]
        return super().add_argument(*names, **kwargs)

    def error(self, message: str) -> NoReturn:
        from loadlint.resolve import UsageError

        raise UsageError(message)


def _run(argv: list[str]) -> int:
    command = next((it for it in argv if not it.startswith("-")), None)
    parser = Parser(prog="loadlint", description="Lint, fix and verify code that loads machine learning models.")
    parser.add_argument("--version", action="version", version=f"loadlint {__version__}")
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
        options, unknown = parser.parse_known_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    if unknown:
        parser.error(_unknown_option(unknown[0], chosen.names, command))
    run: Callable[[argparse.Namespace], int] = module.main
    return run(options)


def _without_command(parser: Parser, argv: list[str]) -> int:
    try:
        _, unknown = parser.parse_known_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    if unknown:
        parser.error(_unknown_option(unknown[0], parser.names, ""))
    parser.print_help(sys.stderr)
    return 2


def _unknown_command(command: str) -> str:
    from loadlint.nearest import hint

    if os.path.exists(command):
        return f"unknown command {command!r}; did you mean 'loadlint check {command}'?"
    return f"unknown command {command!r}{hint(command, COMMANDS) or '; one of ' + ', '.join(COMMANDS)}"


def _unknown_option(option: str, known: Sequence[str], command: str) -> str:
    from loadlint.nearest import hint

    if not option.startswith("-"):
        return f"unexpected argument {option!r}"
    help_with = f"loadlint {command} --help".replace("  ", " ")
    return f"unknown option {option!r}{hint(option.partition('=')[0], known) or f'; see {help_with!r}'}"


def _expected(error: Exception) -> bool:
    """Whether an exception is a way to say what the user should change."""
    from loadlint.config import ConfigError
    from loadlint.resolve import UsageError
    from loadlint.walk import Unreadable

    workers = sys.modules.get("loadlint.workers")
    kinds = (ConfigError, UsageError, Unreadable, *((workers.WorkerError,) if workers else ()))
    return isinstance(error, kinds)


def _escape_what_cannot_be_printed() -> None:
    """A path may hold bytes that are no text, and a terminal may lack characters: neither is worth a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
