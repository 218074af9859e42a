"""The server as an editor meets it: each test is one conversation with a live server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from loadlint.editor.features import code_lens
from loadlint.editor.wire import transport
from tests.editor.editor import PATIENCE, SERVER, Editor

LOAD = 'AutoModelForCausalLM.from_pretrained("gpt2")'
# Before the load on its line: an emoji. Before that line: a form feed and a separator that end no line.
CODE = f"""\
import torch\f
from transformers import AutoModelForCausalLM  # \u2028
note = "\U0001f600é"; model = {LOAD}
model.to("cuda")
"""
OLD_NAME = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", device_map="auto", torch_dtype=torch.bfloat16)
"""
NOTHING = types.ClientCapabilities()


def capabilities(*encodings: str) -> types.ClientCapabilities:
    kinds = [types.PositionEncodingKind(it) for it in encodings]
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=kinds),
        window=types.WindowClientCapabilities(work_done_progress=True),
        text_document=types.TextDocumentClientCapabilities(code_lens=types.CodeLensClientCapabilities()),
        workspace=types.WorkspaceClientCapabilities(
            code_lens=types.CodeLensWorkspaceClientCapabilities(refresh_support=True),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
        ),
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_open_edit_fix_and_close(editor: Editor, tmp_path: Path, encoding: str) -> None:
    result = await editor.start(tmp_path, capabilities(encoding))
    assert result.capabilities.position_encoding == encoding
    uri = editor.open(tmp_path / "load.py", CODE)
    load, move = await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    assert editor.marked(uri, load) in LOAD
    assert editor.marked(uri, move) in 'model.to("cuda")'
    assert load.code_description is not None
    assert load.related_information is not None

    editor.replace(uri, '"gpt2"', '"gpt2-\U0001f600xl"')
    editor.replace(uri, "import torch", "import torch\r\nimport os")
    await editor.until(lambda: editor.published[-1].version == editor.versions[uri])
    load, move = await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    assert move.range.start.line == 4

    fixes = [it for it in await editor.actions(uri, 'to("cuda")', "quickfix") if "device_map" in it.title]
    fixed = editor.applied(uri, fixes[0])
    assert '"gpt2-\U0001f600xl", device_map="auto")' in fixed
    assert ".to(" not in fixed
    assert list(fixes[0].diagnostics or ()) == [move]
    editor.close(uri)
    await editor.diagnosed(uri)


@pytest.mark.asyncio
async def test_a_broken_statement_keeps_its_findings_and_unchanged_ones_are_not_sent_again(
    editor: Editor, tmp_path: Path
) -> None:
    await editor.start(tmp_path, NOTHING)
    uri = editor.open(tmp_path / "load.py", CODE + OLD_NAME)
    rules = ("missing-device-map", "device-move-after-load", "deprecated-torch-dtype")
    await editor.diagnosed(uri, *rules)

    editor.replace(uri, "import torch\n", "import torch\n\nnote = (1\n")
    editor.replace(uri, 'pretrained("gpt2")', 'pretrained("gpt2", ')
    await editor.until(lambda: "invalid-syntax" in editor.shown(uri))
    assert [it for it in editor.shown(uri) if it != "invalid-syntax"] == list(rules)
    assert editor.diagnostics[uri][-1].range.start.line == 9

    editor.replace(uri, 'pretrained("gpt2", ', 'pretrained("gpt2")')
    editor.replace(uri, "note = (1\n", "note = 1\n")
    await editor.diagnosed(uri, *rules)
    sent = len(editor.published)
    editor.replace(uri, "note = 1", "notes = 1")
    # The answer to a question asked later shows that the edit was dealt with.
    assert await editor.lenses(uri)
    assert len(editor.published) == sent


