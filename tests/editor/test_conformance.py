"""The page about the server against the server: every method it has is listed, with a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loadlint.editor import capabilities
from loadlint.editor import server as lsp
from tests.editor import transcript
from tests.tree import BLESS, ROOT

PAGE = ROOT / "docs" / "server.md"
ROW = re.compile(r"^\| `(?P<method>[\w$/.]+)` \|.*\| `(?P<test>tests/\S+)` \|$", re.MULTILINE)
TRANSCRIPT = re.compile(r"(?<=```text transcript\n).*?(?=```)", re.DOTALL)
# Sent by the server, or taken in by the library for it.
ALSO = {
    "initialize", "initialized", "shutdown", "exit", "$/cancelRequest", "$/setTrace", "window/workDoneProgress/create",
    "window/workDoneProgress/cancel", "textDocument/publishDiagnostics", "workspace/executeCommand",
    "window/showMessage", "window/showMessageRequest", "window/logMessage", "workspace/applyEdit",
}  # fmt: skip


def test_every_method_is_listed() -> None:
    server = lsp.Server()
    served = {*server.protocol.fm.features, *server.texts}
    assert {it["method"] for it in ROW.finditer(PAGE.read_text())} == served | ALSO
    server.session.newest.close(timeout=1.0)


def test_every_command_is_listed() -> None:
    answer = capabilities.answer(b'{"id": 1, "method": "initialize", "params": {"capabilities": {}}}')
    assert answer is not None
    commands = answer["result"]["capabilities"]["executeCommandProvider"]["commands"]
    listed = re.findall(r"^\| `(loadlint\.\w+)` \|", PAGE.read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(commands)


@pytest.mark.parametrize("test", sorted(set(re.findall(r"`(tests/\S+::\w+)`", PAGE.read_text()))))
def test_each_test_named_exists(test: str) -> None:
    path, _, name = test.partition("::")
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(), re.MULTILINE)


def test_the_transcript_is_what_the_server_shows(tmp_path: Path, bless: bool) -> None:
    page = PAGE.read_text()
    now = TRANSCRIPT.sub(lambda _: transcript.written(tmp_path), page)
    if bless:
        PAGE.write_text(now)
    assert PAGE.read_text() == now, BLESS
    assert now.count("4 deprecated-torch-dtype") == 1


def test_what_is_asked_all_the_time_is_learnt_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    server = lsp.Server()
    read: list[object] = []
    structure = server.protocol.structure_message
    monkeypatch.setattr(server.protocol, "structure_message", lambda data: read.append(structure(data)))
    server.protocol.prepare()
    server.session.newest.close(timeout=1.0)
    kinds = {type(it).__name__ for it in read}
    assert kinds == {
        "HoverRequest",
        "CompletionRequest",
        "CodeLensRequest",
        "CodeActionRequest",
        "DocumentDiagnosticRequest",
    }
