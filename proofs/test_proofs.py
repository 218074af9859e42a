"""Check that each rule has its proof, that its page names it, and that the table shows the claims."""

from __future__ import annotations

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Rule
from proofs import environments
from proofs.__main__ import PAGE, register, table
from proofs.claims import CLAIMS, Claim, prove
from tests.tree import ROOT

PROVEN = [it for it in RULES if it.group != "built in"]


@pytest.mark.parametrize("rule", PROVEN, ids=lambda it: it.name)
def test_each_page_names_its_proof(rule: Rule) -> None:
    place = f"proofs/test_{rule.name.replace('-', '_')}.py"
    assert pages.page(rule.name).rstrip("\n").rpartition("\n")[2] == f"Proof: {place}"
    assert f'RULE = "{rule.name}"' in (ROOT / place).read_text()


@pytest.mark.parametrize("rule", PROVEN, ids=lambda it: it.name)
def test_each_proof_has_claims(rule: Rule) -> None:
    register()
    assert [it for it in CLAIMS.values() if it.rule == rule.name]


def test_the_page_is_what_the_claims_say() -> None:
    register()
    outcomes = {release: {it.key: it.expected[release] for it in CLAIMS.values()} for release in environments.RELEASES}
    assert PAGE.read_text(encoding="utf-8") == table(outcomes), "make proofs runs the claims and writes the page"


def test_the_table_names_the_newest_release() -> None:
    assert f"| {environments.named(environments.NEWEST)} |" in PAGE.read_text()


def test_a_failing_claim_shows_what_was_expected() -> None:
    release = environments.NEWEST
    made = Claim("a-rule", "it fails", "nowhere", {release: "OSError"}, lambda _: "")
    CLAIMS[made.key] = made
    try:
        test = prove("proofs.nowhere")
    finally:
        del CLAIMS[made.key]
    with pytest.raises(AssertionError, match=r"'a-rule: it fails' in .*: the outcome is 'no error', expected is 'OS"):
        test(made, release, lambda _: {made.key: "no error"})
