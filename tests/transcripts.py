"""Documents as they are read: their blocks, and a page gone through from top to bottom in a folder of its own."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import tomllib

from loadlint.cli.commands import COMMANDS
from tests.tree import ROOT

FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words after it (a file's name), its text."""

    language: str
    words: str
    text: str


def blocks(document: Path) -> list[Block]:
    return [Block(language, words.strip(), text) for language, words, text in FENCE.findall(document.read_text())]


class Page:
    """One page being read: a block with a name becomes a file, `sh` is run, `console` is what comes out today."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ran = 0

    def replayed(self, text: str) -> str:
        """The page as it would be written today; fails where a command cannot do its job."""
        return FENCE.sub(self._block, text)

    def _block(self, match: re.Match[str]) -> str:
        block = Block(match[1], match[2].strip(), match[3])
        if block.language == "sh":
            for line in block.text.rstrip("\n").split("\n"):
                self._must_work(shlex.split(line, comments=True))
        elif block.language == "console":
            return f"```console\n{self._replay(block.text)}```"
        elif block.words:
            place = self.folder / block.words
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text)
        return match[0]

    def _replay(self, transcript: str) -> str:
        commands = re.findall(r"^\$ (.*)$", transcript, re.MULTILINE)
        return "\n".join(f"$ {it}\n{output(self._done(shlex.split(it)))}" for it in commands)

    def _done(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        stdin = ""
        if command[-2:-1] == ["<"]:
            *command, _, name = command
            stdin = (self.folder / name).read_text()
        done = run(command, self.folder, stdin)
        assert done.returncode in (0, 1), (command, output(done))
        assert "Traceback" not in done.stderr, output(done)
        self.ran += 1
        return done

    def _must_work(self, command: list[str]) -> None:
        """Run a command; where that takes a model, a registry or no end, see that it can be written so."""
        if command[:2] == ["pip", "install"] and command[-1] == ".":
            _install(self.folder)
        elif command[0] not in ("loadlint", "ruff", "python") or {"verify", "demo", "--watch"} & {*command}:
            check(command)
        else:
            self._done(command)


def output(done: subprocess.CompletedProcess[str]) -> str:
    """Return the output of a command, standard error last."""
    return done.stdout + done.stderr


def run(command: list[str], folder: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a terminal of 100 columns without color, with the packages that the page installed."""
    scripts = Path(sys.executable).parent
    packages = os.pathsep.join([str(folder / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    variables = {"NO_COLOR": "1", "COLUMNS": "100", "PATH": path, "PYTHONPATH": packages}
    environment = {**os.environ, **variables, "LOADLINT_CACHE_DIR": str(folder / ".cache")}
    return subprocess.run(
        command, cwd=folder, env=environment, input=stdin, capture_output=True, text=True, check=False
    )


def check(command: list[str]) -> None:
    """Fails where a command of the documents cannot work as written."""
    if command[0] == "make":
        assert re.search(rf"^{command[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), command
    elif command[:2] == ["pip", "install"]:
        _check_requirement(command[-1])
    elif command[0] == "loadlint":
        _check_options(command[1:])
    else:
        assert command[0] == "git", command


def _install(folder: Path) -> None:
    """Install the package of a page where its commands look for it, beside loadlint."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-build-isolation", "--target", "site", "."], cwd=folder, check=True)


def _check_requirement(requirement: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    match = re.fullmatch(r"loadlint(?:\[(\w+)\])?", requirement)
    assert match, requirement
    assert match[1] is None or match[1] in extras


def _check_options(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog=f"loadlint {arguments[0]}", exit_on_error=False)
    import_module(COMMANDS[arguments[0]][1]).add_arguments(parser)
    parser.parse_args(arguments[1:])
