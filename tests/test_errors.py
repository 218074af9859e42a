"""The pages of docs/errors agree with the table of known errors, and `explain` names them."""

from __future__ import annotations

import json
import re

import pytest

from loadlint.verify.explain import log
from loadlint.verify.explain.explanation import explain
from loadlint.verify.findings import failures
from loadlint.verify.known.entry import Known
from loadlint.verify.known.errors import KNOWN
from loadlint_rules import RULES
from tests.transcripts import blocks, check
from tests.tree import BLESS
from tools import errors

ENTRIES = errors.entries()
TEXTS = [(name, text.strip("\n")) for name, entry in ENTRIES.items() for text in entry["texts"]]


def test_pages_are_what_the_command_writes(bless: bool) -> None:
    if bless:
        errors.run()
    texts = {it.name: it.read_text(encoding="utf-8") for it in errors.FOLDER.glob("*.md")}
    assert texts == errors.written(), BLESS


@pytest.mark.parametrize(("name", "text"), TEXTS, ids=[f"{name}-{text[-20:]}" for name, text in TEXTS])
def test_each_text_leads_to_its_page(name: str, text: str) -> None:
    explanation = explain(text)
    assert (explanation.page, bool(explanation.cause), bool(explanation.cure)) == (name, True, True)


def test_each_cause_of_a_page_has_a_text() -> None:
    shown = {_entry(text) for _, text in TEXTS}
    assert [it.pattern for it in KNOWN if it.page and it not in shown] == []
    assert {it.page for it in KNOWN if it.page} <= ENTRIES.keys()


def test_lesson_comes_first_and_thirty_others_follow() -> None:
    lesson = ["cant-load-model", "cuda-out-of-memory", "out-of-memory-at-float16", "unrecognized-model"]
    assert list(ENTRIES)[:4] == lesson
    assert len(ENTRIES) >= 34


def test_pages_name_rules_that_exist() -> None:
    names = {it.name for it in RULES}
    assert [it for entry in ENTRIES.values() for it in entry["rules"] if it not in names] == []


@pytest.mark.parametrize("name", ENTRIES)
def test_commands_of_a_page_can_work_as_written(name: str) -> None:
    for block in blocks(errors.FOLDER / f"{name}.md"):
        if block.language == "sh":
            check(block.text.split())


def test_command_names_the_page_of_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    from loadlint.cli import main

    assert main.main(["explain", "CUDA out of memory"]) == 0
    line = capsys.readouterr().out.rstrip("\n").split("\n")[-1]
    assert re.fullmatch(r"  page    https://\S+/docs/errors/cuda-out-of-memory\.md", line)
    assert main.main(["explain", "CUDA out of memory", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["page"] == line.split()[1]
    assert main.main(["explain", "KeyError: 'x'", "--output-format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["page"] is None


def _entry(text: str) -> Known | None:
    """Return the entry of the table that a text matches by its words."""
    chain = log.failures(text)[-1]
    events = [it.event if it.type else {"type": "Error", "message": it.message} for it in chain]
    match = failures.from_text(events, text)
    return match[0] if match else None
