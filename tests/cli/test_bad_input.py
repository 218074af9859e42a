"""Every bad input ends in one line that names the cure and in the documented exit status, never in a traceback."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loadlint import __version__, errors
from loadlint.cli import arguments
from loadlint.source import walk
from tests.commands import FLAWED, NEWEST, Run

Prepare = Callable[[Path], object]


@dataclass(frozen=True)
class Bad:
    """A command, what lies in the folder, and the one line on standard error (`loadlint: ` before it)."""

    name: str
    command: str
    line: str
    prepare: Prepare = lambda _: None
    stdin: bytes = b""


def _file(name: str, data: bytes) -> Prepare:
    return lambda folder: (folder / name).write_bytes(data)


def _pyproject(text: str) -> Prepare:
    return lambda folder: ((folder / "pyproject.toml").write_text(text), (folder / "app.py").write_text("x = 1\n"))


OPTIONS = [
    Bad("unknown command", "chek app.py", "unknown command 'chek'; did you mean 'check'?"),
    Bad(
        "path for a command",
        "app.py",
        "unknown command 'app.py'; did you mean 'loadlint check app.py'?",
        _file("app.py", b"x = 1\n"),
    ),
    Bad("unknown option", "check --unsafe-fix .", "unknown option '--unsafe-fix'; did you mean '--unsafe-fixes'?"),
    Bad("far-off option", "check --zzz .", "unknown option '--zzz'; see 'loadlint check --help'"),
    Bad(
        "path for an option",
        "check -x.py",
        "unknown option '-x.py'; a path that begins with '-' stands after '--'",
        _file("-x.py", b"x = 1\n"),
    ),
    Bad("option without value", "check --select", "argument --select: expected one argument"),
    Bad(
        "unknown rule",
        "check --select missing-device-mop .",
        "--select: unknown rule 'missing-device-mop'; did you mean 'missing-device-map'?",
    ),
    Bad("far-off rule", "check --ignore zzz .", "--ignore: unknown rule 'zzz'; loadlint rule lists them"),
    Bad(
        "page of an unknown rule",
        "rule trust-remote-cod",
        "unknown rule 'trust-remote-cod'; did you mean 'trust-remote-code'?",
    ),
    Bad(
        "unknown library",
        "check --target transfomers=5 .",
        "--target: unknown library 'transfomers'; did you mean 'transformers'?"
        " (transformers, diffusers, torch, accelerate, peft)",
    ),
    Bad(
        "target without a version",
        "check --target torch .",
        "--target: 'torch' is not NAME=VERSION, such as transformers=5.23.0",
    ),
    Bad("no version", "check --target torch=new .", "--target: 'new' is not a version such as '5.23.0'"),
    Bad("no number", "check --jobs many .", "argument --jobs: 'many' is no number of processes"),
    Bad(
        "no interpreter",
        "check --python nowhere/python .",
        "no Python interpreter at 'nowhere/python'; name a python executable or the folder of an environment",
    ),
    Bad("stdin among paths", "check - app.py", "'-' cannot be mixed with paths"),
    Bad(
        "report into nowhere",
        "check --output-file no/where.txt app.py",
        "no/where.txt: cannot be written: no such file or folder",
        _file("app.py", b"x = 1\n"),
    ),
]
FILES = [
    Bad("no such file", "check nope.py", "nope.py: no such file or folder"),
    Bad("null byte in a path", "check app\0.py", r"app\x00.py: embedded null byte"),
    Bad("no Python", "check notes.md", "notes.md: not a Python file or notebook", _file("notes.md", b"hello")),
    Bad(
        "not UTF-8",
        "check app.py",
        "app.py: not in utf-8 (line 2); save it so or name its encoding in a coding line",
        _file("app.py", FLAWED.replace("\n", "  # \xe9\n", 2).encode("latin-1").replace(b"  # \xe9\n", b"\n", 1)),
    ),
    Bad(
        "wrong coding line",
        "check app.py",
        "app.py: unknown encoding 'utf-9' in its coding line",
        _file("app.py", f"# coding: utf-9\n{FLAWED}".encode()),
    ),
    Bad(
        "coding line that is no text",
        "check app.py",
        "app.py: encoding 'rot13' in its coding line is none for source code",
        _file("app.py", f"# coding: rot13\n{FLAWED}".encode()),
    ),
    Bad(
        "UTF-16",
        "check app.py",
        "app.py: not Python: it is in UTF-16; save it as UTF-8",
        _file("app.py", FLAWED.encode("utf-16")),
    ),
    Bad(
        "null bytes",
        "check app.py",
        "app.py: not Python: it holds null bytes",
        _file("app.py", FLAWED.encode() + b"\0"),
    ),
    Bad("FIFO", "check pipe.py", "pipe.py: not a regular file", lambda folder: os.mkfifo(folder / "pipe.py")),
    Bad(
        "dangling link",
        "check link.py",
        "link.py: no such file or folder",
        lambda folder: (folder / "link.py").symlink_to("gone.py"),
    ),
    Bad(
        "loop of links",
        "check link.py",
        "link.py: too many levels of symbolic links",
        lambda folder: (folder / "link.py").symlink_to("link.py"),
    ),
]
NOTEBOOKS = [
    Bad(
        "no JSON",
        "check a.ipynb",
        "a.ipynb: not a notebook: line 1 column 2: expecting property name enclosed in double quotes",
        _file("a.ipynb", b"{from_pretrained}"),
    ),
    Bad(
        "no object",
        "check a.ipynb",
        "a.ipynb: not a notebook: its JSON is not an object",
        _file("a.ipynb", b'["from_pretrained"]'),
    ),
    Bad(
        "no cells",
        "check a.ipynb",
        "a.ipynb: not a notebook: it has no list of cells",
        _file("a.ipynb", b'{"nbformat": 4, "a": "from_pretrained"}'),
    ),
    Bad(
        "nbformat 3",
        "check a.ipynb",
        "a.ipynb: the notebook is in nbformat 3: convert it with 'jupyter nbconvert --to notebook --inplace'",
        _file("a.ipynb", json.dumps({"nbformat": 3, "worksheets": [{"cells": []}], "a": "from_pretrained"}).encode()),
    ),
    Bad(
        "not UTF-8",
        "check a.ipynb",
        "a.ipynb: not a notebook: it is not in UTF-8",
        _file("a.ipynb", b'{"a": "from_pretrained \xe9"}'),
    ),
    Bad(
        "nested too deeply",
        "check a.ipynb",
        "a.ipynb: not a notebook: its JSON is nested too deeply",
        _file("a.ipynb", b'{"a": "from_pretrained", "b": ' + b"[" * 100_000),
    ),
]
CONFIGURATIONS = [
    Bad(
        "broken TOML",
        "check app.py",
        "pyproject.toml:2: not valid TOML: invalid value",
        _pyproject("[tool.loadlint]\nselect = \n"),
    ),
    Bad(
        "unknown key",
        "check app.py",
        "pyproject.toml:3: unknown key 'selct' in [tool.loadlint]; did you mean 'select'?",
        _pyproject('\n[tool.loadlint]\nselct = ["ALL"]\n'),
    ),
    Bad(
        "wrong type",
        "check app.py",
        "pyproject.toml:2: select in [tool.loadlint]: must be a list of strings",
        _pyproject('[tool.loadlint]\nselect = "ALL"\n'),
    ),
    Bad(
        "unknown rule in it",
        "check app.py",
        "pyproject.toml:2: ignore in [tool.loadlint]: unknown rule 'device-mov-after-load';"
        " did you mean 'device-move-after-load'?",
        _pyproject('[tool.loadlint]\nignore = ["device-mov-after-load"]\n'),
    ),
    Bad(
        "unknown severity",
        "check app.py",
        "pyproject.toml:2: severity in [tool.loadlint]: 'warn' is no severity (error, warning, info);"
        " did you mean 'warning'?",
        _pyproject('[tool.loadlint]\nseverity = {trust-remote-code = "warn"}\n'),
    ),
    Bad(
        "bad size",
        "check app.py",
        'pyproject.toml:2: memory-limit in [tool.loadlint.verify]: must be a size such as "8GB"',
        _pyproject('[tool.loadlint.verify]\nmemory-limit = "much"\n'),
    ),
    Bad(
        "unknown key of verify",
        "check app.py",
        "pyproject.toml:2: unknown key 'time-out' in [tool.loadlint.verify]; did you mean 'timeout'?",
        _pyproject("[tool.loadlint.verify]\ntime-out = 3\n"),
    ),
    Bad(
        "not a table",
        "check app.py",
        "pyproject.toml: [tool.loadlint] must be a table",
        _pyproject("[tool]\nloadlint = 3\n"),
    ),
    Bad(
        "own file",
        "check app.py",
        "loadlint.toml:1: unknown key 'exlude'; did you mean 'exclude'?",
        _file("loadlint.toml", b"exlude = []\n"),
    ),
    Bad(
        "configured interpreter is gone",
        "check app.py",
        "no Python interpreter at 'gone'; name a python executable or the folder of an environment",
        lambda folder: (
            _pyproject('[tool.loadlint]\npython = "gone"\n')(folder),
            _file("app.py", FLAWED.encode())(folder),
        ),
    ),
]


@pytest.mark.parametrize("bad", [*OPTIONS, *FILES, *NOTEBOOKS, *CONFIGURATIONS], ids=lambda it: it.name)
def test_one_line_and_status_2(run: Run, folder: Path, bad: Bad) -> None:
    bad.prepare(folder)
    result = run(*bad.command.split(" "), stdin=bad.stdin)
    assert result.err == f"loadlint: {bad.line}\n"
    assert result.status == 2
    assert "Traceback" not in result.out


def test_a_format_that_is_not_there_names_those_that_are(run: Run) -> None:
    result = run("check", "--output-format", "jsn", ".")
    assert result.status == 2
    assert result.err.startswith(
        "loadlint: argument --output-format: no format 'jsn'; did you mean 'json'? (there are full,"
    )


def test_no_command_prints_help(run: Run) -> None:
    result = run()
    assert result.status == 2
    assert result.err.startswith("usage: loadlint ")


def test_the_version_is_told_without_argparse_as_with_it(run: Run, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("-V").status == arguments.run(["-V"]) == 0
    assert capsysbinary.readouterr().out.decode() == run("-V").out


def test_help_and_version_go_to_stdout(run: Run) -> None:
    assert {run(it).out for it in ("--version", "-V")} == {f"loadlint {__version__}\n"}
    result = run("check", "--help")
    assert result.status == 0
    assert result.out.startswith("usage: loadlint check ")


def test_the_good_files_are_linted_beside_the_bad(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    (folder / "bad.py").write_bytes(FLAWED.encode("utf-16"))
    result = run("check", *NEWEST, "app.py", "bad.py")
    assert result.status == 2
    assert "app.py:4:73: " in result.out


def test_fifos_and_loops_in_a_folder_are_passed_by(run: Run, folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    (folder / "loop").symlink_to(".")
    (folder / "app.py").write_text("x = 1\n")
    assert run("check", ".").out == "no findings in 1 file\n"


def test_a_folder_that_may_not_be_entered_is_named(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "secret").mkdir()
    scandir = os.scandir

    def denied(path: str) -> object:
        if path.endswith("secret"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(walk.os, "scandir", denied)
    result = run("check", ".")
    assert (result.status, result.err) == (2, "loadlint: secret: no permission to read it\n")


def test_a_file_that_vanishes_during_the_walk_has_no_faults(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.py").write_text("x = 1\n")
    (folder / "b.py").write_text(FLAWED)
    read = walk.read

    def reads(path: str) -> object:
        (folder / "b.py").unlink(missing_ok=True)
        return read(path)

    monkeypatch.setattr("loadlint.check.run.read", reads)
    result = run("check", *NEWEST, "--no-cache", ".")
    assert (result.status, result.err) == (0, "")


@pytest.mark.parametrize("name", ["with space.py", "émoji🤗.py", "[brackets].py", "-dash.py"])
def test_odd_names(run: Run, folder: Path, name: str) -> None:
    (folder / name).write_text(FLAWED)
    assert run("check", *NEWEST, "--", name).out.startswith(f"{name}:4:73: ")


def test_a_name_that_is_no_text(run: Run, folder: Path) -> None:
    (folder / os.fsdecode(b"\xff.py")).write_text(FLAWED)
    result = run("check", *NEWEST, "--output-format", "concise", ".")
    assert result.status == 1
    assert "deprecated-torch-dtype" in result.out


NESTED = pytest.mark.parametrize(
    "text",
    ["(" * 100_000, "x = " + "[" * 100_000 + "]" * 100_000, "-" * 100_000 + "1", "not " * 100_000 + "1"],
    ids=["open", "balanced", "signs", "words"],
)


@NESTED
def test_nesting_beyond_reason(run: Run, folder: Path, text: str) -> None:
    (folder / "app.py").write_text(f"{text}\n{FLAWED}")
    result = run("check", *NEWEST, "app.py")
    assert (result.status, result.err) == (2, "loadlint: app.py: nested too deeply to be analyzed\n")


@NESTED
def test_nesting_beyond_reason_in_a_folder_costs_one_statement(run: Run, folder: Path, text: str) -> None:
    (folder / "app.py").write_text(f"{text}\n{FLAWED}")
    result = run("check", *NEWEST, "--output-format", "concise", ".")
    assert (result.status, result.err) == (1, "")
    assert "deprecated-torch-dtype" in result.out


def test_a_load_nested_beyond_reason(run: Run, folder: Path) -> None:
    (folder / "app.py").write_text(f"{FLAWED}x = {'not ' * 100_000}AutoModel.from_pretrained('a')\n")
    result = run("check", *NEWEST, "--output-format", "concise", ".")
    assert "this is nested too deeply to be read, so the loads in it are not checked" in result.out


def test_brackets_in_strings_are_no_nesting(run: Run, folder: Path) -> None:
    smileys = "".join(f"x{it} = ':('\n" for it in range(300))
    (folder / "app.py").write_text(f"{smileys}{FLAWED}")
    assert run("check", *NEWEST, "app.py").status == 1


def _started(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "loadlint", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)


def test_a_deleted_working_directory_is_one_line(folder: Path) -> None:
    (folder / "app.py").write_text(FLAWED)
    gone = folder / "gone"
    gone.mkdir()
    done = _started("check", str(folder / "app.py"), cwd=gone, preexec_fn=gone.rmdir)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"loadlint: the working directory does not exist any more\n"


def test_closed_standard_input_is_one_line() -> None:
    done = _started("check", "-", preexec_fn=lambda: os.close(0))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"loadlint: standard input is closed\n"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (errors.LoadlintError("no luck"), "no luck"),
        (OSError(errno.EACCES, "Permission denied", "a.toml"), "a.toml: permission denied"),
        (KeyError("cell"), "internal error, please report it: KeyError in test_bad_input.py:"),
        (RecursionError("too deep"), "internal error, please report it: RecursionError in test_bad_input.py:"),
        (subprocess.TimeoutExpired("python", 3), "internal error, please report it: TimeoutExpired in test_bad"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_a_fault_is_one_line_and_never_means_findings(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, line: str
) -> None:
    def fail(_: object) -> int:
        raise error

    monkeypatch.setattr("loadlint.cli.check.main", fail)
    result = run("check", ".")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"loadlint: {line}")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("command", ["check app.py", "check --output-format json .", "rule", "check --bda"])
def test_modules_of_the_project_are_never_imported(folder: Path, command: str) -> None:
    for module in ("argparse", "json", "libcst", "tomllib", "difflib", "loadlint_rules"):
        (folder / f"{module}.py").write_text("raise SystemExit('the code of the user was run')\n")
    (folder / "loadlint.toml").write_text('ignore = ["load-in-loop"]\n')
    (folder / "app.py").write_text(FLAWED)
    command_line = [sys.executable, "-m", "loadlint", *command.split()]
    done = subprocess.run(command_line, capture_output=True, text=True, check=False)
    assert (done.returncode, "of the user" in done.stderr) == (
        0 if command == "rule" else 2 if "bda" in command else 1,
        False,
    )
