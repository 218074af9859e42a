"""Comments that suppress findings: where they stand, that they never break a file, and what writing them costs."""

from __future__ import annotations

from functools import partial

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine, ignore_comments
from loadlint_rules.analysis.model import Finding, Source, Span, Target, Targets

NAMES = frozenset(it.name for it in RULES)
DEFAULT = tuple(it for it in RULES if it.default)
NEWEST = Targets(transformers=Target(floor=(5, 23, 0)))
lint = partial(engine.lint, rules=DEFAULT, targets=NEWEST, syntax=True, proven=False, catalogue=NAMES)

IMPORT = "from transformers import AutoModelForCausalLM\n"
LOAD = 'AutoModelForCausalLM.from_pretrained("owner/model", torch_dtype="auto", device_map="auto")'
SPREAD = LOAD.replace(", ", ",\n    ")
COMMENT = "  # loadlint: ignore[deprecated-torch-dtype]"
AFTER = {
    "line": (f"m = {LOAD}\n", f"m = {LOAD}{COMMENT}\n"),
    "blanks at the end": (f"m = {LOAD}  \t\n", f"m = {LOAD}{COMMENT}\n"),
    "no line end": (f"m = {LOAD}", f"m = {LOAD}{COMMENT}"),
    "crlf": (f"m = {LOAD}\r\nx = 1\r\n", f"m = {LOAD}{COMMENT}\r\nx = 1\r\n"),
    "other comment": (f"m = {LOAD}  # why\n", f"m = {LOAD}  # why{COMMENT}\n"),
    "statement after it": (f"m = {LOAD}; x = 1\n", f"m = {LOAD}; x = 1{COMMENT}\n"),
    "in a block": (f"if True:\n    m = {LOAD}\n", f"if True:\n    m = {LOAD}{COMMENT}\n"),
    "backslash before it": (f"m = \\\n    {LOAD}\n", f"m = \\\n    {LOAD}{COMMENT}\n"),
    "backslash behind it": (f"m = {LOAD} \\\n    if 1 else 2\n", f"m = {LOAD} \\\n    if 1 else 2{COMMENT}\n"),
    "backslash in its chain": (f"a = 1;m = \\\n{LOAD};c = \\\n3\n", f"a = 1;m = \\\n{LOAD};c = \\\n3{COMMENT}\n"),
    "several lines": (
        f"m = {SPREAD}\n",
        f"m = {SPREAD}\n".replace('torch_dtype="auto",', f'torch_dtype="auto",{COMMENT}'),
    ),
    "string over lines": (
        f"m = f({LOAD}, '''a\nb''')\n",
        f"m = f({LOAD}, '''a\nb'''){COMMENT}\n",
    ),
    "list that is there": (
        f"m = {LOAD.replace(')', ', trust_remote_code=True)')}  # loadlint: ignore[trust-remote-code] why\n",
        f"m = {LOAD.replace(')', ', trust_remote_code=True)')}"
        "  # loadlint: ignore[trust-remote-code, deprecated-torch-dtype] why\n",
    ),
    "two rules": (
        f"m = {LOAD.replace(')', ', trust_remote_code=True)')}\n",
        f"m = {LOAD.replace(')', ', trust_remote_code=True)')}"
        "  # loadlint: ignore[deprecated-torch-dtype, trust-remote-code]\n",
    ),
    "a suppression of nothing": (
        "x = 1  # loadlint: ignore[load-in-loop] why\n",
        "x = 1  # loadlint: ignore[load-in-loop, unused-suppression] why\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), AFTER.values(), ids=AFTER)
def test_a_comment_stands_where_it_works(before: str, after: str) -> None:
    source, count = ignore_comments.write(Source(IMPORT + before), lint)
    assert source.text == IMPORT + after
    assert count == len(lint(Source(IMPORT + before))) > 0
    assert lint(source) == []


def test_a_reason_is_one_line() -> None:
    source, _ = ignore_comments.write(Source(f"{IMPORT}m = {LOAD}\n"), lint, " one card\n only ")
    assert source.text == f"{IMPORT}m = {LOAD}{COMMENT} one card only\n"


def test_cells_keep_their_starts() -> None:
    text = f"{IMPORT}m = {LOAD}"
    source = Source(f"{text}\n{text}", (0, len(text) + 1))
    after, count = ignore_comments.write(source, lint)
    assert count == 2
    assert after.text == f"{text}{COMMENT}\n{text}{COMMENT}"
    assert after.breaks == (0, len(text) + len(COMMENT) + 1)


def test_the_rest_is_suppressed_where_one_finding_cannot_be() -> None:
    broken = f"{IMPORT}m = {LOAD}\nx = ({LOAD}\n"
    source, count = ignore_comments.write(Source(broken), lint)
    assert count == 1
    assert source.text == broken.replace(f"m = {LOAD}", f"m = {LOAD}{COMMENT}")
    assert {it.rule for it in lint(source)} == {"invalid-syntax"}


def test_a_comment_that_does_not_work_is_left_out() -> None:
    """Such as one for a finding of a plugin that moves to the next line when it is suppressed."""
    rest = Finding("it comes back", Span(0, 1), rule="restless")

    def restless(source: Source) -> list[Finding]:
        return [*lint(source), rest]

    source, count = ignore_comments.write(Source(f"{IMPORT}m = {LOAD}\n"), restless)
    assert (source.text, count) == (f"{IMPORT}m = {LOAD}{COMMENT}\n", 1)


def test_the_cost_does_not_grow_with_the_findings() -> None:
    lints: list[Source] = []

    def counted(source: Source) -> list[Finding]:
        lints.append(source)
        return lint(source)

    text = IMPORT + "".join(f"m{it} = {LOAD}\n" for it in range(40))
    _, count = ignore_comments.write(Source(text), counted)
    assert (count, len(lints)) == (40, 2)
