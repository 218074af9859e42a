"""The user's interpreter and the releases in play, read from files alone: no interpreter is started.

Specifiers are read here rather than with `packaging`: its import costs more than the rest of a run over
a small project, and it knows neither poetry's `^4.40` nor conda's `=4.40`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from loadlint_rules.analysis.model import Target, Targets, Version

from .config import ConfigError, toml
from .settings import LIBRARIES, version

if TYPE_CHECKING:
    from .settings import Settings

REPORTED = (*LIBRARIES, "safetensors", "huggingface_hub", "tokenizers", "bitsandbytes")
_WINDOWS = os.name == "nt"
_Found = TypeVar("_Found")
_REQUIREMENT = re.compile(r"\s*(?:[\w-]+::)?([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?\s*([^;#@)]*)")
_BOUND = re.compile(r"(?<!!)(>=|<=|===?|~=|\^|~|>|<|(?<![<>=!~])=)\s*(\d[\w.]*)")
_PINNED_WITHOUT_SIGN = re.compile(r"^\d[\w.]*")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The user's Python: its path as given (links are not followed, or a venv would be lost) and why this one."""

    path: str
    source: str


def interpreter(
    start: str | os.PathLike[str], explicit: str | None = None, settings: Settings | None = None
) -> Interpreter | None:
    """The interpreter for the code at `start`; None when there is none.

    Order: `explicit` (--python or an editor's setting), the configuration, VIRTUAL_ENV, CONDA_PREFIX
    unless it is the base environment, `.venv` or `venv` at or above `start`, PATH. Raises
    FileNotFoundError when the one asked for by the user does not exist.
    """
    if explicit is not None:
        return _asked_for(explicit, os.getcwd(), "asked for with --python")
    if settings is not None and settings.python is not None:
        return _asked_for(settings.python, settings.root, "the configuration")
    return next(_discovered(os.path.abspath(os.fspath(start))), None)


def versions(found: Interpreter | None) -> dict[str, str]:
    """The releases of the libraries we know in its site-packages, by name with underscores; and "python"."""
    if found is None:
        return {}
    releases: dict[str, str] = {}
    for folder in site_packages(found):
        for name, release in _distributions(folder):
            releases.setdefault(name, release)
    python = _python_version(found)
    return {**({"python": python} if python else {}), **releases}


def targets(
    start: str | os.PathLike[str] | None,
    settings: Settings | None = None,
    found: Interpreter | None = None,
    overrides: Mapping[str, Target] | None = None,
) -> Targets:
    """The releases in play: given by hand, else declared by the project at `start` and installed beside it."""
    by_hand = {**(settings.targets if settings is not None else {}), **(overrides or {})}
    installed = versions(found)
    facts = _facts(os.path.abspath(os.fspath(start))) if start is not None else _Facts({}, {})
    detected = {it: _target(facts.admitted.get(it), facts.locked.get(it), installed.get(it), found) for it in LIBRARIES}
    every: dict[str, Any] = {**detected, **by_hand}
    return Targets(**every)


def site_packages(found: Interpreter) -> list[str]:
    """The folders that hold its packages, in the order Python would look."""
    prefix = os.path.dirname(os.path.dirname(found.path))
    configuration = _pyvenv(prefix)
    own = _libraries(prefix)
    if not own:
        # Only to find the packages; the interpreter keeps the path it was found under.
        own = _libraries(os.path.dirname(os.path.dirname(os.path.realpath(found.path))))
    if configuration.get("include-system-site-packages", "").lower() == "true" and "home" in configuration:
        own += _libraries(os.path.dirname(configuration["home"]))
    return own


# --- interpreters -------------------------------------------------------------------------------


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
    for folder in _upward(start):
        for name in (".venv", "venv"):
            if path := _python_in(os.path.join(folder, name)):
                yield Interpreter(path, f"{name} in the project")
    command = _on_path(("python", "python3") if _WINDOWS else ("python3", "python"))
    if command is not None:
        yield Interpreter(_without_shim(command, start), "PATH")


