"""Code actions of a live server: what is offered, what is made only when it is chosen, and what asks first."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lsprotocol import types

from loadlint.editor import analysis
from loadlint.editor.analysis import Checks
from loadlint_rules import RULES
from loadlint_rules.analysis.model import Source, Span
from tests.editor.editor import Editor
from tests.editor.test_server import NOTHING, OLD_NAME

RESOLVING = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            data_support=True, resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        )
    )
)
TARGETS = '[targets]\ntransformers = "5.23.0"\n'
UNSAFE = OLD_NAME.replace(', device_map="auto"', "").replace("torch_dtype=torch.bfloat16", "") + 'model.to("cuda")\n'


@pytest.mark.asyncio
async def test_what_is_dear_is_made_when_it_is_chosen_for_the_text_as_it_is_then(
    editor: Editor, tmp_path: Path
) -> None:
    (tmp_path / "loadlint.toml").write_text(TARGETS)
    await editor.start(tmp_path, RESOLVING)
    uri = editor.open(tmp_path / "load.py", OLD_NAME)
    await editor.diagnosed(uri, "deprecated-torch-dtype")
    (everything,) = await editor.actions(uri, "import", "source.fixAll.loadlint")
    (ignore,) = [
        it for it in await editor.actions(uri, "torch_dtype", "quickfix") if it.title.startswith("loadlint: Ignore")
    ]
    assert everything.edit is None
    assert ignore.edit is None
    assert "torch.bfloat16)  # loadlint: ignore[deprecated-torch-dtype]\n" in editor.applied(
        uri, await editor.resolved(ignore)
    )

    editor.replace(uri, "import torch\n", "import torch\n\n")
    await editor.until(lambda: editor.diagnostics[uri][0].range.start.line == 4)
    assert editor.applied(uri, await editor.resolved(everything)) == editor.texts[uri].replace("torch_dtype", "dtype")
    assert (await editor.resolved(ignore)).edit is None


@pytest.mark.asyncio
async def test_only_the_kinds_asked_for_come_and_only_safe_fixes_are_preferred(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text(TARGETS)
    await editor.start(tmp_path, NOTHING)
    uri = editor.open(tmp_path / "load.py", UNSAFE + OLD_NAME)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load", "deprecated-torch-dtype")
    for only, kinds in [
        ("source.fixAll", {"source.fixAll.loadlint"}),
        ("source", {"source.fixAll.loadlint"}),
        ("quickfix", {"quickfix"}),
        ("notebook.source.fixAll", set()),
        ("source.organizeImports", set()),
        ("refactor", set()),
    ]:
        assert {it.kind for it in await editor.actions(uri, "torch_dtype", only)} == kinds
    assert not any(it.is_preferred for it in await editor.actions(uri, 'to("cuda")'))
    assert [it.title for it in await editor.actions(uri, "torch_dtype") if it.is_preferred] == [
        "loadlint: Rename to dtype"
    ]


@pytest.mark.asyncio
async def test_a_reason_is_asked_for_where_the_client_has_an_input_box(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING, input=True)
    uri = editor.open(tmp_path / "load.py", UNSAFE)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    offered = [it for it in await editor.actions(uri, 'to("cuda")') if "with a reason" in it.title]
    assert [it.title for it in offered] == ["loadlint: Ignore device-move-after-load here, with a reason"]
    assert offered[0].command is not None
    assert await editor.run(offered[0].command) is False
    editor.inputs["reason"] = "one card only,\n  for now"
    assert await editor.run(offered[0].command) is True
    assert editor.texts[uri].endswith("  # loadlint: ignore[device-move-after-load] one card only, for now\n")
    await editor.diagnosed(uri, "missing-device-map")
    assert await editor.run(offered[0].command) is False
    assert "gone" in editor.messages[-1].message


@pytest.mark.asyncio
async def test_fixes_of_a_notebook_have_a_kind_of_their_own_and_stay_in_their_cells(
    editor: Editor, tmp_path: Path
) -> None:
    (tmp_path / "loadlint.toml").write_text(TARGETS)
    notebooks = types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities())
    await editor.start(tmp_path, types.ClientCapabilities(notebook_document=notebooks))
    first, second = OLD_NAME.split("\n\n")
    editor.open_notebook(tmp_path / "load.ipynb", {"cell:a": "%pip list\n" + first, "cell:b": second, "cell:c": second})
    await editor.diagnosed("cell:c", "deprecated-torch-dtype")
    assert await editor.actions("cell:b", "model", "source.fixAll") == []
    (everything,) = await editor.actions("cell:b", "model", "notebook.source.fixAll")
    assert everything.kind == "notebook.source.fixAll.loadlint"
    assert everything.edit is not None
    assert editor.edited("cell:a", everything.edit) == editor.texts["cell:a"]
    assert editor.edited("cell:b", everything.edit) == second.replace("torch_dtype", "dtype")
    assert editor.edited("cell:c", everything.edit) == second.replace("torch_dtype", "dtype")


@pytest.mark.asyncio
async def test_a_suppression_of_no_rule_is_corrected(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING)
    text = UNSAFE.replace('to("cuda")', 'to("cuda")  # loadlint: ignore[device-mov-after-load]')
    uri = editor.open(tmp_path / "load.py", text)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load", "unused-suppression")
    assert "no rule is called 'device-mov-after-load'" in editor.diagnostics[uri][-1].message
    fixes = [
        it for it in await editor.actions(uri, "# loadlint", "quickfix") if it.title.startswith("loadlint: Suppress")
    ]
    assert editor.applied(uri, fixes[0]).endswith("# loadlint: ignore[device-move-after-load]\n")


@pytest.mark.asyncio
async def test_what_the_text_does_not_say_is_asked_for_in_an_input_box(
    editor: Editor, tmp_path: Path, tiny_model: Path
) -> None:
    await editor.start(tmp_path, NOTHING, interpreter=sys.executable, input=True)
    text = OLD_NAME.replace('"gpt2", device_map="auto"', 'name, device_map="cpu"').replace("torch_dtype", "dtype")
    uri = editor.open(tmp_path / "load.py", "import sys\nname = sys.argv[1]\n" + text)
    (lens,) = await editor.lenses(uri)
    assert await editor.run(lens) is None
    # Whoever closes the box knows why nothing happens.
    assert editor.messages == []
    editor.inputs["name"] = editor.inputs["sys.argv"] = str(tiny_model)
    assert await editor.run(lens) is not None, editor.messages
    assert len(editor.asked) == 2
    assert editor.asked[-1] == "Model for `name` (load.py:6)"
    # This client has no lenses, so a load that went well is information on its callee.
    (outcome,) = await editor.diagnosed(uri, "verify-load")
    assert "LlamaForCausalLM" in outcome.message
    assert outcome.severity == types.DiagnosticSeverity.Information
    assert editor.marked(uri, outcome) == "AutoModelForCausalLM.from_pretrained"


@pytest.mark.asyncio
async def test_a_consent_is_asked_for_where_the_client_has_a_dialog(
    editor: Editor, tmp_path: Path, tiny_model: Path
) -> None:
    await editor.start(tmp_path, NOTHING, interpreter=sys.executable, input=True)
    load = f'from_pretrained("{tiny_model.as_posix()}", trust_remote_code=True, device_map="cpu")'
    uri = editor.open(tmp_path / "load.py", f"from transformers import AutoModel\nmodel = AutoModel.{load}\n")
    (lens,) = await editor.lenses(uri)
    assert await editor.run(lens) is None
    assert editor.consents == ["`trust_remote_code=True` runs code from the model's repository"]
    assert (editor.answers, editor.messages) == ([], [])


@pytest.mark.asyncio
async def test_titles_name_the_tool_and_the_effect(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text(TARGETS)
    await editor.start(tmp_path, NOTHING, commands=True)
    uri = editor.open(tmp_path / "load.py", UNSAFE + OLD_NAME + OLD_NAME)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load", *["deprecated-torch-dtype"] * 2)
    unsafe = [it.title for it in await editor.actions(uri, 'to("cuda")', "quickfix")]
    assert unsafe[0].startswith("loadlint: ")
    assert unsafe[0].endswith(" (changes placement)")
    assert unsafe[-1] == "loadlint: Show rule device-move-after-load"
    offered = await editor.actions(uri, "torch_dtype", "quickfix")
    assert [it.title for it in offered] == [
        "loadlint: Rename to dtype",
        "loadlint: Ignore deprecated-torch-dtype here",
        "loadlint: Fix all 2 deprecated-torch-dtype in this file",
        "loadlint: Show rule deprecated-torch-dtype",
    ]
    assert editor.applied(uri, offered[2]) == editor.texts[uri].replace("torch_dtype", "dtype")
    assert offered[3].command is not None
    assert offered[3].command.command == "loadlint.showRule"
    assert list(offered[3].command.arguments or ()) == ["deprecated-torch-dtype"]


@pytest.mark.asyncio
async def test_the_box_for_a_reason_is_empty(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING, input=True)
    uri = editor.open(tmp_path / "load.py", UNSAFE)
    await editor.diagnosed(uri, "missing-device-map", "device-move-after-load")
    (offered,) = [it for it in await editor.actions(uri, 'to("cuda")') if "with a reason" in it.title]
    assert offered.command is not None
    await editor.run(offered.command)
    (question,) = editor.questions
    assert (question.prompt, question.value) == ("Ignore device-move-after-load here", "")
    assert question.placeholder.startswith("for example")


def test_comments_of_many_findings_cost_one_lint() -> None:
    load = 'AutoModelForCausalLM.from_pretrained("a/b", trust_remote_code=True)\n'
    source = Source("from transformers import AutoModelForCausalLM\n" + "".join(f"m{it} = {load}" for it in range(40)))
    checks = Checks(tuple(it for it in RULES if it.name == "trust-remote-code"))
    session = analysis.Analysis()
    findings = session.lint(source, checks).findings
    before = session.lint.cache_info().misses
    fixes = session.ignored(source, checks, findings)
    assert session.lint.cache_info().misses == before + 1
    assert [it.title for it in fixes if it is not None] == ["ignore trust-remote-code here"] * 40


def test_a_menu_of_thousands_of_findings_is_cut() -> None:
    source = Source(OLD_NAME + "x = 1  # loadlint: ignore[no-such-rule]\n" * 150)
    checks = Checks(tuple(RULES), names=frozenset(it.name for it in RULES))
    reader = analysis.Analysis()
    whole = Span(0, len(source.text))
    assert len(reader.lint(source, checks).findings) > 150
    findings = reader.findings_at(source, checks, whole)
    assert len(findings) == analysis.IN_A_MENU
    assert reader.findings_at(source, checks, Span(whole.end - 5, whole.end)) != []
