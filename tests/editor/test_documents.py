"""Texts, edits and findings that move, without a server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadlint.editor.analysis import Analysis
from loadlint.editor.documents import Cell, Document, Text, difference, moved, narrowed
from loadlint.project.project import Checks
from loadlint_rules import RULES
from loadlint_rules.analysis.model import Edit, Finding, Fix, Related, Source, Span

TEXTS = st.text(alphabet="ab \n\r\f\u2028\U0001f600é", max_size=30)


def finding(start: int, end: int, rule: str = "missing-device-map") -> Finding:
    fix = Fix("do something", (Edit(Span(start, end), "x"),), safe=True)
    related = (Related("here", Span(start, end)),)
    return Finding("a fault", Span(start, end), (fix,), related, severity="warning", rule=rule)


def opened(text: str) -> Document[object, object]:
    return Document("file:///a.py", [Cell("file:///a.py", 1, Text.of(text))])


def edit(document: Document[object, object], start: int, end: int, text: str) -> None:
    document.edit(document.uri, 2, Edit(Span(start, end), text))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb\rc\n\nd", ["a", "b", "c", "", "d"]),
        ("a\fb\u2028c\x0bd\x85e", ["a\fb\u2028c\x0bd\x85e"]),
        ("\r\r\n\n", ["", "", "", ""]),
    ],
)
def test_only_the_protocols_line_ends_end_a_line(text: str, lines: list[str]) -> None:
    document = Text.of(text)
    spans = [document.line(number) for number in range(len(document.starts))]
    assert [text[it.start : it.end] for it in spans] == lines


def test_a_line_past_the_end_is_empty_and_at_the_end() -> None:
    assert Text.of("ab\n").line(7) == Span(3, 3)


@given(TEXTS, TEXTS, st.data())
def test_an_edit_replaces_its_span_and_finds_all_lines_again(text: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    after = Text.of(text).edited(Edit(Span(start, end), new))
    assert after == Text.of(text[:start] + new + text[end:])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Edit(Span(0, 0), "xx"), Span(12, 22)),
        (Edit(Span(0, 5), ""), Span(5, 15)),
        (Edit(Span(10, 10), "x"), Span(11, 21)),
        (Edit(Span(20, 20), "x"), Span(10, 20)),
        (Edit(Span(15, 15), "x"), Span(10, 21)),
        (Edit(Span(12, 18), ""), Span(10, 14)),
        (Edit(Span(5, 12), "x"), Span(6, 14)),
        (Edit(Span(18, 25), "x"), Span(10, 18)),
        (Edit(Span(10, 20), "x"), None),
        (Edit(Span(5, 25), ""), None),
    ],
)
def test_a_span_moves_with_the_text(change: Edit, expected: Span | None) -> None:
    assert moved(Span(10, 20), change) == expected


def test_the_text_after_an_open_string_is_broken_while_it_is_open() -> None:
    checks, reader = Checks(tuple(RULES)), Analysis()
    text = "from transformers import AutoModel\n\nAutoModel.from_pretrained('org/m')\n\n\n"
    text += 'def one():\n    """Say."""\n\n\ndef two():\n    """Say more."""\n'
    for typed in (text, f"{text}x = '''\n", f"{text}x = '''a'''\n", f'{text}x = """\n'):
        odd = [it for it in ('"""', "'''") if typed.count(it) % 2]
        assert reader.lint(Source(typed), checks).broken == tuple(Span(typed.index(it), len(typed)) for it in odd)


def test_a_finding_of_a_broken_statement_is_kept_where_the_edit_moved_it() -> None:
    document = opened("aaa\nload(1)\n")
    document.settle(document.snapshot(), [finding(4, 11)], [])
    edit(document, 0, 0, "\n\n")
    edit(document, 12, 13, "")
    assert document.settle(document.snapshot(), [], [Span(6, 13)])
    assert [it.span for it in document.findings] == [Span(6, 12)]


def test_a_kept_finding_offers_no_fix_made_for_the_old_text() -> None:
    document = opened("load(1)\n")
    document.settle(document.snapshot(), [finding(0, 7)], [])
    edit(document, 5, 6, "")
    document.settle(document.snapshot(), [], [Span(0, 6)])
    assert [it.fixes for it in document.findings] == [()]


