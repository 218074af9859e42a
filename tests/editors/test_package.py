"""The package of the extension: what its readme leads to, and what travels along."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors import prepare

HOME = "https://github.com/loadlint/loadlint/"


@pytest.fixture(scope="module")
def package() -> Iterator[zipfile.ZipFile]:
    if not prepare.VSIX.exists():
        pytest.skip("the extension has not been packaged, `make vscode` does it")
    with zipfile.ZipFile(prepare.VSIX) as archive:
        yield archive


def test_pictures_and_links_of_the_readme_lead_to_files_of_the_repository(package: zipfile.ZipFile) -> None:
    text = package.read("extension/readme.md").decode()
    tracked = set(subprocess.run(["git", "ls-files"], cwd=prepare.ROOT, capture_output=True, text=True).stdout.split())
    links = re.findall(r"\]\(([^)#\s]+)", text)
    assert len([it for it in links if it.endswith(".png")]) >= 3
    assert [it for it in links if not it.startswith("https://")] == []
    ours = [it.removeprefix(HOME).split("/", 2)[2] for it in links if it.startswith(HOME)]
    assert [it for it in ours if it not in tracked] == []


def test_nothing_travels_along_that_nothing_needs(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    assert [
        it for it in names if re.search(r"libcst/(.*/)?tests/|__pycache__|/RECORD$|libcst/(codemod|matchers)/", it)
    ] == []
    assert [it for it in names if it.endswith("/loads.png")] == []
    (module,) = [it for it in names if re.search(r"libcst/native\.[^/]+\.so$", it)][:1] or [None]
    if module is not None and shutil.which("strip"):
        # A section that strip removes.
        assert b".symtab" not in package.read(module)


def test_pictures_of_the_walkthrough_travel_along(package: zipfile.ZipFile) -> None:
    pictures = re.findall(rb'"image": "([^"]+)"', package.read("extension/package.json"))
    assert len(pictures) == 3
    assert [it for it in pictures if f"extension/{it.decode()}" not in package.namelist()] == []


def test_the_copy_in_the_package_starts_its_server(package: zipfile.ZipFile, tmp_path: Path) -> None:
    package.extractall(tmp_path)
    launch = tmp_path / "extension" / "bundled" / "launch.py"
    code = "from transformers import AutoModel\nmodel = AutoModel.from_pretrained('gpt2'\n"
    (tmp_path / "load.py").write_text(code)
    command = [sys.executable, "-I", str(launch), "bundled", "check", "--isolated", "load.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    # LibCST's own module reads the line that Python's parser refuses.
    assert "invalid-syntax" in ended.stdout
    assert ended.returncode == 1
