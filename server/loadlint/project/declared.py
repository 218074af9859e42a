"""Read the requirements that the files of a project declare, those that count most first."""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from loadlint.system import THIS

from . import folders
from .config import ConfigError, remembered_toml
from .requirements import Requirement, from_conda, from_poetry, read, without_comment
from .settings import LIBRARIES

# Requirements that hold together, and lists of those of which one is chosen (an extra, a group of dependencies).
Group = list[Requirement]
Tier = list[Group]

_CONDA = re.compile(r"(environment|conda)([-_.]\w+)*\.ya?ml")
_INCLUDE = re.compile(r"(?:-r|-c|--requirements?|--constraints?)(?:\s*=\s*|\s+|(?<=-[rc]))(\S+)")
_OWN = re.compile(r"^__version__ *= *[\"']((\d+)\.(\d+)(?:\.\d+)*)(\.?dev)?", re.MULTILINE)
_MOST_INCLUDES = 50
_MOST_TERMS = 200


class Place(NamedTuple):
    """Where requirements stand: the folder that names are relative to, and the root that no include may leave."""

    folder: str
    root: str

    def of(self, path: str, line: int) -> str:
        """Return a file and line as people say it."""
        return f"{THIS.with_slashes(os.path.relpath(path, self.folder))} line {line}"


def tiers(folder: str, names: Collection[str], root: str) -> Iterator[Tier]:
    """Yield what the files in a folder declare, in the order in which they count."""
    place = Place(folder, root)
    yield [list(_from_sources(folder, names, place))]
    readers = {"pyproject.toml": _from_pyproject, "setup.cfg": _from_setup_cfg, "setup.py": _from_setup_py}
    for name, reader in readers.items():
        if name in names:
            yield from reader(os.path.join(folder, name), place)
    # The plain name first: those with more in it are for development, for tests, for one machine.
    for name in sorted((it for it in names if it.startswith("requirements") and it.endswith(".txt")), key=_plainest):
        yield [list(from_requirements(os.path.join(folder, name), place))]
    for name in sorted(filter(_CONDA.fullmatch, names), key=_plainest):
        yield [list(_from_conda(os.path.join(folder, name), place))]


def _from_sources(folder: str, names: Collection[str], place: Place) -> Iterator[Requirement]:
    """Yield the releases of the libraries whose source lies in a folder, in its `src`, or in a checkout there.

    4.57.0.dev0 counts as 4.56, as it may lack what 4.57.0 has, and have what that dropped.
    """
    checkouts = [it for it in LIBRARIES if it in names]
    below = [path for it in checkouts for path in (it, os.path.join(it, "src", it))]
    below += [os.path.join("src", it) for it in LIBRARIES] if "src" in names else []
    for it in below:
        path = os.path.join(folder, it, "__init__.py")
        text = folders.text(path)
        match = _OWN.search(text)
        if match is not None:
            release, minor = match[1], int(match[3])
            before = f">={match[2]}.{minor - 1},<{release}" if minor > 0 else f"<{release}"
            admits = before if match[4] is not None else f"=={release}"
            requirement = read(os.path.basename(it) + admits, place.of(path, text.count("\n", 0, match.start()) + 1))
            yield from (requirement,) if requirement is not None else ()


def from_requirements(path: str, place: Place, seen: set[str] | None = None) -> Iterator[Requirement]:
    """Yield the requirements of a file in pip's form, and of the files in the project that it includes."""
    if "\0" in path:
        return
    seen = set() if seen is None else seen
    real = os.path.realpath(path)
    if real in seen or len(seen) > _MOST_INCLUDES or not is_inside(path, place.root):
        return
    seen.add(real)
    for number, line in _logical_lines(folders.text(path)):
        include = _INCLUDE.match(line)
        if include is not None:
            yield from from_requirements(os.path.join(os.path.dirname(path), include[1].strip("\"'")), place, seen)
        elif requirement := read(re.split(r"\s--\w", line, maxsplit=1)[0], place.of(path, number)):
            yield requirement


def is_inside(path: str, root: str) -> bool:
    """Return whether a file lies below a folder, links followed."""
    root = os.path.realpath(root)
    return THIS.is_inside(os.path.realpath(path), root)