def _python_in(environment: str) -> str | None:
    inside = ("Scripts/python.exe", "python.exe") if _WINDOWS else ("bin/python", "bin/python3")
    paths = (os.path.join(environment, *it.split("/")) for it in inside)
    return next((it for it in paths if os.path.isfile(it)), None)


def _on_path(names: Iterable[str]) -> str | None:
    folders = os.environ.get("PATH", "").split(os.pathsep)
    suffix = ".exe" if _WINDOWS else ""
    for name in names:
        for folder in folders:
            path = os.path.join(folder, name if name.endswith(suffix) else name + suffix)
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
    for path in (*(os.path.join(it, ".python-version") for it in _upward(start)), os.path.join(root, "version")):
        yield from _lines(path)


def _upward(start: str) -> Iterator[str]:
    folder = start if os.path.isdir(start) else os.path.dirname(start)
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


# --- what is installed --------------------------------------------------------------------------


def _pyvenv(prefix: str) -> dict[str, str]:
    pairs = (it.partition("=") for it in _lines(os.path.join(prefix, "pyvenv.cfg")))
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _libraries(prefix: str) -> list[str]:
    if _WINDOWS:
        folders = [os.path.join(prefix, "Lib", "site-packages")]
    else:
        wanted = _pyvenv(prefix).get("version", _pyvenv(prefix).get("version_info", ""))
        library = os.path.join(prefix, "lib")
        names = sorted((it for it in _listed(library) if it.startswith("python3")), key=lambda it: _fits(it, wanted))
        kinds = ("site-packages", "dist-packages")
        folders = [os.path.join(library, name, kind) for name in names for kind in kinds]
        if prefix == "/usr":
            folders = [*_debian_local(), *folders]
    return [it for it in folders if os.path.isdir(it)]


def _debian_local() -> list[str]:
    names = [it for it in _listed("/usr/local/lib") if it.startswith("python3.")]
    return [f"/usr/local/lib/{it}/dist-packages" for it in names]


def _fits(name: str, wanted: str) -> tuple[bool, str]:
    """The folder of the environment's own version first."""
    return (not f"python{wanted}.".startswith(f"{name}."), name)


def _distributions(folder: str) -> Iterator[tuple[str, str]]:
    """Name and release, from the names of the metadata folders alone."""
    for entry in _listed(folder):
        if entry.endswith((".dist-info", ".egg-info")):
            name, _, rest = entry.rpartition(".")[0].partition("-")
            name = re.sub(r"[-_.]+", "_", name).lower()
            if name in REPORTED and rest:
                yield name, re.sub(r"-py3(\.\d+)?$", "", rest)


def _python_version(found: Interpreter) -> str | None:
    prefix = os.path.dirname(os.path.dirname(found.path))
    configuration = _pyvenv(prefix)
    for key in ("version", "version_info"):
        if key in configuration:
            return ".".join(configuration[key].split(".")[:3])
    for folder in site_packages(found):
        match = re.search(r"python(3\.\d+)", folder)
        if match:
            return match[1]
    return None


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        # A folder that is not there or not ours to read holds nothing we could know.
        return []


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return [it.strip() for it in file if it.strip()]
    except OSError:
        # As above: what cannot be read tells nothing.
        return []


# --- what the project declares ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Range:
    """The releases that a requirement admits: `floor` and newer, older than `below`; None: no bound."""

    floor: Version | None
    below: Version | None

    def __str__(self) -> str:
        if self.floor and self.below == (*self.floor[:-1], self.floor[-1] + 1):
            return f"pins {_dotted(self.floor)}"
        bounds = [f"{_dotted(self.floor)} and newer" if self.floor else ""]
        bounds.append(f"below {_dotted(self.below)}" if self.below else "")
        return f"admits {' '.join(filter(None, bounds))}"


@dataclass(frozen=True, slots=True)
class _Facts:
    """For each library, the releases that files admit and the one that a lock file pins, each with its file."""

    admitted: dict[str, tuple[_Range, str]]
    locked: dict[str, tuple[Version, str]]


