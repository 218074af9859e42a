"""Patterns of .gitignore files and of `exclude`, and names for them to be slow on."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .sample import Content, Sample, mutated

KIND = "patterns"
NAMES = ("a" * 60 + ".py", "a" * 60 + "b.py", "a/" * 20 + "a.py", "a.a.a.a.a.a.a.a.a.py", "-" * 60 + ".py")
PATTERNS = {
    "stars and letters": "*a" * 12 + "b",
    "many stars and letters": "*a" * 200 + "b",
    "stars of folders": "**/a/" * 12 + "b",
    "many stars of folders": "**/*a/" * 60 + "b",
    "stars in folders": "/*a*a*a*/**/*a*a*a*/**/b*",
    "classes": "*[a-z]" * 30 + "b",
    "classes without end": "[" * 5_000,
    "a class of everything": "[" + "".join(chr(at) for at in range(32, 500)) + "]*b",
    "ranges that end before they begin": "*[z-a]" * 50 + "[!z-a]",
    "named classes": "[[:alpha:]]*" * 30 + "[[:nothing:]]",
    "questions": "?" * 5_000,
    "backslashes": "\\" * 5_001,
    "slashes": "/" * 5_000 + "a",
    "a star for each byte": "*" * 50_000 + "b",
    "escaped slashes": "**\\/" * 40 + "b",
    "negated": "!" * 5_000 + "*a*a*b",
    "dots": "../" * 500 + "*a*b",
    "bytes": "\udcff*a\udcfe*b",
    "null bytes": "a\0*a*b",
    "groups": "(?P<a>a+)+*b(?:",
    "blanks": "a" + "\\ " * 2_000 + "*" + " " * 50_000,
}


def samples(random: Random) -> Iterator[Sample]:
    programs: dict[str, Content] = dict.fromkeys(NAMES, b"x = 1\n")
    for name, pattern in PATTERNS.items():
        data = pattern.encode("utf-8", "surrogateescape")
        yield Sample(KIND, f".gitignore {name}", {".gitignore": data, **programs})
        if "\0" not in pattern and "\udcff" not in pattern:
            escaped = pattern.replace("\\", "\\\\")
            yield Sample(KIND, f"exclude {name}", {"loadlint.toml": f'exclude = ["{escaped}"]\n'.encode(), **programs})
    sound = b"*.pyc\n/build/\n!keep\n**/a*b/[a-c]?\n"
    for number, data in enumerate(mutated(random, sound, 10)):
        yield Sample(KIND, f".gitignore mutation {number}", {".gitignore": data, **programs})
    lines = "".join(f"*a{at}*b{at}*c\n" for at in range(3_000))
    yield Sample(KIND, ".gitignore 3,000 patterns with stars", {".gitignore": lines.encode(), **programs})
    yield Sample(KIND, ".gitignore 200,000 names", {".gitignore": b"name\n*.end\n" * 100_000, **programs})
    yield from _of_git(programs)


def _of_git(programs: dict[str, Content]) -> Iterator[Sample]:
    """Yield configurations of git that name further files."""
    includes = b"[include]\npath = config\npath = ./config\n" * 50 + b"[core]\nexcludesFile = /dev/zero\n"
    yield Sample(KIND, ".git/config in a circle", {".git/config": includes, **programs})
    yield Sample(KIND, ".git/info/exclude", {".git/info/exclude": b"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\n", **programs})
    quotes = b'[core]\nexcludesFile = "' + b"\\" * 100_001 + b"\n[" * 50_000
    yield Sample(KIND, ".git/config of quotes", {".git/config": quotes, **programs})
