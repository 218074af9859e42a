"""Folders made by others: git carries links to devices, and a pull request may bring one under any name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import FLAWED
from tests.hostile.notebooks import cell, notebook

CONFIGURATIONS = ("loadlint.toml", "pyproject.toml")
OTHERS = (
    *(".gitignore", "requirements.txt", "requirements-dev.txt", ".python-version", "uv.lock", "poetry.lock"),
    *("pdm.lock", "environment.yml", "setup.cfg", ".venv/pyvenv.cfg"),
)
CODE = ("setup.py", "x.ipynb", "x.py")
KINDS = ("device", "FIFO", "no end")
# A check of one file takes a tenth of it; a reader without a limit takes all of it.
_LIMITED = """\
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from loadlint.cli.main import main
sys.exit(main(sys.argv[1:]))
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="devices and limits as Linux has them")


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_beside_the_code_is_read_without_end(folder: Path, kind: str) -> None:
    for name in OTHERS:
        _put(folder / name, kind)
    done = _check(folder)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"deprecated-torch-dtype" in done.stdout


def test_code_without_end_is_one_line_each(folder: Path) -> None:
    for name in CODE:
        _put(folder / name, "no end")
    done = _check(folder)
    expected = [f"loadlint: {name}: larger than 256 MB" for name in CODE]
    assert (done.returncode, done.stderr.decode().splitlines()) == (2, expected)
    assert b"deprecated-torch-dtype" in done.stdout


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_without_end_is_one_line(folder: Path, name: str, kind: str) -> None:
    _put(folder / name, kind)
    done = _check(folder)
    reason = "larger than 32 MB" if kind == "no end" else "not a regular file"
    assert (done.returncode, done.stderr.decode()) == (2, f"loadlint: {name}: cannot be read: {reason}\n")


def test_a_notebook_with_a_picture_of_100_mb_is_read(folder: Path) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "x" * 100_000_000}}
    (folder / "x.ipynb").write_bytes(notebook(cell(FLAWED, outputs=[picture])))
    done = _check(folder)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"x.ipynb:cell 0:" in done.stdout


@pytest.mark.parametrize(("name", "line"), [("cells", "more than 50,000 cells"), ("depth", "nested too deeply")])
def test_a_notebook_of_300_000_parts_is_one_line(folder: Path, name: str, line: str) -> None:
    parts = {
        "cells": notebook(cell(FLAWED), *(["x"] * 300_000)),
        "depth": notebook(FLAWED)[:-2] + b"," + b"[" * 300_000,
    }
    (folder / "x.ipynb").write_bytes(parts[name])
    done = _check(folder)
    assert done.returncode == 2
    assert [line in it for it in done.stderr.decode().split("\n")] == [True, False]
    assert b"app.py" in done.stdout


def test_a_baseline_without_end_is_one_line(folder: Path) -> None:
    _put(folder / "known.json", "device")
    done = _check(folder, "--baseline", "known.json")
    assert (done.returncode, done.stderr.decode()) == (2, "loadlint: --baseline: known.json: not a regular file\n")


def _put(path: Path, kind: str) -> None:
    path.parent.mkdir(exist_ok=True)
    if kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "FIFO":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(1 << 40)


def _check(folder: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    (folder / "app.py").write_text(FLAWED)
    (folder / ".git").mkdir()
    command = [sys.executable, "-c", _LIMITED, "check", ".", "--target", "transformers=5.23.0", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
