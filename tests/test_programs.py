"""Programs of the system are never the ones that lie in the folder one works in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loadlint import programs


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def _program(folder: Path, name: str = "nvidia-smi") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("path", ["", ".", "bin", os.pathsep, f".{os.pathsep}bin"])
def test_a_relative_folder_of_the_path_is_passed_by(workspace: Path, path: str) -> None:
    _program(workspace), _program(workspace / "bin")
    assert programs.find("nvidia-smi", {"PATH": path}) is None


def test_the_working_folder_is_passed_by_under_its_full_name(workspace: Path) -> None:
    _program(workspace), _program(workspace / "bin")
    path = os.pathsep.join((str(workspace), str(workspace / "bin")))
    assert programs.find("nvidia-smi", {"PATH": path}) is None


def test_a_link_into_the_working_folder_is_passed_by(workspace: Path, tmp_path: Path) -> None:
    _program(workspace)
    (tmp_path / "tools").symlink_to(workspace)
    assert programs.find("nvidia-smi", {"PATH": str(tmp_path / "tools")}) is None


def test_the_first_program_of_the_system_is_taken(workspace: Path, tmp_path: Path) -> None:
    _program(workspace)
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "nvidia-smi").write_text("not a program")
    path = os.pathsep.join((str(workspace), str(tmp_path / "first"), str(tmp_path / "second")))
    assert programs.find("nvidia-smi", {"PATH": path}) is None
    tool = _program(tmp_path / "second")
    assert programs.find("nvidia-smi", {"PATH": path}) == str(tool)
