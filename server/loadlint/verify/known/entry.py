"""A known error: a pattern, the cause and the cure, and the signs that a load raised it."""

from __future__ import annotations

from dataclasses import dataclass

from loadlint.verify.report import Change

# Frames and words that only libraries of models have, or what talks to the hub.
LIBRARIES = r"transformers|diffusers|peft|accelerate|safetensors|huggingface_hub|sentence_transformers|bitsandbytes"
HUB = r"(?i:hugging ?face)|\bhf\.co\b|\bHF_\w+"
LOAD = rf"\bfrom_pretrained\b|[\\/](?:site|dist)-packages[\\/](?:{LIBRARIES})\b|transformers_modules|{HUB}"


@dataclass(frozen=True, slots=True)
class Known:
    """A known error, whose pattern is searched in `Type: message` of the error and its causes.

    `cause` is one sentence of at most 80 characters. `change` is the cure as an edit of the load, where it is one.
    Other programs raise some errors in the same words: where nobody knows that a load raised one, `near` is a pattern
    that the error or its traceback must match too. `page` is the page of docs/errors that explains it.
    """

    pattern: str
    cause: str
    cure: str
    change: Change | None = None
    near: str = ""
    page: str = ""
