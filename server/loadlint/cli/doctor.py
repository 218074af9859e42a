"""`loadlint doctor`: versions, interpreter, caches and devices, as a block to paste into a bug report."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator

from loadlint import __version__
from loadlint.errors import UsageError
from loadlint.project.installed import versions
from loadlint.project.interpreter import Interpreter
from loadlint.project.projects import Folder, Projects
from loadlint.project.releases import described
from loadlint.project.settings import LIBRARIES
from loadlint.project.wishes import Wishes
from loadlint.source.walk import Unreadable, read
from loadlint.verify.secrets import printable

from . import machine

_LIBRARIES = (*LIBRARIES, "safetensors", "huggingface_hub")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint doctor`."""
    what = "the file or folder to look at (default: .)"
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help=what)
    parser.add_argument("--python", metavar="PATH", help="the interpreter of the code, or its environment's folder")
    parser.add_argument("--no-devices", action="store_true", help="do not start the interpreter to ask for devices")


def main(options: argparse.Namespace) -> int:
    """Print the block and return 0, also without an interpreter. Raise UsageError for a wrong --python."""
    for line in lines(options.path, options.python, devices=not options.no_devices):
        print(printable(line))
    return 0


def lines(path: str, python: str | None, *, devices: bool) -> Iterator[str]:
    """Yield the lines of the block; the devices come last, as the interpreter takes seconds to answer."""
    folder = Projects(Wishes(python=python), lenient=True).at(
        path if os.path.isdir(path) else os.path.dirname(path) or "."
    )
    interpreter = folder.interpreter
    if python is not None and interpreter is None:
        raise UsageError(f"{folder.problem}; name a python executable or the folder of an environment")
    yield f"loadlint {__version__} (Python {platform.python_version()}, {sys.executable})"
    yield f"system: {platform.system()} {platform.release()} {platform.machine()}"
    yield f"configuration: {_configuration(folder)}"
    where = f"{interpreter.path} (from {interpreter.source})" if interpreter else "none found; name one with --python"
    yield f"interpreter: {where}"
    yield from _packages(interpreter)
    targets = folder.targets_of(path, _bytes_of(path))
    for name in LIBRARIES:
        yield f"target {name}: {described(targets, name)}"
    yield from _plugins(folder)
    yield from machine.caches()
    if interpreter is not None and devices:
        yield f"devices: {machine.devices(folder.settings, interpreter)}"


def _configuration(folder: Folder) -> str:
    """Return the path of the configuration, or its problem: a broken file does not end the command."""
    source = folder.settings.source
    return f"broken: {folder.problem}" if folder.problem else source or "none found, the defaults"


def _bytes_of(path: str) -> bytes:
    """Return the bytes of a file, which may name its releases; b"" for a folder or a missing file."""
    try:
        return read(path)[0]
    except Unreadable:
        # Neither a folder nor an unreadable file names releases.
        return b""


def _packages(interpreter: Interpreter | None) -> Iterator[str]:
    installed = versions(interpreter)
    if interpreter is not None:
        yield f"python: {installed.get('python', 'unknown')}"
        yield from (f"{name}: {installed.get(name, 'not installed')}" for name in _LIBRARIES)


def _plugins(folder: Folder) -> Iterator[str]:
    """Yield the installed packages of rules, and the rules of those in the configuration."""
    from loadlint.project import plugins

    used = folder.settings.plugins
    for name, entry in plugins.installed().items():
        rules = ", ".join(it.name for it in plugins.load(name).rules) if name in used else "not in the configuration"
        yield f"plugin {name}: {plugins.release(entry)} ({rules})"
