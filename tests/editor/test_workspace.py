"""Loads and findings of files that nobody has opened, the wishes of the person at the editor, and results that stay."""

from __future__ import annotations

import asyncio
import re
import sys
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from loadlint.editor.analysis import Analysis, identity
from loadlint.editor.asking import defaults
from loadlint.editor.documents import Cell, Document, Text
from loadlint.editor.runs import Run
from loadlint.editor.workspace.kept import Kept
from loadlint_rules.analysis.model import Source
from tests.editor.editor import Editor
from tests.verify.test_render import LOADED

LOAD = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("{model}", device_map="cpu", torch_dtype=torch.bfloat16)
"""
BROKEN = "from transformers import AutoModel\nmodel = AutoModel.from_pretrained(\n"
PULLING = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        diagnostic=types.DiagnosticClientCapabilities(), code_lens=types.CodeLensClientCapabilities()
    ),
    workspace=types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
    ),
)
NOTHING = types.ClientCapabilities()


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loadlint.toml").write_text('[targets]\ntransformers = "5.23.0"\n')
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))


async def pulled(editor: Editor, **previous: str) -> dict[str, Any]:
    ids = [types.PreviousResultId(uri, value) for uri, value in previous.items()]
    report = await editor.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(ids))
    return {it.uri: it for it in report.items}


@pytest.mark.asyncio
async def test_files_that_are_not_open_have_findings_once_asked_for(editor: Editor, tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text(LOAD.format(model="gpt2"))
    result = await editor.start(tmp_path, PULLING, diagnosticMode="workspace")
    provider = result.capabilities.diagnostic_provider
    assert provider is not None
    assert provider.workspace_diagnostics
    one, two = ((tmp_path / it).as_uri() for it in ("one.py", "two.py"))
    editor.open(tmp_path / "two.py", LOAD.format(model="gpt2"))

    first = await pulled(editor)
    assert set(first) == {one}
    assert [it.code for it in first[one].items] == ["deprecated-torch-dtype"]

    waiting = asyncio.ensure_future(pulled(editor, **{one: first[one].result_id}))
    (tmp_path / "one.py").write_text(LOAD.format(model="gpt2").replace("torch_dtype", "dtype"))
    change = types.FileEvent(one, types.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    second = await waiting
    assert not second[one].items

    waiting = asyncio.ensure_future(pulled(editor, **{one: second[one].result_id}))
    editor.close(two)
    third = await waiting
    assert third[one].kind == "unchanged"
    assert len(third[two].items) == 1


@pytest.mark.asyncio
async def test_a_client_that_does_not_pull_is_sent_the_findings_of_the_workspace(
    editor: Editor, tmp_path: Path
) -> None:
    (tmp_path / "one.py").write_text(LOAD.format(model="gpt2"))
    await editor.start(tmp_path, NOTHING, diagnosticMode="workspace")
    uri = (tmp_path / "one.py").as_uri()
    await editor.diagnosed(uri, "deprecated-torch-dtype")
    loads = await editor.workspace_execute_command_async(types.ExecuteCommandParams("loadlint.loads"))
    assert isinstance(loads, list)
    assert [(it["uri"], it["model"], it["range"]["start"]["line"]) for it in loads] == [(uri, "gpt2", 3)]


@pytest.mark.asyncio
async def test_the_loads_of_one_file_are_listed_whether_it_is_open_or_not(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(LOAD.format(model="gpt2"))
    await editor.start(tmp_path, NOTHING)
    opened = editor.open(tmp_path / "two.py", LOAD.format(model="opt"))
    gone, closed = (tmp_path / "three.py").as_uri(), (tmp_path / "one.py").as_uri()
    answers = [await editor.run(types.Command("", "loadlint.loads", arguments=[uri])) for uri in (opened, closed, gone)]
    assert [[it["model"] for it in answer] for answer in answers] == [["opt"], ["gpt2"], []]


@pytest.mark.asyncio
async def test_a_client_that_asks_for_it_gets_the_refusal_as_the_answer(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING, trusted=False)
    uri = editor.open(tmp_path / "load.py", LOAD.format(model="gpt2"))
    here = {"line": 3, "character": 10}
    answer = await editor.run(types.Command("", "loadlint.runLoad", arguments=[uri, here, False]))
    assert answer["name"] is None
    assert answer["refusal"]["message"] == "a load is verified only in an open Python file of a trusted workspace"
    assert [it["title"] for it in answer["refusal"]["cures"]] == ["Manage Trust"]
    assert editor.messages == []


@pytest.mark.asyncio
async def test_a_text_is_linted_when_it_is_saved_and_without_its_syntax_errors(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING, run="onSave", showSyntaxErrors=False, codeLens=False)
    uri = editor.open(tmp_path / "load.py", LOAD.format(model="gpt2") + BROKEN)
    await editor.diagnosed(uri, "deprecated-torch-dtype")
    editor.replace(uri, "torch_dtype", "dtype")
    assert await editor.code_lenses(uri) == []
    assert editor.shown(uri) == ["deprecated-torch-dtype"]
    editor.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await editor.diagnosed(uri)


@pytest.mark.asyncio
async def test_each_folder_of_a_window_has_its_own_wishes(editor: Editor, tmp_path: Path) -> None:
    quiet, loud = tmp_path / "quiet", tmp_path
    own = {quiet.as_uri(): {"verify": False, "showSyntaxErrors": False}, "untitled:": {"enable": False}, "": 1}
    await editor.start(loud, NOTHING, folders=own)
    added = types.WorkspaceFoldersChangeEvent([types.WorkspaceFolder(quiet.as_uri(), "quiet")], [])
    editor.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(added))
    one, other = (editor.open(it / "load.py", LOAD.format(model="gpt2") + BROKEN) for it in (loud, quiet))
    await editor.diagnosed(one, "deprecated-torch-dtype", "invalid-syntax")
    await editor.diagnosed(other, "deprecated-torch-dtype")
    assert await editor.lenses(one) != []
    assert await editor.code_lenses(other) == []
    assert await editor.run(types.Command("", "loadlint.loads", arguments=[other])) == []
    answer = await editor.run(types.Command("", "loadlint.runLoad", arguments=[other, {"line": 3, "character": 10}]))
    refused = "loads of this folder are not verified, as its setting `loadlint.verify` says"
    assert answer["refusal"]["message"] == refused


@pytest.mark.asyncio
async def test_a_size_stands_after_the_load_of_a_model_on_this_machine(
    editor: Editor, tmp_path: Path, tiny_model: Path
) -> None:
    await editor.start(tmp_path, NOTHING)
    uri = editor.open(tmp_path / "load.py", LOAD.format(model=tiny_model.as_posix()))
    everything = types.Range(types.Position(0, 0), types.Position(9, 0))
    params = types.InlayHintParams(types.TextDocumentIdentifier(uri), everything)
    (hint,) = await editor.text_document_inlay_hint_async(params) or []
    assert re.fullmatch(r"≈ [\d.]+ kB bf16", str(hint.label))
    assert hint.position == types.Position(3, len(LOAD.format(model=tiny_model.as_posix()).split("\n")[3]))
    editor.replace(uri, tiny_model.as_posix(), "gpt2-of-nobody")
    assert not await editor.text_document_inlay_hint_async(params)


@pytest.mark.asyncio
@pytest.mark.parametrize("trusted", [True, False])
async def test_the_environment_of_a_document_is_told(editor: Editor, tmp_path: Path, trusted: bool) -> None:
    options = {"interpreter": sys.executable, "interpreterSource": "loadlint.interpreter", "trusted": trusted}
    await editor.start(tmp_path, NOTHING, **options)
    uri = editor.open(tmp_path / "load.py", LOAD.format(model="gpt2"))
    about = await editor.run(types.Command("", "loadlint.environment", arguments=[uri]))
    assert (about["interpreter"], about["source"]) == (sys.executable, "loadlint.interpreter")
    assert about["installed"]["transformers"] == version("transformers")
    assert about["targets"][0].startswith(f"transformers {version('transformers')} from ")
    assert (about["devices"] is None) is not trusted
    assert "torch " + version("torch").partition("+")[0] + " from loadlint.interpreter" in about["targets"][1]
    assert await editor.run(types.Command("", "loadlint.environment", arguments=[f"{uri}x"])) is None


@pytest.mark.asyncio
async def test_syntax_errors_can_be_ignored_in_the_configuration(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('ignore = ["invalid-syntax"]\n')
    await editor.start(tmp_path, NOTHING)
    uri = editor.open(tmp_path / "load.py", LOAD.format(model="gpt2") + BROKEN)
    await editor.diagnosed(uri, "deprecated-torch-dtype")


def test_a_result_outlives_the_document_and_the_server() -> None:
    source = Source(LOAD.format(model="gpt2"))
    loads = Analysis().program(source).loads
    uri = "file:///somewhere/load.py"
    run = Run("loadlint/verify/1", identity(loads[0]))
    run.finish(LOADED)
    Kept().remember(uri, run)

    kept, document = Kept(), Document[Any, Run](uri, [Cell(uri, 1, Text.of(source.text))])
    assert kept.restore(document, loads, count(7))
    assert not kept.restore(document, loads, count(8))
    ((restored, span),) = document.marks.items()
    assert (restored.report, span, restored.age) == (LOADED, loads[0].call, "just now")

    edited = Analysis().program(Source(LOAD.format(model="gpt2-xl"))).loads
    assert not Kept().restore(Document[Any, Run](uri, document.cells), edited, count(1))


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ('p.add_argument("-m", "--model", default="gpt2", choices=["gpt2", "opt"])', "args.model", ("gpt2", "opt")),
        ('p.add_argument("--base-model", default="gpt2")', "args.base_model", ("gpt2",)),
        ('p.add_argument("--base", dest="model", default="gpt2")', "args.model", ("gpt2",)),
        ('p.add_argument("--other", default="gpt2")', "args.model", ()),
        ('@click.option("--model", default="gpt2")\ndef main(model): ...', "model", ("gpt2",)),
        ('@click.option("--model", type=click.Choice(["a", "b"]))\ndef main(model): ...', "model", ("a", "b")),
        ('def main(model: str = typer.Option("gpt2", help="x")): ...', "model", ("gpt2",)),
        ('def main(model: Annotated[str, typer.Option()] = "gpt2"): ...', "model", ("gpt2",)),
        ('def main(*, model="gpt2"): ...', "model", ("gpt2",)),
        ('@dataclass\nclass Args:\n    model: str = field(default="gpt2")', "args.model", ("gpt2",)),
        ('MODEL = os.getenv("MODEL", "gpt2")', "MODEL", ("gpt2",)),
        ("", 'os.environ.get("MODEL", "gpt2")', ("gpt2",)),
        ("", 'os.getenv("MODEL") or "gpt2"', ("gpt2",)),
        ("def broken(", "model", ()),
        ('MODEL = "gpt2"', "pick()", ()),
    ],
)
def test_defaults_of_the_code_are_suggested(code: str, value: str, expected: tuple[str, ...]) -> None:
    assert defaults.of(code, value) == expected
