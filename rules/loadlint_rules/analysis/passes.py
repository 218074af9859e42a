"""Functions that a model is passed to: whether one runs it, changes it or places it, by what it does or by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Use

_SERVES = re.compile(r"pipeline|generat|chat|serve|infer|predict|answer|complet", re.IGNORECASE)
# Uses by which a function makes a model that it gets another than the load made.
_CHANGES = ("move", "cast", "assign", "wrap", "train", "save", "offload", "state", "return")
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


def serves(use: Use) -> bool:
    """Return whether the function that gets the model runs it, by what it does or (not of this text) by its name."""
    if use.inside is None:
        return _SERVES.search(use.name) is not None
    return any(it.kind in ("generate", "call") or (it.kind == "pass" and serves(it)) for it in use.inside)


def may_place(use: Use) -> bool:
    """Return whether a function that gets the model may place it, by its name or because nothing is known of it."""
    return (use.inside is None and _PLACES_BY_NAME.search(use.name) is not None) or may_change(use)


def may_change(use: Use) -> bool:
    """Return whether a function that gets the model may change it.

    A function of the same text says so by what it does; another one may, unless its library or name says that it only
    reads or runs the model.
    """
    if use.inside is not None:
        return any(it.kind in _CHANGES or (it.kind == "pass" and may_place(it)) for it in use.inside)
    callee = use.name
    last = callee.rpartition(".")[2]
    if not last or callee.partition(".")[0] in _KNOWN or last in _HARMLESS:
        return False
    return _SERVES.search(last) is None and _READS_BY_NAME.search(last) is None


def is_converted(use: Use) -> bool:
    """Return whether a function makes the model one of fewer bits or of the GPU, which is no export to a file."""
    return use.kind == "save" and _PLACES_BY_NAME.search(use.name) is not None


def with_inputs(uses: tuple[Use, ...]) -> Iterator[Use]:
    """Yield the uses that take tensors from the CPU, those in functions that get the model included."""
    for use in uses:
        if use.inputs:
            yield use
        yield from with_inputs(use.inside or ())
