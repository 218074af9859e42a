"""Completion: the scripts are run by the shells that are there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from loadlint.cli.commands import COMMANDS
from loadlint.cli.completion import SHELLS, words
from tests.commands import Run

BASH = shutil.which("bash") or "bash"


def completed(script: Path, *line: str) -> list[str]:
    words = f"COMP_WORDS=({' '.join(map(repr, line))}); COMP_CWORD={len(line) - 1}; _loadlint"
    command = [BASH, "--norc", "-c", f'source "{script}"; {words}; printf "%s\\n" "${{COMPREPLY[@]}}"']
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.fixture
def script(run: Run, folder: Path) -> Path:
    path = folder / "completion.bash"
    path.write_text(run("completion", "bash").out)
    return path


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["loadlint", "ch"], ["check"]),
        (["loadlint", ""], [*COMMANDS, "--help", "--version"]),
        (["loadlint", "check", "--outp"], ["--output-file", "--output-format"]),
        (["loadlint", "check", "--output-format", "sa"], ["sarif"]),
        (["loadlint", "check", "--select", "load-in-l"], ["load-in-loop"]),
        (["loadlint", "rule", "load-in-l"], ["load-in-loop"]),
        (["loadlint", "completion", "f"], ["fish"]),
        (["loadlint", "check", "no-such"], []),
    ],
    ids=" ".join,
)
def test_bash_completes(script: Path, line: list[str], expected: list[str]) -> None:
    assert completed(script, *line) == expected


@pytest.mark.parametrize("shell", SHELLS)
def test_every_script_names_every_command_and_option(run: Run, shell: str) -> None:
    out = run("completion", shell).out
    for command, options in words().items():
        assert command in out
        assert all(it.removeprefix("--") in out for it in options)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_shell_can_read_its_script(run: Run, folder: Path, shell: str) -> None:
    path = shutil.which(shell, path="/usr/bin:/bin")
    if path is None:
        pytest.skip(f"{shell} is not installed")
    (folder / "script").write_text(run("completion", shell).out)
    subprocess.run([path, "-n", str(folder / "script")], check=True)


def test_an_unknown_shell_is_one_line(run: Run) -> None:
    result = run("completion", "tcsh")
    assert result.status == 2
    assert "tcsh" in result.err
