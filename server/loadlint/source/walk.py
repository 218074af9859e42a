"""Find the files to check, and read their bytes.

Imported before it is known whether there is anything to analyze, so it pulls in only what the
interpreter has loaded already.
"""

from __future__ import annotations

import os
import stat
import sys

from loadlint.errors import LoadlintError
from loadlint.system import THIS

from . import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from . import gitignore

    # The names of a folder's files to check, of its folders to enter, and of files that mark a project, each in order.
    Listing = tuple[list[str], list[str], list[str]]

SUFFIXES = (".py", ".pyi", ".ipynb")
# Further names that pre-commit hands to a hook for Python; a walk finds other things under some of them.
_NAMED_SUFFIXES = (*SUFFIXES, ".pyw", ".pyt", ".wsgi", ".tac", ".gyp", ".gypi")

# The first line of a notebook that Databricks writes as a Python file: it has the magics of a notebook.
DATABRICKS = "# Databricks notebook source"

# Folders that hold other people's code, or none. A folder the user names is walked all the same.
SKIPPED = frozenset(
    [
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".git-rewrite",
        ".hg",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pants.d",
        ".pyenv",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "__pypackages__",
        "_build",
        "buck-out",
        "build",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    ]
)

_MARKS = (".gitignore", "pyvenv.cfg")
PROJECT_FILES = frozenset(
    (
        *("loadlint.toml", "pyproject.toml", "setup.cfg", "setup.py", "uv.lock", "poetry.lock", "pdm.lock"),
        *(".python-version", ".venv", "venv"),
    )
)
_LARGEST = 256 * 1024 * 1024  # bytes; a notebook carries its pictures


class Found:
    """A file to check: its path as the user would write it, whether the user named it, and the nearest
    folder (up to the one named) whose files say something about the project."""

    __slots__ = ("absolute", "home", "named", "path")

    def __init__(self, path: str, absolute: str, named: bool, home: str) -> None:
        self.path = path
        self.absolute = absolute
        self.named = named
        self.home = home


class Folder:
    """The names of the files to check in one folder.

    `shown` is its path as the user would write it and `prefix` the absolute one, both with a separator at the end.
    """

    __slots__ = ("absolute", "home", "names", "prefix", "shown")

    def __init__(self, absolute: str, prefix: str, shown: str, home: str, names: Sequence[str]) -> None:
        self.absolute = absolute
        self.prefix = prefix
        self.shown = shown
        self.home = home
        self.names = names

    def found(self, name: str) -> Found:
        return Found(self.shown + name, self.prefix + name, False, self.home)


class Unreadable(LoadlintError):  # noqa: N818  # it is the file that is at fault
    """A file that cannot be linted; the text says why, in one sentence, without the path."""


class Walk:
    """The files below `paths`, in order, each once.

    `excluded` gives the patterns for the entries of a folder; `refused` says which of `paths` (folders or not) are left
    out, counted in `left_out`. Once the walk is over, `problems` has a (path, message) for each path that does not
    exist or could not be entered.
    """

    def __init__(
        self,
        paths: Iterable[str],
        excluded: Callable[[str], gitignore.Patterns | None],
        refused: Callable[[str, bool], bool] | None = None,
    ) -> None:
        self.paths = tuple(paths)
        self.problems: list[tuple[str, str]] = []
        self.left_out = 0
        self._excluded = excluded
        self._refused = refused
        # A cache that knows the names in an unchanged folder replaces this.
        self.listing: Callable[[str, Callable[[str], Listing]], Listing] = lambda folder, read: read(folder)

    def __iter__(self) -> Iterator[Found]:
        for part in self.parts():
            if isinstance(part, Found):
                yield part
            else:
                yield from map(part.found, part.names)

    def parts(self) -> Iterator[Folder | Found]:
        """The named files, and the others folder by folder."""
        if len(self.paths) == 1:
            yield from self._below(self.paths[0])
            return
        seen: set[str] = set()
        # A file that is named beside its folder counts as named.
        for path in sorted(self.paths, key=os.path.isdir):
            for part in self._below(path):
                if isinstance(part, Found):
                    paths = [] if part.absolute in seen else [part.absolute]
                else:
                    part.names = [it for it in part.names if part.prefix + it not in seen]
                    paths = [part.prefix + it for it in part.names]
                seen.update(paths)
                if paths:
                    yield part

    def _below(self, path: str) -> Iterator[Folder | Found]:
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as error:
            self.problems.append((path, reason(error)))
            return
        if self._refused is not None and self._refused(path, stat.S_ISDIR(mode)):
            self.left_out += 1
        elif stat.S_ISDIR(mode):
            yield from self._folders(path)
        else:
            yield Found(path, os.path.abspath(path), True, os.path.dirname(path) or ".")

    def _folders(self, path: str) -> Iterator[Folder]:
        """Links to folders are not followed, so no loop can hold the walk."""
        from . import gitignore

        top = os.path.abspath(path)
        prefix = os.path.join(os.path.normpath(path), "")
        stack = [(prefix if path != "." else "", top, gitignore.above(top), path, self._excluded(path))]
        while stack:
            shown, absolute, ignores, home, excluded = stack.pop()
            files, folders, others = self._listed(shown, absolute)
            if "pyvenv.cfg" in others and absolute != top:
                continue
            if ".gitignore" in others:
                ignores = gitignore.extend(ignores, absolute)
            # Joining paths takes longer than a look at a file.
            below = absolute if absolute.endswith(os.sep) else absolute + os.sep
            if any(is_of_project(it) or is_page(it) for it in others):
                home, excluded = absolute, self._excluded(absolute)
            if ignores or excluded is not None:
                files = gitignore.kept(ignores, excluded, below, files, False)
                folders = gitignore.kept(ignores, excluded, below, folders, True)
            if files:
                yield Folder(absolute, below, shown, home, files)
            stack += [(f"{shown}{it}{os.sep}", below + it, ignores, home, excluded) for it in reversed(folders)]

    def _listed(self, shown: str, absolute: str) -> Listing:
        try:
            return self.listing(absolute, _listing)
        except OSError as error:
            self.problems.append((shown.rstrip(os.sep) or absolute, reason(error)))
            return [], [], []


