"""Which interpreter runs the code at a place, found from files and variables alone: none is started."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadlint.system import THIS

from .folders import lines, listed, upward

if TYPE_CHECKING:
    from .settings import Settings

CONFIGURED = "the configuration"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The user's Python: its path as given (links are not followed, or a venv would be lost) and why this one."""

    path: str
    source: str


def interpreter(
    start: str | os.PathLike[str],
    explicit: str | None = None,
    settings: Settings | None = None,
    chooser: str = "--python",
) -> Interpreter | None:
    """The interpreter for the code at `start`; None when there is none.

    Order: `explicit` (by `chooser`: --python or an editor's setting), the configuration, VIRTUAL_ENV, CONDA_PREFIX
    unless it is the base environment, `.venv` or `venv` at or above `start`, PATH. Raises
    FileNotFoundError when the one asked for by the user does not exist.
    """
    if explicit is not None:
        return _asked_for(explicit, os.getcwd(), chooser)
    if settings is not None and settings.python is not None:
        return _asked_for(settings.python, settings.root, CONFIGURED)
    return next(_discovered(os.path.abspath(os.fspath(start))), None)


def places(environment: str) -> list[str]:
    """Return the interpreters that an environment may have, and the folders of its packages."""
    library = os.path.join(environment, "lib")
    libraries = [os.path.join(library, it) for it in listed(library)] if not THIS.windows else [library]
    return [*THIS.interpreters(environment), *(os.path.join(it, "site-packages") for it in libraries)]


def _asked_for(path: str, base: str, source: str) -> Interpreter:
    """A path to an interpreter or to an environment's folder, or a command on PATH."""
    full = os.path.join(base, os.path.expanduser(path))
    if os.path.isdir(full):
        inside = _python_in(full)
        if inside is not None:
            return Interpreter(inside, source)
    elif os.path.isfile(full):
        return Interpreter(os.path.normpath(full), source)
    command = _on_path((path,)) if os.path.basename(path) == path else None
    if command is None:
        raise FileNotFoundError(f"no Python interpreter at {path!r}")
    return Interpreter(command, source)


def _discovered(start: str) -> Iterator[Interpreter]:
    active = os.environ.get("VIRTUAL_ENV")
    if active and (path := _python_in(active)):
        yield Interpreter(path, "VIRTUAL_ENV")
    conda = os.environ.get("CONDA_PREFIX")
    if conda and os.environ.get("CONDA_DEFAULT_ENV") != "base" and (path := _python_in(conda)):
        yield Interpreter(path, "CONDA_PREFIX")
    for folder in upward(start):
        for name in (".venv", "venv"):
            if path := _python_in(os.path.join(folder, name)):
                yield Interpreter(path, f"{name} in the project")
    command = _on_path(THIS.pythons)
    if command is not None:
        yield Interpreter(_without_shim(command, start), "PATH")


def _python_in(environment: str) -> str | None:
    return next((it for it in THIS.interpreters(environment) if os.path.isfile(it)), None)


def _on_path(names: Iterable[str]) -> str | None:
    folders = THIS.search_path(os.environ)
    for name in names:
        for folder in folders:
            path = os.path.join(folder, THIS.executable(name))
            # The stubs in WindowsApps open a shop instead of running.
            if folder and "WindowsApps" not in folder and os.path.isfile(path) and os.access(path, os.X_OK):
                return os.path.abspath(path)
    return None


def _without_shim(command: str, start: str) -> str:
    """A pyenv shim is a script; the interpreter it would run lies among the versions beside it."""
    folder, name = os.path.split(command)
    if os.path.basename(folder) != "shims":
        return command
    root = os.path.dirname(folder)
    for wanted in _pyenv_versions(start, root):
        path = os.path.join(root, "versions", wanted, "bin", name)
        if os.path.isfile(path):
            return path
    return command


def _pyenv_versions(start: str, root: str) -> Iterator[str]:
    yield from os.environ.get("PYENV_VERSION", "").split(":")
    for path in (*(os.path.join(it, ".python-version") for it in upward(start)), os.path.join(root, "version")):
        yield from lines(path)