@pytest.mark.asyncio
async def test_actions_fix_all_that_is_safe_and_ignore_here(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('[targets]\ntransformers = "5.23.0"\n')
    await editor.start(tmp_path, NOTHING)
    uri = editor.open(tmp_path / "load.py", CODE + OLD_NAME)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load", "deprecated-torch-dtype")

    (everything,) = await editor.actions(uri, "import", "source.fixAll")
    assert everything.kind == "source.fixAll.loadlint"
    assert editor.applied(uri, everything) == (CODE + OLD_NAME).replace("torch_dtype=", "dtype=")
    actions = await editor.actions(uri, "torch_dtype", "quickfix")
    assert [(it.title, it.is_preferred) for it in actions if it.is_preferred] == [(actions[0].title, True)]
    (ignore,) = [it for it in actions if it.title == "loadlint: Ignore deprecated-torch-dtype here"]
    ignored = editor.applied(uri, ignore)
    assert ignored.endswith("torch.bfloat16)  # loadlint: ignore[deprecated-torch-dtype]\n")
    assert await editor.actions(uri, "torch_dtype", "refactor") == []

    editor.replace(uri, CODE + OLD_NAME, ignored)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    assert "device_map" in await editor.hover(uri, "from_pretrained(")


@pytest.mark.asyncio
async def test_arguments_and_values_are_proposed_in_a_half_typed_load(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('[targets]\ntransformers = "4.50.0"\n')
    await editor.start(tmp_path, capabilities("utf-8"))
    text = CODE.replace('"gpt2")', '"\U0001f600", torch_dt')
    uri = editor.open(tmp_path / "load.py", text)
    proposals = await editor.proposals(uri, '\nmodel.to("cuda")')
    (chosen,) = [it for it in proposals if it.label == "torch_dtype"]
    assert "dtype" not in {it.label for it in proposals}
    assert isinstance(chosen.text_edit, types.TextEdit)
    assert editor.marked(uri, chosen.text_edit) == "torch_dt"
    editor.replace(uri, "torch_dt", "device_map='")
    proposals = await editor.proposals(uri, '\nmodel.to("cuda")')
    assert [it.label for it in proposals][:2] == ["auto", "balanced"]


@pytest.mark.asyncio
async def test_verify_shows_progress_and_its_outcome_until_an_edit(
    editor: Editor, tmp_path: Path, tiny_model: Path
) -> None:
    await editor.start(tmp_path, capabilities("utf-16"), interpreter=sys.executable)
    placed = f'"{tiny_model.as_posix()}", device_map="cpu"'
    uri = editor.open(tmp_path / "load.py", CODE.replace('"gpt2"', placed).replace('model.to("cuda")\n', ""))
    (lens,) = await editor.lenses(uri)
    assert lens.title == "Verify load"
    token = await editor.run(lens)
    steps = await editor.until(lambda: _ended(editor, token))
    assert isinstance(steps[0], types.WorkDoneProgressBegin)
    assert "loading" in {it.message for it in steps}

    (done,) = await editor.lenses(uri)
    assert done.title.startswith("✓ cpu · float32 · ")
    assert len(done.title) <= code_lens.LONGEST
    assert "LlamaForCausalLM" in (steps[-1].message or "")
    assert "**Measured**: loaded LlamaForCausalLM" in await editor.hover(uri, "from_pretrained(")
    assert any("LlamaForCausalLM" in it.message for it in editor.log_messages)
    # A load that went well has a lens and a report, and nothing in the code to look at.
    assert "verify-load" not in editor.shown(uri)
    editor.replace(uri, "tiny", "other")
    (lens,) = await editor.lenses(uri)
    assert lens.title == "Edited since · Verify again"
    editor.replace(uri, "other", "tiny")
    assert [it.title for it in await editor.lenses(uri)] == [done.title]


@pytest.mark.asyncio
async def test_rehearsal_is_offered_first_where_the_weights_are_elsewhere(
    editor: Editor, tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    await editor.start(tmp_path, capabilities("utf-16"), interpreter=sys.executable)
    uri = editor.open(tmp_path / "load.py", CODE)
    rehearse, verify = await editor.lenses(uri)
    assert [rehearse.title, verify.title] == ["Rehearse load", "Verify load"]
    assert rehearse.arguments == verify.arguments
    placed = f'"{tiny_model.as_posix()}", device_map="cpu"'
    uri = editor.open(tmp_path / "here.py", CODE.replace('"gpt2"', placed).replace('model.to("cuda")\n', ""))
    (verify,) = await editor.lenses(uri)
    token = await editor.run(types.Command("rehearse", rehearse.command, arguments=verify.arguments))
    await editor.until(lambda: _ended(editor, token))
    (done,) = await editor.lenses(uri)
    assert done.title == "✓ cpu · float32 · rehearsed"


@pytest.mark.asyncio
async def test_verify_is_cancelled_and_the_next_one_waits_for_its_turn(
    editor: Editor, tmp_path: Path, tiny_model: Path
) -> None:
    await editor.start(tmp_path, capabilities("utf-8"), interpreter=sys.executable)
    uri = editor.open(tmp_path / "load.py", CODE.replace("gpt2", tiny_model.as_posix()))
    (lens,) = await editor.lenses(uri)
    first, second = await editor.run(lens), await editor.run(lens)
    await editor.until(lambda: "importing" in _messages(editor, first))
    (running,) = await editor.lenses(uri)
    assert running.command == "loadlint.cancelVerify"
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(second))
    assert await editor.run(types.Command("cancel", "loadlint.cancelVerify", arguments=[first])) == [first]
    await editor.until(lambda: _ended(editor, first) and _ended(editor, second))
    assert ["cancelled" in (_messages(editor, it)[-1] or "") for it in (first, second)] == [True, True]
    assert await editor.run(types.Command("cancel", "loadlint.cancelVerify")) == []
    assert "verify-load" not in editor.shown(uri)
    assert [it.title for it in await editor.lenses(uri)] == ["Cancelled · Verify again"]


@pytest.mark.asyncio
async def test_a_load_is_compared_with_what_its_fixes_would_make_of_it(
    editor: Editor, tmp_path: Path, tiny_model: Path
) -> None:
    (tmp_path / "loadlint.toml").write_text('[targets]\ntransformers = "5.23.0"\n')
    await editor.start(tmp_path, capabilities("utf-16"), interpreter=sys.executable)
    uri = editor.open(tmp_path / "load.py", OLD_NAME.replace("gpt2", tiny_model.as_posix()))
    (lens,) = await editor.lenses(uri)
    assert await editor.run(types.Command("none yet", "loadlint.reports", arguments=[uri])) == []
    token = await editor.run(types.Command("compare", "loadlint.compareLoad", arguments=lens.arguments))
    await editor.until(lambda: _ended(editor, token))

    (report,) = await editor.run(types.Command("reports", "loadlint.reports", arguments=[uri]))
    assert [report["name"], report["state"], report["stale"]] == [token, "done", False]
    assert report["range"]["start"]["line"] == 3
    assert "torch_dtype=" in report["report"]["request"]["call"]
    assert ", dtype=" in report["fixed"]["request"]["call"]
    assert report["fixed"]["site"] == report["report"]["site"]
    assert "before" in report["text"]
    page = await editor.run(types.Command("rule", "loadlint.rule", arguments=["deprecated-torch-dtype"]))
    assert page.startswith("# deprecated-torch-dtype\n")
    # The mark of a test.
    assert "  # ← deprecated-torch-dtype\n" in page
    assert "# error" not in page
    assert await editor.run(types.Command("rule", "loadlint.rule", arguments=["no-such"])) is None


@pytest.mark.asyncio
async def test_a_load_that_fails_is_marked_on_its_callee_alone(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, capabilities("utf-8"), interpreter=sys.executable, commands=True)
    (tmp_path / "broken").mkdir()
    load = LOAD.replace('"gpt2"', f'\n    "{(tmp_path / "broken").as_posix()}",\n    device_map="cpu",\n')
    uri = editor.open(tmp_path / "load.py", CODE.replace(LOAD, load).replace('model.to("cuda")\n', ""))
    (lens,) = await editor.lenses(uri)
    token = await editor.run(lens)
    await editor.until(lambda: _ended(editor, token))
    (outcome,) = await editor.diagnosed(uri, "verify-load")
    assert editor.marked(uri, outcome) == "AutoModelForCausalLM.from_pretrained"
    assert outcome.severity == types.DiagnosticSeverity.Error
    failed, report, again = await editor.lenses(uri)
    assert failed.title.startswith("✗ ")
    assert len(failed.title) <= code_lens.LONGEST
    assert [failed.command, report.command, again.command] == [*["loadlint.showReport"] * 2, "loadlint.verifyLoad"]
    assert failed.arguments == again.arguments


@pytest.mark.asyncio
async def test_lenses_stay_while_a_statement_does_not_parse(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING)
    uri = editor.open(tmp_path / "load.py", CODE + "other = " + LOAD + "\n")
    places = await _lens_places(editor, uri)
    assert len(places) == 2
    for letter in ', cache_dir="x':
        editor.replace(uri, '")\nmodel', f'"{letter})\nmodel') if letter == "," else editor.replace(
            uri, ")\nmodel", f"{letter})\nmodel"
        )
        assert await _lens_places(editor, uri) == places
    editor.replace(uri, "model.to", "# a comment\nmodel.to")
    moved = await _lens_places(editor, uri)
    assert moved == [places[0], types.Position(places[1].line + 1, places[1].character)]
    editor.replace(uri, editor.texts[uri], "x = (")
    assert await editor.code_lenses(uri) == []


@pytest.mark.asyncio
async def test_one_fault_has_one_squiggle(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING)
    uri = editor.open(tmp_path / "load.py", CODE)
    load, move = await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    assert load.related_information is not None
    assert load.related_information[0].location.range == move.range
    assert move.severity == types.DiagnosticSeverity.Hint
    assert list(move.tags or ()) == [types.DiagnosticTag.Unnecessary]
    fixes = [
        [it.title for it in await editor.actions(uri, at) if "Ignore" not in it.title] for at in ("from_pre", "to(")
    ]
    assert fixes[0] == fixes[1] != []
    editor.replace(uri, LOAD, LOAD + "  # loadlint: ignore[missing-device-map]")
    await editor.diagnosed(uri)


@pytest.mark.asyncio
async def test_a_string_is_no_fault_while_its_quotes_are_typed(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, capabilities("utf-8"))
    load = LOAD.replace(")", ", device_map=)")
    uri = editor.open(tmp_path / "load.py", f"from transformers import AutoModelForCausalLM\nmodel = {load}\n")
    await editor.diagnosed(uri, "invalid-syntax")
    editor.replace(uri, "map=", 'map=""')
    await editor.diagnosed(uri)
    editor.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await editor.diagnosed(uri, "unknown-device-map")
    editor.replace(uri, '""', '"auto"')
    await editor.diagnosed(uri)


@pytest.mark.asyncio
@pytest.mark.parametrize("place", [".venv/lib/python3.11/site-packages/x.py", "usr/lib/python3.11/x.py"])
async def test_files_of_libraries_are_silent(editor: Editor, tmp_path: Path, place: str) -> None:
    await editor.start(tmp_path, NOTHING)
    library, own = editor.open(tmp_path / place, CODE), editor.open(tmp_path / "load.py", CODE)
    await editor.diagnosed(own, "missing-device-map", "device-move-after-load")
    assert await editor.lenses(library) == []
    assert await editor.actions(library, "from_pretrained") == []
    assert await editor.hover(library, "from_pretrained(") == ""
    assert editor.shown(library) == []


@pytest.mark.asyncio
async def test_what_cannot_be_verified_is_said_in_words(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING, interpreter=sys.executable)
    uri = editor.open(tmp_path / "load.py", "import sys\n" + CODE.replace('"gpt2"', "sys.argv[1]"))
    (lens,) = await editor.lenses(uri)
    assert await editor.run(lens) is None
    assert "`sys.argv[1]`" in editor.messages[-1].message
    assert "line 4" in editor.messages[-1].message
    editor.replace(uri, LOAD.replace('"gpt2"', "sys.argv[1]"), "None")
    assert await editor.run(lens) is None
    assert "no load here" in editor.messages[-1].message


@pytest.mark.asyncio
async def test_a_bad_configuration_is_shown_once_and_a_good_one_applies_at_once(editor: Editor, tmp_path: Path) -> None:
    settings = tmp_path / "loadlint.toml"
    settings.write_text('ignore = ["mising-device-map"]\n')
    await editor.start(tmp_path, capabilities("utf-8"), trusted=False)
    uri = editor.open(tmp_path / "load.py", CODE)
    other = editor.open(tmp_path / "other.py", CODE)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    await editor.diagnosed(other, "missing-device-map", "device-move-after-load")
    (message,) = [it.message for it in editor.messages]
    assert "loadlint.toml" in message
    assert "'missing-device-map'" in message

    settings.write_text('ignore = ["missing-device-map"]\n')
    changed = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    await editor.diagnosed(uri, "device-move-after-load")
    assert [it.method for it in editor.watched] == ["workspace/didChangeWatchedFiles"]
    settings.write_text('ignore = ["device-move-after-load"]\n')
    await editor.run(types.Command("restart", "loadlint.restart"))
    await editor.diagnosed(other, "missing-device-map")
    assert await editor.lenses(uri) == []


@pytest.mark.asyncio
async def test_a_client_is_asked_to_watch_environments(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, capabilities("utf-8"), trusted=False)
    uri = editor.open(tmp_path / "load.py", CODE)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    (registration,) = await editor.until(lambda: editor.watched)
    patterns = {it["globPattern"] for it in registration.register_options["watchers"]}
    installed = "**/site-packages/{transformers,diffusers,torch,accelerate,peft}-*.dist-info"
    assert {"**/bin/python", "**/Scripts/python.exe", installed} <= patterns


@pytest.mark.asyncio
async def test_a_save_sees_what_a_client_that_watches_has_missed(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, capabilities("utf-8"), trusted=False)
    uri = editor.open(tmp_path / "load.py", CODE)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    await editor.until(lambda: editor.watched)
    (tmp_path / "loadlint.toml").write_text('ignore = ["missing-device-map"]\n')
    editor.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await editor.diagnosed(uri, "device-move-after-load")


@pytest.mark.asyncio
async def test_a_bad_configuration_is_underlined_in_its_file(editor: Editor, tmp_path: Path) -> None:
    settings = tmp_path / "loadlint.toml"
    settings.write_text('select = ["trust"]\n[verify]\ntimeot = 3\n')
    await editor.start(tmp_path, capabilities("utf-8"))
    editor.open(tmp_path / "load.py", CODE)
    (fault,) = await editor.until(lambda: editor.diagnostics.get(settings.as_uri()))
    assert fault.range.start == types.Position(2, 0)
    assert fault.message.startswith("unknown key 'timeot'")
    await editor.until(lambda: editor.messages)

    changed = types.DidChangeWatchedFilesParams([types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)])
    settings.write_text("[verify]\ntimeout = 3\n")
    editor.workspace_did_change_watched_files(changed)
    await editor.until(lambda: not editor.diagnostics.get(settings.as_uri()))
    # After an edit the squiggle is in sight.
    settings.write_text("[verify\n")
    editor.workspace_did_change_watched_files(changed)
    (fault,) = await editor.until(lambda: editor.diagnostics.get(settings.as_uri()))
    assert "not valid TOML" in fault.message
    assert len(editor.messages) == 1


@pytest.mark.asyncio
async def test_findings_of_a_notebook_stand_in_their_cells(editor: Editor, tmp_path: Path) -> None:
    notebooks = types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities())
    await editor.start(tmp_path, types.ClientCapabilities(notebook_document=notebooks))
    uri, cells = (tmp_path / "load.ipynb").as_uri(), ["cell:a", "cell:b"]
    texts = dict(zip(cells, CODE.split("note = "), strict=True))
    texts["cell:a"] = "%matplotlib inline\n" + texts["cell:a"]
    editor.texts.update({**texts, "cell:b": "note = " + texts["cell:b"]})
    items = [types.TextDocumentItem(it, "python", 1, editor.texts[it]) for it in cells]
    book = types.NotebookDocument(
        uri, "jupyter-notebook", 1, [types.NotebookCell(types.NotebookCellKind.Code, it) for it in cells]
    )
    editor.notebook_document_did_open(types.DidOpenNotebookDocumentParams(book, items))
    load, _ = await editor.diagnosed("cell:b", "missing-device-map", "device-move-after-load")
    assert editor.marked("cell:b", load) in LOAD
    assert editor.diagnostics["cell:a"] == ()
    gone = types.NotebookCellArrayChange(start=1, delete_count=1)
    structure = types.NotebookDocumentCellChangeStructure(gone, did_close=[types.TextDocumentIdentifier("cell:b")])
    changes = types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(structure=structure))
    identifier = types.VersionedNotebookDocumentIdentifier(2, uri)
    editor.notebook_document_did_change(types.DidChangeNotebookDocumentParams(identifier, changes))
    await editor.diagnosed("cell:b")


