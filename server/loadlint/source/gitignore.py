"""The patterns of .gitignore files: which paths git would leave out.

The import of pathspec, a library for this, takes as long as checking a clean file, and it tries each pattern in turn on
each path. Plain names are looked up here and endings compared, which is all that most files need; the other patterns
are one expression, compiled when first asked, and a test holds all of them to `git check-ignore`.
"""

from __future__ import annotations

import os

from . import git_excludes, regular

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

    Chain = tuple["Patterns", ...]


class Patterns:
    """The patterns of one file, relative to the folder `base` (an absolute path)."""

    __slots__ = ("_names", "_paths", "_prefix")

    def __init__(
        self, names: tuple[Alternatives, Alternatives], paths: tuple[Alternatives, Alternatives], base: str
    ) -> None:
        self._names = names
        self._paths = paths
        self._prefix = len(base.rstrip(os.sep)) + 1

    @classmethod
    def compile(cls, lines: Iterable[str], base: str) -> Patterns | None:
        """None when no line holds a pattern."""
        parsed = [it for it in map(_parse, lines) if it is not None]
        if not parsed:
            return None
        numbered = list(enumerate(parsed))
        names = [it for it in numbered if not it[1].anchored]
        paths = [it for it in numbered if it[1].anchored]
        return cls(_by_type(names), _by_type(paths), base)

    def verdict(self, path: str, folder: bool) -> bool | None:
        """True: left out; False: taken back by a `!` pattern; None: not spoken of. The last pattern wins."""
        name = path[path.rfind(os.sep) + 1 :]
        inner = path[self._prefix :].replace(os.sep, "/") if os.sep != "/" else path[self._prefix :]
        by_name = self._names[folder].last(name)
        by_path = self._paths[folder].last(inner)
        winner = max(by_name, by_path)
        return None if winner[0] < 0 else winner[1]

    def may_match(self, folder: str, names: Sequence[str], folders: bool) -> bool:
        """Return whether a pattern matches one of the files, or `folders`, in a folder; its path ends in a separator.

        Most folders hold nothing that one matches, and to ask about each name would take five times as long.
        """
        if not names:
            return False
        if self._names[folders].match_one(names):
            return True
        return self._paths[folders].match_one_in(folder[self._prefix :].replace(os.sep, "/"), names)

    def covers(self, path: str) -> bool:
        """Return whether a pattern matches a file below the base, or one of its folders there."""
        start = self._prefix
        while (end := path.find(os.sep, start)) >= 0:
            if self.verdict(path[:end], True) is True:
                return True
            start = end + 1
        return len(path) > self._prefix and self.verdict(path, False) is True


_SILENT = (-1, False)


class Alternatives:
    """Several patterns, and which of them, counted from the first, is the last to match."""

    __slots__ = ("_endings", "_ends", "_folders", "_plain", "_regex", "_wild")

    def __init__(self, patterns: Sequence[tuple[int, Pattern]]) -> None:
        self._plain: dict[str, tuple[int, bool]] = {}
        self._endings: dict[str, tuple[int, bool]] = {}
        self._wild: list[tuple[str, tuple[int, bool]]] = []
        self._regex: re.Pattern[str] | None = None
        for number, it in patterns:
            self._add(it, (number, not it.negated))
        self._ends = tuple(f"{it}\n" for it in self._endings)
        self._folders = frozenset(it[: it.rfind("/") + 1] for it in self._plain)

    def last(self, text: str) -> tuple[int, bool]:
        """The number and verdict of the last pattern that matches; the number is -1 when none does."""
        best = self._plain.get(text, _SILENT)
        for ending, verdict in self._endings.items():
            if verdict > best and text.endswith(ending):
                best = verdict
        return max(best, self._matched(text)) if self._wild else best

    def match_one(self, texts: Sequence[str]) -> bool:
        """Return whether a pattern may match one of the texts; one with a line end in it may seem to."""
        if not self._plain.keys().isdisjoint(texts):
            return True
        if self._ends:
            # Ten thousand names are looked at, most of them in vain.
            lines = "\n".join(texts) + "\n"
            for end in self._ends:
                if end in lines:
                    return True
        return bool(self._wild) and any(self._matched(it) is not _SILENT for it in texts)

    def match_one_in(self, folder: str, names: Sequence[str]) -> bool:
        """Return the same for names in a folder, whose path ends in a slash or is empty."""
        return bool(self._wild or folder in self._folders) and self.match_one([folder + it for it in names])

    def _add(self, pattern: Pattern, verdict: tuple[int, bool]) -> None:
        for text in _spelled_out(pattern.text):
            if _WILD.isdisjoint(text):
                self._plain[text] = verdict
            elif not pattern.anchored and text.startswith("*") and _WILD.isdisjoint(text[1:]):
                self._endings[text[1:]] = verdict
            else:
                self._wild.append((text, verdict))

    def _matched(self, text: str) -> tuple[int, bool]:
        if self._regex is None:
            self._regex = _compiled([it for it, _ in self._wild])
        match = self._regex.match(text)
        return self._wild[int(match.lastgroup[1:])][1] if match is not None and match.lastgroup else _SILENT


