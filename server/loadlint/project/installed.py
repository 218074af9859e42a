"""The releases that an interpreter has installed, read from the names of its folders: it is not started."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from loadlint.system import THIS

from .folders import lines, listed
from .interpreter import Interpreter as Interpreter
from .settings import LIBRARIES

REPORTED = (*LIBRARIES, "safetensors", "huggingface_hub", "tokenizers", "bitsandbytes")


def versions(interpreter: Interpreter | None) -> dict[str, str]:
    """The releases of the libraries we know in its site-packages, by name with underscores; and "python"."""
    if interpreter is None:
        return {}
    releases: dict[str, str] = {}
    for folder in site_packages(interpreter):
        for name, release in distributions(folder):
            releases.setdefault(name, release)
    python = _python_version(interpreter)
    return {**({"python": python} if python else {}), **releases}


def site_packages(interpreter: Interpreter) -> list[str]:
    """The folders that hold its packages, in the order Python would look."""
    prefix = os.path.dirname(os.path.dirname(interpreter.path))
    configuration = _pyvenv(prefix)
    own = _libraries(prefix)
    if not own:
        # Only to find the packages; the interpreter keeps the path it was interpreter under.
        own = _libraries(os.path.dirname(os.path.dirname(os.path.realpath(interpreter.path))))
    if configuration.get("include-system-site-packages", "").lower() == "true" and "home" in configuration:
        own += _libraries(os.path.dirname(configuration["home"]))
    return own


def _pyvenv(prefix: str) -> dict[str, str]:
    pairs = (it.partition("=") for it in lines(os.path.join(prefix, "pyvenv.cfg")))
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _libraries(prefix: str) -> list[str]:
    if THIS.windows:
        folders = [os.path.join(prefix, "Lib", "site-packages")]
    else:
        wanted = _pyvenv(prefix).get("version", _pyvenv(prefix).get("version_info", ""))
        library = os.path.join(prefix, "lib")
        names = sorted((it for it in listed(library) if it.startswith("python3")), key=lambda it: _fits(it, wanted))
        kinds = ("site-packages", "dist-packages")
        folders = [os.path.join(library, name, kind) for name in names for kind in kinds]
        if prefix == "/usr":
            folders = [*_debian_local(), *folders]
    return [it for it in folders if os.path.isdir(it)]


def _debian_local() -> list[str]:
    names = [it for it in listed("/usr/local/lib") if it.startswith("python3.")]
    return [f"/usr/local/lib/{it}/dist-packages" for it in names]


def _fits(name: str, wanted: str) -> tuple[bool, str]:
    """The folder of the environment's own version first."""
    return (not f"python{wanted}.".startswith(f"{name}."), name)


def distributions(folder: str) -> Iterator[tuple[str, str]]:
    """Name and release, from the names of the metadata folders alone."""
    for entry in listed(folder):
        if entry.endswith((".dist-info", ".egg-info")):
            name, _, rest = entry.rpartition(".")[0].partition("-")
            name = re.sub(r"[-_.]+", "_", name).lower()
            if name in REPORTED and rest:
                yield name, re.sub(r"-py3(\.\d+)?$", "", rest)


def _python_version(interpreter: Interpreter) -> str | None:
    prefix = os.path.dirname(os.path.dirname(interpreter.path))
    configuration = _pyvenv(prefix)
    for key in ("version", "version_info"):
        if key in configuration:
            return ".".join(configuration[key].split(".")[:3])
    for folder in site_packages(interpreter):
        match = re.search(r"python(3\.\d+)", folder)
        if match:
            return match[1]
    return None
