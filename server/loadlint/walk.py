"""Find the files to check, and read their bytes.

Imported before it is known whether there is anything to analyse, so it pulls in only what the
interpreter has loaded already.
"""

from __future__ import annotations

import os
import stat

from loadlint import gitignore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import NamedTuple

    class Found(NamedTuple):
        """A file to check: its path as the user would write it, whether the user named it, and the nearest
        folder (up to the one named) whose files say something about the project."""

        path: str
        absolute: str
        named: bool
        home: str
else:
    from collections import namedtuple

    Found = namedtuple("Found", "path absolute named home")

SUFFIXES = (".py", ".pyi", ".ipynb")

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

PROJECT_FILES = frozenset(("loadlint.toml", "pyproject.toml", "setup.cfg", ".venv", "venv"))


class Unreadable(Exception):  # noqa: N818  # it is the file that is at fault
    """A file that cannot be linted; the text says why, in one sentence, without the path."""


class Walk:
    """The files below `paths`, in order, each once.

    `excluded` tells which patterns the configuration at a path excludes. What could not be entered
    or does not exist is in `problems` as (path, message) once the walk is over.
    """

    def __init__(
        self, paths: Iterable[str], excluded: Callable[[str], gitignore.Patterns | None], force: bool = False
    ) -> None:
        self.paths = tuple(paths)
        self.problems: list[tuple[str, str]] = []
        self._excluded_at = excluded
        self._exclude: gitignore.Patterns | None = None
        self._force = force

    def __iter__(self) -> Iterator[Found]:
        seen: set[str] = set()
        for path in self.paths:
            for found in self._below(path):
                if len(self.paths) > 1:
                    if found.absolute in seen:
                        continue
                    seen.add(found.absolute)
                yield found

    def _below(self, path: str) -> Iterator[Found]:
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as error:
            self.problems.append((path, reason(error)))
            return
        if stat.S_ISDIR(mode):
            self._exclude = self._excluded_at(path)
            yield from self._folder(path)
        elif not self._force or not self._forced_out(path):
            yield Found(path, os.path.abspath(path), True, os.path.dirname(path) or ".")

    def _folder(self, path: str) -> Iterator[Found]:
        """Links to folders are not followed, so no loop can hold the walk."""
        top = os.path.abspath(path)
        prefix = os.path.join(os.path.normpath(path), "")
        stack = [(prefix if path != "." else "", top, gitignore.above(top), path)]
        while stack:
            shown, absolute, ignores, home = stack.pop()
            entries = self._listed(shown, absolute)
            names = {it.name for it in entries}
            if "pyvenv.cfg" in names and absolute != top:
                continue
            if ".gitignore" in names:
                ignores = gitignore.extend(ignores, absolute)
            if not PROJECT_FILES.isdisjoint(names) or any(map(_holds_requirements, names)):
                home = absolute
            folders = []
            for entry in entries:
                if entry.name.endswith(SUFFIXES) and entry.is_file(follow_symlinks=False):
                    if not self._left_out(entry.path, ignores, False):
                        yield Found(shown + entry.name, entry.path, False, home)
                elif entry.name in SKIPPED or not entry.is_dir(follow_symlinks=False):
                    continue
                elif not self._left_out(entry.path, ignores, True):
                    folders.append((os.path.join(shown, entry.name, ""), entry.path, ignores, home))
            stack.extend(reversed(folders))

    def _listed(self, shown: str, absolute: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(absolute) as entries:
                return sorted(entries, key=_name)
        except OSError as error:
            self.problems.append((shown.rstrip(os.sep) or absolute, reason(error)))
            return []

    def _left_out(self, path: str, ignores: gitignore.Chain, folder: bool) -> bool:
        if not ignores and self._exclude is None:
            return False
        return gitignore.ignored(ignores, path, folder) or self._excluded(path, folder)

    def _forced_out(self, path: str) -> bool:
        """A named file is left out with any of its folders, as when walking."""
        self._exclude = self._excluded_at(path)
        absolute = os.path.abspath(path)
        parents = [absolute]
        while (parent := os.path.dirname(parents[-1])) != parents[-1]:
            parents.append(parent)
        return any(self._excluded(it, it != absolute) for it in parents)

    def _excluded(self, path: str, folder: bool) -> bool:
        return self._exclude is not None and self._exclude.verdict(path, folder) is True


def read(path: str) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file and its status at the time they were read; raises Unreadable."""
    try:
        # Without O_NONBLOCK, opening a FIFO that nobody writes to would wait for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error)) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("not a regular file")
        return _whole(handle, status.st_size), status
    except OSError as error:
        raise Unreadable(reason(error)) from None
    finally:
        os.close(handle)


def is_python(path: str, data: bytes) -> bool:
    """Whether a file that the user named is ours: by its suffix, or by a `#!` line that names Python."""
    if path.endswith((*SUFFIXES, ".pyw")):
        return True
    return data.startswith(b"#!") and b"python" in data.partition(b"\n")[0]


def compiles(data: bytes) -> bool:
    """Whether the running Python takes these bytes as a program; the analysis knows the syntax of newer ones too."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Code objects cost a quarter of what a tree does.
            compile(data, "<file>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def reason(error: OSError | ValueError) -> str:
    """What went wrong in the words of the system, without errno and path."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def _whole(handle: int, size: int) -> bytes:
    data = os.read(handle, size + 1)
    if len(data) <= size and len(data) == size:
        return data
    parts = [data]
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _holds_requirements(name: str) -> bool:
    return name.startswith("requirements") and name.endswith(".txt")


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