@pytest.mark.asyncio
async def test_a_client_that_pulls_is_not_pushed_to(editor: Editor, tmp_path: Path) -> None:
    text = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())
    refresh = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    workspace = types.WorkspaceClientCapabilities(diagnostics=refresh)
    await editor.start(tmp_path, types.ClientCapabilities(text_document=text, workspace=workspace))
    uri = editor.open(tmp_path / "load.py", CODE)
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
    report = await editor.text_document_diagnostic_async(params)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert [it.code for it in report.items] == ["missing-device-map", "device-move-after-load"]
    params.previous_result_id = report.result_id
    assert (await editor.text_document_diagnostic_async(params)).kind == "unchanged"
    editor.replace(uri, LOAD, "None")
    report = await editor.text_document_diagnostic_async(params)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert list(report.items) == []
    assert editor.published == []


def test_every_request_is_answered_and_the_exit_status_tells_how_it_ended(tmp_path: Path) -> None:
    hover = {"method": "textDocument/hover", "params": {"textDocument": 17}}
    messages: list[Any] = [
        {"id": 1, "method": "shutdown"},
        {"id": 2, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"id": 3, **hover},
        {"id": 4, "method": "no/such", "params": {}},
        {"id": 5, "method": "workspace/executeCommand", "params": {"command": "no.such"}},
        [1, 2],
        {"id": 8, "method": ["no", "string"]},
        {"id": 6, "method": "shutdown"},
        {"id": 7, **hover},
        {"method": "exit"},
    ]
    answers, status = _talk(tmp_path, [json.dumps(_message(it)).encode() for it in messages] + [b"{"])
    assert status == 0
    assert {it["id"]: it.get("error", {}).get("code") for it in answers if it["id"] is not None} == {
        1: -32002,
        2: None,
        3: -32602,
        4: -32601,
        5: -32602,
        6: None,
        7: -32600,
    }
    assert [it["error"]["code"] for it in answers if it["id"] is None] == [-32600, -32600]
    assert _talk(tmp_path, [json.dumps(_message(it)).encode() for it in (messages[1], messages[-1])])[1] == 1
    assert _talk(tmp_path, [b"{"]) == ([{"jsonrpc": "2.0", "id": None, "error": _error(-32700, "Parse Error")}], 1)


def _talk(folder: Path, bodies: list[bytes]) -> tuple[list[dict[str, Any]], int]:
    spoken = b"".join(transport.framed(body) for body in bodies)
    server = subprocess.run(SERVER, input=spoken, stdout=subprocess.PIPE, cwd=folder, timeout=PATIENCE, check=False)
    answers = [it for it in transport.Frames().feed(server.stdout) if isinstance(it, bytes)]
    return [json.loads(it) for it in answers], server.returncode


def _message(content: Any) -> Any:
    return {"jsonrpc": "2.0", **content} if isinstance(content, dict) else content


def _error(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "message": message}


def _messages(editor: Editor, token: str) -> list[str | None]:
    return [it.message for it in editor.progress_reports.get(token, [])]


def _ended(editor: Editor, token: str) -> list[Any]:
    steps: list[Any] = editor.progress_reports.get(token, [])
    return steps if steps and isinstance(steps[-1], types.WorkDoneProgressEnd) else []


async def _lens_places(editor: Editor, uri: str) -> list[types.Position]:
    """The places of lenses, each once, as a load may have two."""
    starts = {(it.range.start.line, it.range.start.character) for it in await editor.code_lenses(uri)}
    return [types.Position(*it) for it in sorted(starts)]