def _plainest(name: str) -> tuple[int, str]:
    return len(name.partition(".")[0]), name


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with those joined that end in a backslash, without comments, each with its first number."""
    parts: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), 1):
        first = first if parts else number
        if line.endswith("\\"):
            parts.append(line[:-1])
            continue
        joined = without_comment("".join([*parts, line])).strip()
        parts = []
        if joined:
            yield first, joined


# --- pyproject.toml -------------------------------------------------------------------------------


def _from_pyproject(path: str, place: Place) -> Iterator[Tier]:
    text = folders.text(path)
    if not any(it in text.lower() for it in LIBRARIES) and "dynamic" not in text:
        return
    try:
        table = remembered_toml(text, path)
    except ConfigError:
        # `config` reports a broken file; here it only means that nothing is known.
        return
    reader = _Pyproject(path, text, place)
    project, pdm, uv = _at(table, "project"), _at(table, "tool", "pdm"), _at(table, "tool", "uv")
    yield [reader.group(project.get("dependencies")) + reader.included(table)]
    groups = [_at(project, "optional-dependencies"), _at(table, "dependency-groups"), _at(pdm, "dev-dependencies")]
    lists = [*(it for group in groups for it in group.values()), uv.get("dev-dependencies")]
    yield [reader.group(it) for it in lists]
    poetry = _at(table, "tool", "poetry")
    yield from reader.poetry(_at(poetry, "dependencies"))
    for group in (poetry, *(it for it in _at(poetry, "group").values() if isinstance(it, dict))):
        yield from reader.poetry(_at(group, "dev-dependencies") if group is poetry else _at(group, "dependencies"))


class _Pyproject:
    """Turns values of one pyproject.toml into requirements that know their line."""

    def __init__(self, path: str, text: str, place: Place) -> None:
        self._path = path
        self._lines = text.split("\n")
        self._place = place

    def group(self, value: object) -> Group:
        """Return the requirements of a list of texts."""
        texts = [it for it in value if isinstance(it, str)] if isinstance(value, list) else []
        return [it for text in texts if (it := read(text, self._line(_quoted(text))))]

    def included(self, table: Mapping[str, Any]) -> Group:
        """Return the requirements of the files that setuptools takes dependencies from."""
        value = _at(table, "tool", "setuptools", "dynamic", "dependencies").get("file")
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        paths = [os.path.join(self._place.folder, it) for it in names if isinstance(it, str)]
        return [it for path in paths for it in from_requirements(path, self._place)]

    def poetry(self, table: Mapping[str, Any]) -> Iterator[Tier]:
        """Yield the dependencies of a table in poetry's notation, with the alternatives of each as groups."""
        for name, value in table.items():
            place = self._line(re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*(=|\.)"))
            constraints = value if isinstance(value, list) else [value]
            texts = [text for it in constraints for text in _poetry_texts(name, it)]
            yield [[it] for text in texts if (it := read(text, place))]

    def _line(self, pattern: re.Pattern[str]) -> str:
        number = next((it for it, line in enumerate(self._lines, 1) if pattern.match(line)), 1)
        return self._place.of(self._path, number)


def _quoted(text: str) -> re.Pattern[str]:
    """A line that holds a text as TOML writes it."""
    escaped = re.escape(text).replace('"', r'\\?"')
    return re.compile(rf"[^#]*[\"']{escaped}[\"']")


def _poetry_texts(name: str, value: object) -> list[str]:
    """A poetry constraint as requirements of pip, one for each alternative."""
    if not isinstance(value, dict):
        return [f"{name}{it}" for it in from_poetry(str(value))]
    parts = (value.get("markers"), _python_marker(value.get("python")))
    markers = [f"({it})" for it in parts if isinstance(it, str) and it]
    marker = f" ; {' and '.join(markers)}" if markers else ""
    if "git" in value:
        tag = value.get("tag", value.get("rev", value.get("branch", "")))
        return [f"{name} @ git+{value['git']}{'@' if tag else ''}{tag}{marker}"]
    return [f"{name}{it}{marker}" for it in from_poetry(str(value.get("version", "*")))]


def _python_marker(value: object) -> str:
    """Poetry's `python = ">=3.9,<3.11"` as a marker."""
    alternatives = from_poetry(value) if isinstance(value, str) else []
    pairs = [re.findall(r"([<>=!~]+)\s*([\d.]+)", it) for it in alternatives]
    return " or ".join(" and ".join(f"python_version {sign} '{it}'" for sign, it in one) for one in pairs if one)


def _at(table: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    value: Any = table
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


# --- setup.cfg and setup.py -----------------------------------------------------------------------


def _from_setup_cfg(path: str, place: Place) -> Iterator[Tier]:
    text = folders.text(path)
    if not any(it in text.lower() for it in LIBRARIES):
        return
    from configparser import Error, RawConfigParser

    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except Error:
        # Setuptools cannot read it either, so it installs nothing.
        return
    lines = text.split("\n")
    yield [_texts(parser.get("options", "install_requires", fallback="").split("\n"), lines, path, place)]
    extras = dict(parser.items("options.extras_require")) if parser.has_section("options.extras_require") else {}
    yield [_texts(it.split("\n"), lines, path, place) for it in extras.values()]


def _texts(values: Iterable[str], lines: list[str], path: str, place: Place) -> Group:
    group = []
    for text in filter(None, map(str.strip, values)):
        number = next((it for it, line in enumerate(lines, 1) if text in line), 1)
        if requirement := read(text, place.of(path, number)):
            group.append(requirement)
    return group


def _from_setup_py(path: str, place: Place) -> Iterator[Tier]:
    """The lists that stand in the call of `setup`, or under a name that is bound once; nothing is executed."""
    text = folders.text(path)
    if not any(it in text.lower() for it in LIBRARIES):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # A file that Python cannot read installs nothing.
        return
    reader = _Setup(tree, path, place)
    yield [reader.group(reader.keyword("install_requires"))]
    extras = reader.bound(reader.keyword("extras_require"))
    yield [reader.group(it) for it in extras.values] if isinstance(extras, ast.Dict) else []


class _Setup:
    """Reads the plain lists of a setup.py."""

    def __init__(self, tree: ast.Module, path: str, place: Place) -> None:
        self._path = path
        self._place = place
        self._calls = [it for it in ast.walk(tree) if isinstance(it, ast.Call) and _is_setup(it.func)]
        bindings = [it for it in tree.body if isinstance(it, ast.Assign) and isinstance(it.targets[0], ast.Name)]
        names = [it.targets[0].id for it in bindings if isinstance(it.targets[0], ast.Name)]
        self._values = {name: it.value for name, it in zip(names, bindings, strict=True) if names.count(name) == 1}

    def keyword(self, name: str) -> ast.expr | None:
        """Return the value of a keyword of `setup`."""
        return next((it.value for call in self._calls for it in call.keywords if it.arg == name), None)

    def bound(self, value: ast.expr | None) -> ast.expr | None:
        """Return the value itself, or the one that a name means."""
        return self._values.get(value.id) if isinstance(value, ast.Name) else value

    def group(self, value: ast.expr | None) -> Group:
        """Return the requirements of a list of plain texts, or of the sum of such lists."""
        items = [item for it in self._terms(value) if isinstance(it, ast.List | ast.Tuple) for item in it.elts]
        texts = [(it.value, it.lineno) for it in items if isinstance(it, ast.Constant) and isinstance(it.value, str)]
        return [it for text, line in texts if (it := read(text, self._place.of(self._path, line)))]

    def _terms(self, value: ast.expr | None) -> Iterator[ast.expr | None]:
        """Yield the terms of a sum in order; names may be sums of each other, so only some are followed."""
        left = [value]
        for _ in range(_MOST_TERMS):
            if not left:
                return
            term = self.bound(left.pop())
            if isinstance(term, ast.BinOp) and isinstance(term.op, ast.Add):
                left += [term.right, term.left]
            else:
                yield term


def _is_setup(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "setup"


# --- conda ----------------------------------------------------------------------------------------


def _from_conda(path: str, place: Place) -> Iterator[Requirement]:
    """The packages of a conda environment, those for pip included.

    Read line by line: of YAML only lists of plain texts occur here, and a library for it would be one more
    dependency of everybody's hook.
    """
    inside = False
    for number, line in enumerate(folders.text(path).split("\n"), 1):
        content = without_comment(line).strip()
        if content and not line[0].isspace() and not content.startswith("-"):
            inside = content.startswith("dependencies:")
        elif inside and content.startswith("- "):
            yield from _conda_item(content[2:].strip().strip("\"'"), place.of(path, number), path, place)


def _conda_item(text: str, where: str, path: str, place: Place) -> Iterator[Requirement]:
    include = _INCLUDE.match(text)
    if include is not None:
        yield from from_requirements(os.path.join(os.path.dirname(path), include[1]), place)
    elif requirement := read(text, where) or read(from_conda(text), where):
        yield requirement
