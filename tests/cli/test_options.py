"""Options read without argparse are what argparse reads, and whatever it would explain is left to it."""

from __future__ import annotations

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as some

from loadlint.cli import check
from loadlint.cli.commands import COMMANDS
from loadlint.options import spelled
from tests.commands import FLAWED, Run

WORDS = [
    *("a.py", "src", "-", "-h", "--help", "--nonsense", "-x", "--fix=1", "", "-1", "3", "0", "json", "jsno"),
    *("--jobs=2", "--output-format=json", "--select=a,b", "transformers=5", "--target=transformers=5"),
    *(it.name for it in check.OPTIONS),
    *(it.short for it in check.OPTIONS if it.short),
]


class Refused(Exception):  # noqa: N818  # it is what argparse does
    """argparse has something to say."""


class Strict(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise Refused(message)

    def exit(self, status: int = 0, message: str | None = None) -> None:  # type: ignore[override]
        raise Refused(message or status)


def by_argparse(arguments: list[str]) -> dict[str, object] | None:
    parser = Strict(allow_abbrev=False)
    check.add_arguments(parser)
    try:
        return vars(parser.parse_intermixed_args(spelled(arguments, check.OPTIONS)))
    except Refused:
        return None


@given(some.lists(some.sampled_from(WORDS), max_size=6))
def test_what_is_read_is_what_argparse_reads(arguments: list[str]) -> None:
    options = check.parsed(arguments)
    assert options is None or vars(options) == by_argparse(arguments)


@pytest.mark.parametrize("arguments", [["a.py"], ["--fix", "a", "b"], ["--target=torch=2", "--jobs", "3"], []])
def test_usual_arguments_need_no_argparse(arguments: list[str]) -> None:
    options = check.parsed(arguments)
    assert options is not None
    assert vars(options) == by_argparse(arguments)


@pytest.mark.parametrize("more", [[], ["--help"], ["--bad"], ["--output-format", "bad"], ["--jobs", "-1"]])
def test_what_needs_explaining_is_explained(run: Run, more: list[str]) -> None:
    assert run("check", *more, "absent").status == (0 if more == ["--help"] else 2)


@pytest.mark.parametrize("last", [[], ["--jobs", "1", "--"]])
def test_paths_stand_before_and_behind_options(run: Run, last: list[str]) -> None:
    for name in ("a.py", "b.py"):
        with open(name, "w") as file:
            file.write(FLAWED)
    result = run("check", "a.py", "--isolated", "--statistics", *last, "b.py")
    assert "2 files" in result.out


def test_help_shows_how_an_optional_value_is_written(run: Run) -> None:
    lines = run("check", "--help").out.split("\n")
    assert "  --add-ignore[=REASON]          add a comment that ignores each finding, with this reason" in lines
    assert "[--add-ignore[=REASON]]" in " ".join(lines)


def test_help_has_one_line_for_each_command(run: Run) -> None:
    lines = run("--help").out.split("\n")
    assert [it.split()[0] for it in lines if it.startswith("    ")] == list(COMMANDS)
