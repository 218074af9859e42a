"""Positions in all three encodings, and what the protocol's values are made of."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.protocol import default_converter

from loadlint.editor import capabilities
from loadlint.editor.capabilities import Client
from loadlint.editor.documents import Cell, Document, Snapshot, Text
from loadlint.editor.wire import convert
from loadlint.editor.wire.notices import Change
from loadlint_rules.analysis.model import Edit, Finding, Related, Span

ENCODINGS = ("utf-8", "utf-16", "utf-32")
TEXTS = st.text(alphabet="ab \n\r\f\u2028\U0001f600é", max_size=30)


def snapshot(text: str) -> Snapshot:
    return Document("file:///a.py", [Cell("file:///a.py", 3, Text.of(text))]).snapshot()


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 10), ("utf-16", 7), ("utf-32", 6)])
def test_columns_count_what_the_client_counts(encoding: str, column: int) -> None:
    text = Text.of('\f\n"\U0001f600é", load()\n')
    at = text.value.index("load")
    assert convert.position(text, at, encoding) == types.Position(1, column)
    assert convert.offset(text, types.Position(1, column), encoding) == at


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS, st.data())
def test_positions_and_offsets_are_inverse(encoding: str, value: str, data: st.DataObject) -> None:
    text = Text.of(value)
    offset = data.draw(st.integers(0, len(value)))
    if value[offset - 1 : offset + 1] == "\r\n":
        return
    assert convert.offset(text, convert.position(text, offset, encoding), encoding) == offset


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_position_past_the_end_of_a_line_or_text_is_its_end(encoding: str) -> None:
    text = Text.of("é\r\nb")
    assert convert.offset(text, types.Position(0, 99), encoding) == 1
    assert convert.offset(text, types.Position(9, 0), encoding) == 4


def test_a_position_inside_a_pair_is_before_the_character() -> None:
    assert convert.offset(Text.of("a\U0001f600b"), types.Position(0, 2), "utf-16") == 1


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ((), "utf-16"),
        (("utf-16",), "utf-16"),
        (("utf-16", "utf-8"), "utf-8"),
        (("utf-32", "utf-16"), "utf-32"),
        (("utf-7",), "utf-16"),
    ],
)
def test_utf_8_is_chosen_where_it_is_offered(offered: tuple[str, ...], chosen: str) -> None:
    assert capabilities.encoding(list(offered)) == chosen


def test_a_client_pulls_only_when_it_can_be_asked_to_pull_again() -> None:
    text, refresh = {"diagnostic": {}}, {"diagnostics": {"refreshSupport": True}}
    assert not capabilities.client({"capabilities": {"textDocument": text}}).pulls
    assert capabilities.client({"capabilities": {"textDocument": text, "workspace": refresh}}).pulls


def test_a_change_without_a_range_becomes_an_edit_of_what_differs() -> None:
    assert convert.edit_of(Text.of("ab\nc"), Change(None, "ab\ncd"), "utf-16") == Edit(Span(4, 4), "d")


def test_a_diagnostic_carries_code_page_related_places_and_tag() -> None:
    here = snapshot('"\U0001f600"; load()\nmove()\n')
    finding = Finding(
        "moved",
        Span(12, 18),
        related=(Related("loaded here", Span(5, 11)),),
        tag="unnecessary",
        severity="warning",
        rule="device-move-after-load",
    )
    shown = convert.diagnostic(here, finding, "utf-16")
    assert (shown.code, shown.source, shown.severity) == (finding.rule, "loadlint", types.DiagnosticSeverity.Warning)
    assert shown.code_description is not None
    assert shown.code_description.href.endswith("device_move_after_load.md")
    assert shown.tags == [types.DiagnosticTag.Unnecessary]
    assert shown.range == types.Range(types.Position(1, 0), types.Position(1, 6))
    assert shown.related_information is not None
    assert shown.related_information[0].location.range.start == types.Position(0, 6)
    (published,) = convert.published(here, [finding], "utf-16")["file:///a.py"]
    assert json.loads(published) == default_converter().unstructure(shown, unstructure_as=types.Diagnostic)


def test_edits_name_the_version_they_were_made_for_when_the_client_can_tell() -> None:
    edits = [Edit(Span(0, 1), "b")]
    versioned = convert.workspace_edit(snapshot("a"), edits, Client(versioned_edits=True))
    plain = convert.workspace_edit(snapshot("a"), edits, Client())
    assert versioned.document_changes is not None
    assert isinstance(versioned.document_changes[0], types.TextDocumentEdit)
    assert versioned.document_changes[0].text_document.version == 3
    assert plain.changes is not None
    assert list(plain.changes) == ["file:///a.py"]


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (None, {"quickfix", "source.fixAll.loadlint"}),
        (["quickfix"], {"quickfix"}),
        (["source"], {"source.fixAll.loadlint"}),
        (["source.fixAll"], {"source.fixAll.loadlint"}),
        (["source.fixAll.ruff"], set()),
        (["refactor"], set()),
        ([""], {"quickfix", "source.fixAll.loadlint"}),
    ],
)
def test_only_the_kinds_asked_for_are_wanted(only: list[str] | None, kinds: set[str]) -> None:
    assert {it for it in ("quickfix", capabilities.FIX_ALL) if convert.wanted(it, only)} == kinds


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "vscode-notebook-cell://127.0.0.1:1/nb.ipynb#W0", "git:/a.py"])
def test_what_is_no_file_of_this_machine_has_no_path(uri: str) -> None:
    assert convert.path(uri) is None