class Pattern:
    """One line of a .gitignore."""

    __slots__ = ("anchored", "folders", "negated", "text")

    def __init__(self, text: str, negated: bool, folders: bool, anchored: bool) -> None:
        self.text = text
        self.negated = negated
        self.folders = folders
        self.anchored = anchored


def above(folder: str) -> Chain:
    """The patterns that rule `folder` from above: its parents up to the root of the repository."""
    chain: list[Patterns] = []
    parents = _up_to_repository(folder)
    for parent in parents[:1]:
        for path in git_excludes.places(parent):
            chain.extend(_read(path, parent))
    for parent in parents:
        if parent != folder:
            chain.extend(_read(os.path.join(parent, ".gitignore"), parent))
    return tuple(chain)


def extend(chain: Chain, folder: str) -> Chain:
    """The chain for what lies in `folder`, which has a .gitignore of its own."""
    return (*chain, *_read(os.path.join(folder, ".gitignore"), folder))


def kept(chain: Chain, excluded: Patterns | None, folder: str, names: list[str], folders: bool) -> list[str]:
    """Return those of the files, or `folders`, in a folder that neither git ignores nor a pattern excludes."""
    if not any(it.may_match(folder, names, folders) for it in (chain if excluded is None else (*chain, excluded))):
        return names
    left = [it for it in names if not ignored(chain, folder + it, folders)]
    return left if excluded is None else [it for it in left if excluded.verdict(folder + it, folders) is not True]


def ignored(chain: Chain, path: str, folder: bool) -> bool:
    """Return whether git ignores `path`; the nearest file with a matching pattern decides."""
    for patterns in reversed(chain):
        verdict = patterns.verdict(path, folder)
        if verdict is not None:
            return verdict
    return False


def _up_to_repository(folder: str) -> list[str]:
    """From the root of the repository down to `folder`; nothing where there is no repository."""
    parents = [folder]
    while not os.path.exists(os.path.join(parents[-1], ".git")):
        parent = os.path.dirname(parents[-1])
        if parent == parents[-1]:
            return []
        parents.append(parent)
    return parents[::-1]


def _read(path: str, base: str) -> list[Patterns]:
    try:
        data, _ = regular.read(path)
    except (OSError, ValueError):
        # A .gitignore that cannot be read leaves nothing out, as with git.
        return []
    lines = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff").split("\n")
    patterns = Patterns.compile(lines, base)
    return [patterns] if patterns is not None else []


def _by_type(numbered: Sequence[tuple[int, Pattern]]) -> tuple[Alternatives, Alternatives]:
    """For files, and for folders (to which every pattern may apply)."""
    return Alternatives([it for it in numbered if not it[1].folders]), Alternatives(numbered)


def _parse(line: str) -> Pattern | None:
    line = _without_trailing_spaces(line.removesuffix("\r"))
    if not line or line.startswith("#") or len(line) > _LONGEST:
        return None
    negated = line.startswith("!")
    line = line[negated:]
    folders = line.endswith("/")
    line = line[:-1] if folders else line
    anchored = "/" in line
    text = line.removeprefix("/")
    return Pattern(text, negated, folders, anchored) if text else None


def _without_trailing_spaces(line: str) -> str:
    """A space after a backslash stays, and so do those before it."""
    bare = line.rstrip(" ")
    backslashes = len(bare) - len(bare.rstrip("\\"))
    return line[: len(bare) + backslashes % 2]


_WILD = frozenset("*?[\\")
_LONGEST = 4_096  # characters, as of a path; longer patterns would take seconds to compile


def _spelled_out(text: str) -> list[str]:
    """Return the patterns without a class that equal one with a plain class of letters: three for `*.py[cod]`."""
    head, _, rest = text.partition("[")
    letters, end, tail = rest.partition("]")
    is_plain = end and letters.isalnum() and _WILD.isdisjoint(head.removeprefix("*")) and _WILD.isdisjoint(tail)
    return [f"{head}{it}{tail}" for it in letters] if is_plain else [text]


def _compiled(patterns: Sequence[str]) -> re.Pattern[str]:
    """One expression for all patterns; the last one that matches names its group."""
    import re

    from .wildmatch import NeverMatches, translated

    alternatives = []
    for number in range(len(patterns) - 1, -1, -1):
        try:
            alternatives.append(f"(?P<p{number}>{translated(patterns[number], f'g{number}')}\\Z)")
        except NeverMatches:
            continue
    return re.compile(f"(?s:{'|'.join(alternatives) or '(?!)'})")
