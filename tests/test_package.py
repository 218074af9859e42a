"""The wheel, built from the sdist and installed with nothing else into an empty environment."""

from __future__ import annotations

import json
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import tomllib

import loadlint
from tests import tree, wheels
from tests.conftest import Built, Installed

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


def test_sdist_holds_what_the_tests_need(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tracked = {path.relative_to(tree.ROOT).as_posix() for path in tree.tracked()}
    assert {it for it in tracked - names if not it.startswith(".ci/")} == set()


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


@pytest.mark.parametrize("version", [wheels.PYTHONS[0], wheels.PYTHONS[-1]])
def test_every_command_works_on_the_oldest_and_the_newest_python(version: str, built: Built, tmp_path: Path) -> None:
    python = wheels.interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} on this machine")
    wheels.smoke(wheels.install(python, built.wheel, tmp_path / "venv"), tmp_path / "project")


def test_the_pythons_that_are_tried_are_those_that_are_named() -> None:
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text())["project"]
    named = [it.rpartition(" ")[2] for it in project["classifiers"] if re.search(r":: 3\.\d+$", it)]
    assert named == list(wheels.PYTHONS)
    assert project["requires-python"] == f">={wheels.PYTHONS[0]}"


def test_the_version_stands_in_one_place() -> None:
    """The documents name the release that a hook or an action is taken from."""
    texts = {
        it: it.read_text(encoding="utf-8") for it in tree.tracked() if it.suffix in (".md", ".toml", ".yml", ".yaml")
    }
    named = {
        version for text in texts.values() for version in re.findall(r"(?:rev: v|loadlint/loadlint@v)([\d.]+)", text)
    }
    assert named == {loadlint.__version__}
    assert "version" in tomllib.loads((tree.ROOT / "pyproject.toml").read_text())["project"]["dynamic"]


def test_sizes_in_the_documents_are_those_of_the_files(built: Built, report_figure: Callable[[str], None]) -> None:
    rows = re.findall(
        r"^\| (.+?) \| ([\d.]+) (kB|MB) \|$", (tree.ROOT / "docs" / "versions.md").read_text(), re.MULTILINE
    )
    stated = {what.partition(",")[0]: float(size) * {"kB": 1e3, "MB": 1e6}[unit] for what, size, unit in rows}
    unpacked = sum(it.file_size for it in zipfile.ZipFile(built.wheel).infolist())
    sizes = {"the wheel": built.wheel.stat().st_size, "the sdist": built.sdist.stat().st_size, "unpacked": unpacked}
    report_figure("release: " + ", ".join(f"{what} {size / 1e3:.0f} kB" for what, size in sizes.items()))
    assert stated == pytest.approx(sizes, rel=0.25)


def _files(folder: Path) -> list[Path]:
    return [path for path in tree.tracked() if folder in path.parents]
