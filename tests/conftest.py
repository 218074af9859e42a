"""Fixtures for all tests: the repository's root, and figures shown above pytest's closing line."""

from __future__ import annotations

import json
import os
import subprocess
import time
import venv
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

from tests import tree, wheels

# A project of its own, whose tests run where it is installed (tests/project/test_plugins.py).
collect_ignore = ["plugin"]
FIGURES = pytest.StashKey[list[str]]()
# Files that one worker of pytest-xdist has all of: what they share takes it half a minute or more to set up.
TOGETHER = (("proofs/",), ("tests/test_ci.py", "tests/test_package.py"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder that holds pyproject.toml."""
    return tree.ROOT


@pytest.fixture(scope="session")
def report_figure(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Return a function that adds a line to the end of the run, such as the size of the wheel."""
    return pytestconfig.stash[FIGURES].append


@dataclass(frozen=True)
class Built:
    """The published forms of loadlint: the wheel and the sdist."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True)
class Installed:
    """An environment with loadlint alone; `megabytes` is what the installation added on disk."""

    scripts: Path
    seconds: float
    megabytes: float
    versions: dict[str, str]

    @property
    def packages(self) -> set[str]:
        return set(self.versions)

    @property
    def version(self) -> str:
        return self.versions["loadlint"]

    @property
    def listing(self) -> str:
        return ", ".join(f"{name} {version}" for name, version in sorted(self.versions.items()))

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.scripts / "loadlint", *arguments], cwd=cwd, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build both forms as for a release: first the sdist, then the wheel from the sdist."""
    return Built(*wheels.build(tmp_path_factory.mktemp("dist")))


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(scripts / "python"), "-m", "pip", "--disable-pip-version-check"]
    before, start = _bytes(folder), time.perf_counter()
    subprocess.run([*pip, "install", "-qq", str(built.wheel)], check=True)
    seconds, size = time.perf_counter() - start, (_bytes(folder) - before) / 1e6
    listing = json.loads(subprocess.check_output([*pip, "list", "--format", "json"]))
    versions = {it["name"].lower(): it["version"] for it in listing if it["name"] not in ("pip", "setuptools")}
    return Installed(scripts, seconds, size, versions)


@pytest.fixture
def bless(pytestconfig: pytest.Config) -> bool:
    """Return whether generated texts (transcripts, tables) are to be rewritten."""
    return bool(pytestconfig.getoption("--bless"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the command that mends it to each failure of a test that can write what it expects."""
    report = yield
    if report.failed and "bless" in getattr(item, "fixturenames", ()):
        command = f'make test ARGS="{item.location[0]} --bless"'
        report.sections.append(("to mend it", f"{command} writes what is expected; look at the difference"))
    return report


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite what is generated in the documents")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that take minutes, unless `-m` names them."""
    if "slow" in config.option.markexpr:
        return
    left_out = [it for it in items if it.get_closest_marker("slow")]
    items[:] = [it for it in items if not it.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=left_out)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


class Scheduling(LoadFileScheduling):
    """Hands out the tests of a file at once, and with them those of files that share its fixtures."""

    def _split_scope(self, nodeid: str) -> str:
        return next((it[0] for it in TOGETHER if nodeid.startswith(it)), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the figures of a worker of pytest-xdist to the process that closes the run."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["figures"] = session.config.stash[FIGURES]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    node.config.stash[FIGURES] += getattr(node, "workeroutput", {}).get("figures", [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for figure in config.stash[FIGURES]:
        terminalreporter.write_line(figure)
    for report in terminalreporter.stats.get("rerun", ()):
        # The lines that raised, and the error without the picture of a page that follows it.
        cause, _, _ = report.longreprtext.partition("Aria snapshot:")
        lines = [it for it in cause.splitlines() if it.startswith((">", "E"))]
        terminalreporter.write_line("\n".join([f"{report.nodeid} was run again:", *lines]))


def _bytes(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
