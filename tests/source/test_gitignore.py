"""Patterns mean what they mean to git, on thousands of random ones; and none takes long."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from loadlint.source import gitignore
from loadlint.source.gitignore import Patterns
from loadlint.source.walk import Walk

GIT = shutil.which("git")
SEED = 20
FOLDERS = 1200
PATHS_EACH = 8
NAMES = ("a", "b", "ab", "ba", "a.py", "b1.py", "a-b", "a b", "[a]", "!a", "#a", "A", "]", "a^", "\\a")
SIGNS = (
    *("a", "b", "ab", ".py", "/", "/", "/", "*", "*", "**", "**/", "/**", "/**/", "***", "?", "1", "-", " ", "A"),
    *("[ab]", "[!a]", "[^b]", "[a-z]", "[z-a]", "[]a]", "[!]]", "[a-]", "[[:alpha:]]", "[[:digit:]b]", "[[:nope:]]"),
    *("[", "]", "[a", "[\\]]", "[a\\-z]", "[[:upper:]-b]", "[a/b]", "[&|~^]", "\\a", "\\*", "\\", "\\/", "\\ "),
)


def pattern(random: random.Random) -> str:
    text = "".join(random.choice(SIGNS) for _ in range(random.randint(1, 6)))
    return ("!" if random.random() < 0.15 else "") + text


def path(random: random.Random) -> str:
    return "/".join(random.choice(NAMES) for _ in range(random.randint(1, 4)))


def place(folder: Path, paths: list[str]) -> list[str]:
    """Make the files that can be made beside those before; returns their paths."""
    made = []
    for it in paths:
        whole = folder / it
        if not any(part.is_file() for part in whole.parents) and not whole.exists():
            whole.parent.mkdir(parents=True, exist_ok=True)
            whole.write_text("")
            made.append(it)
    return made


def ignored_by_git(root: Path, paths: list[str]) -> set[str]:
    command = [str(GIT), "check-ignore", "--no-index", "-z", "--stdin"]
    asked = "\0".join(paths).encode()
    answer = subprocess.run(command, input=asked, cwd=root, capture_output=True, check=False).stdout
    return {it for it in answer.decode().split("\0") if it}


def assert_asked_alike(patterns: Patterns, folder: Path, paths: list[str]) -> None:
    """Check that a question about the names of one folder together has the answer of those about each."""
    for parent in {os.path.dirname(folder / it) for it in paths}:
        names = [it.name for it in (folder / path for path in paths) if str(it.parent) == parent]
        for folders in (False, True):
            matched = any(patterns.verdict(os.path.join(parent, it), folders) is not None for it in names)
            assert patterns.may_match(os.path.join(parent, ""), names, folders) == matched


@pytest.mark.skipif(GIT is None or os.name == "nt", reason="git, and names with any character, are needed")
def test_random_patterns_mean_what_they_mean_to_git(tmp_path: Path) -> None:
    subprocess.run([str(GIT), "init", "-q"], check=True, cwd=tmp_path)
    generator, ours, paths = random.Random(SEED), set(), []
    lines = {}
    for number in range(FOLDERS):
        folder = tmp_path / str(number)
        lines[str(number)] = [pattern(generator) for _ in range(generator.randint(1, 3))]
        made = place(folder, [path(generator) for _ in range(PATHS_EACH)])
        (folder / ".gitignore").write_text("\n".join(lines[str(number)]))
        patterns = Patterns.compile(lines[str(number)], str(folder))
        ours |= {f"{number}/{it}" for it in made if patterns is not None and patterns.covers(str(folder / it))}
        if patterns is not None:
            assert_asked_alike(patterns, folder, made)
        paths += [f"{number}/{it}" for it in made]
    theirs = ignored_by_git(tmp_path, paths)
    assert len(paths) > 6 * FOLDERS
    assert len(theirs) > FOLDERS // 2
    assert [(it, lines[it.partition("/")[0]], it in theirs) for it in sorted(ours ^ theirs)] == []


@pytest.mark.skipif(GIT is None, reason="git is not installed")
@pytest.mark.parametrize(
    "text", ["\ufeffa.py\n", "b[[:digit:]].py\r\n", "//a.py\n", "deep/a**/z.py\n", "***/z.py\n", "sub//\n"]
)
def test_odd_files_mean_what_they_mean_to_git(tmp_path: Path, text: str) -> None:
    subprocess.run([str(GIT), "init", "-q"], check=True, cwd=tmp_path)
    made = place(tmp_path, ["a.py", "b1.py", "deep/a1/z.py", "deep/a/b/z.py", "sub/a.py"])
    (tmp_path / ".gitignore").write_text(text, encoding="utf-8", newline="")
    walked = {it.absolute for it in Walk([str(tmp_path)], lambda _: None)}
    theirs = ignored_by_git(tmp_path, made)
    assert {it for it in made if str(tmp_path / it) not in walked} == theirs


OUTSIDE = {
    "the user's file": {"home/.config/git/ignore": "g.py"},
    "of another folder": {"xdg/git/ignore": "g.py"},
    "named by the user": {
        "home/.gitconfig": '[core]\n\texcludesFile = "~/my ignores" ; mine\n',
        "home/my ignores": "g.py",
    },
    "in one line": {"home/.gitconfig": "[Core] excludesfile=~/mine # b\n", "home/mine": "g.py"},
    "named last": {
        "home/.config/git/config": "[core]\nexcludesFile = ~/old\n",
        "home/.gitconfig": "[user]\nname = x\n[core]\nexcludesFile = \\\n  ~/mine\n",
        "home/old": "a.py",
        "home/mine": "g.py",
    },
    "included": {
        "home/.gitconfig": "[include]\npath = more/config\n",
        "home/more/config": "[core]\nexcludesFile = ~/mine\n",
        "home/mine": "g.py",
    },
    "none": {"home/.gitconfig": "[core]\nexcludesFile =\n", "home/.config/git/ignore": "g.py"},
    "of another section": {"home/.gitconfig": '[core "x"]\nexcludesFile = ~/mine\n', "home/mine": "g.py"},
    "of the repository": {".git/info/exclude": "g.py"},
    "taken back": {"home/.config/git/ignore": "g.py\na.py", ".git/info/exclude": "!a.py"},
    "taken back nearby": {".git/info/exclude": "/g.py\na.py", ".gitignore": "!a.py"},
}


@pytest.mark.skipif(GIT is None or os.name == "nt", reason="git, and a home in a variable, are needed")
@pytest.mark.parametrize("worktree", [False, True], ids=["repository", "worktree"])
@pytest.mark.parametrize("files", OUTSIDE.values(), ids=OUTSIDE)
def test_patterns_outside_of_the_tree_mean_what_they_mean_to_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], worktree: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    if any(it.startswith("xdg/") for it in files):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    root = _repository(tmp_path / "root", worktree)
    for name, text in files.items():
        place = tmp_path / name if name.startswith(("home", "xdg")) else root / name
        place = tmp_path / "root" / name if name.startswith(".git/") else place
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    walked = {Path(it.path).name for it in Walk([str(root)], lambda _: None)}
    assert {"a.py", "b.py", "g.py"} - walked == ignored_by_git(root, ["a.py", "b.py", "g.py"])


def _repository(folder: Path, worktree: bool) -> Path:
    """Return the root of a new working tree."""
    git = [str(GIT), "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@y"]
    folder.mkdir()
    subprocess.run([*git, "init", "-q"], check=True)
    tree = folder
    if worktree:
        tree = folder.parent / "tree"
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
        subprocess.run([*git, "worktree", "add", "-q", str(tree)], check=True, capture_output=True)
    for name in ("a.py", "b.py", "g.py"):
        (tree / name).write_text("")
    return tree


@pytest.mark.parametrize("text", ["", "gitdir:", "gitdir: /dev", "gitdir: nowhere", "\0", "gitdir: \0"])
def test_a_broken_repository_has_no_patterns(tmp_path: Path, text: str) -> None:
    (tmp_path / ".git").write_text(text)
    (tmp_path / "a.py").write_text("")
    assert [it.absolute for it in Walk([str(tmp_path)], lambda _: None)] == [str(tmp_path / "a.py")]


@pytest.mark.parametrize("path", ["\0", "~\0", "~/\0"])
def test_a_null_character_in_a_configuration_of_git_is_no_path(tmp_path: Path, path: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(f"[core]\nexcludesFile = {path}\n[include]\npath = {path}\n")
    (tmp_path / "a.py").write_text("")
    assert [it.absolute for it in Walk([str(tmp_path)], lambda _: None)] == [str(tmp_path / "a.py")]


SLOW = [
    "**/" * 12 + "x",
    "a/" + "**/a/" * 12 + "x",
    "*a" * 24 + "x",
    "[ab]*" * 24 + "x",
    "*/" * 24 + "x",
    "**/*a*a*a*/" * 6 + "x",
]


@pytest.mark.parametrize("text", SLOW)
def test_repeated_stars_are_not_tried_in_every_combination(text: str) -> None:
    """A million steps take a second; in every combination these take more than a lifetime."""
    patterns = Patterns.compile([text], "/")
    assert patterns is not None
    assert patterns.verdict("/" + "a/" * 60 + "a" * 60, False) is None
    assert patterns.verdict("/" + "a" * 200, False) is None


def test_no_line_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("# only words\n\n")
    assert gitignore.extend((), str(tmp_path)) == ()
