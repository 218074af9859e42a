"""Options as data: argparse is built from them for help and errors, and is not needed to read what is right.

To import argparse and set it up takes as long as checking a file; a test holds both readings equal.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any


class Option:
    """One option: a switch where `metavar` is None, else with a value.

    `repeated` gathers values in a list; an `optional` value stands after `=`, or else is empty; `read` turns
    a text into the value, or raises ValueError that says why not; `short` is a letter for the name.
    """

    __slots__ = ("default", "help", "metavar", "name", "optional", "read", "repeated", "short")

    def __init__(
        self,
        name: str,
        help: str,  # noqa: A002  # argparse's word
        metavar: str | None = None,
        *,
        repeated: bool = False,
        optional: bool = False,
        default: object = None,
        read: Callable[[str], object] | None = None,
        short: str | None = None,
    ) -> None:
        self.name = name
        self.help = help
        self.metavar = metavar
        self.repeated = repeated
        self.optional = optional
        self.default = False if metavar is None else default
        self.read = read
        self.short = short

    @property
    def attribute(self) -> str:
        """Return its name in the options as read."""
        return self.name.lstrip("-").replace("-", "_")


class Options:
    """The options as read, by attribute: what `argparse.Namespace` is, without importing it."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            return self.__dict__[name]


def add(parser: argparse._ActionsContainer, options: Iterable[Option]) -> None:
    """Give a parser, or a group of one, these options."""
    for it in options:
        names = (it.short, it.name) if it.short is not None else (it.name,)
        if it.metavar is None:
            parser.add_argument(*names, action="store_true", help=it.help)
        else:
            parser.add_argument(
                *names,
                action="append" if it.repeated else "store",
                type=_for_argparse(it.read) if it.read is not None else str,
                default=it.default,
                nargs="?" if it.optional else None,
                metavar=f"={it.metavar}" if it.optional else it.metavar,
                help=it.help,
            )


def spelled(arguments: Iterable[str], options: Iterable[Option]) -> list[str]:
    """Add a `=` to each option whose value is optional; argparse would take a path for the value."""
    optional = {it.name for it in options if it.optional}
    return [f"{it}=" if it in optional else it for it in arguments]


def read(arguments: Sequence[str], options: Iterable[Option], paths: Sequence[str]) -> Options | None:
    """Return the options in `arguments`, `paths` where none is named; None for whatever argparse should explain."""
    names = {name: it for it in options for name in (it.name, it.short) if name is not None}
    values: dict[str, Any] = {it.attribute: it.default for it in names.values()}
    named: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            named += rest
            return Options({**values, "paths": named}) if named and "--" not in named else None
        if argument == "-" or not argument.startswith("-"):
            named.append(argument)
            continue
        name, sign, text = argument.partition("=")
        option = names.get(name)
        if option is None or (option.metavar is None and sign):
            return None
        if option.metavar is not None and not option.optional and not sign:
            text = next(rest, "-?")
            if text.startswith("-") and text != "-":
                return None
        if not _set(values, option, text):
            return None
    return Options({**values, "paths": named or list(paths)})


def _set(values: dict[str, Any], option: Option, text: str) -> bool:
    """Take one option in; False when its value is refused."""
    try:
        value: object = True if option.metavar is None else option.read(text) if option.read is not None else text
    except ValueError:
        return False
    attribute = option.attribute
    values[attribute] = [*(values[attribute] or ()), value] if option.repeated else value
    return True


def _for_argparse(read: Callable[[str], object]) -> Callable[[str], object]:
    """argparse prints the words of its own error only."""
    from argparse import ArgumentTypeError

    def reads(text: str) -> object:
        try:
            return read(text)
        except ValueError as error:
            raise ArgumentTypeError(str(error)) from None

    return reads
