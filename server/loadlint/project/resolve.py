"""What is in force in a folder: its settings, the interpreter of its code and the releases in play."""

from __future__ import annotations

import os

from loadlint.errors import UsageError

from . import config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadlint.options import Options
    from loadlint.source import gitignore
    from loadlint_rules.analysis.model import Severity, Target, Targets

    from .environment import Interpreter
    from .settings import Settings


class Resolver:
    """Answers for folders, each worked out once; what the command line says goes before what files say."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._found: dict[str, config.Found | None] = {}
        self._settings: dict[str, Settings] = {}
        self._interpreters: dict[str, Interpreter | None] = {}
        self._targets: dict[str, Targets] = {}
        self._overrides: dict[str, Target] = {}
        self._shared_keys: dict[str, tuple[object, ...]] = {}
        self._isolated_key = tuple(map(vars(options).get, ("select", "ignore", "extend_select", "target")))

    def prepare(self) -> None:
        """Refuse what is wrong with options and configuration before any file is read.

        Raises UsageError and ConfigError.
        """
        options = self._options
        if options.target:
            self._overrides = _overrides(options.target)
        self._check_rules()
        if options.python is not None:
            self.interpreter(".")
        if self._configuration(".") is not None:
            self.settings(".")

    def excluded(self, path: str) -> gitignore.Patterns | None:
        """The patterns that the configuration at `path` excludes."""
        found = self._configuration(path)
        if found is None:
            return None
        from loadlint.source import gitignore

        settings = self.settings(path)
        return gitignore.Patterns.compile(settings.exclude, settings.root)

    def settings(self, home: str) -> Settings:
        """The settings in force in a folder."""
        if home not in self._settings:
            from dataclasses import replace

            from . import settings

            found = self._configuration(home)
            read = settings.parse(found) if found is not None else settings.Settings(root=os.path.abspath(home))
            options = self._options
            self._settings[home] = replace(
                read,
                select=_names(options.select) or read.select,
                ignore=(*read.ignore, *_names(options.ignore)),
                extend_select=(*read.extend_select, *_names(options.extend_select)),
            )
        return self._settings[home]

    def rules(self, home: str, path: str) -> tuple[tuple[str, Severity], ...]:
        """The names and severities of the rules that apply to a file."""
        return tuple((it.name, it.severity) for it in self.settings(home).rules_for(path))

    def key(self, home: str, path: str) -> tuple[object, ...]:
        """What decides the findings in a file besides its bytes, worked out with as little as it takes."""
        options = self._options
        if options.isolated and options.python is None:
            return self._isolated_key
        settings = self.settings(home)
        if home not in self._shared_keys or settings.per_file_ignores:
            self._shared_keys[home] = (settings.key_for(path), self.targets(home))
        return self._shared_keys[home]

    def interpreter(self, home: str) -> Interpreter | None:
        """The interpreter of the code in a folder; None when there is none, or none is wanted."""
        if home not in self._interpreters:
            from . import environment

            explicit = self._options.python
            wanted = not self._options.isolated or explicit is not None
            settings = self.settings(home) if explicit is None and wanted else None
            try:
                self._interpreters[home] = environment.interpreter(home, explicit, settings) if wanted else None
            except FileNotFoundError as error:
                raise UsageError(f"{error}; name a python executable or the folder of an environment") from None
        return self._interpreters[home]

    def targets(self, home: str) -> Targets:
        """The releases in play in a folder."""
        if home not in self._targets:
            from . import environment

            found = self.interpreter(home)
            isolated = self._options.isolated
            settings = None if isolated else self.settings(home)
            self._targets[home] = environment.targets(None if isolated else home, settings, found, self._overrides)
        return self._targets[home]

    def _check_rules(self) -> None:
        """Raise UsageError for options that name rules which neither loadlint nor a plugin in play has."""
        for option in ("select", "ignore", "extend_select"):
            if names := _names(getattr(self._options, option)):
                from .settings import check_rules

                try:
                    check_rules(names, self._plugins())
                except ValueError as error:
                    raise UsageError(f"--{option.replace('_', '-')}: {error}") from None

    def _plugins(self) -> tuple[str, ...]:
        """The plugins of every configuration that the paths fall under."""
        homes = [it if os.path.isdir(it) else os.path.dirname(it) or "." for it in vars(self._options).get("paths", ())]
        return tuple(dict.fromkeys(name for it in (".", *homes) for name in self.settings(it).plugins))

    def _configuration(self, home: str) -> config.Found | None:
        if home not in self._found:
            self._found[home] = None if self._options.isolated else config.find(home)
        return self._found[home]


def _names(lists: Sequence[str] | None) -> tuple[str, ...]:
    """Rule names from options that may be repeated and hold several, with commas between."""
    return tuple(name for it in lists or () for name in it.replace(",", " ").split())


def _overrides(texts: Sequence[str]) -> dict[str, Target]:
    from loadlint.words import hint

    from .settings import LIBRARIES, target

    overrides = {}
    for text in texts:
        name, sign, release = text.partition("=")
        name = name.strip().removesuffix(">")
        if not sign:
            raise UsageError(f"--target: {text!r} is not NAME=VERSION, such as transformers=5.23.0")
        if name not in LIBRARIES:
            raise UsageError(f"--target: unknown library {name!r}{hint(name, LIBRARIES)} ({', '.join(LIBRARIES)})")
        try:
            overrides[name] = target(f">={release}" if ">=" in text else release, "--target")
        except ValueError as error:
            raise UsageError(f"--target: {error}") from None
    return overrides
