"""The settings in a configuration: one typed model, and the reading of a table into it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from loadlint import codegen_cache
from loadlint.words import hint

from .config import ConfigError, ConfigFile, find

# A run over an unchanged tree imports these values for the settings in force, and no engine.
with codegen_cache.remembered("settings"):
    from loadlint_rules.analysis.model import Finding, Rule, Severity, Target

if TYPE_CHECKING:
    from loadlint.source import gitignore

LIBRARIES = ("transformers", "diffusers", "torch", "accelerate", "peft")
# The name of statements that do not parse, which no rule finds.
INVALID_SYNTAX = "invalid-syntax"
_IGNORING = ("ignore", "per-file-ignores")
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
_UNITS = {
    "": 1,
    "b": 1,
    "kb": 1e3,
    "mb": 1e6,
    "gb": 1e9,
    "tb": 1e12,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*")
_MOST_PARTS, _MOST_DIGITS = 40, 18
_VERSION = re.compile(r"\s*v?(\d+(?:\.\d+)*)[.\-_]?[\w.+\-]*\s*")

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """How a load may be verified: `timeout` in seconds, `memory_limit` in bytes, `launch` starts it.

    `values` are those that the code does not say, by the names that verify asks for.
    """

    timeout: float | None = None
    memory_limit: int | None = None
    launch: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """The decisions of the user. `root` is the folder of the configuration, `source` its file (None: no file).

    `plugins` are packages of further rules; `select` is empty for the default rules; `targets` are
    releases given by hand; patterns (`exclude`, `per_file_ignores`) have the syntax of .gitignore and are
    relative to `root`.
    """

    root: str
    source: str | None = None
    plugins: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)
    python: str | None = None
    verify: VerifySettings = VerifySettings()

    def key_for(self, path: str | os.PathLike[str]) -> tuple[object, ...]:
        """Return a value that decides which rules apply to a file, without importing any rule."""
        choice = (self.select, self.ignore, self.extend_select, sorted(self.severity.items()))
        return (*choice, sorted(self._left_out(path)), self._stamps)

    def rules_for(self, path: str | os.PathLike[str]) -> tuple[Rule, ...]:
        """The rules that apply to a file, each with the severity the user gave it."""
        left_out = self._left_out(path)
        return tuple(it for it in self.rules if it.name not in left_out)

    def reports_syntax(self, path: str | os.PathLike[str]) -> bool:
        """Return whether statements that do not parse are findings in a file."""
        return INVALID_SYNTAX not in {*self.ignore, *self._left_out(path)}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are on, in the order of the catalogue."""
        every = self.catalogue
        chosen = _named(self.select, every) if self.select else {it.name for it in every if it.default}
        chosen = (chosen | _named(self.extend_select, every)) - _named(self.ignore, every)
        return tuple(self._leveled(it) for it in every if it.name in chosen)

    @property
    def catalogue(self) -> tuple[Rule, ...]:
        """All rules that may apply, ours first, then those of plugins."""
        return catalogue(self.plugins)

    def _left_out(self, path: str | os.PathLike[str]) -> set[str]:
        """The rules that are ignored in a file."""
        absolute, base = os.path.abspath(os.fspath(path)), os.path.join(self.root, "")
        below = self._per_file if absolute.startswith(base) else ()
        lists = [names for patterns, names in below if patterns and patterns.covers(absolute)]
        return {name for names in lists for name in names}

    def _leveled(self, rule: Rule) -> Rule:
        return leveled(rule, self.severity.get(rule.name, rule.severity))

    @cached_property
    def _stamps(self) -> list[tuple[str, str, int]]:
        """The releases of plugins, on which their findings depend besides the code."""
        if not self.plugins:
            return []
        from . import plugins

        return plugins.stamps(self.plugins)

    @cached_property
    def _per_file(self) -> list[tuple[gitignore.Patterns | None, tuple[str, ...]]]:
        if not self.per_file_ignores:
            return []
        from loadlint.source import gitignore

        return [(gitignore.Patterns.compile([it], self.root), names) for it, names in self.per_file_ignores.items()]


