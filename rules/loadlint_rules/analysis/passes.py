"""Functions that a model is passed to: whether one runs it, changes it or places it, by its name."""

from __future__ import annotations

import re

from .model import Use

_SERVES = re.compile(r"pipeline|generat|chat|serve|infer|predict|answer|complet", re.IGNORECASE)
_PLACES_BY_NAME = re.compile(
    r"^torch\.distributed\.|(?:quantiz|offload|dispatch|residen|memory|vram|shard|place|pippy|engine|device)[^.]*$"
    r"|(?:^|[._])(?:gpus?|cuda|int[48]|fp8|[48]bit)(?:_[^.]*)?$",
    re.IGNORECASE,
)
_READS_BY_NAME = re.compile(r"^_*(?:print|count|show|log|display|report|inspect|measure|describe|num)(?![a-z])")
# Functions that only read their arguments, and libraries whose functions are listed elsewhere.
_HARMLESS = frozenset({
    "print", "len", "type", "id", "repr", "str", "isinstance", "hasattr", "getattr", "setattr", "callable", "dir",
    "vars", "bool", "iter", "list", "tuple", "dict", "info", "debug", "warning", "append", "summary", "put", "set",
})  # fmt: skip
_KNOWN = frozenset({"torch", "transformers", "peft", "accelerate", "diffusers", "trl", "logging", "langchain"})


def serves(callee: str) -> bool:
    """Return whether the function that gets the model runs it, by its name."""
    return _SERVES.search(callee) is not None


def may_place(callee: str) -> bool:
    """Return whether a function that gets the model may place it, by its name or because nothing is known of it."""
    return _PLACES_BY_NAME.search(callee) is not None or may_change(callee)


def may_change(callee: str) -> bool:
    """Return whether a function that gets the model may change it: it is of no known library and does not say more."""
    last = callee.rpartition(".")[2]
    if not last or callee.partition(".")[0] in _KNOWN or last in _HARMLESS:
        return False
    return _SERVES.search(last) is None and _READS_BY_NAME.search(last) is None


def is_converted(use: Use) -> bool:
    """Return whether a function makes the model one of fewer bits or of the GPU, which is no export to a file."""
    return use.kind == "save" and _PLACES_BY_NAME.search(use.name) is not None
