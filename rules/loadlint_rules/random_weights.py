"""Text is generated with a model that never got any weights."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, Program, Related, Rule, Targets, Untrained, Use

_HARMLESS = ("generate", "call", "eval", "move", "cast")
_READS = ("config", "num_parameters", "get_memory_footprint", "device", "dtype", "generation_config")
# What gives weights to a model, or says that nobody looks at the words that come out.
_SAYS_OTHERWISE = (
    "load_state_dict", "load_checkpoint", "load_file(", "load_model(", "safe_open", "backward(", "Trainer(",
    "optimizer", ".copy_(", "unittest", "pytest", "load_weights",
)  # fmt: skip


def _check(program: Program, targets: Targets) -> Iterator[Finding]:
    for it in program.facts(Untrained):
        generates = next((use for use in it.uses if use.kind == "generate"), None)
        if generates is None or not _stays_random(it) or not _is_read(program):
            continue
        yield Finding(
            f"{it.name} is built from a configuration alone, so it generates from random weights",
            it.callee,
            related=(Related("generates here", generates.part),),
        )


def _stays_random(model: Untrained) -> bool:
    return all(_is_harmless(it) for it in model.uses)


def _is_harmless(use: Use) -> bool:
    return use.kind in _HARMLESS or (use.kind == "other" and use.name.split(".")[0] in _READS)


def _is_read(program: Program) -> bool:
    """Whether the file turns tokens back into text, and does nothing that could give the model weights."""
    text = program.source.text
    return "decode(" in text and not any(it in text for it in _SAYS_OTHERWISE)


RULE = Rule(
    "random-weights",
    "structure",
    "error",
    check_file=_check,
)
