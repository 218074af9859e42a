"""The wheel, built from the sdist and installed with nothing else into an empty environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import tree

pytestmark = pytest.mark.registry

FINDING = """\
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("some-owner/some-model", trust_remote_code=True)
"""
NOT_WANTED = {"torch", "transformers", "accelerate", "numpy", "psutil"}


def test_wheel_holds_both_layers_and_every_page(built: Built) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())
    source = [path for root in ("server/loadlint", "rules/loadlint_rules") for path in _files(tree.ROOT / root)]
    expected = {path.relative_to(tree.ROOT).as_posix().partition("/")[2] for path in source}
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert {name for name in expected if name.endswith(".md")}
    assert {"loadlint/py.typed", "loadlint_rules/py.typed"} <= expected


def test_sdist_holds_tests_and_licence(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "CHANGELOG.md", "Makefile", "tests/test_house.py"} <= names


def test_linter_alone_installs_no_model_library(installed: Installed, report_figure: Callable[[str], None]) -> None:
    report_figure(f"pip install loadlint: {installed.seconds:.1f} s, {installed.megabytes:.1f} MB: {installed.listing}")
    assert installed.packages & NOT_WANTED == set()
    assert {"loadlint", "libcst", "pygls"} <= installed.packages


def test_installed_command_tells_its_version(installed: Installed) -> None:
    done = installed.run("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"loadlint {installed.version}")


def test_installed_command_finds_and_explains(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "load.py").write_text(FINDING)
    done = installed.run("check", "--isolated", "--output-format", "json", "load.py", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "trust-remote-code" in {finding["rule"] for finding in json.loads(done.stdout)}
    page = installed.run("rule", "trust-remote-code")
    assert page.returncode == 0, page.stderr
    assert "trust_remote_code=True" in page.stdout


@dataclass(frozen=True)
class Built:
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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """`build` makes the sdist and then the wheel from what the sdist holds."""
    folder = tmp_path_factory.mktemp("dist")
    source = tree.copy(tmp_path_factory.mktemp("source"))
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")))


@pytest.fixture(scope="module")
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


def _files(folder: Path) -> list[Path]:
    return [path for path in tree.tracked() if folder in path.parents]


def _bytes(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
