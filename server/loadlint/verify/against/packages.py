"""Lay another release of a library beside an environment: into a folder of loadlint's cache, never into it.

Only packages that the release needs and the environment lacks are laid; torch and all else stay the user's own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from loadlint import programs, scratch, store
from loadlint.errors import LoadlintError
from loadlint.project.folders import listed
from loadlint.project.installed import Interpreter, site_packages
from loadlint.verify.secrets import hide

SPECIFIER = re.compile(r"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)==(?P<version>[\w.!+-]+)")
# They would send the packages elsewhere, or forbid a look at an environment that nothing is written to.
DROPPED = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH", "PYTHONHOME")
HEAVY = "torch"
POLL = 0.1
PATIENCE = 900.0
_REFUSALS = (
    (r"No matching distribution found|there is no version of", "the package index has no such release"),
    (r"No space left|os error 28", "there is no room for it; free some, or set LOADLINT_CACHE_DIR"),
    (r"onnection|dns error|timed out|Max retries|rror sending request", "the package index cannot be reached"),
    (r"equires a different Python|requires Python|Requires-Python", "it needs another Python; name one with --against"),
)  # fmt: skip


class CannotLayError(LoadlintError):
    """A release that cannot be laid beside the environment; the message names the cure."""


def lay(python: str, specifier: str, cancel: threading.Event) -> Path | None:
    """Return the folder of a release `NAME==VERSION`; None when the environment has it already.

    Raises CannotLayError, and then leaves no folder.
    """
    base, python = store.folder(), os.path.abspath(python)
    if not base:
        raise CannotLayError(f"no folder to lay {specifier} in; set LOADLINT_CACHE_DIR")
    folder = Path(base, "releases", store.digest(specifier, python, _state(python)))
    if not folder.is_dir():
        needed = _needed(python, specifier, cancel)
        try:
            _install(python, specifier, needed, folder, cancel)
        except OSError as error:
            why = error.strerror or str(error)
            raise CannotLayError(f"{specifier} cannot be laid into {base}: {why}; set LOADLINT_CACHE_DIR") from error
    return folder if listed(str(folder)) else None


def _state(python: str) -> list[str]:
    """Return the names of the packages that the environment holds, with their releases."""
    folders = site_packages(Interpreter(python, ""))
    return [entry for it in folders for entry in sorted(listed(it)) if entry.endswith((".dist-info", ".pth"))]


def _needed(python: str, specifier: str, cancel: threading.Event) -> list[str]:
    """Return the packages that the environment would have to change for a release."""
    uv, pip = programs.find("uv"), _pip(python)
    if pip is not None:
        text = _run([*pip, "install", "--dry-run", "--quiet", *_BINARY, "--report", "-", specifier], specifier, cancel)
        needed = _listed(text, specifier)
    elif uv is not None:
        command = [uv, "pip", "install", "--python", python, "--dry-run", *_BINARY, specifier]
        needed = re.findall(r"^ \+ (\S+==\S+)", _run(command, specifier, cancel), re.MULTILINE)
    else:
        raise CannotLayError(f"neither uv nor pip is there to lay {specifier}; install uv, or name an interpreter")
    if any(it.startswith(f"{HEAVY}==") for it in needed) and not specifier.startswith(f"{HEAVY}=="):
        raise CannotLayError(f"{specifier} needs another torch; name an interpreter with both by --against PYTHON")
    return needed


def _listed(text: str, specifier: str) -> list[str]:
    """Return the packages in a report of pip."""
    try:
        return [_pinned(it["metadata"]) for it in json.loads(text[text.index("{") :])["install"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CannotLayError(f"pip of the environment says nothing of {specifier} that can be read") from None


def _install(python: str, specifier: str, needed: Sequence[str], folder: Path, cancel: threading.Event) -> None:
    """Install packages without those that they need into a folder, which appears once it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with scratch.folder(str(folder.parent)) as made:
        target = Path(made, "packages")
        target.mkdir()
        if needed:
            uv, pip = programs.find("uv"), _pip(python)
            start = [uv, "pip", "install", "--python", python] if uv else [*(pip or ()), "install"]
            where = ["--target", str(target), "--no-deps", "--quiet"]
            _run([*start, *where, *_BINARY, *needed], specifier, cancel)
        if not folder.is_dir():  # another run may have been faster
            os.replace(target, folder)


def _pip(python: str) -> list[str] | None:
    """Return the command of the environment's own pip, or else of loadlint's; None without both."""
    ways = [[python, "-m", "pip"], [sys.executable, "-m", "pip", "--python", python]]
    with scratch.folder() as empty:
        for command in ways:
            asked = [*command, "--version"]
            done = subprocess.run(asked, capture_output=True, env=_environment(), cwd=empty, check=False)
            if done.returncode == 0:
                return command
    return None


def _run(command: Iterable[str], specifier: str, cancel: threading.Event) -> str:
    """Return what a command prints; raise CannotLayError where it fails, takes too long, or `cancel` is set.

    It runs in an empty folder: `python -m` takes modules from the current one, and uv its settings.
    """
    with scratch.folder() as empty:
        return _output(command, specifier, cancel, empty)


def _output(command: Iterable[str], specifier: str, cancel: threading.Event, cwd: str) -> str:
    process = subprocess.Popen(
        list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", errors="replace", env=_environment(), cwd=cwd,
    )  # fmt: skip
    waited = 0.0
    while True:
        try:
            out, log = process.communicate(timeout=POLL)
        except subprocess.TimeoutExpired:
            waited += POLL
            if cancel.is_set() or waited > PATIENCE:
                process.kill()
                process.communicate()
                why = "cancelled" if cancel.is_set() else "it took too long"
                raise CannotLayError(f"{specifier} was not laid beside the environment: {why}") from None
            continue
        if process.returncode:
            raise CannotLayError(f"{specifier} cannot be laid beside the environment: {_why(log + out)}")
        return out if out.strip() else log


def _why(log: str) -> str:
    reason = next((words for pattern, words in _REFUSALS if re.search(pattern, log)), None)
    lines = [it.strip() for it in log.split("\n") if re.match(r"\s*(error|cause)", it, re.IGNORECASE)]
    return reason or hide(lines[-1][:200] if lines else "the installer gives no reason")


def _environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    # A distribution's Python may be looked at, though nothing may be installed into it.
    return {**kept, "PIP_BREAK_SYSTEM_PACKAGES": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def _pinned(metadata: Mapping[str, str]) -> str:
    return f"{metadata['name']}=={metadata['version']}"


_BINARY = ("--only-binary", ":all:")  # a source package would run its own code
