"""The documents cannot lie: transcripts are run, commands parsed, links followed.

`--bless` rewrites what is generated: the transcripts and the table of the rules.
"""

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

import pytest
import tomllib
import yaml

from loadlint.cli import COMMANDS
from loadlint_rules import RULES
from tests.tree import ROOT, tracked

README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "requirements" / "README.md"]
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LISTED = re.compile(r"^  (?P<name>[a-z0-9-]+) +(?P<severity>error|warning|info) +(?P<summary>.+)$", re.MULTILINE)
TABLE = re.compile(r"(?<=\|---\|---\|---\|---\|\n)(?:\|.*\n)*")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words after it (a file's name), its text."""

    language: str
    words: str
    text: str


def test_readme_transcripts_are_what_the_tool_says(tmp_path: Path, bless: bool) -> None:
    (tmp_path / "requirements.txt").write_text("transformers>=5\n")
    ran = []

    def replay(match: re.Match[str]) -> str:
        block = Block(*match.groups())
        if block.language == "python" and block.words:
            (tmp_path / block.words.strip()).write_text(block.text)
        if block.language != "console":
            return match[0]
        ran.append(block)
        return f"```console\n{_replay(block.text, tmp_path)}```"

    _assert_same(README, FENCE.sub(replay, README.read_text()), bless)
    assert ran


def test_readme_rule_table_is_what_the_command_lists(bless: bool) -> None:
    groups = {rule.name: rule.group for rule in RULES}
    listed = list(LISTED.finditer(_run(["loadlint", "rule"], ROOT)))
    assert [it["name"] for it in listed] == list(groups)
    rows = "".join(
        f"| [`{it['name']}`](rules/loadlint_rules/{it['name'].replace('-', '_')}.md) | {groups[it['name']]} "
        f"| {it['severity']} | {it['summary']} |\n"
        for it in listed
    )
    _assert_same(README, TABLE.sub(lambda _: rows, README.read_text()), bless)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_can_work_as_written(document: Path) -> None:
    for block in _blocks(document):
        if block.language == "sh":
            for line in block.text.rstrip("\n").split("\n"):
                _check(shlex.split(line, comments=True))


def test_contributing_quotes_the_code_as_it_is() -> None:
    quotes = [it for it in _blocks(ROOT / "CONTRIBUTING.md") if it.language == "python"]
    assert quotes
    assert [it.words for it in quotes if it.text not in (ROOT / it.words).read_text()] == []


def test_pre_commit_snippet_names_the_hooks() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    snippets = [yaml.safe_load(it.text) for it in _blocks(README) if it.language == "yaml"]
    assert {hook["id"] for it in snippets for repo in it["repos"] for hook in repo["hooks"]} == hooks


def test_configuration_in_the_readme_is_accepted(tmp_path: Path) -> None:
    texts = [it.text for it in _blocks(README) if it.language == "toml" and "[tool.loadlint]" in it.text]
    assert texts
    for text in texts:
        (tmp_path / "pyproject.toml").write_text(text)
        (tmp_path / "empty.py").touch()
        assert _run(["loadlint", "check", "empty.py"], tmp_path) == "no findings in 1 file\n"


def test_editors_start_the_server() -> None:
    snippets = [it.text for it in _blocks(README) if it.language in ("lua", "elisp") or "language-server" in it.text]
    assert snippets
    for text in snippets:
        assert re.search(r"loadlint\"[\s,a-z=\[]*\"server\"", text), text


@pytest.mark.parametrize("document", [it for it in tracked() if it.suffix == ".md"], ids=lambda it: it.stem)
def test_links_between_files_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#\s]+)[^)]*\)", FENCE.sub("", document.read_text()))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_changelog_entries_are_sentences() -> None:
    entries = re.findall(r"^- (.*(?:\n  .*)*)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert entries
    assert [it for it in entries if not re.fullmatch(r"[A-Z`].*\.", it, re.DOTALL)] == []


def _blocks(document: Path) -> list[Block]:
    return [Block(language, words.strip(), text) for language, words, text in FENCE.findall(document.read_text())]


def _assert_same(document: Path, text: str, bless: bool) -> None:
    if bless:
        document.write_text(text)
    assert document.read_text() == text


def _replay(transcript: str, folder: Path) -> str:
    """The transcript as it comes out today: each `$ command` with what it says now."""
    commands = re.findall(r"^\$ (.*)$", transcript, re.MULTILINE)
    return "\n".join(f"$ {it}\n{_run(shlex.split(it), folder)}" for it in commands)


def _run(command: list[str], folder: Path) -> str:
    """What a command prints, standard error last, in a terminal of 100 columns without colour."""
    scripts = Path(sys.executable).parent
    told = {"NO_COLOR": "1", "COLUMNS": "100", "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=folder, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _check(command: list[str]) -> None:
    """Fails where a command of the documents cannot work as written."""
    if command[0] == "make":
        assert re.search(rf"^{command[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), command
    elif command[:2] == ["pip", "install"]:
        _check_requirement(command[-1])
    elif command[0] == "loadlint":
        _check_options(command[1:])
    else:
        assert command[0] == "git", command


def _check_requirement(requirement: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    match = re.fullmatch(r"loadlint(?:\[(\w+)\])?", requirement)
    assert match, requirement
    assert match[1] is None or match[1] in extras


def _check_options(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog=f"loadlint {arguments[0]}", exit_on_error=False)
    import_module(COMMANDS[arguments[0]][1]).add_arguments(parser)
    parser.parse_args(arguments[1:])
