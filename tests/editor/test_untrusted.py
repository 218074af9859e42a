"""An untrusted workspace is linted, and nothing of it and nothing for it is started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from tests import untrusted
from tests.editor import editor as editors
from tests.editor.editor import Editor

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the project's programs are scripts of a shell")
NOTHING = types.ClientCapabilities()


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file in which a server writes down what it starts; the machine has a driver to ask."""
    script, log, drivers = tmp_path / "audited" / "audited.py", tmp_path / "audited" / "log", tmp_path / "drivers"
    script.parent.mkdir()
    script.write_text(untrusted.AUDITED)
    log.write_text("")
    drivers.mkdir()
    (drivers / "nvidia-smi").write_text("#!/bin/sh\nexit 1\n")
    (drivers / "nvidia-smi").chmod(0o755)
    # A workspace's own folders are in PATH where the editor was started from its shell.
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", str(tmp_path / "project" / "bin"), str(drivers)]))
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(editors, "SERVER", [sys.executable, str(script), str(log), "server"])
    return log


@pytest.mark.asyncio
@pytest.mark.parametrize("trusted", [False, True])
async def test_a_project_of_a_stranger_is_linted_and_never_run(
    editor: Editor, tmp_path: Path, started: Path, trusted: bool
) -> None:
    """In a trusted workspace the driver is asked, which also shows that the log sees what is started."""
    file = untrusted.make(tmp_path / "project")
    await editor.start(file.parent, NOTHING, trusted=trusted)
    uri = editor.open(file, untrusted.LOADS)
    await editor.diagnosed(uri, "move-after-device-map")
    await _look_around(editor, uri)
    editor.replace(uri, "balanced", "auto")
    editor.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await _look_around(editor, uri)
    assert untrusted.marks(file.parent) == []
    assert bool(started.read_text()) is trusted


@pytest.mark.asyncio
async def test_a_load_of_a_stranger_is_not_verified(editor: Editor, tmp_path: Path, started: Path) -> None:
    file = untrusted.make(tmp_path / "project")
    await editor.start(file.parent, NOTHING, trusted=False)
    uri = editor.open(file, untrusted.LOADS)
    await editor.diagnosed(uri, "move-after-device-map")
    assert await editor.lenses(uri) == []
    for at in ("AutoModelForCausalLM.from", "SentenceTransformer(", "DiffusionPipeline.from", "pipeline("):
        for name in ("loadlint.verifyLoad", "loadlint.compareLoad"):
            place = editor.place(uri, at)
            position = {"line": place.line, "character": place.character}
            assert await editor.run(types.Command("", name, arguments=[uri, position])) is None
    assert {it.message.partition(";")[0] for it in editor.messages} == {
        "loadlint: a load is verified only in an open Python file of a trusted workspace"
    }
    assert untrusted.marks(file.parent) == []
    assert started.read_text() == ""


async def _look_around(editor: Editor, uri: str) -> None:
    """Ask all that an editor asks while a person moves through the file."""
    for load in ('"./model", device', "SentenceTransformer(", "DiffusionPipeline.from", "pipeline(", "to("):
        await editor.hover(uri, load)
        await editor.actions(uri, load)
        await editor.proposals(uri, load)
    await editor.code_lenses(uri)
