"""Complete models, small enough to be made by a test."""

from __future__ import annotations

from pathlib import Path


def llama(folder: Path, *, vocabulary: int, hidden: int, layers: int) -> Path:
    """Save a causal model of random weights into a folder, which is returned. It has as many heads as layers."""
    from transformers import LlamaConfig, LlamaForCausalLM

    sizes = {"vocab_size": vocabulary, "hidden_size": hidden, "intermediate_size": 2 * hidden}
    config = LlamaConfig(num_hidden_layers=layers, num_attention_heads=layers, num_key_value_heads=layers, **sizes)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder
