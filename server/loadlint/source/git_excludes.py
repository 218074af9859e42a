"""The patterns that git takes from outside a working tree: the user's own, and those of the repository's folder.

Neither is in a .gitignore, so the places are what has to be found: `core.excludesFile` of git's configuration, and
`info/exclude` in the folder that all worktrees of a repository share.
"""

from __future__ import annotations

import os

from loadlint.system import THIS

from . import regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEEPEST = 5  # of configurations that include each other
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}


def places(root: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the files with patterns for a working tree, the weakest first; they need not exist."""
    shared = _shared(root)
    chosen = _users(root, shared, environment)
    return [it for it in (chosen, os.path.join(shared, "info", "exclude") if shared else "") if it]


def _shared(root: str) -> str:
    """Return the folder of the repository; `.git` is a file in a worktree and a submodule. Empty for a broken one."""
    folder = os.path.join(root, ".git")
    if os.path.isdir(folder):
        return folder
    named = _text(folder).strip()
    if not named.startswith("gitdir:"):
        return ""
    folder = _joined(root, named.removeprefix("gitdir:").strip())
    common = _text(os.path.join(folder, "commondir")).strip() if folder else ""
    return _joined(folder, common) if common else folder


def _users(root: str, shared: str, environment: Mapping[str, str]) -> str:
    chosen: str | None = None
    for path in _configurations(shared, environment):
        chosen = _excludes_file(path, _DEEPEST, {}, chosen)
    if chosen is None:
        home = _home_of_configurations(environment)
        return os.path.join(home, "git", "ignore") if home else ""
    return _joined(root, os.path.expanduser(chosen)) if chosen else ""


def _configurations(shared: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield git's configurations; a later one wins."""
    if THIS.git_configuration and environment.get("GIT_CONFIG_NOSYSTEM", "") in ("", "0", "false"):
        yield environment.get("GIT_CONFIG_SYSTEM", THIS.git_configuration)
    if "GIT_CONFIG_GLOBAL" in environment:
        yield environment["GIT_CONFIG_GLOBAL"]
    else:
        home = _home_of_configurations(environment)
        yield from ([os.path.join(home, "git", "config")] if home else [])
        user = os.path.expanduser("~/.gitconfig")
        yield from ([user] if os.path.isabs(user) else [])
    if shared:
        yield os.path.join(shared, "config")


def _home_of_configurations(environment: Mapping[str, str]) -> str:
    home = os.path.expanduser("~")
    return environment.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if os.path.isabs(home) else "")


def _excludes_file(path: str, depth: int, values: dict[tuple[str, int], str | None], before: str | None) -> str | None:
    """Return the last value of `core.excludesFile`, those of included files in their place.

    `values` holds those of the files that were read, as files may include each other many times.
    """
    if (path, depth) not in values:
        last: str | None = None
        for section, key, value in _entries(_text(path)):
            if (section, key) == ("core", "excludesfile"):
                last = value
            elif (section, key) == ("include", "path") and depth:
                included = _joined(os.path.dirname(path), os.path.expanduser(value))
                last = _excludes_file(included, depth - 1, values, last)
        values[path, depth] = last
    chosen = values[path, depth]
    return before if chosen is None else chosen


def _entries(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield section, key and value; nothing of a line with a null character, which no path and no user has."""
    section = ""
    for line in text.replace("\\\r\n", "").replace("\\\n", "").split("\n"):
        rest = line.strip()
        if rest.startswith("["):
            head, _, rest = rest[1:].partition("]")
            section = head.strip().lower()
        key, equals, value = rest.partition("=")
        if equals and "\0" not in line and not key.lstrip().startswith(("#", ";")):
            yield section, key.strip().lower(), _value(value.strip())


def _value(text: str) -> str:
    """Return a value without its quotes, escapes and comment."""
    parts, quoted, escaped = [], False, False
    for character in text:
        if escaped:
            parts.append(_ESCAPES.get(character, character))
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character in "#;" and not quoted:
            break
        else:
            parts.append(character)
    return "".join(parts) if text.endswith('"') else "".join(parts).rstrip()


def _joined(folder: str, path: str) -> str:
    """Return a path that may be relative to a folder; empty for one on a machine that Windows would log in to."""
    whole = os.path.join(folder, path)
    return "" if THIS.is_share(whole) else whole


def _text(path: str) -> str:
    try:
        data, _ = regular.read(path)
    except (OSError, ValueError):
        # A file that cannot be read says nothing, as for git.
        return ""
    return data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
