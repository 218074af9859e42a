"""The wishes of a person: options of the command line, or settings of an editor."""

from __future__ import annotations

from loadlint.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadlint_rules.analysis.model import Target


class Wishes:
    """Choices made by hand, which go before those in files.

    `python` names an interpreter, and `chooser` says whose choice that is; `isolated` leaves all files aside; `targets`
    are texts such as `transformers=5.23.0`; the others are lists of rules, with commas between.
    """

    __slots__ = ("chooser", "extend_select", "ignore", "isolated", "key", "overrides", "python", "select", "targets")

    def __init__(
        self,
        *,
        python: str | None = None,
        isolated: bool = False,
        targets: Sequence[str] = (),
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        extend_select: Sequence[str] = (),
        chooser: str = "--python",
    ) -> None:
        self.chooser = chooser
        self.python = python
        self.isolated = isolated
        self.targets = tuple(targets)
        self.select = _names(select)
        self.ignore = _names(ignore)
        self.extend_select = _names(extend_select)
        self.overrides: dict[str, Target] = {}
        # The part that decides the findings where nothing else counts; one object, by which a run compares it.
        self.key: tuple[object, ...] = (self.select, self.ignore, self.extend_select, self.targets)

    def read_targets(self) -> None:
        """Understand `targets`; raises UsageError."""
        if self.targets:
            self.overrides = _overrides(self.targets)


def _names(lists: Sequence[str] | None) -> tuple[str, ...]:
    """Rule names from options that may be repeated and hold several, with commas between."""
    return tuple(name for it in lists or () for name in it.replace(",", " ").split())


def _overrides(texts: Sequence[str]) -> dict[str, Target]:
    from loadlint.words import hint

    from .settings import LIBRARIES, target

    overrides = {}
    for text in texts:
        name, sign, release = text.partition("=")
        name = name.strip().removesuffix(">")
        if not sign:
            raise UsageError(f"--target: {text!r} is not NAME=VERSION, such as transformers=5.23.0")
        if name not in LIBRARIES:
            raise UsageError(f"--target: unknown library {name!r}{hint(name, LIBRARIES)} ({', '.join(LIBRARIES)})")
        try:
            overrides[name] = target(f">={release}" if ">=" in text else release, "--target")
        except ValueError as error:
            raise UsageError(f"--target: {error}") from None
    return overrides
