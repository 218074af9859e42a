"""An editor to each test, and one small real model for all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests import models
from tests.editor.editor import Editor


@pytest_asyncio.fixture
async def editor() -> AsyncIterator[Editor]:
    """An editor whose server, once started, has to say goodbye with status 0."""
    client = Editor()
    yield client
    if client.capabilities is not None:
        assert await client.leave() == 0


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a complete causal model of some ten thousand parameters."""
    return models.llama(tmp_path_factory.mktemp("models") / "tiny", vocabulary=64, hidden=16, layers=2)