def _target(
    declared: tuple[_Range, str] | None,
    locked: tuple[Version, str] | None,
    installed: str | None,
    found: Interpreter | None,
) -> Target:
    """An environment made for the project tells what runs; a lock file does so before whatever PATH leads to."""
    admitted, where = declared or (_Range(locked[0] if locked else None, None), "")
    sources = [f"{where} {admitted}" if declared else ""]
    there = _parsed(installed)
    if locked is not None and (there is None or (found is not None and found.source == "PATH")):
        sources.append(f"{locked[1]} pins {_dotted(locked[0])}")
        there = locked[0]
    elif installed and found:
        sources.append(f"installed {installed} in {found.source}")
    return Target(admitted.floor, there, ", ".join(filter(None, sources)) or "nothing known", admitted.below)


def _parsed(release: str | None) -> Version | None:
    try:
        return version(release) if release else None
    except ValueError:
        return None


def _dotted(release: Version) -> str:
    return ".".join(map(str, release))


def _facts(start: str) -> _Facts:
    """What the nearest files say that name a library; those in notebooks count where no other file does."""
    facts = _Facts({}, {})
    for folder in _upward(start):
        names = set(_listed(folder))
        for path, lines in _project_files(folder, names):
            _add(facts.admitted, path, map(_range, lines))
        for path, pins in _lock_files(folder, names):
            _add(facts.locked, path, pins)
        if ".git" in names:
            break
    for path, lines in _notebook_installs(start if os.path.isdir(start) else os.path.dirname(start)):
        if not facts.locked:
            _add(facts.admitted, path, map(_range, lines))
    return facts


def _add(known: dict[str, tuple[_Found, str]], path: str, found: Iterable[tuple[str, _Found] | None]) -> None:
    for it in found:
        if it is not None and it[0] not in known:
            known[it[0]] = (it[1], os.path.basename(path))


def _project_files(folder: str, names: set[str]) -> Iterator[tuple[str, Iterable[str]]]:
    """Each file that declares requirements, with them as lines in the form of requirements.txt."""
    if "pyproject.toml" in names:
        path = os.path.join(folder, "pyproject.toml")
        yield path, _from_pyproject(path)
    if "setup.cfg" in names:
        path = os.path.join(folder, "setup.cfg")
        yield path, _from_setup_cfg(path)
    for name in sorted(it for it in names if it.startswith("requirements") and it.endswith(".txt")):
        path = os.path.join(folder, name)
        yield path, _lines(path)
    for name in sorted(filter(_CONDA.fullmatch, names)):
        path = os.path.join(folder, name)
        yield path, _from_conda(path)


def _range(line: str) -> tuple[str, _Range] | None:
    """The library that a requirement names and the releases it admits; None for one without bounds."""
    match = _REQUIREMENT.match(line)
    if match is None or match[1].lower() not in LIBRARIES:
        return None
    bounds = _BOUND.findall(match[2]) or [("==", it) for it in _PINNED_WITHOUT_SIGN.findall(match[2])]
    try:
        floors = [version(it) for sign, it in bounds if sign not in ("<", "<=")]
        limits = [_limit(sign, it) for sign, it in bounds]
    except ValueError:
        return None
    below = min((it for it in limits if it is not None), default=None)
    return (match[1].lower(), _Range(max(floors, default=None), below)) if bounds else None


def _limit(sign: str, text: str) -> Version | None:
    """The first release behind those that a bound admits: 5.0.0 for `^4.48`, 4.49.0 for `~=4.48.1`."""
    release, given = version(text), len(re.findall(r"\d+", text))
    if sign == "<":
        return release
    if sign in (">=", ">"):
        return None
    kept = {"^": 1, "~=": given - 1, "~": min(given, 2)}.get(sign, given)
    parts = [*release[: max(kept, 1)]]
    parts[-1] += 1
    return (*parts, 0, 0)[: max(3, len(parts))]


