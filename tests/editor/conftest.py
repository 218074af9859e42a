"""An editor to each test, and one small real model for all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests import models
from tests.editor.editor import Editor


@pytest_asyncio.fixture
async def editor(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor whose server, once started, has to say goodbye with status 0, and which finds no model on this machine.

    It offers those as answers, and the first one would be taken.
    """
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path_factory.mktemp("hub")))
    client = Editor()
    yield client
    if client.capabilities is not None:
        assert await client.leave() == 0


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a complete causal model of some ten thousand parameters."""
    return models.llama(tmp_path_factory.mktemp("models") / "tiny", vocabulary=64, hidden=16, layers=2)
