"""Text is generated with a model that never got any weights."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, Program, Related, Rule, Targets, Untrained, Use

_HARMLESS = ("generate", "call", "eval", "move", "cast")
_READS = ("config", "num_parameters", "get_memory_footprint", "device", "dtype", "generation_config")
# Calls that give weights to a model, and words of code that never shows the generated text.
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
            f"generated text is noise, as {it.name} has random weights",
            it.callee,
            related=(Related("generates here", generates.part),),
        )


def _stays_random(model: Untrained) -> bool:
    return all(_is_harmless(it) for it in model.uses)


def _is_harmless(use: Use) -> bool:
    return use.kind in _HARMLESS or (use.kind == "other" and use.name.split(".")[0] in _READS)


def _is_read(program: Program) -> bool:
    """Return whether the file turns tokens back into text, and does nothing that could give the model weights."""
    text = program.source.text
    return "decode(" in text and not any(it in text for it in _SAYS_OTHERWISE)


RULE = Rule(
    "random-weights",
    "structure",
    "error",
    check_file=_check,
)
