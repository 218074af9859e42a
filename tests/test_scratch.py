"""Scratch folders are gone after every end of their owner, and what holds a place of ours costs one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from loadlint import native, scratch, store
from loadlint.cli import main

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and locks of POSIX")

# The child says where its folder is, then waits for a signal.
# The tests may run under nohup, whose children ignore the end of the terminal, as scratch does then.
HOLD = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from loadlint import scratch
with scratch.folder() as path:
    print(path, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files, empty."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_the_folder_has_the_owner_in_its_name(temporary: Path) -> None:
    with scratch.folder() as path:
        assert Path(path).parent == temporary
        assert Path(path).name.startswith(f"loadlint-{os.getpid()}-")
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_folder(temporary: Path, number: signal.Signals) -> None:
    process = _holding()
    process.send_signal(number)
    process.communicate()
    assert process.returncode == 128 + number
    assert list(temporary.iterdir()) == []


def test_the_next_start_removes_what_a_killed_one_left(temporary: Path) -> None:
    process = _holding()
    process.kill()
    process.communicate()
    (left,) = temporary.iterdir()
    (left / "offloaded").write_bytes(b"weights")
    with scratch.folder() as path:
        assert [str(it) for it in temporary.iterdir()] == [path]


def test_the_next_start_removes_downloads_that_a_killed_one_left(temporary: Path, tmp_path: Path) -> None:
    """The hub's client gives each download a name of its own, which no later one continues."""
    process = _holding()
    process.kill()
    process.communicate()
    (left,) = temporary.iterdir()
    names = ("ab.0123abcd.incomplete", "ab.incomplete", "weights.safetensors")
    for name in names:
        (tmp_path / name).write_bytes(b"half")
    (left / scratch.RECORD).write_text("\n".join(str(tmp_path / it) for it in names))
    with scratch.folder():
        assert [it for it in names if (tmp_path / it).exists()] == ["ab.incomplete", "weights.safetensors"]


def test_folders_of_the_living_and_of_others_stay(temporary: Path) -> None:
    process = _holding()
    other = temporary / "loadlint-1-x"
    other.mkdir()
    for name in ("loadlint-notes", "loadlint-999999999-link"):
        (temporary / name).symlink_to(other) if "link" in name else (temporary / name).mkdir()
    before = set(temporary.iterdir())
    with scratch.folder() as path:
        assert set(temporary.iterdir()) == before | {Path(path)}
    process.communicate()


def test_a_lock_of_another_container_counts(temporary: Path) -> None:
    """Its process has a number that is nobody's here."""
    folder = temporary / "loadlint-999999999-abc"
    folder.mkdir()
    handle = native.lock_folder(str(folder))
    assert handle is not None
    with scratch.folder():
        assert folder.is_dir()
    os.close(handle)
    with scratch.folder():
        assert not folder.exists()


# --- a place of ours that something else holds


@pytest.mark.parametrize("kind", ["folder", "FIFO", "link"])
def test_a_lock_that_is_no_file_is_one_line(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    lock = tmp_path / f"loadlint-verify-{os.getuid()}.lock"
    _put(lock, kind)
    (tmp_path / "a.py").write_text("from transformers import AutoModel\nAutoModel.from_pretrained('./m')\n")
    assert main.main(["verify", "a.py:2", "--python", sys.executable]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"loadlint: the lock {lock} ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("kind", ["folder", "FIFO"])
def test_a_cache_that_is_no_file_costs_the_cache_alone(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, project = tmp_path / "cache", tmp_path / "project"
    project.mkdir()
    (project / "a.py").write_text(
        "from transformers import AutoModel\nAutoModel.from_pretrained('m', load_in_8bit=1)\n"
    )
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(cache))
    monkeypatch.chdir(project)
    first = _checked(project)
    for path in [it for it in cache.iterdir() if it.is_file()]:
        path.unlink()
        _put(path, kind)
    again = _checked(project)
    assert (again.returncode, again.stdout) == (first.returncode, first.stdout)
    assert again.stderr.count("\n") <= 1


def test_a_temporary_name_that_is_taken_stops_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"x.{os.getpid()}.tmp")
    store.replace(str(tmp_path / "x"), b"new")
    assert (tmp_path / "x").read_bytes() == b"new"


def _put(path: Path, kind: str) -> None:
    if kind == "folder":
        path.mkdir()
    elif kind == "FIFO":
        os.mkfifo(path)
    else:
        path.symlink_to(path.parent / "elsewhere")


def _checked(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "loadlint", "check", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def _holding() -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    return process
