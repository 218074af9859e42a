"""Reasons not to verify a load, each with the cure: in words, and as commands that a client may have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from loadlint.editor import capabilities
from loadlint.editor.answers import Command, Notice
from loadlint.errors import LoadlintError

_CHOOSE = Command("Choose Another Python", capabilities.CHOOSE)


class RefusedError(LoadlintError):
    """A load that cannot be verified from here; the notice names the cure."""

    def __init__(self, fact: str, cure: str = "", buttons: tuple[Command, ...] = ()) -> None:
        self.notice = Notice(fact, cure, buttons)
        super().__init__(self.notice.text)


class GivenUpError(LoadlintError):
    """A verification that the person at the editor does not want any more."""


def untrusted() -> RefusedError:
    """The refusal of a workspace that is not trusted."""
    manage = Command("Manage Trust", capabilities.TRUST)
    return RefusedError("a load is verified only in an open Python file of a trusted workspace", buttons=(manage,))


def no_file() -> RefusedError:
    """The refusal of a place that is in no open Python file."""
    return RefusedError("a load is verified only in an open Python file of a trusted workspace")


def turned_off() -> RefusedError:
    """The refusal in a folder whose settings do not want it."""
    return RefusedError("loads of this folder are not verified, as its setting `loadlint.verify` says")


def no_interpreter() -> RefusedError:
    """The refusal where there is no Python."""
    return RefusedError("no Python interpreter found", "create a .venv or set `python` in loadlint.toml", (_CHOOSE,))


def lacking(python: str, packages: Sequence[str]) -> RefusedError:
    """The refusal of an environment without the libraries that a load needs."""
    command = f"{python} -m pip install {' '.join(packages)}"
    install = Command("Install", capabilities.INSTALL, (python, list(packages)))
    copy = Command("Copy Command", capabilities.COPY, (command,))
    fact = f"verifying needs {' and '.join(packages)}, which {_named(python)} lacks"
    return RefusedError(fact, f"run `{command}`", (install, _CHOOSE, copy))


def _named(python: str) -> str:
    """Return the name of an environment, or the path of an interpreter without one."""
    folder = Path(python).parent.parent
    return folder.name if (folder / "pyvenv.cfg").is_file() else python