def _from_pyproject(path: str) -> list[str]:
    text = "\n".join(_lines(path))
    if not any(it in text for it in LIBRARIES):
        return []
    try:
        table = toml(text, path)
    except ConfigError:
        # `config` reports a broken file; here it only means that nothing is known.
        return []
    project, poetry = _at(table, "project"), _at(table, "tool", "poetry")
    lists = [
        project.get("dependencies"),
        *_at(project, "optional-dependencies").values(),
        *_at(table, "dependency-groups").values(),
    ]
    lines = [str(it) for one in lists if isinstance(one, list) for it in one]
    groups = [poetry, *(it for it in _at(poetry, "group").values() if isinstance(it, dict))]
    return lines + [f"{name} {_poetry(it)}" for group in groups for name, it in _at(group, "dependencies").items()]


def _poetry(value: object) -> str:
    return str(value.get("version", "")) if isinstance(value, dict) else str(value)


def _at(table: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    found: Any = table
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _from_setup_cfg(path: str) -> list[str]:
    # The lines of `install_requires` and of extras look like requirements wherever they stand.
    return [it.partition("=")[2] if re.match(r"[\w.-]+\s*=(?!=)", it) else it for it in _lines(path)]


# --- conda --------------------------------------------------------------------------------------

_CONDA = re.compile(r"(environment|conda)([-_.]\w+)*\.ya?ml")


def _from_conda(path: str) -> list[str]:
    """The packages of a conda environment, those for pip included.

    Read line by line: of YAML only lists of plain texts occur here, and a library for it would be one more
    dependency of everybody's hook.
    """
    found, inside = [], False
    for line in _text(path).split("\n"):
        content = line.split(" #")[0].strip()
        if content and not line[0].isspace() and not content.startswith(("-", "#")):
            inside = content.startswith("dependencies:")
        elif inside and content.startswith("- "):
            found.append(content[2:].strip().strip("\"'"))
    return found


# --- lock files ---------------------------------------------------------------------------------

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_LOCKED = re.compile(r"\[\[package\]\](.*?)(?=^\[\[|\Z)", re.MULTILINE | re.DOTALL)
_LOCKED_FIELD = re.compile(r"^(name|version)\s*=\s*\"([^\"]+)\"", re.MULTILINE)


def _lock_files(folder: str, names: set[str]) -> Iterator[tuple[str, list[tuple[str, Version]]]]:
    for name in _LOCKS:
        if name in names:
            path = os.path.join(folder, name)
            yield path, _pins(path)


def _pins(path: str) -> list[tuple[str, Version]]:
    """The releases that a lock file pins; where it pins several (by platform or by Python), the oldest.

    The three tools write alike, `[[package]]` with `name` and `version` on lines of their own. A TOML parser
    would take seconds for the megabytes of hashes beside them.
    """
    pins: dict[str, Version] = {}
    for block in _LOCKED.findall(_text(path)):
        fields = dict(_LOCKED_FIELD.findall(block))
        release = _parsed(fields.get("version"))
        name = fields.get("name", "")
        if name in LIBRARIES and release is not None:
            pins[name] = min(release, pins.get(name, release))
    return list(pins.items())


# --- installs in notebooks ------------------------------------------------------------------------

_MOST_NOTEBOOKS = 50
_LARGEST_NOTEBOOK = 8 * 1024 * 1024
# In the JSON of a notebook a line ends with an escaped line end or with the string itself.
_INSTALL = re.compile(
    r"[%!]\s*(?:(?:\{sys\.executable\}|python3?|uv)\s+(?:-m\s+)?)?pip3?\s+install\s((?:[^\"\\]|\\[^nr])*)"
)


def _notebook_installs(folder: str) -> Iterator[tuple[str, list[str]]]:
    """What the notebooks of a folder install themselves, as lines of requirements."""
    names = sorted(it for it in _listed(folder) if it.endswith(".ipynb"))[:_MOST_NOTEBOOKS]
    for path in (os.path.join(folder, it) for it in names):
        if os.path.getsize(path) <= _LARGEST_NOTEBOOK:
            installs = _INSTALL.findall(_text(path))
            yield path, [word.strip("\\\"'") for it in installs for word in it.split()]


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        # As for lines: what cannot be read tells nothing.
        return ""
