"""Revisions pinned to the commit in the hub's cache: by the command line, by the quick-fix, and not stale."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from loadlint.check import file
from loadlint.editor.analysis import Analysis
from loadlint.project.project import Checks
from loadlint_rules import RULES
from loadlint_rules.analysis.model import Source, Span
from tests.commands import Run

FIRST, SECOND = "a" * 40, "b" * 40
LOAD = """\
from transformers import AutoModel

model = AutoModel.from_pretrained("acme/own", trust_remote_code=True)
"""
PINNED = LOAD.replace("=True)", f'=True, revision="{FIRST}")')
PINNED_BY = ("trust-remote-code", "unpinned-revision")
LONG_AGO = 1_600_000_000


@pytest.fixture(autouse=True)
def model(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a load, and a cache that holds its model at two commits, of which main names the first."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    cached = tmp_path / "hub" / "models--acme--own"
    for commit in (FIRST, SECOND):
        (cached / "snapshots" / commit).mkdir(parents=True)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(FIRST)
    (folder / "a.py").write_text(LOAD)
    os.utime(folder / "a.py", (LONG_AGO, LONG_AGO))
    return cached


def titles(run: Run, *more: str) -> list[str]:
    """Return the titles of the offered fixes."""
    rows = json.loads(run("check", "--output-format", "json", *more, ".").out)
    return [
        fix["title"]
        for row in rows
        if row["rule"] in ("trust-remote-code", "unpinned-revision")
        for fix in row["fixes"]
    ]


def test_fix_pins_what_the_cache_holds(run: Run, folder: Path) -> None:
    assert run("check", "--fix", "a.py").status == 1
    assert (folder / "a.py").read_text() == LOAD
    run("check", "--fix", "--unsafe-fixes", "a.py")
    assert (folder / "a.py").read_text() == PINNED


def test_fix_of_a_notebook_pins_too(run: Run, folder: Path) -> None:
    cell = {"cell_type": "code", "source": LOAD, "metadata": {}, "outputs": [], "execution_count": None}
    (folder / "n.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    run("check", "--fix", "--unsafe-fixes", "n.ipynb")
    assert json.loads((folder / "n.ipynb").read_text())["cells"][0]["source"] == PINNED


def test_pin_is_the_only_choice_for_an_unknown_architecture(run: Run) -> None:
    pin = "pin the commit in this machine's cache, aaaaaaaaaaaa"
    assert titles(run) == [pin]
    assert titles(run, "--isolated") == []
    assert titles(run, "--select", "unpinned-revision") == [pin]


def test_removal_is_offered_for_a_known_architecture(run: Run, folder: Path) -> None:
    (folder / "a.py").write_text(LOAD.replace("acme/own", "Qwen/Qwen2.5-7B-Instruct"))
    assert titles(run) == ["load without code from the repository"]


def test_commit_whose_files_are_gone_is_not_pinned(run: Run, model: Path) -> None:
    (model / "snapshots" / FIRST).rmdir()
    assert titles(run) == []


@pytest.mark.parametrize(
    ("source", "offered"), [("acme/other--code.Own", 0), ("acme/own--code.Own", 1), ("code.Own", 1)]
)
def test_code_of_another_repository_is_not_pinned(run: Run, model: Path, source: str, offered: int) -> None:
    (model / "snapshots" / FIRST / "config.json").write_text(json.dumps({"auto_map": {"AutoModel": source}}))
    assert len(titles(run)) == offered


def test_unchanged_file_is_linted_again_when_the_cache_moves_on(
    run: Run, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "aaaa" in titles(run)[0]
    with monkeypatch.context() as patched:
        patched.setattr(file, "run", None)
        assert "aaaa" in titles(run)[0]
    (model / "refs" / "main").write_text(SECOND)
    assert "bbbb" in titles(run)[0]


def test_hub_cache_is_left_alone_without_such_a_load(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loadlint.project.hub_cache.models", None)
    (folder / "a.py").write_text(LOAD.replace(", trust_remote_code=True", ""))
    for _ in ("unknown", "known"):
        assert run("check", ".").err == ""


def test_quick_fix_pins_what_the_cache_holds_now(model: Path) -> None:
    source, checks = Source(LOAD), Checks(tuple(RULES))
    at = LOAD.index("trust_remote_code")
    for commit in (FIRST, SECOND):
        (model / "refs" / "main").write_text(commit)
        findings = [it for it in Analysis().findings_at(source, checks, Span(at, at)) if it.rule == "trust-remote-code"]
        assert [edit.text for edit in findings[0].fixes[0].edits] == [f', revision="{commit}"']
