"""Calls that put adapters into models, calls that make trainers, and words that say which weights are trained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import AdapterCall, Made, Span, TrainerCall, TrainingClue, Value
from ...reading import tree
from ...reading.scan import Line
from ...values import arms
from ..arguments import arguments
from ..loops import ONCE
from .imports import imported_by
from .reading import Text

# Both take the name of the adapter third.
_PARAMETERS = ("model", "adapter", "adapter_name")
_WORDS = ("get_peft_model", "PeftModel", "PeftMixedModel")
# Subclasses of `PromptLearningConfig` in peft 0.21.
_PROMPTS = frozenset({
    "CPTConfig", "CartridgeConfig", "MultitaskPromptTuningConfig", "PrefixTuningConfig", "PromptEncoderConfig",
    "PromptLearningConfig", "PromptTuningConfig",
})  # fmt: skip
_TRAINS = re.compile(r"([\w.]*)\.train\(")
_CLUES = {
    "backward": re.compile(r"\.backward\("),
    "adapter": re.compile(r"lora|adapter|get_peft|peft_?model|peft_?config|\bia3|prompt_?tuning", re.IGNORECASE),
    "unfreeze": re.compile(
        r"\.requires_grad\s*=(?!=|\s*False\b)|\brequires_grad_\((?!\s*(?:requires_grad\s*=\s*)?False\b)"
        r"|\binference_mode\s*=\s*False\b|unfreeze|mark_only_|as_trainable|set_requires_grad|make_trainable"
    ),
}


# A pattern without a fixed beginning reads a text a hundred times slower than a plain word.
_CLUE_WORDS = {
    "backward": (".backward(",),
    "adapter": ("lora", "adapter", "peft", "ia3", "prompt_tuning", "prompttuning"),
    "unfreeze": ("requires_grad", "inference_mode", "unfreeze", "mark_only_", "trainable"),
}


def adapter_calls(text: Text) -> Iterator[AdapterCall]:
    """Yield calls of `get_peft_model` and `PeftModel.from_pretrained`, and what runs them again or not at all."""
    calls = list(_calls(text))
    only_prompts = bool(calls) and _has_only_prompts(text)
    for line, call, callee, is_deferred in calls:
        others = tuple(_span(other, it) for other, it, *_ in calls if _are_apart(line, other, text))
        loop = line.span if is_deferred else _loop(line, text)
        passed = list(arguments(text.names, call, line, _PARAMETERS))
        named = next((it.text for it in passed if it.name == "adapter_name"), None)
        prompts = only_prompts or any(_is_prompt(it.value) for it in passed if it.name in ("adapter", "peft_config"))
        yield AdapterCall(_span(line, call), callee, loop, others, named, prompts)


def trainer_calls(text: Text) -> Iterator[TrainerCall]:
    """Yield calls of `Trainer` and of classes named after it, and whether their `.train()` is called."""
    lines = text.lines_with("Trainer(")
    receivers = set(_TRAINS.findall(text.scan.code)) if lines else set()
    for line in lines:
        for statement in text.names.statements(line):
            held = {text.scan.code[line.start + it.start : line.start + it.end] for it in statement.targets}
            for call in statement.calls():
                callee = text.names.origin(call.func, line) or _written(call.func)
                if callee.endswith("Trainer"):
                    span = Span(line.start + call.start, line.start + call.end)
                    passed = tuple(arguments(text.names, call, line, ("model",)))
                    is_run = text.scan.code.startswith(".train(", span.end) or not receivers.isdisjoint(held)
                    is_run = is_run or any("trainer" in it.lower() for it in receivers)
                    yield TrainerCall(span, callee, passed, is_run, any(it.star for it in call.args))


def clues(text: Text) -> Iterator[TrainingClue]:
    """Yield the first place of each clue in the code, strings and comments left out."""
    lowered = text.scan.code.lower()
    for kind, pattern in _CLUES.items():
        if not any(it in lowered for it in _CLUE_WORDS[kind]):
            continue
        place = pattern.search(text.scan.code)
        if place is not None:
            yield TrainingClue(kind, Span(place.start(), place.end()))


def _calls(text: Text) -> Iterator[tuple[Line, tree.Call, str, bool]]:
    for line in text.lines_with(*_WORDS):
        for statement in text.names.statements(line):
            parents = statement.parents()
            for call in statement.calls():
                callee = text.names.origin(call.func, line) or ""
                if callee.startswith("peft.") and callee.endswith((".get_peft_model", ".from_pretrained")):
                    yield line, call, callee, _is_deferred(call, parents)


def _has_only_prompts(text: Text) -> bool:
    """Return whether all configurations that a text imports from peft are those of prompts."""
    lines = (it for it in text.names.lines_with("import") if "peft" in text.scan.code[it.start : it.end])
    origins = [it.origin for line in lines for it in imported_by(line, text) if it.origin.startswith("peft.")]
    configs = {last for it in origins if (last := it.rpartition(".")[2]).endswith("Config")} - {"PeftConfig"}
    return bool(configs) and configs <= _PROMPTS


def _is_prompt(config: Value) -> bool:
    return all(isinstance(it, Made) and it.callee.rpartition(".")[2] in _PROMPTS for it in arms(config))


def _is_deferred(node: tree.Node, parents: dict[int, tree.Node]) -> bool:
    """Return whether a call is in a comprehension, which runs it many times."""
    parent = parents.get(id(node))
    while parent is not None and not isinstance(parent, tree.Deferred):
        parent = parents.get(id(parent))
    return isinstance(parent, tree.Deferred) and bool(parent.bound)


def _are_apart(line: Line, other: Line, text: Text) -> bool:
    """Whether only one of two lines runs: they exclude each other, or the block of the first leaves."""
    blocks = text.names.blocks
    first, second = sorted((line, other), key=lambda it: it.index)
    branch = blocks.own_branch(first, second)
    return blocks.exclude(first, second) or (branch is not None and blocks.leaves(branch))


def _loop(line: Line, text: Text) -> Span | None:
    """Return the loop that runs a line again; None where the round that runs it is the first or the last one."""
    header = text.names.blocks.loop(line)
    if header is None:
        return None
    inside = (it for it in line.ancestors() if it.index > header.index)
    if any(ONCE.search(text.scan.code, it.start, it.end) for it in inside):
        return None
    body = text.scan.body(header)
    after = (it for it in body if it.index > line.index and it.parent is line.parent)
    if any(text.scan.code.startswith(("break", "return"), it.start) for it in after):
        return None
    return Span(header.start, body[-1].end)


def _span(line: Line, call: tree.Call) -> Span:
    return Span(line.start + call.start, line.start + call.end)


def _written(func: tree.Node) -> str:
    return func.id if isinstance(func, tree.Name) else func.name if isinstance(func, tree.Attribute) else ""
