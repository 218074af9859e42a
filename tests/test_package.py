"""The wheel, built from the sdist and installed with nothing else into an empty environment."""

from __future__ import annotations

import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import tree
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


def _files(folder: Path) -> list[Path]:
    return [path for path in tree.tracked() if folder in path.parents]
