"""The slow lane: a document that takes long to read holds up no other, and is given up at a limit."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from bench.fuzz import SERVER
from bench.server import Server, started
from loadlint.editor import threads
from loadlint.editor.documents import Cell, Document, Text
from loadlint.editor.jobs import Newest
from loadlint.editor.lane import lane, relay
from tests.hostile import corpus

PATIENCE = 60.0
SOUND = "import torch\nfrom transformers import AutoModel\n\nmodel = AutoModel.from_pretrained('gpt2')\n"
FLAWED = SOUND.replace("'gpt2'", "'gpt2', torch_dtype=torch.float16")
LARGE = FLAWED + "# a comment\n" * 30_000
HOVER = "textDocument/hover"
# Loads of a text that takes long to read on any machine; of more than these none is listed.
MANY = 2_000
SLOW = FLAWED + f"try:\n    {FLAWED.splitlines()[3]}\nexcept E:\n    pass\n" * (MANY - 1)


# --- two servers ------------------------------------------------------------------------------------


def test_a_large_document_is_read_by_a_second_server(tmp_path: Path) -> None:
    """It is linted, hovered, edited, fixed and closed there as any other is here."""
    with started(SERVER, tmp_path) as (server, _):
        uri = opened(server, tmp_path / "large.py", LARGE)
        assert shown(server.shown(uri, 1)) == ["deprecated-torch-dtype"]
        family = psutil.Process(server.process.pid).children()
        assert len(family) == 1
        assert "deprecated-torch-dtype" in str(server.request(HOVER, at(uri, 3, 45))["result"])
        place = {"start": {"line": 3, "character": 45}, "end": {"line": 3, "character": 45}}
        actions = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": []}}
        assert "dtype" in str(server.request("textDocument/codeAction", actions)["result"])
        edit(server, uri, 2, (3, 0), (4, 0), "model = AutoModel.from_pretrained('gpt2')\n")
        assert shown(server.shown(uri, 2)) == []
        edit(server, uri, 3, (3, 40), (3, 40), ", torch_dtype=torch.float16")
        assert shown(server.shown(uri, 3)) == ["deprecated-torch-dtype"]
        server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert shown(server.shown(uri, 0)) == []
        assert psutil.wait_procs(family, PATIENCE)[1] == []


def test_a_notebook_of_many_cells_is_read_by_a_second_server(tmp_path: Path) -> None:
    with started(SERVER, tmp_path) as (server, _):
        uris = [f"vscode-notebook-cell:/book.ipynb#{at}" for at in range(lane.CELLS + 1)]
        texts = [{"uri": it, "languageId": "python", "version": 1, "text": "x = 1\n"} for it in uris]
        texts[7]["text"] = FLAWED
        cells = [{"kind": 2, "document": it} for it in uris]
        book = {"uri": (tmp_path / "book.ipynb").as_uri(), "notebookType": "jupyter-notebook", "version": 1}
        params = {"notebookDocument": {**book, "cells": cells}, "cellTextDocuments": texts}
        server.notify("notebookDocument/didOpen", params)
        assert shown(server.shown(uris[7], 1)) == ["deprecated-torch-dtype"]
        assert "deprecated-torch-dtype" in str(server.request(HOVER, at(uris[7], 3, 45))["result"])


def test_a_sound_document_does_not_wait_for_a_slow_one(tmp_path: Path) -> None:
    """The slow one takes seconds, so the order of the answers says enough."""
    with started(SERVER, tmp_path) as (server, _):
        answers = sound_first(server, tmp_path, SLOW)
        assert not any("error" in it for it in answers.values())
        assert any("app.py takes long to read" in it["params"]["message"] for it in server.errors)


def test_settings_that_take_long_hold_up_no_other_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An earlier run has parsed them elsewhere.
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    sample = next(it for it in corpus.samples(["settings"]) if it.name == "pyproject.toml tables")
    sample.make(tmp_path / "slow")
    with started(SERVER, tmp_path) as (server, _):
        sound_first(server, tmp_path, SOUND)
        # The next one of the project goes there at once.
        other = opened(server, tmp_path / "slow" / "other.py", FLAWED)
        server.shown(other, 1)
        lines = [it["params"]["message"] for it in server.errors]
        assert any(it.startswith("other.py takes long to read") for it in lines)


# --- files that nobody has opened ---------------------------------------------------------------------


def test_findings_of_a_slow_file_that_is_not_open_come_from_a_second_server(tmp_path: Path) -> None:
    slow = make_slow(tmp_path)
    with started(SERVER, tmp_path, diagnosticMode="workspace") as (server, _):
        sound = opened(server, tmp_path / "sound.py", SOUND)
        ended = time.monotonic() + PATIENCE
        while not any("app.py takes long to read" in it["params"]["message"] for it in server.errors):
            assert "error" not in server.request(HOVER, at(sound, 3, 30))
            assert time.monotonic() < ended
        assert "deprecated-torch-dtype" in shown(server.shown(slow, 1))


def test_the_list_of_loads_holds_up_no_document(tmp_path: Path) -> None:
    """A file that takes long is read by the second server, a large one at once, and one that is too large never."""
    make_slow(tmp_path)
    (tmp_path / "large.py").write_text(LARGE)
    (tmp_path / "huge.py").write_text(FLAWED + "#" * 10_000_000)
    with started(SERVER, tmp_path) as (server, _):
        sound = opened(server, tmp_path / "sound.py", SOUND)
        server.shown(sound, 1)
        asked = [server.ask("workspace/executeCommand", {"command": "loadlint.loads", "arguments": []})]
        asked += [server.ask(HOVER, at(sound, 3, 30)) for _ in range(5)]
        answers = server.answers(asked)
        assert list(answers)[-1] == asked[0]
        named = [it["uri"].rpartition("/")[2] for it in answers[asked[0]]["result"]]
        assert {it: named.count(it) for it in named} == {"sound.py": 1, "large.py": 1, "app.py": MANY}


# --- limits -------------------------------------------------------------------------------------------


class Client:
    """A connection that remembers what it is given."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.passed: list[Any] = []
        self.withdrawn: list[Any] = []

    def soon(self, call: Callable[..., object], *args: Any) -> None:
        call(*args)

    def pass_on(self, message: Any) -> None:
        self.passed.append(message)

    def withdraw(self, identity: Any) -> None:
        self.withdrawn.append(identity)

    def greeting(self) -> dict[str, Any]:
        return {}


