"""dtype is given a string that names no dtype of torch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.dtypes import spelled
from .analysis.edits import set_value
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Rule, Symbol, Targets
from .analysis.values import text_of

_KNOWN = re.compile(r"auto|(bfloat|float|double|half|u?int|complex|bool|long|short|byte|q|bits)\w*")
_MEANT = {
    "bf16": "bfloat16", "bfloat16": "bfloat16", "bfloat": "bfloat16", "fp16": "float16", "f16": "float16",
    "float16": "float16", "half": "float16", "fp32": "float32", "f32": "float32", "float32": "float32",
    "float": "float32", "fp64": "float64", "float64": "float64",
}  # fmt: skip


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    given = site.argument("dtype", "torch_dtype")
    name = text_of(given.value) if given is not None else None
    if given is None or name is None or _KNOWN.fullmatch(name):
        return
    yield Finding(
        f'torch has no dtype called "{name}", so this load raises',
        given.value_span,
        _fixes(given, name, program),
    )


def _fixes(given: Argument, name: str, program: Program) -> tuple[Fix, ...]:
    meant = _MEANT.get(name.removeprefix("torch.").lower())
    value = spelled(Symbol(f"torch.{meant}"), "", program) if meant is not None else None
    if value is None or given.text[:1] not in "\"'":
        return ()
    return (Fix(f"use {value}", (set_value(given, value),), safe=True),)


RULE = Rule(
    "unknown-dtype",
    "dtype",
    "error",
    _check,
    loads=Loads(kinds=("model", "pipeline"), libraries=("transformers",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
