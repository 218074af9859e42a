"""Ask once before a program is started that the configuration of a project names: others may have written it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from loadlint import store
from loadlint.errors import UsageError
from loadlint.project.config import shown
from loadlint.project.interpreter import CONFIGURED, Interpreter
from loadlint.project.settings import Settings
from loadlint.verify.secrets import printable


def require(settings: Settings, interpreter: Interpreter | None, launch: str | None, *, agreed: bool) -> None:
    """Show each program that the configuration has this load start, and go on once a person has agreed.

    `launch` is the prefix in use. An agreement holds for the same program in the same folder. Raises UsageError where
    nobody agrees.
    """
    for program in _programs(settings, interpreter, launch):
        print(printable(f"loadlint: {program}"), file=sys.stderr)
        place = _place(settings.root, program)
        if place and os.path.exists(place):
            continue
        if not agreed and not _answered():
            raise UsageError("nobody has agreed to start that program; agree once with --yes")
        if place:
            _remember(place)


def may_start(settings: Settings, interpreter: Interpreter) -> bool:
    """Return whether nobody has to agree to an interpreter first, or somebody has."""
    places = [_place(settings.root, it) for it in _programs(settings, interpreter, None)]
    return all(place and os.path.exists(place) for place in places)


def _programs(settings: Settings, interpreter: Interpreter | None, launch: str | None) -> Iterator[str]:
    file = shown(settings.source) if settings.source else "the configuration"
    if launch is not None and launch == settings.verify.launch:
        yield f"{file} starts the load by `{launch}`"
    if interpreter is not None and interpreter.source == CONFIGURED:
        yield f"{file} chooses the interpreter `{interpreter.path}`"


def _place(root: str, program: str) -> str:
    """The file that remembers an agreement; empty where there is no folder for it."""
    folder = store.folder()
    return os.path.join(os.path.abspath(folder), "consent", store.digest(root, program)) if folder else ""


def _answered() -> bool:
    """Whether a person at the terminal says yes."""
    if not sys.stdin.isatty() or not sys.stderr.isatty():
        return False
    print("Start it, now and from now on? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _remember(place: str) -> None:
    try:
        store.replace(place, b"")
    except OSError:
        # The question comes again.
        return
