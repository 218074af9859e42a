"""Models for generation that are built from a configuration, without weights."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import Span, Untrained
from ...reading.scan import Line
from .reading import Text

_GENERATING = re.compile(
    r"transformers\.(?:\w+\.)*(AutoModelFor(CausalLM|Seq2SeqLM|ImageTextToText)\.from_config"
    r"|\w+(ForCausalLM|LMHeadModel|ForConditionalGeneration))"
)
_BUILDS = (".from_config(", "ForCausalLM(", "LMHeadModel(", "ForConditionalGeneration(")
_EMPTY = ("empty", "device", "meta", "init")


def gather(text: Text) -> Iterator[Untrained]:
    """Yield models built from a configuration, in files that turn tokens into text."""
    scan = text.scan
    if text.words.isdisjoint(_BUILDS) or "decode(" not in scan.code or ".generate(" not in scan.code:
        return
    for line in text.lines_with(*_BUILDS):
        if scan.header(line) == "class" or any(_leaves_weights_out(it, text) for it in line.ancestors()):
            continue
        for statement in text.names.statements(line):
            for call in statement.calls():
                callee = text.names.origin(call.func, line)
                if callee is not None and _GENERATING.fullmatch(callee):
                    _, uses = text.tracker.track(call, statement, line)
                    name = callee.removesuffix(".from_config").rpartition(".")[2]
                    yield Untrained(name, Span(line.start + call.func.start, line.start + call.func.end), uses)


def _leaves_weights_out(header: Line, text: Text) -> bool:
    """Whether a header looks like a `with` that makes models without weights, for something to fill."""
    code = text.scan.code[header.start : header.end].lower()
    return text.scan.header(header) == "with" and any(it in code for it in _EMPTY)
