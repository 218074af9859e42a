"""Clients that say more, less or something else than the protocol knows are served all the same."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from loadlint.editor import capabilities
from loadlint.editor.features import configuration, diagnostics
from loadlint.editor.server import Server
from loadlint.editor.wire import convert, transport
from loadlint.editor.wire.protocol import Writer
from tests.editor.test_robustness import message, opening
from tests.editor.test_server import OLD_NAME

URI = "file:///nowhere/load.py"
BOOK, CELL = "file:///nowhere/n.ipynb", "vscode-notebook-cell:/nowhere/n.ipynb#p"
RULE = "deprecated-torch-dtype"


class Talk:
    """A server in this process, and what it has sent."""

    def __init__(self) -> None:
        self.server, self._stream = Server(), BytesIO()
        self.server.loop = asyncio.get_running_loop()
        self.server.protocol.set_writer(Writer(self._stream))

    def send(self, method: str, params: Any, identity: int | None = None) -> None:
        self.server.protocol.receive(
            message({"method": method, "params": params, **({} if identity is None else {"id": identity})})
        )

    def sent(self) -> list[dict[str, Any]]:
        return [json.loads(it) for it in transport.Frames().feed(self._stream.getvalue()) if isinstance(it, bytes)]

    def answer(self, identity: int) -> dict[str, Any]:
        return next(it for it in self.sent() if it.get("id") == identity)

    async def answered(self, identity: int) -> dict[str, Any]:
        """The answer to a request, once the thread that lints has made it."""
        while not any(it.get("id") == identity for it in self.sent()):
            await self.server.session.elsewhere(None, bool)
        return self.answer(identity)

    def rules(self, uri: str) -> list[str]:
        """The rules of the findings in a document now."""
        document = self.server.session.documents[uri]
        # Only one thread at a time may read texts.
        self.server.session.newest.call(bool).result()
        assert diagnostics.settle(self.server.session, self.server.session.look(document.snapshot()))
        return [it.rule for it in document.findings]


@contextmanager
def talking(params: dict[str, Any] | None = None) -> Iterator[Talk]:
    """A conversation that began with `initialize` and these parameters."""
    talk = Talk()
    talk.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}, **(params or {})}, 1)
    yield talk
    talk.server.session.close()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "params",
    [
        {"capabilities": {"textDocument": {"publishDiagnostics": {"tagSupport": {"valueSet": [1, 2, -1, -2]}}}}},
        {"capabilities": {"textDocument": {"publishDiagnostics": {"tagSupport": True}}}},
        {"capabilities": {"workspace": {"symbol": {"symbolKind": {"valueSet": [1, 27]}}}}},
        {"capabilities": {"workspace": {"workspaceEdit": {"failureHandling": "of the next protocol"}}}},
        {"capabilities": {"textDocument": {"codeAction": {"codeActionLiteralSupport": {}}}}},
        {"capabilities": {"textDocument": {"codeAction": {"resolveSupport": ["edit"]}}}},
        {"capabilities": {"window": {"showDocument": {}, "workDoneProgress": "yes"}}},
        {"capabilities": {"general": {"positionEncodings": "utf-8"}}},
        {"capabilities": {"general": {"positionEncodings": ["utf-9", 8, None]}}},
        {"capabilities": {"general": True, "notebookDocument": None, "textDocument": []}},
        {"capabilities": None},
        {"workspaceFolders": [{"uri": "file:///nowhere"}]},
        {"workspaceFolders": [None, {"name": "no place"}, {"uri": 7, "name": "odd"}]},
        {"workspaceFolders": {"uri": "file:///nowhere"}},
        {"trace": "compact"},
        {"processId": "17", "rootUri": 1, "rootPath": ["a"], "locale": 4, "clientInfo": {}},
        {"initializationOptions": [1, 2]},
    ],
)
async def test_unknown_and_missing_members_of_initialize_are_ignored(params: dict[str, Any]) -> None:
    with talking(params) as talk:
        talk.send("textDocument/didOpen", opening(URI, OLD_NAME)["params"])
        assert talk.answer(1)["result"]["capabilities"]["positionEncoding"] == "utf-16"
        assert talk.rules(URI) == [RULE]


@pytest.mark.asyncio
async def test_a_second_initialize_is_refused() -> None:
    with talking() as talk:
        talk.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, 2)
        assert talk.answer(2)["error"]["code"] == -32600
        assert "result" in talk.answer(1)


@pytest.mark.parametrize("value", [["python3"], 5, {"path": "python3"}, True])
@pytest.mark.asyncio
async def test_an_interpreter_of_another_type_is_one_message(value: object) -> None:
    with talking({"initializationOptions": {"interpreter": value}}) as talk:
        talk.send("textDocument/didOpen", opening(URI, OLD_NAME)["params"])
        assert talk.rules(URI) == [RULE]
        assert talk.rules(URI) == [RULE]
        shown = [it["params"]["message"] for it in talk.sent() if it.get("method") == "window/showMessage"]
        assert shown == ["loadlint: the option `interpreter` is no path, so it is ignored"]


@pytest.mark.asyncio
async def test_changes_without_a_version_are_followed() -> None:
    with talking() as talk:
        talk.send("textDocument/didOpen", opening(URI, OLD_NAME)["params"])
        for version, text in ((None, "x = 1\n"), (3, OLD_NAME + "y = 2\n")):
            identifier = {"uri": URI, "version": version}
            talk.send("textDocument/didChange", {"textDocument": identifier, "contentChanges": [{"text": text}]})
            (cell,) = talk.server.session.documents[URI].cells
            assert (cell.version, cell.text.value) == (version, text)
        assert talk.rules(URI) == [RULE]


@pytest.mark.asyncio
@pytest.mark.parametrize("others", [{}, {"tags": [3]}, {"tags": [-6, -4]}, {"severity": 0}, {"severity": 5}])
async def test_diagnostics_of_others_do_not_matter_to_actions(others: dict[str, Any]) -> None:
    place = {"start": {"line": 3, "character": 70}, "end": {"line": 3, "character": 84}}
    foreign = {"range": place, "message": "of another server", "source": "other", **others}
    with talking() as talk:
        talk.send("textDocument/didOpen", opening(URI, OLD_NAME)["params"])
        context = {"diagnostics": [foreign], "triggerKind": 9}
        params = {"textDocument": {"uri": URI}, "range": place, "context": context}
        talk.send("textDocument/codeAction", params, 2)
        actions = (await talk.answered(2))["result"]
        assert RULE in " ".join(it["title"] for it in actions)
        assert all("diagnostics" not in it for it in actions)


@pytest.mark.asyncio
@pytest.mark.parametrize(("language", "kind", "text"), [("python", 2, "print('nothing')"), ("markdown", 1, "# md")])
async def test_a_cell_that_is_opened_again_has_its_new_text(language: str, kind: int, text: str) -> None:
    cell, item = {"kind": 2, "document": CELL}, {"uri": CELL, "languageId": "python", "version": 1, "text": OLD_NAME}
    book = {"uri": BOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": [cell]}
    array = {"start": 0, "deleteCount": 1, "cells": [{"kind": kind, "document": CELL}]}
    again = {**item, "languageId": language, "text": text}
    structure = {"array": array, "didClose": [{"uri": CELL}], "didOpen": [again]}
    with talking({"capabilities": {"notebookDocument": {"synchronization": {}}}}) as talk:
        talk.send("notebookDocument/didOpen", {"notebookDocument": book, "cellTextDocuments": [item]})
        assert talk.rules(BOOK) == [RULE]
        identifier = {"uri": BOOK, "version": 2}
        change = {"notebookDocument": identifier, "change": {"cells": {"structure": structure}}}
        talk.send("notebookDocument/didChange", change)
        assert talk.rules(BOOK) == []
        assert [it.text.value for it in talk.server.session.documents[BOOK].cells] == [text]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "notice",
    [
        {},
        {"textDocument": {"uri": URI}},
        {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": 7}]},
        {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"range": 3, "text": ""}]},
        {
            "textDocument": {"uri": URI, "version": 2},
            "contentChanges": [{"range": {"start": {"line": -1, "character": 0}, "end": {}}, "text": ""}],
        },
    ],
)
async def test_a_change_that_makes_no_sense_leaves_the_text(notice: dict[str, Any]) -> None:
    with talking() as talk:
        talk.send("textDocument/didOpen", opening(URI, OLD_NAME)["params"])
        talk.send("textDocument/didChange", notice)
        (cell,) = talk.server.session.documents[URI].cells
        assert cell.text.value == OLD_NAME


@pytest.mark.asyncio
async def test_a_provider_of_diagnostics_is_offered_only_to_a_client_that_is_not_pushed_to() -> None:
    pulls = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
    for abilities, offered in (({"textDocument": {"diagnostic": {}}}, False), (pulls, True)):
        with talking({"capabilities": abilities}) as talk:
            result = talk.answer(1)["result"]["capabilities"]
            assert ("diagnosticProvider" in result) == offered == talk.server.client.pulls
            assert capabilities.client({"capabilities": abilities}).pulls == offered


@pytest.mark.asyncio
async def test_pulled_diagnostics_are_made_once_and_as_they_are_pushed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(convert, "diagnostic")
    with talking() as talk:
        talk.send("textDocument/didOpen", opening(URI, OLD_NAME)["params"])
        assert talk.rules(URI) == [RULE]
        shown = [it["params"] for it in talk.sent() if it.get("method") == "textDocument/publishDiagnostics"]
        talk.send("textDocument/diagnostic", {"textDocument": {"uri": URI}}, 2)
        pulled = (await talk.answered(2))["result"]
        assert pulled["kind"] == "full"
        assert pulled["items"] == shown[-1]["diagnostics"]
        again = {"textDocument": {"uri": URI}, "previousResultId": pulled["resultId"]}
        talk.send("textDocument/diagnostic", again, 3)
        assert (await talk.answered(3))["result"] == {"kind": "unchanged", "resultId": pulled["resultId"]}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "arguments", [[], [1], [URI, "no position"], [URI, {"line": "x", "character": 0}], [URI, {}, 3]]
)
async def test_arguments_of_a_command_that_make_no_sense_are_refused(arguments: list[Any]) -> None:
    with talking() as talk:
        talk.send("workspace/executeCommand", {"command": capabilities.VERIFY, "arguments": arguments}, 2)
        assert (await talk.answered(2))["error"]["code"] == -32602


@pytest.mark.asyncio
async def test_settings_that_change_while_a_lint_waits_are_read_again(tmp_path: Path) -> None:
    settings, file = tmp_path / "loadlint.toml", tmp_path / "load.py"
    settings.write_text("")
    with talking() as talk:
        session, gate = talk.server.session, threading.Event()
        talk.send("textDocument/didOpen", opening(file.as_uri(), OLD_NAME)["params"])
        assert talk.rules(file.as_uri()) == [RULE]
        session.submit("gate", lambda: gate.wait(30.0))
        diagnostics.lint(session, session.documents[file.as_uri()])
        settings.write_text('ignore = ["deprecated-torch-dtype"]\n')
        configuration.forget_projects(session)
        gate.set()
        for _ in range(4):
            await session.elsewhere(None, bool)
        last = [it["params"] for it in talk.sent() if it.get("method") == "textDocument/publishDiagnostics"][-1]
        assert (last["uri"], last["diagnostics"]) == (file.as_uri(), [])