def test_a_finding_that_is_gone_from_a_whole_statement_is_dropped() -> None:
    document = opened("load(1)\nload(2)\n")
    document.settle(document.snapshot(), [finding(0, 7), finding(8, 15)], [])
    edit(document, 5, 6, "3")
    document.settle(document.snapshot(), [], [Span(8, 15)])
    assert [it.span for it in document.findings] == [Span(8, 15)]


def test_a_finding_that_is_found_again_is_not_kept_twice() -> None:
    document = opened("load(1)\n")
    document.settle(document.snapshot(), [finding(0, 7)], [])
    edit(document, 7, 7, "(")
    document.settle(document.snapshot(), [finding(0, 7)], [Span(0, 8)])
    assert len(document.findings) == 1


def test_where_a_statement_does_not_parse_is_told_anew_each_time() -> None:
    document = opened("load(1\n")
    document.settle(document.snapshot(), [finding(0, 5, "invalid-syntax")], [Span(0, 6)])
    edit(document, 6, 6, ",")
    document.settle(document.snapshot(), [finding(6, 7, "invalid-syntax")], [Span(0, 7)])
    assert [it.span for it in document.findings] == [Span(6, 7)]


def test_a_result_for_an_older_text_is_refused() -> None:
    document = opened("load(1)\n")
    old = document.snapshot()
    edit(document, 0, 0, "x")
    assert not document.settle(old, [finding(0, 7)], [])
    assert document.findings == []


def test_a_result_is_refused_by_a_document_opened_again() -> None:
    old = opened("load(1)\n").snapshot()
    assert not opened("load(1)\n").settle(old, [finding(0, 7)], [])


def test_a_mark_moves_with_the_text_and_goes_with_it() -> None:
    document = opened("load(1)\n")
    document.marks["run"] = Span(0, 7)
    edit(document, 0, 0, "\n")
    assert document.marks == {"run": Span(1, 8)}
    edit(document, 0, 9, "")
    assert document.marks == {}


def notebook(*texts: str) -> Document[object, object]:
    cells = [Cell(f"cell:{at}", 1, Text.of(text), code=text != "prose") for at, text in enumerate(texts)]
    return Document("file:///a.ipynb", cells, notebook=True)


def test_a_notebook_is_linted_as_its_code_cells_in_order() -> None:
    snapshot = notebook("a = 1", "prose", "%pip install x\nb\n").snapshot()
    assert snapshot.source.text == "a = 1\n" + " " * 14 + "\nb\n\n"
    assert snapshot.source.breaks == (6,)
    assert [snapshot.cell_at(offset) for offset in (0, 5, 6, 22)] == [0, 0, 1, 1]
    assert snapshot.local(1, Span(21, 22)) == Span(15, 16)
    assert snapshot.span(1, Span(15, 16)) == Span(21, 22)


def test_a_databricks_notebook_is_linted_without_its_magics() -> None:
    snapshot = opened("# Databricks notebook source\n%pip install x\nload(1)\n").snapshot()
    assert snapshot.source.text == "# Databricks notebook source\n" + " " * 14 + "\nload(1)\n"


def test_a_notebook_without_code_has_an_empty_text() -> None:
    assert notebook("prose").snapshot().source.text == ""


def test_findings_move_with_the_cells_of_a_notebook() -> None:
    document = notebook("aaa", "load(1)")
    document.settle(document.snapshot(), [finding(4, 11)], [])
    document.edit("cell:0", 2, Edit(Span(0, 3), "a"))
    assert [it.span for it in document.findings] == [Span(2, 9)]
    document.reorder(0, 0, [Cell("cell:9", 1, Text.of("bb"))])
    assert [it.span for it in document.findings] == [Span(5, 12)]
    document.reorder(2, 1, [])
    assert document.findings == []


@given(TEXTS, TEXTS)
def test_a_difference_turns_one_text_into_the_other(before: str, after: str) -> None:
    text = before
    for change in reversed(difference(Text.of(before), after)):
        text = text[: change.span.start] + change.text + text[change.span.end :]
    assert text == after


def test_a_difference_leaves_lines_that_stay_alone() -> None:
    before = "one\ntwo\nthree\nfour\n"
    assert difference(Text.of(before), "one\n2\nthree\n4\n") == [
        Edit(Span(4, 7), "2"),
        Edit(Span(14, 18), "4"),
    ]


def test_a_replacement_of_the_whole_text_is_narrowed_to_what_changed() -> None:
    assert narrowed("load(1)\nb", Edit(Span(0, 9), "load(12)\nb")) == Edit(Span(6, 6), "2")
