"""Suppressions of nothing: which are reported, and what their fixes leave."""

from __future__ import annotations

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.reading import prefilter

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
    (finding,) = [it for it in engine.lint(Source(text), DEFAULT, catalogue=NAMES) if it.rule == "unused-suppression"]
    assert finding.fixes[0].safe
    done = engine.fix(Source(text), DEFAULT, catalogue=NAMES)
    assert done.source.text == fixed
    assert [it for it in done.remaining if it.rule == "unused-suppression"] == []


def test_a_misspelled_name_suppresses_nothing() -> None:
    (finding,) = engine.lint(Source("x = 1  # loadlint: ignore[load-in-lop]\n"), DEFAULT, catalogue=NAMES)
    assert finding.message == "this suppresses nothing, as no rule is called 'load-in-lop'"


def test_a_move_goes_with_the_load_that_it_follows_from() -> None:
    load = 'from transformers import AutoModelForCausalLM\nm = AutoModelForCausalLM.from_pretrained("org/model-7b")'
    move = 'm.to("cuda")\n'
    text = f"{load}  # loadlint: ignore[missing-device-map] one card\n{move}"
    assert engine.lint(Source(text), DEFAULT, catalogue=NAMES) == []
    (finding,) = engine.lint(Source(f"{load}\n{move.strip()}  # noqa\n"), DEFAULT, catalogue=NAMES)
    assert finding.rule == "missing-device-map"


SUPPRESSED = [
    "# noqa",
    "#noqa",
    "# NOQA because",
    "# type: ignore # noqa",
    "# loadlint: ignore",
    "# loadlint: ignore for tests",
    "# loadlint:ignore[load-in-loop]",
    "# LOADLINT: IGNORE[load-in-loop]",
    "# Loadlint: ignore [load-in-loop] why",
    "# loadlint: ignore[ load-in-loop , trust-remote-code, ] why",
]
NOT_SUPPRESSED = [
    "# noqa: E501",
    "# noqa : E501",
    "# ruff: noqa",
    "# loadlint: ignored",
    "# loadlint: ignore-files",
    "# loadlint: ignore-file",
    "# loadlint",
    "# loadlint:\n    # ignore",
    "# why\n    noqa = 1",
]
MALFORMED = {
    "# loadlint: ignore[]": "empty",
    "# loadlint: ignore[ , ]": "empty",
    "# loadlint: ignore[load-in-loop": "not closed",
    "# loadlint: ignore[load-in-loop why": "not closed",
    "# loadlint: ignore[load-in-loop\n    x = [1]": "not closed",
    "# loadlint: ignore(load-in-loop)": "square brackets",
    "# loadlint: ignore[no rule]": "no rule is called",
}


@pytest.mark.parametrize("comment", SUPPRESSED)
def test_a_comment_suppresses(comment: str) -> None:
    text = f"{LOAD}  {comment}\n"
    assert "load-in-loop" not in {it.rule for it in engine.lint(Source(text), DEFAULT, catalogue=NAMES)}
    assert engine.fix(Source(f"{LOAD}  # loadlint: ignore\n"), DEFAULT, unsafe=True).applied == ()


@pytest.mark.parametrize("comment", NOT_SUPPRESSED)
def test_a_comment_of_another_kind_suppresses_nothing(comment: str) -> None:
    text = f"{LOAD}  {comment}\n"
    assert [it.rule for it in engine.lint(Source(text), DEFAULT, catalogue=NAMES)] == ["load-in-loop"]


@pytest.mark.parametrize(("comment", "words"), MALFORMED.items())
def test_a_malformed_comment_suppresses_nothing_and_is_reported(comment: str, words: str) -> None:
    text = f"{LOAD}  {comment}\n"
    loop, fault = engine.lint(Source(text), DEFAULT, catalogue=NAMES)
    assert (loop.rule, fault.rule) == ("load-in-loop", "unused-suppression")
    assert words in fault.message
    assert len(fault.message) <= 80
    assert "\n" not in text[fault.span.start : fault.span.end]


@pytest.mark.parametrize("end", ["", " why", "  # type: ignore"])
def test_a_list_that_is_not_closed_is_closed_after_the_last_rule(end: str) -> None:
    text = f"{LOAD}  # loadlint: ignore[load-in-loop{{}}{end}\n"
    done = engine.fix(Source(text.format("")), DEFAULT, catalogue=NAMES)
    assert done.source.text == text.format("]")
    assert done.remaining == []


@pytest.mark.parametrize("text", [b"# LOADLINT: ignore[x]", b"# Loadlint: ignore[x]", b"#loadlint:ignore[x]"])
def test_each_spelling_is_worth_a_look(text: bytes) -> None:
    assert prefilter.could_matter(text)


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
    assert engine.lint(Source(text), DEFAULT, catalogue=NAMES) == []


def test_a_statement_that_does_not_parse_keeps_its_comment() -> None:
    text = f"{LOAD}\n    p = pipeline(task=)  # loadlint: ignore[trust-remote-code]\n"
    findings = engine.lint(Source(text), DEFAULT, syntax=True, catalogue=NAMES)
    assert "unused-suppression" not in {it.rule for it in findings}


def test_it_can_be_turned_off() -> None:
    rules = [it for it in DEFAULT if it.name != "unused-suppression"]
    assert engine.lint(Source("x = 1  # loadlint: ignore[load-in-loop]\n"), rules, catalogue=NAMES) == []
