"""The requirements in install commands: those that a file brings along, and those in Dockerfiles and pages beside it.

A notebook brings the installs in its cells along, a script its header (PEP 723).
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from loadlint.source.walk import DATABRICKS, is_dockerfile, is_page

from . import folders
from .config import ConfigError, toml
from .declared import Place, Tier, from_requirements
from .requirements import Requirement, from_conda, read
from .settings import LIBRARIES

# Cell magics whose body is a shell's; those whose body is Python that may hold `!` and `%` lines.
_SHELLS = frozenset(("bash", "sh", "shell", "script", "system", "sx", "!"))
_PYTHON = frozenset(("capture", "time", "timeit", "prun"))
_COMMAND = re.compile(
    r"[ \t]*(?:[\w, ]+=[ \t]*)?[!%]{1,2}[ \t]*(.*)|[ \t]*((?:pip3?|conda|mamba|uv)[ \t]+.*)", re.DOTALL
)
_INSTALLER = re.compile(r"(?:.*/)?(?:pip[\d.]*|conda|mamba|micromamba|uv)")
_BETWEEN = frozenset(("&&", "||", "|", ";", "&"))
# Options of pip, uv and conda that take the next word.
_WITH_VALUE = frozenset(
    (
        *("-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target", "--prefix", "--root"),
        *("--progress-bar", "--python-version", "--platform", "--trusted-host", "--upgrade-strategy", "--timeout"),
        *("--retries", "--python", "-p", "-n", "--name", "--channel", "--cache-dir", "--log", "--proxy", "--src"),
    )
)
# Blocks of Markdown, and the prompts in them.
_BLOCK = re.compile(r"^[ \t>]*(```+|~~~+)[^\n]*\n(.*?)^[ \t>]*\1", re.MULTILINE | re.DOTALL)
_MAGIC_COMMENT = re.compile(r"^# MAGIC (?=[%!])", re.MULTILINE)
_PROMPT = re.compile(r"[ \t>]*(?:[$#%!]|\([\w.-]+\)[ \t]*\$)?[ \t]*")
_RUN = re.compile(r"\s*RUN\s+(?:--\S+\s+)*", re.IGNORECASE)
# Comments between the lines of a command, which do not end it.
_COMMENTS_WITHIN = re.compile(r"(?<=\\\n)(?:[ \t]*#.*\n)+")
_LONGEST_COMMAND = 50_000
_MOST_PAGES = 40
_LARGEST_PAGE = 1 << 20
_HEADER = re.compile(r"^# /// script[ \t]*$\n((?:^#(?:| .*)$\n)+?)^# ///[ \t]*$", re.MULTILINE)


class Text(NamedTuple):
    """A part of a file: a script, or a code cell with its number among all cells."""

    value: str
    cell: int | None = None


class Brought(NamedTuple):
    """The requirements that a file brings along; `alone`: nothing else is installed where it runs."""

    requirements: tuple[Requirement, ...] = ()
    alone: bool = False


def texts(path: str, data: bytes) -> list[Text]:
    """Return the texts in a file: a script's own, or those of a notebook's code cells."""
    if not path.endswith(".ipynb"):
        return [Text(data.decode("utf-8", "replace"))]
    from loadlint.source import notebook

    return [Text(text, number) for number, text in notebook.code_texts(data)]


def brought(path: str, texts: Sequence[Text], root: str) -> Brought:
    """Return what the file at a path brings along, by a header or the magics of a notebook; includes stay in `root`."""
    place = Place(os.path.dirname(path), root)
    if not path.endswith(".ipynb") and not any(it.value.startswith(DATABRICKS) for it in texts):
        header = [it for text in texts if "# /// script" in text.value for it in _from_header(path, text.value)]
        return Brought(tuple(header), alone=bool(header))
    installing = [it for it in texts if "install" in it.value or "uv add" in it.value]
    # Databricks writes a cell of another language as comments.
    cells = (it._replace(value=_MAGIC_COMMENT.sub("", it.value)) for it in installing)
    return Brought(tuple(it for text in cells for it in _from_cell(path, text, place)))


def in_pages(folder: str, names: Collection[str], root: str) -> Iterator[Requirement]:
    """Yield what the Markdown pages in a folder write down, and beside them those on installing in `docs`."""
    paths = [os.path.join(folder, it) for it in sorted(filter(is_page, names))]
    if paths and "docs" in names:
        docs = os.path.join(folder, "docs")
        paths += [os.path.join(docs, it) for it in sorted(folders.listed(docs)) if is_page(it) and "install" in it]
    place = Place(folder, root)
    for path in paths[:_MOST_PAGES]:
        yield from _from_page(path, place)


def in_dockerfiles(folder: str, names: Collection[str], root: str) -> Iterator[Tier]:
    """Yield what the Dockerfiles in a folder install; each of several is a choice."""
    place = Place(folder, root)
    yield [list(_from_dockerfile(os.path.join(folder, it), place)) for it in sorted(filter(is_dockerfile, names))]


def of_command(command: str, path: str, where: str, place: Place) -> Iterator[Requirement]:
    """Yield the requirements that the installs in a shell command name; those of its files are included."""
    for words in _split(command):
        installed = _installed(words)
        if installed is not None:
            yield from _requirements(installed, path, where, place)


# --- scripts --------------------------------------------------------------------------------------


def _from_header(path: str, text: str) -> Iterator[Requirement]:
    """The dependencies of a script's header; one without bounds is installed at its newest release."""
    match = _HEADER.search(text.replace("\r\n", "\n"))
    if match is None:
        return
    content = re.sub(r"^# ?", "", match[1], flags=re.MULTILINE)
    try:
        dependencies = toml(content, path).get("dependencies")
    except ConfigError:
        # Nothing can run it like this, so it says nothing.
        return
    first = text[: match.start(1)].count("\n") + 1
    lines = content.split("\n")
    for it in dependencies if isinstance(dependencies, list) else ():
        number = next((at for at, line in enumerate(lines) if str(it) in line), 0)
        requirement = read(str(it), f"{os.path.basename(path)} line {first + number}")
        if requirement is not None:
            yield requirement._replace(newest=not requirement.admits)