def load(start: str | os.PathLike[str]) -> Settings:
    """Return the settings that rule `start` (a file or folder); the defaults where there is no configuration.

    Raises ConfigError for TOML that cannot be parsed, for unknown keys and for values of the wrong type.
    """
    file = find(start)
    path = os.path.abspath(os.fspath(start))
    return parse(file) if file is not None else Settings(root=path if os.path.isdir(path) else os.path.dirname(path))


def parse(file: ConfigFile) -> Settings:
    """Return the settings in a configuration file; raises ConfigError."""
    reader = _Reader(file, file.table, file.heading)
    settings = Settings(root=os.path.dirname(file.path), source=file.path, **reader.read(_KEYS))
    reader.check("plugins", lambda: catalogue(settings.plugins))
    for key, names in _spoken_of(settings).items():
        also = (INVALID_SYNTAX,) if key in _IGNORING else ()
        reader.check(key, partial(check_rules, names, settings.plugins, also))
    return settings


def leveled(rule: Rule, level: Severity) -> Rule:
    """The rule at another level, and its findings with it."""
    if level == rule.severity:
        return rule
    return replace(
        rule,
        severity=level,
        check=partial(_at_level, rule.check, level) if rule.check is not None else None,
        check_file=partial(_at_level, rule.check_file, level) if rule.check_file is not None else None,
    )


def _at_level(check: Callable[..., Iterable[Finding]], level: Severity, *subject: object) -> Iterator[Finding]:
    for it in check(*subject):
        yield replace(it, severity=level)


def check_rules(names: Collection[str], plugins: Sequence[str] = (), also: Sequence[str] = ()) -> None:
    """Raise ValueError, with the nearest name, for a name that is neither a rule nor ALL nor one of `also`."""
    valid = {"ALL", *also, *(it.name for it in catalogue(tuple(plugins)))} if names else set()
    for name in names:
        if name not in valid:
            raise ValueError(f"unknown rule {name!r}{hint(name, valid) or '; loadlint rule lists them'}")


def target(text: str, source: str) -> Target:
    """The releases that `5.23.0` (this one) or `>=4.40` (from this one on) admits; raises ValueError."""
    floor = text.strip().startswith(">=")
    release = version(text.strip().removeprefix(">=").removeprefix("=="))
    return Target(floor=release, installed=None if floor else release, source=source)


def version(text: str) -> tuple[int, ...]:
    """The release in a version, with at least three parts: `2.13.0+cpu` is (2, 13, 0). Raises ValueError.

    A pre-release counts as its release.
    """
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a version such as '5.23.0'")
    digits = match[1].split(".")
    if any(len(it) > _MOST_DIGITS for it in digits) or len(digits) > _MOST_PARTS:
        raise ValueError(f"a version of more than {_MOST_PARTS} parts or {_MOST_DIGITS} digits in one")
    parts = tuple(int(it) for it in digits)
    return parts + (0,) * (3 - len(parts))


def size(value: object) -> int:
    """Bytes, from a number or a text such as `8GB`; raises ValueError."""
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is not None and match[2].lower() in _UNITS:
        return int(float(match[1]) * _UNITS[match[2].lower()])
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError('must be a size such as "8GB"')