class Silent:
    """A second server that answers nothing."""

    def __init__(self, hear: Callable[[Any], None]) -> None:
        self.hear, self.sent, self.killed, self.size = hear, list[dict[str, Any]](), False, 0.0

    def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    def kill(self) -> None:
        self.killed = True

    def megabytes(self) -> float:
        return self.size


def in_lane(monkeypatch: pytest.MonkeyPatch) -> tuple[lane.Lane, Client, list[tuple[str, str]]]:
    """Return a slow lane of two documents, each asked about, and what has been refused."""
    monkeypatch.setattr(lane, "Second", Silent)
    client, refused = Client(), list[tuple[str, str]]()
    documents = {it: Document[Any, Any](it, [Cell(it, 1, Text.of(it))]) for it in ("file:///a.py", "file:///b.py")}
    slow = lane.Lane(client, documents, lambda uri, why: refused.append((uri, why)))
    for number, document in enumerate(documents.values()):
        relay.takes(slow, {"id": f"before {number}", "method": HOVER, "params": at(document.uri, 0, 0)})
        slow.add(document)
        relay.takes(slow, {"id": number, "method": HOVER, "params": at(document.uri, 0, 0)})
    return slow, client, refused


@pytest.mark.asyncio
@pytest.mark.parametrize("limit", ["SECONDS", "MEGABYTES"])
async def test_a_document_over_a_limit_is_refused_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    slow, client, refused = in_lane(monkeypatch)
    before = slow.second
    assert isinstance(before, Silent)
    assert client.withdrawn == ["before 0", "before 1"]
    monkeypatch.setattr(lane, limit, -1)
    slow._look()
    assert before.killed
    assert [uri for uri, _ in refused] == ["file:///a.py"]
    assert "takes more than" in refused[0][1]
    assert [(it["id"], it["result"]) for it in client.passed] == [("before 0", None), (0, None)]
    assert slow.uris == {"file:///b.py"}
    assert isinstance(slow.second, Silent)
    sent = [it["method"] for it in slow.second.sent]
    assert sent == ["initialize", "initialized", "textDocument/didOpen", "loadlint/settled", HOVER, HOVER]


