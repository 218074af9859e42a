"""Decisions that differ between operating systems, asked of all three on any of them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from loadlint import native, programs
from loadlint.cli import main
from loadlint.editor.wire import convert
from loadlint.project import installed, interpreter
from loadlint.source import git_excludes, regular
from loadlint.system import System

WINDOWS, MACOS, LINUX = System("win32"), System("darwin"), System("linux")
LOAD = 'from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("é", torch_dtype="auto")\n'

# --- URIs -----------------------------------------------------------------------------------------

FILES = {
    "file:///c%3A/my%20code/a.py": (WINDOWS, r"C:\my code\a.py"),
    "file:///C:/a.py": (WINDOWS, r"C:\a.py"),
    "file:///d:/%C3%A9.py": (WINDOWS, "D:\\é.py"),
    "file:///c:/a%23b.py#L3": (WINDOWS, r"C:\a#b.py"),
    "file://server/share/a.py": (WINDOWS, r"\\server\share\a.py"),
    "file://wsl.localhost/Debian/srv/a.py": (WINDOWS, r"\\wsl.localhost\Debian\srv\a.py"),
    "file://localhost/c:/a.py": (WINDOWS, r"C:\a.py"),
    "FILE:///c:/a.py": (WINDOWS, r"C:\a.py"),
    "file:///srv/code/a.py": (LINUX, "/srv/code/a.py"),
    "file://localhost/srv/code/a.py": (LINUX, "/srv/code/a.py"),
    "file:///c%3A/a.py": (LINUX, "/c:/a.py"),
    "file:///back%5Cslash.py": (MACOS, "/back\\slash.py"),
    "file:///latin%E9.py": (LINUX, "/latin\udce9.py"),
    "file://elsewhere/a.py": (LINUX, None),
    "untitled:Untitled-1": (WINDOWS, None),
    "vscode-notebook-cell:/c%3A/a.ipynb": (WINDOWS, None),
    "file:": (LINUX, None),
}


@pytest.mark.parametrize("uri", FILES)
def test_file_of_a_uri(uri: str) -> None:
    system, path = FILES[uri]
    assert system.path(uri) == path


URIS = {
    r"C:\my code\a.py": (WINDOWS, "file:///c:/my%20code/a.py"),
    "D:\\é#.py": (WINDOWS, "file:///d:/%C3%A9%23.py"),
    r"\\server\share\a.py": (WINDOWS, "file://server/share/a.py"),
    r"\\?\C:\deep\a.py": (WINDOWS, "file:///c:/deep/a.py"),
    r"\\?\UNC\server\share\a.py": (WINDOWS, "file://server/share/a.py"),
    "/srv/code/a b.py": (LINUX, "file:///srv/code/a%20b.py"),
    "/back\\slash.py": (MACOS, "file:///back%5Cslash.py"),
    "/latin\udce9.py": (LINUX, "file:///latin%E9.py"),
}


@pytest.mark.parametrize("path", URIS)
def test_uri_of_a_file(path: str) -> None:
    system, uri = URIS[path]
    assert system.uri(path) == uri


@pytest.mark.parametrize("path", [r"C:\my code\ä.py", r"\\server\share\ü#?.py", "E:\\half\ud83d.py"])
def test_uri_and_back_on_windows(path: str) -> None:
    assert WINDOWS.path(WINDOWS.uri(path)) == path


def test_server_asks_the_running_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "THIS", WINDOWS)
    convert.path.cache_clear()
    assert convert.path("file:///c%3A/a.py") == r"C:\a.py"
    assert convert.uri(r"C:\a.py") == "file:///c:/a.py"
    convert.path.cache_clear()


# --- paths ----------------------------------------------------------------------------------------

INSIDE = [
    (WINDOWS, r"c:\Work\project\a.py", r"C:\work", True),
    (WINDOWS, r"C:\workshop\a.py", r"C:\work", False),
    (WINDOWS, r"\\server\share\a.py", r"\\SERVER\share", True),
    (WINDOWS, r"D:\work\a.py", r"C:\work", False),
    (MACOS, "/srv/Work/a.py", "/srv/work", True),
    (LINUX, "/srv/Work/a.py", "/srv/work", False),
    (LINUX, "/srv/work/a.py", "/srv/work", True),
    (LINUX, "/workshop/a.py", "/work", False),
    (LINUX, "/anything", "/", True),
]


@pytest.mark.parametrize(("system", "path", "folder", "inside"), INSIDE)
def test_path_inside_a_folder(system: System, path: str, folder: str, inside: bool) -> None:
    assert system.is_inside(path, folder) is inside


def test_long_path_gets_a_prefix_on_windows() -> None:
    deep = "\\".join(["folder"] * 60)
    assert WINDOWS.openable(rf"C:\{deep}\a.py") == rf"\\?\C:\{deep}\a.py"
    assert WINDOWS.openable(rf"\\server\share\{deep}") == rf"\\?\UNC\server\share\{deep}"
    assert WINDOWS.openable(rf"\\?\C:\{deep}") == rf"\\?\C:\{deep}"
    assert WINDOWS.openable(r"C:\a.py") == r"C:\a.py"
    assert LINUX.openable("/x" * 400) == "/x" * 400


def test_long_path_is_read_under_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def opens(path: str, _: int) -> int:
        opened.append(path)
        raise FileNotFoundError

    monkeypatch.setattr(regular, "THIS", WINDOWS)
    monkeypatch.setattr("os.open", opens)
    with pytest.raises(FileNotFoundError):
        regular.read("C:\\" + "x" * 300)
    assert opened == ["\\\\?\\C:\\" + "x" * 300]


def test_share_is_no_place_for_a_git_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert WINDOWS.is_share(r"\\evil\share\ignore")
    assert WINDOWS.is_share("//evil/share/ignore")
    assert not WINDOWS.is_share(r"\\?\C:\ignore")
    assert not LINUX.is_share("//evil/share/ignore")
    monkeypatch.setattr(git_excludes, "THIS", WINDOWS)
    assert git_excludes._joined("C:/", "//evil/share/ignore") == ""


def test_reports_show_slashes() -> None:
    assert WINDOWS.with_slashes(r"a\b.py") == "a/b.py"
    assert LINUX.with_slashes("a\\b.py") == "a\\b.py"


# --- programs -------------------------------------------------------------------------------------


def test_environment_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (interpreter, installed):
        monkeypatch.setattr(module, "THIS", WINDOWS)
    packages = tmp_path / ".venv" / "Lib" / "site-packages"
    (packages / "transformers-5.23.0.dist-info").mkdir(parents=True)
    # On the system of this test, a path has `/` between its parts.
    monkeypatch.setattr(System, "paths", property(lambda _: os.path))
    (tmp_path / ".venv" / "Scripts").mkdir()
    (tmp_path / ".venv" / "Scripts" / "python.exe").write_text("")
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    python = interpreter.interpreter(tmp_path / "load.py")
    assert python is not None
    assert python.path.endswith("python.exe")
    assert installed.versions(python)["transformers"] == "5.23.0"


def test_path_of_windows_has_quotes_and_its_own_separator() -> None:
    folders = WINDOWS.search_path({"PATH": r'"C:\Program Files\NVIDIA";C:\Windows'})
    assert folders == [r"C:\Program Files\NVIDIA", r"C:\Windows"]
    assert LINUX.search_path({"PATH": "/usr/bin:/bin"}) == ["/usr/bin", "/bin"]
    assert WINDOWS.executable("nvidia-smi") == "nvidia-smi.exe"
    assert WINDOWS.executable("python.EXE") == "python.EXE"


def test_program_in_the_working_folder_under_another_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(programs, "THIS", MACOS)
    assert programs._is_here(str(tmp_path / "tool").upper())
    monkeypatch.setattr(programs, "THIS", LINUX)
    assert not programs._is_here(str(tmp_path / "tool").upper())


def test_processes_of_windows_end_by_a_program_of_the_system() -> None:
    command = WINDOWS.command_to_end(7, {"SYSTEMROOT": r"D:\Windows"})
    assert command == [r"D:\Windows\System32\taskkill.exe", "/T", "/F", "/PID", "7"]
    assert WINDOWS.command_to_end(7, {})[0].startswith("C:\\Windows\\")


# --- what only one system has ---------------------------------------------------------------------


class Kernel:
    """Windows' own library, as far as it is asked."""

    answers = 1

    def DeviceIoControl(self, _: int, code: int, *__: object) -> int:  # noqa: N802  # named by Windows
        assert code == 0x900C4
        return self.answers

    def GetCompressedFileSizeW(self, path: str, _: object) -> int:  # noqa: N802
        return 0xFFFFFFFF if path == "absent" else 4096

    def GlobalMemoryStatusEx(self, status: Any) -> int:  # noqa: N802
        status._obj.free = 8 << 30
        return self.answers


