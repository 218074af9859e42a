"""An editor to each test, and one small real model for all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.lsp.editor import Editor


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
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = tmp_path_factory.mktemp("models") / "tiny"
    sizes = {"vocab_size": 64, "hidden_size": 16, "intermediate_size": 32}
    config = LlamaConfig(num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2, **sizes)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder
