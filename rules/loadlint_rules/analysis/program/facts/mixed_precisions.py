"""Requests for float16 by autocast and loss scaling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import MixedPrecision, Span, Value
from ...reading.scan import offsets
from ...values import is_true, text_of
from ..evaluation import evaluated
from .reading import Text

_PRECISION = ("fp16", "mixed_precision")
_HALVES = re.compile(r"fp16\s*=\s*True\b|mixed_precision\s*=\s*\"")


def gather(text: Text) -> Iterator[MixedPrecision]:
    """Yield `fp16=True` given to training arguments, and `mixed_precision="fp16"` given to an Accelerator."""
    for line in text.lines_at(offsets(text.scan.found(_halves))):
        for call in (it for statement in text.names.statements(line) for it in statement.calls()):
            for arg in call.args:
                callee = (text.names.origin(call.func, line) or "") if arg.keyword in _PRECISION else ""
                if (
                    arg.keyword
                    and callee
                    and _asks_for_half(callee, arg.keyword, evaluated(text.names, arg.value, line))
                ):
                    yield MixedPrecision(Span(line.start + arg.start, line.start + arg.end), callee)


def _halves(code: str) -> tuple[int, ...]:
    asked = any(it in code for it in _PRECISION)
    return tuple(it.start() for it in _HALVES.finditer(code)) if asked else ()


def _asks_for_half(callee: str, keyword: str, value: Value) -> bool:
    last = callee.rpartition(".")[2]
    if keyword == "fp16":
        takes = last.endswith("TrainingArguments") or (callee.startswith("trl.") and last.endswith("Config"))
        return takes and is_true(value)
    return keyword == "mixed_precision" and last == "Accelerator" and text_of(value) == "fp16"
