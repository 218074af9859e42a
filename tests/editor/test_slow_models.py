"""Files of a model that are slow to read hold up one answer, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any, cast

import pytest

from loadlint.editor.features import estimate, verification
from loadlint.editor.features.tasks import Candidate, Task
from loadlint.verify import session
from loadlint.verify.session import CodeLoad, Surroundings
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program import loads
from tests.editor.test_robustness import message, opening, talked

PATIENCE = 30.0
LOAD = 'from transformers import AutoModel\nmodel = AutoModel.from_pretrained("model")\n'


class Gate:
    """Work that goes on until the test lets it."""

    def __init__(self) -> None:
        self.begun, self.open = threading.Event(), threading.Event()

    def wait(self, *_: object, **__: object) -> Any:
        self.begun.set()
        assert self.open.wait(PATIENCE)
        return self

    with_named_code = wait


@pytest.mark.asyncio
async def test_index_of_a_model_is_read_beside_the_thread_that_lints() -> None:
    with talked() as (server, _):
        gate, server.loop = Gate(), asyncio.get_running_loop()
        made = asyncio.ensure_future(
            verification._task(server.session, lambda _: cast(Task, gate), cast(Candidate, None))
        )
        assert await asyncio.to_thread(gate.begun.wait, PATIENCE)
        assert await asyncio.wait_for(server.session.elsewhere(None, divmod, 7, 2), PATIENCE) == (3, 1)
        assert not made.done()
        gate.open.set()
        assert await asyncio.wait_for(made, PATIENCE) is gate


@pytest.mark.asyncio
async def test_hover_over_a_slow_model_holds_up_no_other_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, uri = Gate(), (tmp_path / "a.py").as_uri()
    monkeypatch.setattr(estimate, "look", gate.wait)
    with talked() as (server, messages):
        server.loop = asyncio.get_running_loop()
        server.protocol.receive(message(opening(uri, LOAD)))
        hover = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 25}}
        server.protocol.receive(message({"id": 5, "method": "textDocument/hover", "params": hover}))
        assert await asyncio.to_thread(gate.begun.wait, PATIENCE)
        assert await asyncio.wait_for(server.session.elsewhere(None, divmod, 7, 2), PATIENCE) == (3, 1)
        command = {"command": "loadlint.rule", "arguments": ["load-in-loop"]}
        server.protocol.receive(message({"id": 6, "method": "workspace/executeCommand", "params": command}))
        await asyncio.wait_for(server.session.elsewhere(None, divmod, 7, 2), PATIENCE)
        assert [it["id"] for it in messages() if it.get("id") in (5, 6)] == [6]
        gate.open.set()


def test_fault_of_ours_ends_a_verification(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise KeyError("data_offsets")

    monkeypatch.setattr(session.Prepared, "run", stumble)
    program = loads.find(Source(LOAD))
    prepared = session.prepare(CodeLoad("a.py", program, program.loads[0]), {}, Surroundings(tmp_path, "/no/python"))
    report = Task(prepared).perform(lambda _: None, threading.Event())
    assert (report.outcome, report.status) == ("failed", 2)
    assert report.error is not None
    assert "loadlint failed: KeyError" in report.error.message
