"""The other side of a comparison: another interpreter, or this one with another release of a library."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from loadlint.errors import LoadlintError
from loadlint.project.installed import distributions, versions
from loadlint.project.interpreter import interpreter
from loadlint.verify import comparison
from loadlint.verify.report import Json, VerifyReport
from loadlint.verify.surroundings import Surroundings

from . import packages


class CannotCompareError(LoadlintError):
    """The other side of a comparison cannot be made; the message names the cure."""


@dataclass(frozen=True, slots=True)
class Other:
    """An interpreter or a release, as a person names it."""

    text: str

    @property
    def is_release(self) -> bool:
        return packages.SPECIFIER.fullmatch(self.text) is not None

    def surroundings(self, around: Surroundings, cancel: threading.Event) -> Surroundings:
        """Return the surroundings of the same loads there, which may take as long as a package takes to install."""
        if around.launch and around.launch.way:
            raise CannotCompareError("--against runs on this machine; take the launch prefix away")
        if not self.is_release:
            return self._interpreter(around)
        if around.python is None:
            raise CannotCompareError("no Python interpreter found; name one with --python")
        folder = packages.lay(around.python, self.text, cancel)
        if folder is None:
            return around
        return replace(around, paths=(str(folder),), releases=_beside(around.releases, folder))

    def _interpreter(self, around: Surroundings) -> Surroundings:
        try:
            other = interpreter(".", self.text)
        except FileNotFoundError:
            other = None
        if other is None:
            raise CannotCompareError(f"--against {self.text} is no interpreter; write PYTHON or NAME==VERSION")
        return replace(around, python=other.path, releases=versions(other))


def as_json(before: VerifyReport, afters: Mapping[str, VerifyReport]) -> Json:
    """Return both reports and the rows that differ; with several other sides, a list of them."""
    sides: list[Json] = [
        {
            "against": text,
            "after": after.as_json(),
            "differences": [it.as_json() for it in comparison.differences(before, after)],
        }
        for text, after in afters.items()
    ]
    return {"before": before.as_json(), **(sides[0] if len(sides) == 1 else {"others": sides})}


def _beside(releases: Mapping[str, str], folder: Path) -> dict[str, str]:
    return {**releases, **dict(distributions(str(folder)))}
