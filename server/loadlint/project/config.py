"""Find the configuration: the nearest loadlint.toml, or pyproject.toml with a [tool.loadlint].

Finding it is cheap; `settings` reads the values in it, and is imported once there are some.
"""

from __future__ import annotations

import os
import sys

from loadlint import toml_cache
from loadlint.errors import LoadlintError
from loadlint.source import regular
from loadlint.system import THIS

from .folders import upward

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILES = ("loadlint.toml", "pyproject.toml")
_MOST_PARTS = 100


class ConfigError(LoadlintError):
    """A configuration that cannot be used: `place` is its file and, where possible, the line, `words` the reason."""

    def __init__(self, path: str, words: str, line: str = "") -> None:
        self.place = f"{shown(path)}{line}"
        self.words = words
        super().__init__(f"{self.place}: {words}")


class ConfigFile:
    """A configuration file: its path, the text in it, and the table that is ours."""

    __slots__ = ("path", "table", "text")

    def __init__(self, path: str, text: str, table: dict[str, Any]) -> None:
        self.path = path
        self.text = text
        self.table = table

    @property
    def heading(self) -> str:
        """The name of the table that holds our keys."""
        return "tool.loadlint" if self.path.endswith("pyproject.toml") else ""


def find(start: str | os.PathLike[str]) -> ConfigFile | None:
    """Return the nearest configuration at or above `start`, its TOML parsed but not yet understood."""
    folders = upward(os.path.abspath(os.fspath(start)))
    return next((it for it in map(read, folders) if it is not None), None)


def read(folder: str) -> ConfigFile | None:
    """Return the configuration in a folder itself; raises ConfigError for one that is no TOML."""
    files = (_read(os.path.join(folder, name)) for name in FILES)
    return next((it for it in files if it is not None), None)


def remembered_toml(text: str, path: str) -> dict[str, Any]:
    """Return the table in the text of a file that each run reads; raises ConfigError like `toml`."""
    return toml_cache.parsed(text, lambda it: toml(it, path))


def toml(text: str, path: str) -> dict[str, Any]:
    """The table in `text`; raises ConfigError that names `path` and the place."""
    from importlib import import_module

    # The standard library has the parser since Python 3.11.
    tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    if _is_endless_key(text):
        raise ConfigError(path, "not valid TOML: a key of too many parts")
    try:
        table: dict[str, Any] = tomllib.loads(text)
        return table
    except RecursionError:
        raise ConfigError(path, "not valid TOML: nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        words, _, place = str(error).partition(" (at ")
        raise ConfigError(path, f"not valid TOML: {words[:1].lower() + words[1:]}", _line(place)) from None
    except ValueError:
        raise ConfigError(path, "not valid TOML: a number of too many digits") from None


def shown(path: str) -> str:
    """A path as the user would write it: relative to the working directory where it lies below it."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        # Another drive has no relative path.
        return path
    return path if relative.startswith("..") else THIS.with_slashes(relative)


def _read(path: str) -> ConfigFile | None:
    try:
        data, _ = regular.read(path)
        text = data.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except UnicodeDecodeError:
        raise ConfigError(path, "not in UTF-8") from None
    except OSError as error:
        raise ConfigError(path, f"cannot be read: {error.strerror or error}") from None
    table = remembered_toml(text, path)
    if path.endswith("pyproject.toml"):
        tool = table.get("tool")
        if not isinstance(tool, dict) or "loadlint" not in tool:
            return None
        table = tool["loadlint"]
    if not isinstance(table, dict):
        raise ConfigError(path, "[tool.loadlint] must be a table")
    return ConfigFile(path, text, table)


def _is_endless_key(text: str) -> bool:
    """Return whether a key has more than a hundred parts; the parser's memory grows with their square."""
    if text.count(".") < _MOST_PARTS:
        return False
    import re

    # Each match takes a whole key, so no character is read more than twice.
    keys = re.finditer(r"[\w\"'-]+(?:[ \t]*\.[ \t]*[\w\"'-]+)*", text)
    return any(key[0].count(".") >= _MOST_PARTS for key in keys)


def _line(place: str) -> str:
    """`:3` from the parser's `line 3, column 5)`."""
    digits = place.removeprefix("line ").partition(",")[0]
    return f":{digits}" if digits.isdigit() else ""
