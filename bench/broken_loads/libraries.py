"""Broken loads of PEFT and sentence-transformers."""

from __future__ import annotations

from collections.abc import Iterator

from . import damage as d
from .cases import Case

BESIDE = ("adapter", "adapter-grown", "adapter-home", "adapter-null", "adapter-targets", "adapter-future",
          "adapter-keys", "adapter-no-weights")  # fmt: skip
BASE = "base = AutoModelForCausalLM.from_pretrained('model')\n"
PEFT = "from peft import AutoPeftModelForCausalLM, PeftModel\n"


def cases() -> Iterator[Case]:
    def adapter(name: str, says: str, folder: str, base: str = "llama", between: str = "") -> Case:
        load = f"{PEFT}{BASE}{between}model = PeftModel.from_pretrained(base, {folder!r})"
        return Case(name, says, load, base, library="peft")

    def alone(name: str, says: str, folder: str) -> Case:
        load = f"{PEFT}model = AutoPeftModelForCausalLM.from_pretrained({folder!r})"
        return Case(name, says, load, library="peft")

    yield adapter("adapter-on-grown-vocabulary", "resize_token_embeddings", "adapter-grown")
    yield adapter("adapter-on-other-base", "Target modules|base", "adapter", "gpt2")
    yield adapter("adapter-targets-missing", "query_key_value|target", "adapter-targets")
    yield adapter("adapter-keys-renamed", "adapter-not-loaded", "adapter-keys")
    yield adapter("adapter-without-weights", "adapter.*weights", "adapter-no-weights")
    yield adapter("adapter-of-a-newer-peft", "upgrade|newer", "adapter-future")
    yield alone("adapter-base-elsewhere", "base_model_name_or_path", "adapter-home")
    yield alone("adapter-base-null", "base_model_name_or_path", "adapter-null")
    yield Case(
        "encoder-without-pooling",
        "pooling",
        "from sentence_transformers import SentenceTransformer\nmodel = SentenceTransformer('model')",
        "bert",
        d.remove("modules.json"),
        library="sentence_transformers",
    )
