"""The documents cannot lie: transcripts are run, commands parsed, links followed.

`--bless` rewrites what is generated: the transcripts and the table of the rules.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
import yaml

from loadlint_rules import RULES
from loadlint_rules.analysis.model import Circumstance, UseKind
from tests.transcripts import FENCE, Page, blocks, check, run
from tests.tree import BLESS, ROOT, tracked
from tools import site, terminal

README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "requirements" / "README.md"]
DOCUMENTS += [ROOT / "docs" / f"before-{it}.md" for it in ("download", "upgrade")]
DOCUMENTS += [ROOT / "docs" / f"{it}.md" for it in ("ci", "cluster")]
LISTED = re.compile(r"^  (?P<name>[a-z0-9-]+) +(?P<severity>error|warning|info) +(?P<summary>.+)$", re.MULTILINE)


def test_readme_runs_from_top_to_bottom(tmp_path: Path, bless: bool) -> None:
    (tmp_path / "requirements.txt").write_text("transformers>=5\n")
    (tmp_path / "load.py").write_text(terminal.LOAD)
    page = Page(tmp_path)
    _assert_same(README, page.replayed(README.read_text()), bless)
    assert page.ran


def test_rules_page_is_what_the_command_lists(bless: bool) -> None:
    text = site.catalogue()
    listed = LISTED.findall(run(["loadlint", "rule"], ROOT).stdout)
    rows = re.findall(r"^\| \[`([a-z0-9-]+)`\]\(\S+\) \| (\w+) \| (.+) \|$", text, re.MULTILINE)
    assert rows == listed
    assert [name for name, *_ in rows] == [rule.name for rule in RULES]
    _assert_same(ROOT / "docs" / "rules.md", text, bless)


@pytest.mark.parametrize("name", terminal.PICTURES)
def test_pictures_show_what_the_commands_print(name: str, tmp_path: Path, bless: bool) -> None:
    picture = terminal.drawn(name, terminal.PICTURES[name], tmp_path)
    _assert_same(terminal.IMAGES / f"{name}.svg", picture, bless)


def test_pictures_fetch_nothing() -> None:
    texts = [it.read_text() for it in terminal.IMAGES.glob("*.svg")]
    assert len(texts) == len(terminal.PICTURES) + len(terminal.MEASURED)
    assert [it for it in texts if "url(http" in it or "<script" in it or "href" in it] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_can_work_as_written(document: Path) -> None:
    for block in blocks(document):
        if block.language == "sh":
            for line in block.text.rstrip("\n").split("\n"):
                check(shlex.split(line, comments=True))


def test_contributing_quotes_the_code_as_it_is() -> None:
    quotes = [it for it in blocks(ROOT / "CONTRIBUTING.md") if it.language == "python"]
    assert quotes
    assert [it.words for it in quotes if it.text not in (ROOT / it.words).read_text()] == []


@pytest.mark.parametrize(("column", "names"), [("use", get_args(UseKind)), ("circumstance", get_args(Circumstance))])
def test_contributing_lists_what_a_rule_reads(column: str, names: tuple[str, ...]) -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text().partition(f"\n| {column} |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.MULTILINE) == list(names)


def test_pre_commit_snippet_names_the_hooks() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    snippets = [yaml.safe_load(it.text) for it in blocks(README) if it.language == "yaml"]
    assert {hook["id"] for it in snippets for repo in it["repos"] for hook in repo["hooks"]} == hooks


def test_configuration_in_the_readme_is_accepted(tmp_path: Path) -> None:
    texts = [it.text for it in blocks(README) if it.language == "toml" and "[tool.loadlint]" in it.text]
    assert texts
    for text in texts:
        (tmp_path / "pyproject.toml").write_text(text)
        (tmp_path / "empty.py").touch()
        assert run(["loadlint", "check", "empty.py"], tmp_path).stdout == "no findings in 1 file\n"


def test_editors_start_the_server() -> None:
    snippets = [it.text for it in blocks(README) if it.language in ("lua", "elisp") or "language-server" in it.text]
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


def _assert_same(document: Path, text: str, bless: bool) -> None:
    if bless:
        document.write_text(text)
    assert document.read_text() == text, BLESS


@pytest.mark.parametrize("page", ["SECURITY.md", "docs/evidence/security.md"])
def test_every_promise_of_security_names_tests_that_exist(root: Path, page: str) -> None:
    text = (root / page).read_text()
    named = set(re.findall(r"`((?:tests|editors)/[\w/.]+\.(?:py|ts))`", text))
    assert len(named) > 5
    assert [it for it in named if not (root / it).is_file()] == []
    rows = text.partition("## Promises")[2].partition("##")[0].split("\n")
    assert [it for it in rows if it.startswith("| ") and "`" not in it.rsplit("|", 2)[-2] and "test" not in it] == []


def test_every_attack_of_the_list_has_its_test(root: Path) -> None:
    rows = re.findall(r"^\| (B\d+) \|.*\|([^|]*)\|$", (root / "docs/evidence/security.md").read_text(), re.MULTILINE)
    assert [name for name, _ in rows] == [f"B{number}" for number in range(1, 26)]
    assert [name for name, tests in rows if "`tests/" not in tests and "`editors/" not in tests] == []
