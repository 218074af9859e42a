"""Releases beside an environment: from a folder of wheels, as no test asks an index."""

from __future__ import annotations

import os
import threading
import zipfile
from pathlib import Path

import pytest

from loadlint import programs
from loadlint.verify.against import other, packages
from loadlint.verify.surroundings import Surroundings

WHEELS = {"tiny 1.0": "", "tiny 2.0": "small", "small 3.0": "", "big 1.0": "torch", "torch 9.0": ""}


@pytest.fixture(autouse=True)
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wheels in a folder, and no other index; no uv, which reads other variables."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for package, needs in WHEELS.items():
        _wheel(wheels, *package.split(), needs)
    for name in [it for it in os.environ if it.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(programs, "find", lambda _: None)


def test_release_is_laid_with_what_it_needs(bare_python: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = packages.lay(bare_python, "tiny==2.0", threading.Event())
    assert folder is not None
    assert {it.name for it in folder.iterdir()} >= {"tiny.py", "small.py", "tiny-2.0.dist-info"}
    around = other.Other("tiny==2.0").surroundings(Surroundings(folder, bare_python), threading.Event())
    assert around.paths == (str(folder),)
    monkeypatch.setattr(packages, "_run", pytest.fail)
    assert packages.lay(bare_python, "tiny==2.0", threading.Event()) == folder  # it is there already


def test_installer_takes_no_code_from_the_folder(
    bare_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    for name in ("pip.py", "json.py", "sitecustomize.py"):
        Path(name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    assert packages.lay(bare_python, "tiny==1.0", threading.Event()) is not None
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("specifier", "words"),
    [
        ("tiny==7.0", "tiny==7.0 cannot be laid beside the environment: the package index has no such release"),
        ("big==1.0", "big==1.0 needs another torch; name an interpreter with both by --against PYTHON"),
    ],
)
def test_release_that_cannot_be_laid_leaves_nothing(
    bare_python: str, tmp_path: Path, specifier: str, words: str
) -> None:
    with pytest.raises(packages.CannotLayError) as caught:
        packages.lay(bare_python, specifier, threading.Event())
    assert str(caught.value) == words
    assert not (tmp_path / "cache").exists()


def test_full_disk(bare_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(packages.CannotLayError, match="No space left on device; set LOADLINT_CACHE_DIR"):
        packages.lay(bare_python, "tiny==1.0", threading.Event())
    assert list((tmp_path / "cache" / "releases").iterdir()) == []


def test_cancel_ends_the_installer(bare_python: str) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(packages.CannotLayError, match="cancelled"):
        packages.lay(bare_python, "tiny==1.0", cancel)


@pytest.mark.parametrize("text", ["--index-url==x", "-e==1", "tiny==1.0 --pre", "tiny>1", "tiny", "git+x==1/.."])
def test_no_text_becomes_an_option_of_the_installer(text: str, tmp_path: Path, bare_python: str) -> None:
    assert not other.Other(text).is_release
    with pytest.raises(other.CannotCompareError, match="is no interpreter; write PYTHON or NAME==VERSION"):
        other.Other(text).surroundings(Surroundings(tmp_path, bare_python), threading.Event())


@pytest.mark.parametrize("log", ["dns error: failed to lookup", "Failed to establish a new connection: x"])
def test_index_that_cannot_be_reached(log: str) -> None:
    assert packages._why(f"error: {log}") == "the package index cannot be reached"


def _wheel(folder: Path, name: str, version: str, needs: str) -> None:
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += f"Requires-Dist: {needs}\n" if needs else ""
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{info}/METADATA", metadata)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