@cache
def catalogue(names: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """Return all rules, ours first, then those of plugins; raises ValueError for a plugin that cannot be used."""
    if names:
        from . import plugins

        return plugins.catalogue(names)
    from loadlint_rules import RULES

    return tuple(RULES)


def _named(names: Iterable[str], every: Iterable[Rule]) -> set[str]:
    """The names of the rules that a list of names means."""
    names = set(names)
    return {it.name for it in every} if "ALL" in names else names


def _spoken_of(settings: Settings) -> dict[str, list[str]]:
    """The rules that each key of the configuration names."""
    return {
        "select": [*settings.select],
        "ignore": [*settings.ignore],
        "extend-select": [*settings.extend_select],
        "severity": [*settings.severity],
        "per-file-ignores": [name for names in settings.per_file_ignores.values() for name in names],
    }


# --- reading ------------------------------------------------------------------------------------


class _Reader:
    """Reads one table of a file, so that each error can name the file, the line and the key."""

    def __init__(self, file: ConfigFile, table: Mapping[str, object], heading: str) -> None:
        self._file = file
        self._table = table
        self._heading = heading

    def read(self, keys: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
        """The values by attribute name; each of `keys` turns a value into ours or raises ValueError."""
        values: dict[str, Any] = {}
        for key, value in self._table.items():
            if key not in keys:
                raise self._error(key, f"unknown key {key!r}{self._where()}{hint(key, keys)}")
            values[key.replace("-", "_")] = self._value(key, keys[key], value)
        return values

    def _value(self, key: str, convert: Callable[[object], Read], value: object) -> Read:
        if key == "verify" and isinstance(value, dict):
            inner = _Reader(self._file, value, f"{self._heading}.verify".lstrip("."))
            return VerifySettings(**inner.read(_VERIFY_KEYS))  # type: ignore[return-value]
        return self.check(key, partial(convert, value))

    def check(self, key: str, work: Callable[[], Read]) -> Read:
        """Return the result of `work`; its ValueError is an error of that key."""
        try:
            return work()
        except ValueError as error:
            raise self._error(key, f"{key}{self._where()}: {error}") from None

    def _where(self) -> str:
        return f" in [{self._heading}]" if self._heading else ""

    def _error(self, key: str, message: str) -> ConfigError:
        return ConfigError(self._file.path, message, self._line(key))

    def _line(self, key: str) -> str:
        """`:12`, the first line that sets `key`, below the heading of the table where there is one."""
        text = self._file.text
        heading = (
            re.search(rf"^[ \t]*\[[ \t]*{re.escape(self._heading)}\b", text, re.MULTILINE) if self._heading else None
        )
        key_line = re.compile(rf"^[ \t]*\[?[\w.\"' -]*?[\"']?{re.escape(key)}[\"']?[ \t]*[.=\]]", re.MULTILINE)
        match = key_line.search(text, heading.start() if heading else 0)
        return f":{text.count(chr(10), 0, match.start()) + 1}" if match else ""


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
        raise ValueError("must be a list of strings")
    return tuple(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("must be a string")
    return value


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("must be a table")
    return value


def _severity(value: object) -> dict[str, Severity]:
    levels: dict[str, Severity] = {}
    for name, level in _table(value).items():
        if level not in SEVERITIES:
            raise ValueError(f"{level!r} is no severity ({', '.join(SEVERITIES)}){hint(str(level), SEVERITIES)}")
        levels[name] = SEVERITIES[SEVERITIES.index(level)]
    return levels


def _per_file(value: object) -> dict[str, tuple[str, ...]]:
    table = {pattern: _texts(names) for pattern, names in _table(value).items()}
    negated = next((it for it in table if it.startswith("!")), None)
    if negated is not None:
        raise ValueError(f"{negated!r} can match no file; name the files to ignore rules in")
    return table


def _targets(value: object) -> dict[str, Target]:
    targets = {}
    for name, text in _table(value).items():
        if name not in LIBRARIES:
            raise ValueError(f"unknown library {name!r} ({', '.join(LIBRARIES)}){hint(name, LIBRARIES)}")
        targets[name] = target(_text(text), "the configuration")
    return targets


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        raise ValueError("must be a number of seconds above zero")
    return float(value)


def _values(value: object) -> dict[str, object]:
    table = _table(value)
    for name, it in table.items():
        if not _is_plain(it):
            raise ValueError(f"{name!r} must be a text, a number, true or false, or a list or table of these")
    return table


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if isinstance(value, list) else isinstance(value, str | int | float)


_VERIFY_KEYS: dict[str, Callable[[Any], Any]] = {
    "timeout": _seconds,
    "memory-limit": size,
    "launch": _text,
    "values": _values,
}
_KEYS: dict[str, Callable[[Any], Any]] = {
    "plugins": _texts,
    "select": _texts,
    "ignore": _texts,
    "extend-select": _texts,
    "severity": _severity,
    "per-file-ignores": _per_file,
    "exclude": _texts,
    "targets": _targets,
    "python": _text,
    "verify": _table,
}
assert {it.replace("-", "_") for it in _KEYS} == {it.name for it in fields(Settings)} - {"root", "source"}
