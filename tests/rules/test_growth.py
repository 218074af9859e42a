"""Check that what many loads share is done once, by counts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import edits, engine
from loadlint_rules.analysis.memory import Memory
from loadlint_rules.analysis.model import Edit, Fix, LoadSite, Program, Source, Span, Use
from loadlint_rules.analysis.program import names
from loadlint_rules.analysis.program.bindings import Binding
from loadlint_rules.analysis.program.uses import inputs
from loadlint_rules.analysis.reading import piece
from loadlint_rules.analysis.reading.scan import Line
from loadlint_rules.analysis.reading.syntax import Parsed

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


def test_only_functions_that_a_fix_changes_are_split_into_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    split: list[str] = []
    original = piece.Piece._split

    def counted(self: piece.Piece, rows: list[tuple[int, int, int, int]]) -> None:
        split.append(self.text)
        original(self, rows)

    monkeypatch.setattr(piece.Piece, "_split", counted)
    others = "".join(f"def f{it}(rows):\n    return [\n        it for it in rows\n    ]\n" for it in range(50))
    findings = engine.lint(Source(f'{IMPORT}def g():\n    m = {LOAD}\n    m.to("cuda")\n{others}'), RULES)
    assert any(it.fixes for it in findings)
    # The end of the changed function is seen at those after it.
    assert sum("def f" in it for it in split) <= 2


def test_breaks_move_with_the_edits_before_them() -> None:
    source = Source("ab\ncd\nef", (0, 3, 6))
    fix = Fix("", (Edit(Span(1, 2), ""), Edit(Span(3, 3), "xyz"), Edit(Span(4, 5), "1234")), safe=True)
    after = edits.apply_to_source(source, [fix])
    assert after.text == "a\nxyzc1234\nef"
    assert [after.text[it:] for it in after.breaks] == [after.text, "xyzc1234\nef", "ef"]


def _each(lines: str, count: int) -> str:
    return "".join(lines.replace("NUMBER", str(it)).replace("LOAD", LOAD) for it in range(count))


def _calls(text: str) -> int:
    """Return the number of calls that a lint of a text makes."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    engine.lint(Source(IMPORT + LOAD), RULES)
    sys.setprofile(profile)
    try:
        engine.lint(Source(text), RULES)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        ("def f():\n", '    mNUMBER = LOAD\n    mNUMBER.to("cuda")\n'),
        ("def f():\n", '    m = LOAD\n    m.to("cuda")\n    print(m.generate(x))\n'),
        ("", 'm = LOAD\nm.to("cuda")\n'),
        ("kw = dict(x=1)\n", "mNUMBER = AutoModelForCausalLM.from_pretrained('m', **kw)\nmNUMBER.to('cuda')\n"),
    ],
    ids=["function", "function, one name", "module, one name", "keywords"],
)
def test_calls_grow_with_the_loads(before: str, lines: str) -> None:
    few, many = (_calls(IMPORT + before + _each(lines, it)) for it in (30, 90))
    assert many < 3.3 * few


def test_a_function_is_read_once_for_all_loads_that_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Use] = []
    places = inputs._places

    def counted(names: names.Names, use: Use, load: Line) -> tuple[int, ...]:
        read.append(use)
        return places(names, use, load)

    monkeypatch.setattr(inputs, "_places", counted)
    function = "def run(m, x):\n" + _each("    print(m.generate(x))\n", 5)
    engine.lint(Source(IMPORT + function + _each("mNUMBER = LOAD\nrun(mNUMBER, 1)\n", 20)), RULES, proven=False)
    assert len(read) == 5


def _choice(arms: int) -> str:
    """Return loads each of which shares its move with all others."""
    head, tail = "def f(a):\n    if a == 0:\n        m = None\n", '    m.to("cuda")\n'
    return IMPORT + head + _each("    elif a == NUMBER:\n        m = LOAD\n", arms) + tail


def test_calls_for_a_choice_grow_with_the_square_of_its_arms_at_most() -> None:
    few, many = (_calls(_choice(it)) for it in (10, 30))
    assert many < 5 * few


def test_a_load_is_placed_once_for_all_that_share_its_move(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Span, str]] = []
    add_argument = edits.add_argument

    def counted(program: Program, load: LoadSite, name: str, value: str) -> tuple[Edit, ...]:
        asked.append((program.source.text, load.call, value))
        return add_argument(program, load, name, value)

    monkeypatch.setattr(edits, "add_argument", counted)
    engine.lint(Source(_choice(10)), RULES)
    assert len(asked) >= 10
    assert len(asked) == len(set(asked))


def test_a_letter_reads_its_own_line_alone_for_the_names_of_a_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of the function has the names that the load has, and is not asked again what it binds."""
    asked: list[str] = []
    may_bind = names.may_bind

    def counted(name: str, code: str) -> bool:
        asked.append(code)
        return may_bind(name, code)

    monkeypatch.setattr(names, "may_bind", counted)
    assert 0 < _after_letters(40, asked) < 20


def test_a_letter_reads_the_binding_before_a_load_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of the function binds the name that its neighbors use, and is not read for that."""
    read: list[str] = []
    bound_by = names.bound_by

    def counted(name: str, *statement: Any) -> Iterator[Binding]:
        read.append(name)
        return bound_by(name, *statement)

    monkeypatch.setattr(names, "bound_by", counted)
    assert 0 < _after_letters(40, read) < 20


def test_a_letter_reads_its_own_line_alone_for_what_does_not_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parsed = names.Names.parsed

    def counted(self: names.Names, line: Line) -> Parsed:
        read.append(self.scan.statement_text(line))
        return parsed(self, line)

    monkeypatch.setattr(names.Names, "parsed", counted)
    assert 0 < _after_letters(40, read) < 20


def _after_letters(loads: int, counted: list[str]) -> int:
    """Return what the third letter in a function of so many loads has counted."""
    lines = '    mNUMBER = LOAD\n    mNUMBER.to("cuda")\n    rows = cut(rows)\n    mNUMBER.generate(rows)\n'
    text = IMPORT + "def f(rows):\n" + _each(lines, loads)
    memory, at = Memory(), text.rindex("org/model")
    for number in range(3):
        counted.clear()
        engine.lint(Source(text[:at] + "x" * number + text[at:]), RULES, memory=memory, proven=False)
    return len(counted)
