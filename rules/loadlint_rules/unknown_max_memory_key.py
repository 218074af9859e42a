"""max_memory has a key that is no device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.model import (
    Argument,
    Edit,
    Finding,
    Fix,
    Literal,
    Loads,
    LoadSite,
    Program,
    Rule,
    Span,
    Table,
    Targets,
    Unknown,
    Value,
)
from .analysis.values import arms, text_of

_DEVICES = ("cpu", "disk", "mps")
# A comprehension over GPUs whose keys are texts: `{str(i): "20GB" for i in range(2)}`, `{f"cuda:{i}": ...}`.
_TEXT_KEYS = re.compile(r"\{\s*(str\(|[fF][\"'](cuda|gpu)?:?\{)")
_NUMBERED = re.compile(r"([\"'])(?:(?:cuda|gpu):?)?(\d+)\1(?=\s*:)")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = site.argument("max_memory")
    table = argument.value if argument is not None else _in_model_kwargs(site)
    placed = site.argument("device_map")
    if table is None or placed is None or not _is_strategy(placed.value):
        return
    wrong = next(_wrong_keys(table), None)
    if wrong is not None:
        place = argument if argument is not None else site.argument("model_kwargs")
        assert place is not None
        yield Finding(
            f"this load raises ValueError, as {wrong} of max_memory names no device",
            place.span,
            _fixes(argument) if argument is not None else (),
        )


def _in_model_kwargs(site: LoadSite) -> Value | None:
    """Return the `max_memory` that a pipeline passes on to its model's load."""
    held = site.argument("model_kwargs")
    if held is None or not isinstance(held.value, Table):
        return None
    return next((value for key, value in held.value.items if text_of(key) == "max_memory"), None)


def _is_strategy(value: Value) -> bool:
    """Return whether accelerate places the map, and so reads `max_memory`; it does not for a dict or a device."""
    names = [text_of(it) for it in arms(value)]
    return any(it in ("auto", "balanced", "balanced_low_0", "sequential") for it in names)


def _wrong_keys(value: Value) -> Iterator[str]:
    if isinstance(value, Unknown) and _TEXT_KEYS.match(value.text):
        yield "a text per GPU"
    for key, _ in value.items if isinstance(value, Table) else ():
        if isinstance(key, Literal) and isinstance(key.value, str) and key.value not in _DEVICES:
            yield f'the key "{key.value}"'


def _fixes(argument: Argument) -> tuple[Fix, ...]:
    """The numbers of the GPUs, where every wrong key is one and the table is written in the call."""
    names = [text_of(key) for key, _ in argument.value.items] if isinstance(argument.value, Table) else []
    wrong = [it for it in names if it is not None and it not in _DEVICES]
    numbered = list(_NUMBERED.finditer(argument.text))
    if not argument.text.startswith("{") or len(numbered) != len(wrong):
        return ()
    start = argument.value_span.start
    edits = tuple(Edit(Span(start + it.start(), start + it.end()), it[2]) for it in numbered)
    return (Fix("name each GPU by its number", edits, safe=False),)


RULE = Rule(
    "unknown-max-memory-key",
    "placement",
    "error",
    _check,
    loads=Loads(kinds=("model", "pipeline", "peft-model"), libraries=("transformers", "peft")),
    silent=frozenset({"dead", "test", "guarded"}),
)
