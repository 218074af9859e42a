"""Find the weights whose shapes differ between checkpoint and model, and the number that is to blame."""

from __future__ import annotations

import re

from .around import Around

# The words of torch and of transformers before 5, and the row of the load report since.
OLD = re.compile(
    r"size mismatch for (?P<name>[\w.]+): copying a param with shape torch\.Size\(\[(?P<stored>[\d, ]*)\]\) from"
    r" checkpoint, the shape in current model is torch\.Size\(\[(?P<model>[\d, ]*)\]\)"
)
NEW = re.compile(
    r"^(?P<name>[\w.{}, ]+?)\s*\|[^|]*MISMATCH[^|]*\|.*?ckpt: torch\.Size\(\[(?P<stored>[\d, ]*)\]\)"
    r".{0,20}?model: ?torch\.Size\(\[(?P<model>[\d, ]*)\]\)",
    re.MULTILINE,
)
ASKS = r"ignore_mismatched_sizes|size mismatch for"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def different(around: Around) -> tuple[str, str] | None:
    """The first weight of another shape, and what would make the shapes equal."""
    if not re.search(ASKS, around.text):
        return None
    words = ANSI.sub("", around.words)
    match = OLD.search(words) or NEW.search(words)
    if match is None:
        return None
    name, stored, model = match["name"].strip(), match["stored"], match["model"]
    cause = (
        f"weights have other shapes than the model: `{name}` is [{stored}] in the checkpoint, [{model}] in the model"
    )
    return cause, _cure(around, name, _first(stored), _first(model))


def _cure(around: Around, name: str, stored: int, model: int) -> str:
    if stored == 0:
        return "save the checkpoint again with its weights gathered: DeepSpeed ZeRO-3 wrote empty ones"
    words = around.config.get("vocab_size")
    of_words = words == model or re.search(r"embed_tokens|lm_head|word_embeddings|wte|embed_out|shared\.", name)
    if around.adapter or "Peft" in around.text:
        if of_words:
            return f"call `base.resize_token_embeddings({stored})` before the adapter is loaded"
        return "load the base that adapter_config.json names"
    if of_words:
        asked = f" from {model}" if words == model else ""
        return f"correct `vocab_size` in config.json{asked} to {stored}"
    labels = around.literal("num_labels") == model or len(around.config.get("id2label") or ()) == stored
    if labels or re.search(r"classifier|score|qa_outputs|out_proj", name):
        return f"pass `num_labels={stored}`, or `ignore_mismatched_sizes=True` and train the head"
    return "fetch config.json again: it is of another model than the weights"


def _first(shape: str) -> int:
    numbers = re.findall(r"\d+", shape)
    return int(numbers[0]) if numbers else 0
