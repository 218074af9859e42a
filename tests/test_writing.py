"""Files written as the system would: what they are, who owns them and what leads to them stays."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from loadlint import writing
from tests.commands import FIXED, FLAWED, NEWEST, Run, folder, run

__all__ = ["folder", "run"]
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
needs_root = pytest.mark.skipif(not ROOT, reason="only root may make such a file")


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "file.txt"
    path.write_bytes(b"before")
    return path


def test_a_new_file_gets_the_usual_mode(tmp_path: Path) -> None:
    writing.write(tmp_path / "new", b"text")
    (tmp_path / "usual").touch()
    assert (tmp_path / "new").read_bytes() == b"text"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_plain_file_is_replaced_in_one_step_and_keeps_its_mode(file: Path) -> None:
    file.chmod(0o751)
    inode = file.stat().st_ino
    with file.open("rb") as reader:
        writing.write(file, b"after")
        assert reader.read() == b"before"
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"after", 0o751)
    assert file.stat().st_ino != inode
    assert os.listdir(file.parent) == [file.name]


def test_links_stay_links(file: Path) -> None:
    link, hard = file.with_name("link"), file.with_name("hard")
    link.symlink_to(file.name)
    hard.hardlink_to(file)
    writing.write(link, b"a longer text")
    assert link.is_symlink()
    assert hard.samefile(file)
    assert hard.read_bytes() == b"a longer text"
    writing.write(hard, b"short")
    assert file.read_bytes() == b"short"


def test_a_link_to_nowhere_makes_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("new")
    writing.write(tmp_path / "link", b"text")
    assert (tmp_path / "new").read_bytes() == b"text"


@needs_root
def test_the_owner_stays(file: Path) -> None:
    os.chown(file, 54321, 54321)
    writing.write(file, b"after")
    status = file.stat()
    assert (file.read_bytes(), status.st_uid, status.st_gid) == (b"after", 54321, 54321)


@needs_root
def test_a_device_stays_a_device(tmp_path: Path) -> None:
    device = tmp_path / "null"
    os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    writing.write(device, b"text")
    assert stat.S_ISCHR(device.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_full_device_is_told() -> None:
    with pytest.raises(writing.UnwritableError, match="cannot be written: no space left"):
        writing.write("/dev/full", b"text")


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    writing.write(pipe, b"text")
    reader.join()
    assert got == [b"text"]
    assert pipe.is_fifo()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(writing.UnwritableError, match="cannot be written: is a directory"):
        writing.write(tmp_path, b"text")


@pytest.mark.parametrize("name", ["n" * 250 + ".py", "é" * 120 + ".py"])
def test_long_names_can_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"before")
    writing.write(tmp_path / name, b"after")
    assert (tmp_path / name).read_bytes() == b"after"


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EACCES, errno.EPERM, errno.EROFS])
def test_what_cannot_be_replaced_is_written_in_place(file: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """As the name of a bind mount is, or any name in a read-only folder."""

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(writing.os, "replace", refuse)
    inode = file.stat().st_ino
    writing.write(file, b"after")
    assert (file.read_bytes(), file.stat().st_ino) == (b"after", inode)
    assert os.listdir(file.parent) == [file.name]


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_read_only_folder_and_a_read_only_file(file: Path) -> None:
    file.parent.chmod(0o555)
    writing.write(file, b"after")
    assert file.read_bytes() == b"after"
    file.chmod(0o444)
    with pytest.raises(writing.UnwritableError, match="no permission"):
        writing.write(file, b"again")
    file.parent.chmod(0o755)


def test_a_file_written_in_place_gets_its_content_back(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.with_name("hard").hardlink_to(file)
    written, write = [], os.write

    def runs_out(handle: int, data: bytes) -> int:
        written.append(bytes(data))
        if len(written) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data[:3])

    monkeypatch.setattr(writing.os, "write", runs_out)
    with pytest.raises(writing.UnwritableError, match="cannot be written: no space left"):
        writing.write(file, b"a much longer text")
    assert file.read_bytes() == b"before"


def test_a_file_that_changed_meanwhile_is_left_alone(file: Path) -> None:
    seen = file.stat()
    file.write_bytes(b"saved by an editor")
    with pytest.raises(writing.UnwritableError, match="it changed while it was being fixed"):
        writing.write(file, b"after", seen)
    assert file.read_bytes() == b"saved by an editor"


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
@pytest.mark.parametrize("kind", ["pipe", "file"])
def test_a_report_can_go_to_standard_output_by_its_path(folder: Path, path: str, kind: str) -> None:
    if not Path(path).exists():
        pytest.skip("this system has another")
    (folder / "app.py").write_text(FLAWED)
    command = [sys.executable, "-m", "loadlint", "check", *NEWEST, "--output-format", "concise", "-o", path, "app.py"]
    with (folder / "out").open("wb") as out:
        done = subprocess.run(
            command, stdout=out if kind == "file" else subprocess.PIPE, stderr=subprocess.PIPE, check=False
        )
    text = (folder / "out").read_bytes() if kind == "file" else done.stdout
    assert (done.returncode, done.stderr) == (1, b"")
    assert text.startswith(b"app.py:4:")


def test_a_failed_write_never_means_no_findings(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise writing.UnwritableError("cannot be written: no space left on device")

    (folder / "app.py").write_text(FLAWED)
    monkeypatch.setattr(writing, "write", refuse)
    result = run("check", *NEWEST, "--fix", "--output-format", "concise", "app.py")
    assert (result.status, result.err) == (2, "loadlint: app.py: cannot be written: no space left on device\n")
    assert result.out.startswith("app.py:4:")
    assert "no findings" not in result.out
    monkeypatch.undo()
    assert run("check", *NEWEST, "--fix", str(folder / "app.py")).status == 0
    assert (folder / "app.py").read_text() == FIXED