# --- notebooks ------------------------------------------------------------------------------------


def _from_cell(path: str, text: Text, place: Place) -> Iterator[Requirement]:
    where = os.path.basename(path) + (f" cell {text.cell}" if text.cell is not None else "")
    for line, command in _commands(text.value):
        yield from of_command(command, path, f"{where} line {line}", place)


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """The shell commands in a cell, each with the number of its first line."""
    from loadlint.source.magics import CELL_MAGIC

    magic = CELL_MAGIC.match(text)
    if magic is not None and magic[1] not in _SHELLS | _PYTHON:
        return
    shell = magic is not None and magic[1] in _SHELLS
    for first, command in _joined(re.split(r"\r\n|\r|\n", text)):
        match = _COMMAND.fullmatch(command)
        if match is not None:
            yield first + 1, match[1] if match[1] is not None else match[2]
        elif shell:
            yield first + 1, command


def _joined(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines with those joined that end in a backslash, each with the number of its first, from zero."""
    number = 0
    while number < len(lines):
        first, parts = number, [lines[number]]
        while parts[-1].endswith("\\") and number + 1 < len(lines):
            number += 1
            parts[-1] = parts[-1][:-1]
            parts.append(lines[number])
        number += 1
        yield first, " ".join(parts)


def _split(command: str) -> Iterator[list[str]]:
    """The words of each command in a line."""
    import shlex

    try:
        # Its time grows with the square of a word.
        words = shlex.split(command, comments=True) if len(command) < _LONGEST_COMMAND else command.split()
    except ValueError:
        # A quote that never ends.
        words = command.split()
    part: list[str] = []
    for word in words:
        part += [] if word in _BETWEEN else [word.rstrip(";")]
        if word in _BETWEEN or word.endswith(";"):
            yield part
            part = []
    yield part


def _installed(words: Sequence[str]) -> list[str] | None:
    """The words after `pip install`; None for any other command."""
    verb = next((at for at, it in enumerate(words) if it in ("install", "add")), 0)
    before = [it for it in words[:verb] if not it.startswith("-")]
    if not before or _INSTALLER.fullmatch(before[-1]) is None or (words[verb] == "add" and before[-1] != "uv"):
        return None
    return [*words[verb + 1 :]]


def _requirements(words: Iterable[str], path: str, where: str, place: Place) -> Iterator[Requirement]:
    """The requirements among the words of an install, those of files that it names included."""
    upgrade, rest = False, iter(words)
    texts: list[str] = []
    for word in rest:
        name, sign, value = word.partition("=")
        if word in (">", ">>", "2>", "&>") or word in _WITH_VALUE:
            next(rest, None)
        elif name in ("-r", "--requirement", "--requirements", "-c", "--constraint", "--constraints"):
            included = value if sign else next(rest, "")
            yield from from_requirements(os.path.join(os.path.dirname(path), included), place)
        elif word.startswith("-"):
            upgrade = upgrade or name in ("--upgrade", "-U") or re.fullmatch(r"-[a-zA-Z]*U[a-zA-Z]*", word) is not None
        else:
            texts.append(word)
    for text in texts:
        requirement = read(text, where) or read(from_conda(text), where)
        if requirement is not None:
            yield requirement._replace(newest=requirement.newest or (upgrade and not requirement.admits))


# --- Dockerfiles ----------------------------------------------------------------------------------


def _from_dockerfile(path: str, place: Place) -> Iterator[Requirement]:
    text = folders.text(path)
    if len(text) > _LARGEST_PAGE or not (any(it in text for it in LIBRARIES) or "requirements" in text):
        return
    commands = _COMMENTS_WITHIN.sub(lambda it: "\\\n" * it[0].count("\n"), text)
    for number, line in _joined(commands.split("\n")):
        yield from of_command(_RUN.sub("", line, count=1), path, place.of(path, number + 1), place)


# --- pages ----------------------------------------------------------------------------------------


def _from_page(path: str, place: Place) -> Iterator[Requirement]:
    text = folders.text(path)
    if len(text) > _LARGEST_PAGE or not any(it in text for it in LIBRARIES):
        return
    for block in _BLOCK.finditer(text):
        if any(it in block[2] for it in LIBRARIES):
            first = text.count("\n", 0, block.start(2)) + 1
            for number, line in _joined(block[2].split("\n")):
                yield from _from_line(_PROMPT.sub("", line, count=1), path, place.of(path, first + number), place)


def _from_line(line: str, path: str, where: str, place: Place) -> Iterator[Requirement]:
    """An install, or a line of a requirements file that bounds a library."""
    requirement = read(line, where)
    if requirement is None or not requirement.admits:
        yield from of_command(line, path, where, place)
    else:
        yield requirement
