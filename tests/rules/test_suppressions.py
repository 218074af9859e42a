"""Suppressions of nothing: which are reported, and what their fixes leave."""

from __future__ import annotations

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source

NAMES = frozenset(it.name for it in RULES)
DEFAULT = [it for it in RULES if it.default]
LOAD = 'from transformers import pipeline\nfor x in [1]:\n    p = pipeline("text-classification")'

FIXES = {
    "unused": ("x = 1  # loadlint: ignore[load-in-loop]\n", "x = 1\n"),
    "reason": ("x = 1  # loadlint: ignore[load-in-loop] why\n", "x = 1\n"),
    "crlf": ("x = 1  # loadlint: ignore[load-in-loop]\r\ny = 2\r\n", "x = 1\r\ny = 2\r\n"),
    "other comment": ("x = 1  # loadlint: ignore[load-in-loop] # type: ignore\n", "x = 1  # type: ignore\n"),
    "file": ("# loadlint: ignore-file[load-in-loop]\nx = 1\n", "x = 1\n"),
    "one of two": (
        f"{LOAD}  # loadlint: ignore[load-in-loop, trust-remote-code] why\n",
        f"{LOAD}  # loadlint: ignore[load-in-loop] why\n",
    ),
    "misspelt": (f"{LOAD}  # loadlint: ignore[load-in-lop] why\n", f"{LOAD}  # loadlint: ignore[load-in-loop] why\n"),
    "misspelt for nothing": ("x = 1  # loadlint: ignore[load-in-lop]\n", "x = 1\n"),
}


@pytest.mark.parametrize(("text", "fixed"), FIXES.values(), ids=FIXES)
def test_the_fix_leaves_what_suppresses_something(text: str, fixed: str) -> None:
    (finding,) = [it for it in engine.lint(Source(text), DEFAULT, known=NAMES) if it.rule == "unused-suppression"]
    assert finding.fixes[0].safe
    done = engine.fix(Source(text), DEFAULT, known=NAMES)
    assert done.source.text == fixed
    assert [it for it in done.remaining if it.rule == "unused-suppression"] == []


def test_a_misspelt_name_is_told_with_the_nearest() -> None:
    (finding,) = engine.lint(Source("x = 1  # loadlint: ignore[load-in-lop]\n"), DEFAULT, known=NAMES)
    assert finding.message == "no rule is called 'load-in-lop'; did you mean 'load-in-loop'?"


@pytest.mark.parametrize(
    "text",
    [
        f"{LOAD}  # loadlint: ignore[load-in-loop]\n",
        f"# loadlint: ignore-file[load-in-loop]\n{LOAD}\n",
        "x = 1  # loadlint: ignore\n",
        "x = 1  # noqa\n",
        "x = 1  # loadlint: ignore[unpinned-revision]\n",
        "x = 1  # loadlint: ignore[load-in-loop, unused-suppression]\n",
        "x = '# loadlint: ignore[load-in-loop]'\n",
        'x = """\n# loadlint: ignore[load-in-loop]\n"""\r\n',
        "x = 1  # loadlint: ignore[invalid-syntax]\n",
    ],
)
def test_it_is_silent(text: str) -> None:
    assert engine.lint(Source(text), DEFAULT, known=NAMES) == []


def test_a_statement_that_does_not_parse_keeps_its_comment() -> None:
    text = f"{LOAD}\n    p = pipeline(task=)  # loadlint: ignore[trust-remote-code]\n"
    findings = engine.lint(Source(text), DEFAULT, syntax=True, known=NAMES)
    assert "unused-suppression" not in {it.rule for it in findings}


def test_it_can_be_turned_off() -> None:
    rules = [it for it in DEFAULT if it.name != "unused-suppression"]
    assert engine.lint(Source("x = 1  # loadlint: ignore[load-in-loop]\n"), rules, known=NAMES) == []