def read(path: str) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file and its status at the time they were read; raises Unreadable."""
    try:
        return regular.read(path, _LARGEST)
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from None


def is_python(path: str, data: bytes) -> bool:
    """Return whether a file that the user named is Python: by its suffix, or by a `#!` line."""
    if path.endswith(_NAMED_SUFFIXES):
        return True
    return data.startswith(b"#!") and b"python" in data.partition(b"\n")[0]


def plain_lines(path: str) -> list[str] | None:
    """The lines of a UTF-8 file whose lines end as they do everywhere; None for all others, and a file out of reach."""
    try:
        data, _ = read(path)
        head = data[: data.find(b"\n", data.find(b"\n") + 1)]
        if path.endswith(".ipynb") or b"\r" in data or b"coding" in head or not head[:1].isascii():
            return None
        return data.decode().split("\n")
    except (Unreadable, UnicodeDecodeError):
        return None


def is_of_project(name: str) -> bool:
    """Return whether a file of that name says which releases, interpreter or settings its folder has."""
    if name in PROJECT_FILES:
        return True
    if name.startswith("requirements"):
        return name.endswith(".txt")
    if name.startswith(("environment", "conda")):
        return name.endswith((".yml", ".yaml"))
    # Every name around every file is asked about.
    return "ockerfile" in name and is_dockerfile(name)


def is_dockerfile(name: str) -> bool:
    """Return whether a file of that name builds an image, in which its folder's code most likely runs."""
    return name.startswith("Dockerfile") or name.endswith((".Dockerfile", ".dockerfile"))


def is_page(name: str) -> bool:
    """Return whether a page of that name may say how to install the code; lists of changes name old releases."""
    lower = name.lower()
    return lower.endswith((".md", ".markdown")) and not lower.startswith(("change", "history", "release", "news"))


def parses(data: bytes) -> bool:
    """Return whether the running Python reads these bytes; the analysis reads newer syntax too.

    Python makes their symbols and no code, which takes two thirds of the time and does not grow faster than the text.
    A text that its compiler alone refuses, such as a `return` outside of functions, passes.
    """
    import warnings

    try:
        # The import of symtable takes as long as a small file.
        from _symtable import symtable  # type: ignore[import-not-found]
    except ImportError:
        from symtable import symtable
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            symtable(data, "<file>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def reason(error: OSError | ValueError) -> str:
    """Return the reason of an error in the words of the system, without errno and path."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def _listing(folder: str) -> Listing:
    with os.scandir(THIS.openable(folder)) as entries:
        by_name = {it.name: it for it in entries}
    files, folders, others = [], [], []
    for name in sorted(by_name):
        entry = by_name[name]
        if name.endswith(SUFFIXES) and entry.is_file(follow_symlinks=False):
            files.append(sys.intern(name))
            if name == "setup.py":
                others.append(name)
            continue
        if name in _MARKS or is_of_project(name) or is_page(name):
            others.append(name)
        if name not in SKIPPED and entry.is_dir(follow_symlinks=False):
            folders.append(name)
    return files, folders, others