@pytest.mark.asyncio
async def test_a_file_that_is_not_open_is_given_up_too_and_not_asked_about_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow, client, refused = in_lane(monkeypatch)
    slow.asked.clear()
    about = {"textDocument": {"uri": "file:///c.py"}}
    first, second = (asyncio.ensure_future(slow.read(it, "x", about)) for it in ("file:///c.py", "file:///d.py"))
    await asyncio.wait({first}, timeout=0)
    monkeypatch.setattr(lane, "SECONDS", -1)
    slow._look()
    assert await first is None
    assert [uri for uri, _ in refused] == ["file:///c.py"]
    assert await slow.read("file:///c.py", "x", about) is None
    assert isinstance(slow.second, Silent)
    number = next(it for it, asked in slow.asked.items() if asked.uri == "file:///d.py")
    slow.second.hear({"id": number, "result": [1]})
    assert await second == [1]
    assert client.passed == []
    assert slow.uris == {"file:///a.py", "file:///b.py"}


@pytest.mark.asyncio
async def test_a_process_that_ends_by_itself_costs_its_document_only(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, _, refused = in_lane(monkeypatch)
    assert isinstance(slow.second, Silent)
    slow.second.hear(None)
    assert refused == [("file:///a.py", "cannot be read: its process has ended")]
    assert slow.uris == {"file:///b.py"}


@pytest.mark.asyncio
async def test_questions_of_the_second_server_get_the_answers_of_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, client, _ = in_lane(monkeypatch)
    assert isinstance(slow.second, Silent)
    slow.second.hear({"id": "x", "method": "workspace/applyEdit", "params": {}})
    assert client.passed[-1]["id"] == f"{lane.OURS}x"
    assert relay.takes(slow, {"id": f"{lane.OURS}x", "result": {"applied": True}})
    assert slow.second.sent[-1] == {"id": "x", "result": {"applied": True}}


# --- threads ------------------------------------------------------------------------------------------


def test_abandoned_work_ends_and_the_rest_is_done() -> None:
    newest, begun, ended, done = Newest(), threading.Event(), threading.Event(), threading.Event()

    def spin() -> None:
        begun.set()
        try:
            while True:
                pass
        finally:
            ended.set()

    slow = newest.call(spin, "slow")
    waiting = newest.call(bool, "slow")
    newest.submit("sound", done.set, "sound")
    assert begun.wait(PATIENCE)
    running = newest.running()
    assert running is not None
    assert (running.about, running.waiting) == ("slow", ("slow", "sound"))
    assert newest.abandon("slow")
    assert done.wait(PATIENCE)
    assert ended.wait(PATIENCE)
    assert waiting.cancelled()
    assert slow.exception(PATIENCE) is not None
    assert newest.close(PATIENCE)


def test_the_time_of_imports_is_left_out_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of files is imported once, and what it then does counts from there on."""
    now, modules = [0.0], dict.fromkeys(map(str, range(5)), threading)
    worker = threads.Worker(lambda _: None, "timed")
    monkeypatch.setattr(worker, "_now", lambda: now[0])
    monkeypatch.setattr(threads, "sys", SimpleNamespace(modules=modules))
    worker.begin()
    seen = []
    for new in (0, 1, 3, 0, 2, 0):
        now[0] += 0.1
        modules.update({f"{now[0]} {it}": threading for it in range(new)})
        seen.append(round(worker.look(most=0.25), 2))
    assert seen == [0.1, 0.1, 0.1, 0.2, 0.25, 0.35]
    assert round(worker.seconds(), 2) == 0.6
    worker.begin()
    assert worker.look(most=0.25) == 0.0


# --- messages -----------------------------------------------------------------------------------------


def make_slow(folder: Path) -> str:
    """Write a file that takes long to read; return its URI."""
    file = folder / "slow" / "app.py"
    file.parent.mkdir()
    file.write_text(SLOW)
    return file.as_uri()


def sound_first(server: Server, folder: Path, text: str) -> dict[Any, dict[str, Any]]:
    """Ask about a document in `slow`, then about a sound one; return the answers, the sound one first."""
    sound = opened(server, folder / "sound.py", SOUND)
    server.shown(sound, 1)
    slow = opened(server, folder / "slow" / "app.py", text)
    asked = [server.ask(HOVER, at(slow, 3, 30)), server.ask(HOVER, at(sound, 3, 30))]
    answers = server.answers(asked)
    assert list(answers) == asked[::-1]
    return answers


def opened(server: Server, path: Path, text: str) -> str:
    item = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
    server.notify("textDocument/didOpen", {"textDocument": item})
    return path.as_uri()


def edit(server: Server, uri: str, version: int, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
    places = [{"line": line, "character": character} for line, character in (start, end)]
    change = {"range": {"start": places[0], "end": places[1]}, "text": text}
    identifier = {"uri": uri, "version": version}
    server.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})


def at(uri: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def shown(message: dict[str, Any]) -> list[str]:
    return [it["code"] for it in message["params"]["diagnostics"]]
