"""Experiments with encoders of sentence-transformers, run by `beside.py` where it can be imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from proofs.diffusion import tiny_tokenizer

_TINY = {"vocab_size": 32, "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}


def experiments(folder: Path) -> dict[str, Callable[[], str]]:
    """The experiments by name; each gives the dtype of the loaded weights."""
    from sentence_transformers import CrossEncoder, SentenceTransformer
    from transformers import BertConfig, BertForSequenceClassification, BertModel

    encoder, reranker = str(folder / "encoder"), str(folder / "reranker")
    BertModel(BertConfig(**_TINY)).save_pretrained(encoder)
    BertForSequenceClassification(BertConfig(**_TINY, num_labels=1)).save_pretrained(reranker)
    for path in (encoder, reranker):
        tiny_tokenizer().save_pretrained(path)
    half = torch.float16

    def load(cls: Any, path: str, **arguments: Any) -> Callable[[], str]:
        return lambda: str(next(iter(cls(path, device="cpu", **arguments).parameters())).dtype).removeprefix("torch.")

    return {
        "SentenceTransformer torch_dtype": load(SentenceTransformer, encoder, torch_dtype=half),
        "SentenceTransformer device_map": load(SentenceTransformer, encoder, device_map="auto"),
        "SentenceTransformer model_kwargs": load(SentenceTransformer, encoder, model_kwargs={"torch_dtype": half}),
        "CrossEncoder torch_dtype": lambda: str(CrossEncoder(reranker, device="cpu", torch_dtype=half)),
    }
