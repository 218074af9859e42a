"""Shared by all tests: the repository's root, and figures shown above pytest's closing line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import tree

# A project of its own, whose tests run where it is installed (tests/cli/test_plugins.py).
collect_ignore = ["plugin"]
FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds pyproject.toml."""
    return tree.ROOT


@pytest.fixture(scope="session")
def report_figure(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Takes a line that the run prints at its end, such as the size of the wheel."""
    return pytestconfig.stash[FIGURES].append


@pytest.fixture
def bless(pytestconfig: pytest.Config) -> bool:
    """Whether what is generated from the tool (transcripts, tables) shall be written anew."""
    return bool(pytestconfig.getoption("--bless"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite what is generated in the documents")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for figure in config.stash[FIGURES]:
        terminalreporter.write_line(figure)
