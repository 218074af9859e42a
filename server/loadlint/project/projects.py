"""The one answer to which settings, interpreter and releases apply to a file: for check, verify, doctor and the server.

Every part is imported where it is first needed: a file without a load, in no project, needs none of them.
"""

from __future__ import annotations

import os
from itertools import pairwise

from loadlint.errors import UsageError

from . import config, folders
from .config import ConfigError as ConfigError
from .wishes import Wishes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadlint.source.gitignore import Patterns
    from loadlint.source.walk import Walk
    from loadlint_rules.analysis.model import Severity, Targets

    from .installs import Text
    from .interpreter import Interpreter
    from .project import Project
    from .releases import Releases
    from .settings import Settings

# A change of one of these means reading again.
WATCHED = (
    *config.FILES,
    *("setup.cfg", "setup.py", "uv.lock", "poetry.lock", "pdm.lock", ".python-version", "pyvenv.cfg"),
    *("requirements*.txt", "constraints*.txt", "requirements/*.txt", "environment*.y*ml", "conda*.y*ml", "*.md"),
    *("Dockerfile*", "*.Dockerfile", "*.dockerfile"),
)
_INCLUDING = (b" -r", b" -c", b"--requirement", b"--constraint", b'"-r', b'"-c')


class Projects:
    """The settings, interpreters and releases of files, each folder worked out once.

    With `lenient`, defaults stand in for a configuration that cannot be used, and `Folder.problem` says why.
    """

    def __init__(self, wishes: Wishes | None = None, *, lenient: bool = False) -> None:
        self.wishes = wishes or Wishes()
        self.lenient = lenient
        self._folders: dict[str, Folder] = {}
        self._configurations: dict[str, Configuration | ConfigError | None] = {}
        self._releases: Releases | None = None
        self._stamps: dict[str, tuple[tuple[str, int], ...]] = {}
        self._files: dict[str, Project] = {}
        self._broken: dict[str, str] = {}

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The places of configurations that could not be used below the paths, with the reasons."""
        return list(self._broken.items())

    def prepare(self, paths: Sequence[str] = ()) -> None:
        """Refuse what is wrong with the wishes and the configuration here, before any file is read.

        Raises UsageError and ConfigError.
        """
        wishes = self.wishes
        wishes.read_targets()
        self._check_rules(paths)
        here = self.at(".")
        if wishes.python is not None:
            here.interpreter  # noqa: B018  # it raises where there is none
        if here.configuration is not None:
            here.settings  # noqa: B018

    def at(self, folder: str) -> Folder:
        """Return what applies in a folder, which need not exist."""
        if folder not in self._folders:
            absolute = os.path.abspath(folder)
            project = self._folders.get(absolute) or Folder(self, absolute)
            self._folders[folder] = self._folders[absolute] = project
        return self._folders[folder]

    def of(self, path: str | os.PathLike[str], texts: Sequence[Text] = ()) -> Project:
        """Return what applies to a file, which need not exist; `texts` are those in it, cells apart."""
        from dataclasses import replace

        absolute = os.path.abspath(os.fspath(path))
        project = self._files.get(absolute)
        if project is None:
            project = self._files[absolute] = self._of(absolute)
        targets = self.at(os.path.dirname(absolute)).targets_with(absolute, texts)
        checks = project.checks
        return project if targets is checks.targets else replace(project, checks=replace(checks, targets=targets))

    def _of(self, path: str) -> Project:
        from .project import Checks, Project

        folder = self.at(os.path.dirname(path))
        settings, interpreter = folder.settings, folder.interpreter
        rules = () if self.leaves_out(path) else settings.rules_for(path)
        names = frozenset(it.name for it in settings.catalogue)
        checks = Checks(rules, folder.targets, names, settings.reports_syntax(path))
        return Project(checks, settings, interpreter, folder.problem)

    def walk(self, paths: Sequence[str], *, force: bool = False) -> Walk:
        """Walk the files below paths but for those that are excluded; with `force`, named ones too."""
        from loadlint.source.walk import Walk

        return Walk(paths, self.excluded, self.leaves_out if force else None)

    def excluded(self, folder: str) -> Patterns | None:
        """Return the patterns for the entries of a folder; everything below a configuration that cannot be used."""
        try:
            return self.at(folder).excluded
        except ConfigError as error:
            self.refuse(error)
            from loadlint.source import gitignore

            return gitignore.Patterns.compile(["*"], os.path.abspath(folder))

    def refuse(self, error: ConfigError) -> None:
        """Note a configuration that cannot be used, once for all files below it."""
        self._broken[error.place] = error.words

    def leaves_out(self, path: str, folder: bool = False) -> bool:
        """Return whether a configuration excludes a file or `folder`, or one of the folders it lies in.

        Each is judged as a walk from the top would do: by the configuration in force in the folder that holds it.
        """
        absolute = os.path.abspath(path)
        for entry, holder in pairwise((absolute, *folders.upward(os.path.dirname(absolute)))):
            patterns = self.at(holder).excluded
            if patterns is not None and patterns.verdict(entry, folder or entry != absolute) is True:
                return True
        return False

    def forget(self) -> None:
        """Read everything again when it is next asked for."""
        self._folders.clear()
        self._configurations.clear()
        self._releases = None
        self._stamps.clear()
        self._files.clear()

    def changed(self) -> bool:
        """Return whether a file that configures a used folder has changed, for clients that watch no files."""
        return any(stamp != _stamp(folder) for folder, stamp in self._stamps.items())

    @property
    def releases(self) -> Releases:
        """The reader of what files say about releases."""
        if self._releases is None:
            from .releases import Releases

            self._releases = Releases()
        return self._releases

    def stamp(self, folder: str) -> None:
        """Remember how the files around a folder are, for `changed`."""
        if self.lenient and folder not in self._stamps:
            self._stamps[folder] = _stamp(folder)

    def configuration(self, folder: str) -> Configuration | None:
        """Return the nearest configuration at or above a folder; raises ConfigError, once for all its folders."""
        if folder not in self._configurations:
            self._configurations[folder] = self._read(folder)
        read = self._configurations[folder]
        if isinstance(read, ConfigError):
            raise read
        return read

    def _read(self, folder: str) -> Configuration | ConfigError | None:
        try:
            file = config.read(folder)
            if file is not None:
                return Configuration(file)
            parent = os.path.dirname(folder)
            return self.configuration(parent) if parent != folder else None
        except ConfigError as error:
            return error

    def _check_rules(self, paths: Sequence[str]) -> None:
        """Raise UsageError for wishes that name rules which neither loadlint nor a plugin in play has."""
        for option in ("select", "ignore", "extend_select"):
            if names := getattr(self.wishes, option):
                from .settings import INVALID_SYNTAX, check_rules

                also = (INVALID_SYNTAX,) if option == "ignore" else ()
                try:
                    check_rules(names, self._plugins(paths), also)
                except ValueError as error:
                    raise UsageError(f"--{option.replace('_', '-')}: {error}") from None

    def _plugins(self, paths: Sequence[str]) -> tuple[str, ...]:
        """The plugins of every configuration that the paths fall under."""
        homes = [it if os.path.isdir(it) else os.path.dirname(it) or "." for it in paths]
        return tuple(dict.fromkeys(name for it in (".", *homes) for name in self.at(it).settings.plugins))


class Configuration:
    """A configuration file, understood when its values are first asked for."""

    __slots__ = ("_patterns", "_settings", "file")

    def __init__(self, file: config.ConfigFile) -> None:
        self.file = file
        self._settings: Settings | None = None
        self._patterns: Patterns | bool | None = False

    @property
    def settings(self) -> Settings:
        if self._settings is None:
            from . import settings

            self._settings = settings.parse(self.file)
        return self._settings

    @property
    def excluded(self) -> Patterns | None:
        if isinstance(self._patterns, bool):
            from loadlint.source import gitignore

            self._patterns = gitignore.Patterns.compile(self.settings.exclude, self.settings.root)
        return self._patterns


class Folder:
    """The project of one folder; each part is worked out when it is first asked for."""

    __slots__ = ("_interpreter", "_key", "_projects", "_settings", "_targets", "path", "problem")

    def __init__(self, projects: Projects, path: str) -> None:
        self.path = path
        self.problem: str | None = None
        self._projects = projects
        self._settings: Settings | None = None
        self._interpreter: Interpreter | bool | None = False
        self._targets: Targets | None = None
        self._key: tuple[object, ...] | None = None

    @property
    def configuration(self) -> Configuration | None:
        """The configuration in force; None where there is none, or none is wanted. Raises ConfigError."""
        return None if self._projects.wishes.isolated else self._projects.configuration(self.path)

    @property
    def settings(self) -> Settings:
        """The settings in force, wishes included; raises ConfigError."""
        if self._settings is None:
            from dataclasses import replace

            wishes, read = self._projects.wishes, self._read_settings()
            self._settings = replace(
                read,
                select=wishes.select or read.select,
                ignore=(*read.ignore, *wishes.ignore),
                extend_select=(*read.extend_select, *wishes.extend_select),
            )
        return self._settings

    @property
    def excluded(self) -> Patterns | None:
        """The patterns that are left out here; raises ConfigError."""
        try:
            configuration = self.configuration
            return configuration.excluded if configuration is not None else None
        except ConfigError:
            if self._projects.lenient:
                return None
            raise

    @property
    def interpreter(self) -> Interpreter | None:
        """The interpreter of the code here; None when there is none, or none is wanted. Raises UsageError."""
        if isinstance(self._interpreter, bool):
            self._interpreter = self._find_interpreter()
        return self._interpreter

    @property
    def targets(self) -> Targets:
        """The releases in play for a file here that brings none along."""
        if self._targets is None:
            self._targets = self._by_hand(self._read_targets())
        return self._targets

    def targets_of(self, path: str, data: bytes) -> Targets:
        """Return the releases in play for a file here, from its path and bytes."""
        if self._projects.wishes.isolated or not _may_bring(path, data):
            return self.targets
        from . import installs

        return self.targets_with(path, installs.texts(path, data))

    def targets_with(self, path: str, texts: Sequence[Text]) -> Targets:
        """Return the releases in play for a file here, from its path and the texts in it."""
        if self._projects.wishes.isolated or not texts:
            return self.targets
        releases, absolute = self._projects.releases, os.path.abspath(path)
        return self._by_hand(releases.with_brought(self.targets, absolute, texts, self.interpreter))

    def rules(self, path: str) -> tuple[tuple[str, Severity], ...]:
        """Return the names and severities of the rules that apply to a file."""
        return tuple((it.name, it.severity) for it in self.settings.rules_for(path))

    def key(self, path: str) -> tuple[object, ...]:
        """Return what decides the findings in a file besides its bytes, worked out with as little as it takes."""
        wishes = self._projects.wishes
        if wishes.isolated and wishes.python is None:
            return wishes.key
        settings = self.settings
        if self._key is None or settings.per_file_ignores:
            self._key = (settings.key_for(path), self.targets)
        return self._key

    def _read_settings(self) -> Settings:
        from .settings import Settings

        self._projects.stamp(self.path)
        try:
            configuration = self.configuration
            if configuration is not None:
                return configuration.settings
        except ConfigError as error:
            if not self._projects.lenient:
                raise
            self.problem = str(error)
        return Settings(root=self.path)

    def _read_targets(self) -> Targets:
        isolated = self._projects.wishes.isolated
        if isolated and self.interpreter is None:
            from loadlint_rules.analysis.model import Targets

            return Targets()
        return self._projects.releases.of_folder(None if isolated else self.path, self.interpreter)

    def _find_interpreter(self) -> Interpreter | None:
        wishes = self._projects.wishes
        if wishes.isolated and wishes.python is None:
            return None
        from . import interpreter

        settings = self.settings if wishes.python is None else None
        try:
            return interpreter.interpreter(self.path, wishes.python, settings, wishes.chooser)
        except FileNotFoundError as error:
            if not self._projects.lenient:
                raise UsageError(f"{error}; name a python executable or the folder of an environment") from None
            self.problem = self.problem or str(error)
            return None

    def _by_hand(self, targets: Targets) -> Targets:
        wishes = self._projects.wishes
        by_hand = {**({} if wishes.isolated else self.settings.targets), **wishes.overrides}
        if not by_hand:
            return targets
        from dataclasses import replace
        from typing import Any

        changes: dict[str, Any] = {**by_hand}
        return replace(targets, **changes)


def may_include(path: str, data: bytes) -> bool:
    """Return whether the installs in a file may name other files of requirements (`pip install -r`)."""
    return path.endswith(".ipynb") and _may_bring(path, data) and any(it in data for it in _INCLUDING)


def _may_bring(path: str, data: bytes) -> bool:
    """Return whether the bytes of a file may name requirements."""
    from loadlint.source.walk import DATABRICKS

    if path.endswith(".ipynb") or data.startswith(DATABRICKS.encode()):
        return b"install" in data or b"uv add" in data
    return b"# /// script" in data


def _stamp(folder: str) -> tuple[tuple[str, int], ...]:
    """The times of the files around a folder that say something about it, and of the packages of its environments."""
    from loadlint.source.walk import is_of_project, is_page

    names = [(it, name) for it in folders.upward(folder) for name in folders.listed(it)]
    around = [os.path.join(*it) for it in names if is_of_project(it[1]) or is_page(it[1])]
    environments = [os.path.join(*it) for it in names if it[1] in (".venv", "venv")]
    if environments:
        from .interpreter import places

        around += [it for home in environments for it in places(home)]
    return tuple((it, _changed_at(it)) for it in sorted(around))


def _changed_at(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        # It went away in between, which the next stamp shows.
        return 0
