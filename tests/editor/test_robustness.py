"""Clients, streams and texts as they should not be; and documents that are no files."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import psutil
import pytest
from lsprotocol import types

from bench.server import started
from loadlint.editor import analysis, serve
from loadlint.editor import server as lsp
from loadlint.editor.answers import Question
from loadlint.editor.documents import Cell, Document, Text
from loadlint.editor.features import commands, diagnostics, prompts
from loadlint.editor.wire import convert, transport
from loadlint.editor.wire.protocol import Writer
from tests.editor.editor import PATIENCE, SERVER, Editor
from tests.editor.test_server import CODE, LOAD, NOTHING

FOUND = ("missing-device-map", "device-move-after-load")
INITIALIZE = {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}


def message(content: dict[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **content}).encode()


def opening(uri: str, text: str) -> dict[str, Any]:
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    return {"method": "textDocument/didOpen", "params": {"textDocument": item}}


# --- too much -------------------------------------------------------------------------------------


def test_a_text_of_100_mb_is_refused_in_words_and_others_are_served(tmp_path: Path) -> None:
    huge, load = (tmp_path / "huge.py").as_uri(), (tmp_path / "load.py").as_uri()
    with started(SERVER, tmp_path) as (server, _):
        server.notify("textDocument/didOpen", opening(huge, "#" * 100_000_000)["params"])
        server.notify("textDocument/didOpen", opening(load, CODE)["params"])
        shown = server.published(1)
        message = server.errors[0] if server.errors else server.hear(_shows)
    assert shown["params"]["uri"] == load
    assert len(shown["params"]["diagnostics"]) == 2
    assert message["params"]["message"] == (
        "loadlint: huge.py has 100 MB, more than the 10 MB that are read of one text, so it is not linted"
    )


def _shows(message: dict[str, Any]) -> bool:
    return message.get("method") == "window/showMessage"


def test_a_request_that_is_too_large_is_answered() -> None:
    with talked() as (server, messages):
        body = message({"id": 7, "method": "workspace/executeCommand", "params": {"x": "y" * transport.LARGEST}})
        server.protocol.receive(transport.Oversized(len(body), body[:4096]))
    assert [(it["id"], it["error"]["code"]) for it in messages() if it.get("id") == 7] == [(7, -32600)]


def test_a_text_that_grows_too_large_is_let_go(tmp_path: Path) -> None:
    uri = (tmp_path / "load.py").as_uri()
    with talked() as (server, messages):
        server.protocol.receive(message(opening(uri, CODE)))
        body = message({"method": "textDocument/didChange", "params": {"textDocument": {"uri": uri, "version": 2}}})
        server.protocol.receive(transport.Oversized(transport.LARGEST + 1, body[:4096]))
        assert server.session.documents == {}
    assert any("load.py has 10 MB" in it["params"]["message"] for it in messages() if "Message" in it.get("method", ""))


def test_a_text_that_many_edits_make_too_large_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uri, start = (tmp_path / "load.py").as_uri(), {"line": 0, "character": 0}
    monkeypatch.setattr(transport, "LARGEST", 1_000_000)
    change = {"range": {"start": start, "end": start}, "text": "# " + "x" * 600_000 + "\n"}
    with talked() as (server, messages):
        server.session.lane.enabled = False
        server.protocol.receive(message(opening(uri, CODE)))
        for version in (2, 3):
            edit = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}
            assert uri in server.session.documents
            server.protocol.receive(message({"method": "textDocument/didChange", "params": edit}))
        assert server.session.documents == {}
    assert sum("has 1 MB" in it["params"]["message"] for it in messages() if "showMessage" in it.get("method", "")) == 1


def test_of_a_message_that_is_too_large_only_the_head_is_kept() -> None:
    size = transport.LARGEST + 7
    frames = transport.Frames()
    messages = [it for chunk in chunks(b"Content-Length: %d\r\n\r\n" % size, size) for it in frames.feed(chunk)]
    assert messages == [transport.Oversized(size, b"x" * 4096)]
    assert list(frames.feed(transport.framed(b"{}"))) == [b"{}"]


def chunks(head: bytes, size: int) -> Iterator[bytes]:
    yield head
    yield from (b"x" * min(65_536, size - at) for at in range(0, size, 65_536))


# --- broken ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending",
    [
        b"",
        b"Content-Le",
        b"Content-Length: 50\r\n",
        b"Content-Length: 50\r\n\r\n{",
        b"\x00" * 20_000,
        b"\xff\xfe\r\n\r\n",
    ],
)
def test_a_stream_that_ends_anywhere_ends_the_server(tmp_path: Path, ending: bytes) -> None:
    spoken = transport.framed(message(INITIALIZE)) + ending
    done = subprocess.run(SERVER, input=spoken, stdout=subprocess.PIPE, cwd=tmp_path, timeout=PATIENCE, check=False)
    (answer,) = transport.Frames().feed(done.stdout)
    assert isinstance(answer, bytes)
    assert json.loads(answer)["id"] == 1
    assert done.returncode == 1


@pytest.mark.parametrize(
    "notice",
    [
        {"method": "textDocument/didChange", "params": {"textDocument": {"uri": "file:///no", "version": 2}}},
        {"method": "textDocument/didClose", "params": {"textDocument": {"uri": "file:///no"}}},
        {"method": "textDocument/didOpen", "params": []},
        {"method": "$/cancelRequest", "params": {"id": 99}},
        {"method": "$/setTrace", "params": {"value": "loud"}},
        {"method": "no/such/notice"},
        {"id": 5, "result": None},
        {"id": 5, "error": {"code": 1, "message": "no"}},
        {"method": "window/workDoneProgress/cancel", "params": {"token": "none"}},
    ],
)
def test_a_notice_that_makes_no_sense_changes_nothing(notice: dict[str, Any], tmp_path: Path) -> None:
    uri = (tmp_path / "load.py").as_uri()
    with talked() as (server, messages):
        server.protocol.receive(message(opening(uri, CODE)))
        server.protocol.receive(message(notice))
        server.protocol.receive(message({"id": 9, "method": "no/such/request", "params": {}}))
        assert list(server.session.documents) == [uri]
    assert [it["error"]["code"] for it in messages() if it.get("id") == 9] == [-32601]


def test_a_text_that_cannot_be_analysed_keeps_its_findings_and_is_told_to_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = (tmp_path / "load.py").as_uri()
    with talked() as (server, _):
        server.protocol.receive(message(opening(uri, CODE)))
        document = server.session.documents[uri]
        assert diagnostics.settle(server.session, server.session.look(document.snapshot()))
        assert [it.rule for it in document.findings] == [*FOUND]

        def stumble(*_: object) -> analysis.Linted:
            raise RecursionError("too deep")

        monkeypatch.setattr(server.session.analysis, "lint", stumble)
        assert diagnostics.settle(server.session, server.session.look(document.snapshot()))
        assert [it.rule for it in document.findings] == [*FOUND]


def test_a_warning_goes_to_the_log_of_the_client() -> None:
    with talked() as (server, messages):
        log = serve.ClientLog(server)
        for level in (logging.INFO, logging.WARNING, logging.ERROR):
            if level >= log.level:
                log.handle(logging.LogRecord("loadlint", level, "", 0, "told at %d", (level,), None))
    logged = [it["params"] for it in messages() if it.get("method") == "window/logMessage"]
    assert logged == [{"type": 2, "message": "told at 30"}, {"type": 1, "message": "told at 40"}]


@pytest.mark.asyncio
async def test_an_answer_that_makes_no_sense_ends_its_request() -> None:
    with talked() as (server, messages):
        server.client = replace(server.client, asks=False)
        asked = asyncio.ensure_future(prompts.ask(server.session, Question("name", "which?", choices=("a", "b"))))
        await asyncio.wait({asked}, timeout=0)
        (request,) = [it for it in messages() if it.get("method") == "window/showMessageRequest"]
        server.protocol.receive(message({"id": request["id"], "result": {"title": ["no", "string"]}}))
        assert await asyncio.wait_for(asked, PATIENCE) is None


@pytest.mark.asyncio
async def test_an_inner_error_is_told_without_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise OSError(f"cannot read {tmp_path}")

    monkeypatch.setattr(commands.pages, "page", stumble)
    with talked() as (server, messages):
        command = {"command": "loadlint.rule", "arguments": ["x"]}
        server.protocol.receive(message({"id": 5, "method": "workspace/executeCommand", "params": command}))
    (answer,) = [it for it in messages() if it.get("id") == 5]
    assert "internal error" in answer["error"]["message"]
    assert tmp_path.name not in json.dumps(answer)


@pytest.mark.asyncio
async def test_a_client_that_traces_hears_what_is_done(editor: Editor, tmp_path: Path) -> None:
    traced: list[types.LogTraceParams] = []
    editor.protocol.fm.features[types.LOG_TRACE] = lambda it: (traced.append(it), editor.heard.set())
    await editor.start(tmp_path, NOTHING)
    editor.set_trace(types.SetTraceParams(types.TraceValue.Verbose))
    uri = editor.open(tmp_path / "load.py", CODE)
    await editor.until(lambda: traced)
    assert traced[0].message == f"linted {uri}"
    assert "2 findings" in (traced[0].verbose or "")


# --- gone -----------------------------------------------------------------------------------------


def test_the_server_and_its_workers_go_with_the_client(
    tmp_path: Path, tiny_model: Path, report_figure: Callable[[str], None]
) -> None:
    """The client dies while a model is being loaded: the pipes close, and nothing else is said."""
    (tmp_path / "loadlint.toml").write_text(f"python = {json.dumps(sys.executable)}\n")
    path = tmp_path / "load.py"
    with started(SERVER, tmp_path, progress=True) as (server, _):
        server.notify("textDocument/didOpen", opening(path.as_uri(), CODE.replace("gpt2", str(tiny_model)))["params"])
        server.published(1)
        place = {"line": 2, "character": CODE.split("\n")[2].index("from_pretrained")}
        command = {"command": "loadlint.verifyLoad", "arguments": [path.as_uri(), place]}
        assert server.request("workspace/executeCommand", command)["result"]
        server.hear(lambda it: it.get("method") == "$/progress" and "importing" in json.dumps(it))
        family = psutil.Process(server.process.pid).children(recursive=True)
        assert family
        assert server.process.stdin is not None
        start = time.perf_counter()
        server.process.stdin.close()
        assert server.process.wait(PATIENCE) == 1
        assert psutil.wait_procs(family, PATIENCE)[1] == []
        report_figure(f"gone with a dead client, a worker too: {time.perf_counter() - start:.2f} s")


# --- no files -------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_untitled_buffer_is_linted_with_the_settings_of_the_folder(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "loadlint.toml").write_text('ignore = ["missing-device-map"]\n')
    other = tmp_path / "other"
    other.mkdir()
    (other / "loadlint.toml").write_text('ignore = ["device-move-after-load"]\n')
    await editor.start(tmp_path, NOTHING)
    uri = editor.open_text("untitled:Untitled-1", CODE)
    await editor.diagnosed(uri, "device-move-after-load")
    assert len(await editor.lenses(uri)) == 2
    assert "loads a model with transformers" in await editor.hover(uri, "from_pretrained(")

    event = types.WorkspaceFoldersChangeEvent(
        added=[types.WorkspaceFolder(other.as_uri(), "other")],
        removed=[types.WorkspaceFolder(tmp_path.as_uri(), tmp_path.name)],
    )
    editor.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
    await editor.diagnosed(uri, "missing-device-map")


@pytest.mark.asyncio
async def test_settings_are_looked_at_for_a_client_that_does_not_watch_files(editor: Editor, tmp_path: Path) -> None:
    await editor.start(tmp_path, NOTHING)
    uri = editor.open(tmp_path / "load.py", CODE)
    await editor.diagnosed(uri, *FOUND)
    (tmp_path / "loadlint.toml").write_text('ignore = ["missing-device-map"]\n')
    await editor.diagnosed(uri, "device-move-after-load")


@pytest.mark.asyncio
async def test_a_virtual_document_of_jupyterlab_is_read_as_one_text(editor: Editor, tmp_path: Path) -> None:
    """A notebook as JupyterLab shows it: all cells in one text, under the name of the notebook."""
    await editor.start(tmp_path, NOTHING)
    path = tmp_path / ".virtual_documents" / "nb.ipynb"
    text = "%matplotlib inline\n!pip list\n\n\n" + CODE.replace("model.to", "%time model.to")
    uri = editor.open(path, text)
    load, move = await editor.diagnosed(uri, *FOUND)
    assert editor.marked(uri, load) in LOAD
    assert editor.marked(uri, move) in 'model.to("cuda")'
    fix = (await editor.actions(uri, "from_pretrained", "quickfix"))[0]
    assert editor.applied(uri, fix).startswith("%matplotlib inline\n!pip list\n")
    editor.replace(uri, "!pip list", "!pip list | grep torch")
    editor.replace(uri, LOAD, "None")
    await editor.diagnosed(uri)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("notebook", "cell"),
    [
        ("file://{}/nb.ipynb", "vscode-notebook-cell://127.0.0.1:33141{}/nb.ipynb#X20sZmlsZQ%3D%3D"),
        ("vscode-remote://127.0.0.1:33141{}/nb.ipynb", "vscode-notebook-cell://127.0.0.1:33141{}/nb.ipynb#W0sZmls"),
        ("file://{}/a%20b.ipynb", "file://{}/a%20b.ipynb#cell-1"),
    ],
)
async def test_cells_may_have_authorities_and_fragments(
    editor: Editor, tmp_path: Path, notebook: str, cell: str
) -> None:
    notebooks = types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities())
    await editor.start(tmp_path, types.ClientCapabilities(notebook_document=notebooks))
    place = tmp_path.as_uri().removeprefix("file://")
    uri = cell.format(place)
    editor.open_cells(notebook.format(place), {uri: CODE})
    await editor.diagnosed(uri, *FOUND)
    assert "device_map" in await editor.hover(uri, "from_pretrained(")
    _, lens = await editor.lenses(uri)  # the model is not here, so a rehearsal is offered first
    assert (lens.arguments or [None])[0] == uri
    fix = (await editor.actions(uri, 'to("cuda")', "quickfix"))[0]
    assert "device_map=" in editor.applied(uri, fix)


def test_cells_are_linted_in_their_order_wherever_they_were_run() -> None:
    """A cell moved before the one that imports loses its loads; moved back, it has them again."""
    first, second = "import torch\n", "x = 1\n"
    document = Document[object, object]("nb", [Cell("a", 1, Text.of(first)), Cell("b", 1, Text.of(second))], True)
    document.reorder(0, 2, list(reversed(document.cells)))
    assert document.snapshot().source.text == second + "\n" + first + "\n"
    assert [it.uri for it in document.snapshot().cells] == ["b", "a"]


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.py", "/a/b.py"),
        ("file:///a%20b/%C3%A9.py", "/a b/é.py"),
        ("untitled:Untitled-1", None),
        ("vscode-notebook-cell://127.0.0.1:1/a.ipynb#X", None),
        ("git:/a/b.py?%7B%7D", None),
    ],
)
def test_only_a_file_of_this_machine_has_a_path(uri: str, path: str | None) -> None:
    assert convert.path(uri) == path


@contextmanager
def talked() -> Iterator[tuple[lsp.Server, Callable[[], list[dict[str, Any]]]]]:
    """A server in this process that has been greeted, and what it has said."""
    stream, server = BytesIO(), lsp.Server()
    server.protocol.set_writer(Writer(stream))
    server.protocol.receive(message(INITIALIZE))

    def said() -> list[dict[str, Any]]:
        return [json.loads(it) for it in transport.Frames().feed(stream.getvalue()) if isinstance(it, bytes)]

    yield server, said
    server.session.newest.close(timeout=PATIENCE)
