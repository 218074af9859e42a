"""Which files are checked: what git ignores, what is never ours, and what the configuration excludes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from loadlint.source.gitignore import Patterns
from loadlint.source.walk import Walk, is_python, parses

GIT = shutil.which("git")


def walked(*paths: str) -> list[str]:
    return [it.path for it in Walk(paths, lambda _: None)]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def test_only_python_and_notebooks(folder: Path) -> None:
    touch(folder, "a.py", "b.pyi", "c.ipynb", "d.txt", "e.pyc", "f/g.py")
    assert walked(".") == ["a.py", "b.pyi", "c.ipynb", "f/g.py"]


def test_each_file_once(folder: Path) -> None:
    touch(folder, "a/b.py")
    assert walked("a/b.py", "a", ".") == ["a/b.py"]


def test_other_peoples_code_is_passed_by(folder: Path) -> None:
    touch(
        folder, ".venv/x.py", "node_modules/x.py", "build/x.py", "__pycache__/x.py", ".git/x.py", "site-packages/x.py"
    )
    touch(folder, "env/pyvenv.cfg", "env/x.py", "ours/x.py")
    assert walked(".") == ["ours/x.py"]


def test_a_folder_that_is_named_is_walked(folder: Path) -> None:
    touch(folder, "build/x.py", "build/build/y.py")
    assert walked("build") == ["build/x.py"]


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    touch(folder, "a/x.py")
    (folder / "b").symlink_to("a")
    (folder / "a" / "loop").symlink_to("..")
    assert walked(".") == ["a/x.py"]


def test_the_nearest_gitignore_wins(folder: Path) -> None:
    touch(folder, "a.py", "sub/a.py", "sub/b.py", "gen/a.py")
    (folder / ".gitignore").write_text("a.py\ngen/\n")
    (folder / "sub" / ".gitignore").write_text("!a.py\nb.py\n")
    assert walked(".") == ["sub/a.py"]


def test_a_gitignore_above_counts_within_a_repository(folder: Path) -> None:
    touch(folder, ".git/info/exclude", "sub/a.py", "sub/b.py", "sub/c.py")
    (folder / ".gitignore").write_text("/sub/a.py\n")
    (folder / ".git" / "info" / "exclude").write_text("c.py\n")
    assert walked("sub") == ["sub/b.py"]


PATTERNS = [
    "a.py", "*.py", "/a.py", "sub/", "sub", "/sub/a.py", "sub/*.py", "**/a.py", "sub/**", "a/**/b.py", "**/sub/deep",
    "?.py", "[ab].py", "[!a].py", "[a-c]*.py", "*.p[yi]", "a\\.py", "\\!x.py", "\\#x.py", "#x.py", "x y.py", "a.py ",
    "a.py\\ ", "", "/", "!", "**", "*", "[", "a[", "[]a].py", "[^a].py", "**/deep/**", "sub/deep/", "s*b/a.py", "***",
    "*.py\n!a.py", "!a.py\n*.py", "*\n!*/\n!a.py", "sub\n!sub/a.py", "deep/a.py", "/*\n!/sub", "a/**", "a/*", "*/a.py",
]  # fmt: skip
NAMES = [
    "a.py", "b.py", "ab.py", "!x.py", "#x.py", "x y.py", "a.pyi", "sub/a.py", "sub/b.py", "sub/deep/a.py", "a/b.py",
    "a/c/b.py", "a/c/d/b.py", "deep/a.py", "].py", "A.py",
]  # fmt: skip


@pytest.mark.skipif(GIT is None, reason="git is not installed")
@pytest.mark.parametrize("patterns", PATTERNS)
def test_patterns_mean_what_they_mean_to_git(folder: Path, patterns: str) -> None:
    touch(folder, *NAMES)
    (folder / ".gitignore").write_text(f"{patterns}\n")
    subprocess.run([str(GIT), "init", "-q"], check=True, cwd=folder)
    listed = [str(GIT), "-c", "core.quotepath=off", "ls-files", "-z", "--others", "--exclude-standard"]
    kept = subprocess.run(listed, check=True, cwd=folder, capture_output=True, text=True).stdout.split("\0")
    assert sorted(walked(".")) == sorted(it for it in kept if it.endswith((".py", ".pyi")))


def test_no_pattern_is_no_patterns() -> None:
    assert Patterns.compile(["", "# only words"], "/") is None


def test_every_file_that_a_hook_gets_for_python_is_read() -> None:
    """A hook that refuses one fails a commit for nothing."""
    extensions = pytest.importorskip("identify.extensions").EXTENSIONS
    named = [f"a.{it}" for it, tags in extensions.items() if {"python", "jupyter"} & set(tags)]
    assert len(named) > 3
    assert [it for it in named if not is_python(it, b"")] == []


@pytest.mark.parametrize("text", [b"value = 1\n", b"value = 1\n" * 101_000], ids=["short", "long"])
def test_text_that_python_parses(text: bytes) -> None:
    assert parses(text)
    for fault in (b"value = (\n", b"def f(a, a): pass\n", b"\0", b"x = " + b"(" * 300 + b")" * 300, b"\xff"):
        assert not parses(text + fault)


def test_no_code_is_made_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's compiler takes a third of the time, and longer for each line the more of them there are."""
    monkeypatch.setattr("builtins.compile", None)
    assert parses(b"return\n")