def test_sparse_files_of_ntfs() -> None:
    kernel = Kernel()
    native.set_sparse(7, kernel)
    assert native.compressed_size("x", kernel) == 4096
    assert native.compressed_size("absent", kernel) is None
    kernel.answers = 0
    with pytest.raises(OSError, match="no sparse files"):
        native.set_sparse(7, kernel)


def test_free_memory_of_windows() -> None:
    kernel = Kernel()
    assert native.free_memory(kernel) == 8 << 30
    kernel.answers = 0
    assert native.free_memory(kernel) is None


# --- text -----------------------------------------------------------------------------------------


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """Check a file with CRLF, and return standard output as Python opens it on a Windows of Western Europe."""
    (tmp_path / "load.py").write_bytes(LOAD.replace("\n", "\r\n").encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)

    def run(*options: str) -> bytes:
        written = io.BytesIO()
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252", newline="\r\n"))
            assert main.main(["check", "--isolated", *options, "load.py"]) == 1
            sys.stdout.flush()
            return written.getvalue()

    return run


def test_patch_of_a_file_with_crlf_applies(check: Callable[..., bytes]) -> None:
    Path("fix.patch").write_bytes(check("--diff", "--unsafe-fixes"))
    done = subprocess.run(["git", "apply", "fix.patch"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    fixed = Path("load.py").read_bytes()
    assert b"\xc3\xa9" in fixed
    assert fixed.count(b"\r\n") == fixed.count(b"\n") == 3
    assert b"torch_dtype" not in fixed


def test_xml_has_the_encoding_that_it_names(check: Callable[..., bytes]) -> None:
    written = check("--output-format", "junit")
    assert b"\r" not in written
    assert ElementTree.fromstring(written).tag == "testsuites"


def test_chosen_encoding_stays() -> None:
    assert "encoding" not in WINDOWS.encoding({"PYTHONIOENCODING": "cp1252"}, terminal=False)
    assert WINDOWS.encoding({}, terminal=True) == {"errors": "backslashreplace"}
    assert WINDOWS.encoding({}, terminal=False)["encoding"] == "utf-8"


def test_checkout_with_crlf(tmp_path: Path) -> None:
    """A checkout by a git that turns line ends, as that of Windows does by default."""
    for layer, package in (("server", "loadlint"), ("rules", "loadlint_rules")):
        source = Path(__file__).parent.parent / layer
        for file in (source / package).rglob("*"):
            if file.suffix in {".py", ".md", ".json"}:
                target = tmp_path / layer / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "load.py").write_text(LOAD)
    folders = [str(tmp_path / it) for it in ("server", "rules")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders), "LOADLINT_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "loadlint"]

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr
        return done.stdout

    assert "load.py:3:40: info[deprecated-torch-dtype]" in run(
        "check", "--output-format", "concise", "--isolated", "load.py"
    )
    assert run("rule", "deprecated-torch-dtype").startswith("# deprecated-torch-dtype\n")
