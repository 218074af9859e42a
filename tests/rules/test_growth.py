"""Check that what many loads share is done once, by counts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import edits, engine
from loadlint_rules.analysis.model import Edit, Fix, Source, Span

IMPORT = "import torch\nfrom transformers import AutoModelForCausalLM\n"
LOAD = 'AutoModelForCausalLM.from_pretrained("org/model", dtype=torch.bfloat16)'


def test_findings_that_offer_the_same_edits_try_them_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    apply = edits.apply_to_source

    def counted(source: Source, fixes: Sequence[Fix]) -> Source:
        made.append((after := apply(source, fixes)).text)
        return after

    monkeypatch.setattr(edits, "apply_to_source", counted)
    findings = engine.lint(Source(f'{IMPORT}m = {LOAD}\nm.to("cuda")\n'), RULES)
    offered = [it.edits for finding in findings for it in finding.fixes]
    assert len(offered) == 2 * len(set(offered))
    assert len(made) == len(set(offered))


def test_breaks_move_with_the_edits_before_them() -> None:
    source = Source("ab\ncd\nef", (0, 3, 6))
    fix = Fix("", (Edit(Span(1, 2), ""), Edit(Span(3, 3), "xyz"), Edit(Span(4, 5), "1234")), safe=True)
    after = edits.apply_to_source(source, [fix])
    assert after.text == "a\nxyzc1234\nef"
    assert [after.text[it:] for it in after.breaks] == [after.text, "xyzc1234\nef", "ef"]
