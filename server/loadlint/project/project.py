"""Which rules, releases and interpreter apply to a file, remembered per folder until a file they came from changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loadlint.editor.analysis import Checks
from loadlint.source import gitignore
from loadlint_rules.analysis.model import Targets

from . import config, environment
from .settings import Settings

# What the settings and the releases in play are read from; a change of one of these means reading again.
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
WATCHED = ("loadlint.toml", "pyproject.toml", "requirements*.txt", "environment*.y*ml", *_LOCKS, "pyvenv.cfg")
_STAMPED = ("loadlint.toml", "pyproject.toml", "requirements.txt", "environment.yml", *_LOCKS)


@dataclass(frozen=True, slots=True)
class Project:
    """What applies to one file. `problem` says what is wrong with its configuration; then defaults apply."""

    checks: Checks
    settings: Settings
    interpreter: environment.Interpreter | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Folder:
    settings: Settings
    targets: Targets
    interpreter: environment.Interpreter | None
    problem: str | None
    stamp: tuple[int, ...]


class Projects:
    """The projects of the open files. Reads files, so it belongs on the thread that lints."""

    def __init__(self, interpreter: str | None = None) -> None:
        self._interpreter = interpreter
        self._folders: dict[Path, _Folder] = {}
        self._files: dict[Path, Project] = {}

    def of(self, path: Path) -> Project:
        """What applies to a file, which need not exist (an untitled buffer in a workspace folder)."""
        project = self._files.get(path)
        if project is None:
            project = self._files[path] = self._apply(path)
        return project

    def forget(self) -> None:
        self._folders.clear()
        self._files.clear()

    def changed(self) -> bool:
        """Whether a file that settings came from has changed on disk; for clients that do not tell us."""
        return any(folder.stamp != _stamp(at) for at, folder in self._folders.items())

    def _apply(self, path: Path) -> Project:
        folder = self._folders.get(path.parent)
        if folder is None:
            folder = self._folders[path.parent] = self._read(path.parent)
        rules = () if _excluded(path, folder.settings) else folder.settings.rules_for(path)
        known = frozenset(it.name for it in folder.settings.catalogue)
        return Project(Checks(rules, folder.targets, known), folder.settings, folder.interpreter, folder.problem)

    def _read(self, folder: Path) -> _Folder:
        stamp, settings, problem = _stamp(folder), Settings(root=str(folder)), None
        interpreter, targets = None, Targets()
        try:
            settings = config.load(folder)
            interpreter = environment.interpreter(folder, self._interpreter, settings)
            targets = environment.targets(folder, settings, interpreter)
        except (config.ConfigError, FileNotFoundError) as error:
            problem = str(error)
        return _Folder(settings, targets, interpreter, problem, stamp)


def _excluded(path: Path, settings: Settings) -> bool:
    patterns = gitignore.Patterns.compile(settings.exclude, settings.root)
    return patterns is not None and patterns.verdict(str(path), False) is True


def _stamp(folder: Path) -> tuple[int, ...]:
    return tuple(_changed_at(parent / name) for parent in (folder, *folder.parents) for name in _STAMPED)


def _changed_at(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        # Most of the files looked for do not exist; an unreadable one will be told about when it is read.
        return 0
