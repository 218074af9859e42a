"""Before code changes, LibCST reads the statements around the edit as well."""

from __future__ import annotations

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source, Target, Targets
from loadlint_rules.analysis.reading import plain
from loadlint_rules.analysis.reading.syntax import Syntax

LOAD = "from transformers import AutoModel\n\nm = AutoModel.from_pretrained('org/m', resume_download=True)\n"
NEWEST = Targets(transformers=Target((5, 23, 0), (5, 23, 0)))


def test_fix_is_made_where_both_readers_agree() -> None:
    assert "resume_download" not in engine.fix(Source(LOAD), RULES, NEWEST).source.text


def test_fix_is_not_made_where_the_readers_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Syntax.by_libcst

    def other(self: Syntax, whole: str, skipped: int) -> object:
        return slow(self, whole.replace("'org/m'", "'org/n'"), skipped)

    monkeypatch.setattr(Syntax, "by_libcst", other)
    assert engine.fix(Source(LOAD), RULES, NEWEST).source.text == LOAD


@pytest.mark.parametrize("line", ["else: m = f(a)", "case 1: m = f(a)", "x = (", "try: f()", "f(a, b=1)"])
def test_every_line_has_an_answer(line: str) -> None:
    assert Syntax().agrees(line) in (True, False)


def test_a_disputed_line_is_left_to_libcst(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "m = f(a)"
    syntax = Syntax()
    assert isinstance(syntax.parse(line), tuple)
    syntax.dispute(line)
    monkeypatch.setattr(plain, "statements", None)
    assert isinstance(syntax.parse(line), tuple)
