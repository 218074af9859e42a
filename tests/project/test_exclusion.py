"""Every reader of `exclude` and `per-file-ignores` gives one answer, that of a .gitignore beside the configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loadlint.project.config import ConfigError
from loadlint.project.projects import Projects
from loadlint.project.settings import load
from tests.commands import FLAWED, Run

ON_NEWEST = ("--target", "transformers=5.23.0", "--no-cache")
FILES = ("a.py", "sub/a.py", "tests/a.py", "tests/deep/a.py", "sub/tests/a.py")
# Patterns, and the files that they leave out.
PATTERNS = {
    "nothing": ([], ()),
    "a folder": (["tests/"], ("tests/a.py", "tests/deep/a.py", "sub/tests/a.py")),
    "a name": (["tests"], ("tests/a.py", "tests/deep/a.py", "sub/tests/a.py")),
    "a folder here": (["/tests/"], ("tests/a.py", "tests/deep/a.py")),
    "entries": (["tests/*"], ("tests/a.py", "tests/deep/a.py")),
    "everything below": (["tests/**"], ("tests/a.py", "tests/deep/a.py")),
    "a file": (["/a.py"], ("a.py",)),
    "a file anywhere": (["a.py"], FILES),
    "all but one": (["*", "!a.py"], ("sub/a.py", "tests/a.py", "tests/deep/a.py", "sub/tests/a.py")),
    "the folder around the configuration": (["work"], ()),
}


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(FLAWED)


def checked(run: Run, *arguments: str, stdin: bytes = b"") -> list[str]:
    """The files with findings."""
    out = run("check", *ON_NEWEST, "--output-format", "json", *arguments, stdin=stdin).out
    return sorted(it["path"] for it in json.loads(out))


@pytest.mark.parametrize(("patterns", "left_out"), PATTERNS.values(), ids=PATTERNS)
def test_readers_of_exclude_agree(run: Run, folder: Path, patterns: list[str], left_out: tuple[str, ...]) -> None:
    (folder / "loadlint.toml").write_text(f"exclude = {json.dumps(patterns)}\n")
    rest = sorted({*FILES} - {*left_out})
    assert checked(run, ".") == rest
    assert checked(run, "--force-exclude", *FILES) == rest
    for named in (("sub", "tests"), ("tests/deep",)):
        assert checked(run, "--force-exclude", *named) == [it for it in rest if it.startswith(named)]
    assert checked(run, *FILES) == sorted(FILES)
    assert [it for it in sorted(FILES) if not Projects().leaves_out(it)] == rest
    assert [it for it in sorted(FILES) if Projects(lenient=True).of(it).checks.rules] == rest
    options = ("--force-exclude", "-", "--stdin-filename")
    assert [it for it in sorted(FILES) if checked(run, *options, it, stdin=FLAWED.encode())] == rest


@pytest.mark.parametrize(("patterns", "left_out"), PATTERNS.values(), ids=PATTERNS)
def test_per_file_ignores_match_as_exclude_does(
    run: Run, folder: Path, patterns: list[str], left_out: tuple[str, ...]
) -> None:
    if len(patterns) == 1:
        table = f'[per-file-ignores]\n"{patterns[0]}" = ["deprecated-torch-dtype"]\n'
        (folder / "loadlint.toml").write_text(table)
        assert checked(run, ".") == sorted({*FILES} - {*left_out})


def test_a_pattern_that_takes_back_matches_no_file(folder: Path) -> None:
    (folder / "loadlint.toml").write_text('[per-file-ignores]\n"!src/**" = ["load-in-loop"]\n')
    with pytest.raises(ConfigError, match=r"loadlint\.toml:1: per-file-ignores: '!src/\*\*' can match no file"):
        load(folder)


def test_a_nested_configuration_excludes_below_it(run: Run, folder: Path) -> None:
    (folder / "loadlint.toml").write_text('exclude = ["deep"]\n')
    (folder / "tests" / "loadlint.toml").write_text('exclude = ["/a.py"]\n')
    (folder / "sub" / "loadlint.toml").write_text('exclude = ["tests"]\n')
    rest = ["a.py", "sub/a.py", "tests/deep/a.py"]
    assert checked(run, ".") == checked(run, "--force-exclude", *FILES) == rest
    (folder / "loadlint.toml").write_text('exclude = ["tests"]\n')
    assert checked(run, ".") == checked(run, "--force-exclude", *FILES) == ["a.py", "sub/a.py"]


def test_one_broken_configuration_costs_its_own_folder(run: Run, folder: Path) -> None:
    (folder / "tests" / "pyproject.toml").write_text("{% if x %}\n")
    (folder / "sub" / "loadlint.toml").write_text('ignored = ["x"]\n')
    result = run("check", *ON_NEWEST, "--output-format", "concise", ".")
    assert result.status == 2
    assert result.out.startswith("a.py:4:")
    assert result.err.split("\n") == [
        "loadlint: sub/loadlint.toml:1: unknown key 'ignored'; did you mean 'ignore'?",
        "loadlint: tests/pyproject.toml:1: not valid TOML: invalid statement",
        "",
    ]
    named = run("check", *ON_NEWEST, "--output-format", "concise", "tests/a.py", "a.py", "tests/deep/a.py")
    assert (named.status, named.err.count("pyproject.toml"), named.out.count("a.py:4:")) == (2, 1, 1)
    (folder / "loadlint.toml").write_text('exclude = ["tests", "sub"]\n')
    assert run("check", *ON_NEWEST, ".").err == ""


def test_what_is_left_out_passes_unchanged(run: Run, folder: Path) -> None:
    (folder / "loadlint.toml").write_text('exclude = ["tests"]\n')
    options = ("--fix", "--force-exclude", "--stdin-filename", "tests/a.py", "-")
    result = run("check", *ON_NEWEST, *options, stdin=FLAWED.encode())
    assert (result.status, result.out, result.err) == (0, FLAWED, "")
    assert run("check", *ON_NEWEST, "--force-exclude", "tests/a.py", "tests").err == ""


def test_standard_input_takes_the_settings_of_the_nearest_folder(run: Run, folder: Path) -> None:
    (folder / "sub" / "loadlint.toml").write_text('ignore = ["deprecated-torch-dtype"]\n')
    assert checked(run, "--stdin-filename", "sub/new/newer/x.py", "-", stdin=FLAWED.encode()) == []
    assert checked(run, "--stdin-filename", "new/x.py", "-", stdin=FLAWED.encode()) == ["new/x.py"]
