"""Apply `--fix` and `--fix --unsafe-fixes` to one example for each rule, release by release."""

from __future__ import annotations

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Commit, Rule, Source, Target, Targets
from proofs import environments, fixing
from tests.tree import BLESS

REPOSITORIES = ("org/model-7b", "org/bert-base")
COMMITS = tuple(Commit(name, "main", fixing.COMMIT) for name in REPOSITORIES)


def speaks(example: fixing.Example, release: str) -> bool:
    """Return whether the rule reports something in its example with this release."""
    return example.rule in _found(example, release)


def _found(example: fixing.Example, release: str) -> set[str]:
    findings = engine.lint(Source(example.code), _rules(example.rule), _targets(release), syntax=True)
    return {it.rule for it in findings}


def _rules(name: str) -> list[Rule]:
    return [it for it in RULES if it.default or it.name == name]


def _targets(release: str) -> Targets:
    version = tuple(int(it) for it in environments.named(release).split("."))
    return Targets(transformers=Target(version, version, "example"), commits=COMMITS)


def _left(example: fixing.Example, release: str) -> tuple[str, ...]:
    source, rules, targets = Source(example.code), _rules(example.rule), _targets(release)
    return (example.code, *(engine.fix(source, rules, targets, unsafe=it).source.text for it in (False, True)))


@pytest.mark.parametrize("example", fixing.examples(), ids=lambda it: it.rule)
def test_fixes_leave_the_golden_texts(example: fixing.Example, bless: bool) -> None:
    left = {release: _left(example, release) for release in environments.RELEASES}
    if bless:
        fixing.write(fixing.Example(example.rule, left, example.outcomes))
    golden = fixing.read(fixing.FOLDER / f"{example.rule}.md").texts
    assert golden == left, BLESS


@pytest.mark.parametrize("example", fixing.examples(), ids=lambda it: it.rule)
def test_example_shows_its_rule_in_a_release(example: fixing.Example) -> None:
    assert any(speaks(example, it) for it in environments.RELEASES)


@pytest.mark.parametrize("example", fixing.examples(), ids=lambda it: it.rule)
def test_fixes_are_offered_only_where_a_rule_speaks(example: fixing.Example) -> None:
    written = fixing.read(fixing.FOLDER / f"{example.rule}.md")  # `--bless` may just have written it
    changed = {release for release, texts in written.texts.items() if len(set(texts)) > 1}
    assert {it for it in changed if not _found(example, it)} == set()


def test_each_rule_has_an_example() -> None:
    assert [it.rule for it in fixing.examples()] == sorted(it.name for it in RULES if it.group != "built in")
