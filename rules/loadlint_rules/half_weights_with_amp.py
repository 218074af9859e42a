"""A model loaded in float16 is trained with fp16 autocast, which needs float32 weights."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.dtypes import spelled
from .analysis.edits import set_value
from .analysis.model import (
    Argument,
    Finding,
    Fix,
    Loads,
    LoadSite,
    MixedPrecision,
    Program,
    Related,
    Rule,
    Symbol,
    Targets,
)
from .analysis.values import dtype_name, text_of

# Weights that are not trained, or not scaled by torch's own scaler, are no trouble.
_SPARED = ("peft", "lora", "requires_grad", "freeze", "deepspeed", "fsdp", "adapter", "load_in_", "float()")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = site.argument("dtype", "torch_dtype")
    if argument is None or argument.origin != "call" or not _is_half(argument) or not _is_trained(site):
        return
    asked = next(iter(program.facts(MixedPrecision)), None)
    if asked is None or program.of_text(_spares):
        return
    yield Finding(
        "the first training step raises, as fp16 autocast needs float32 weights",
        argument.span,
        _fixes(site, argument, program, targets),
        (Related("fp16 autocast is turned on here", asked.span),),
    )


def _is_half(argument: Argument) -> bool:
    return dtype_name(argument.value) == "float16" or text_of(argument.value) in ("float16", "half")


def _is_trained(site: LoadSite) -> bool:
    """Return whether the model goes into a trainer before anything changes its weights."""
    for use in site.uses:
        if use.dtype is not None or use.kind == "wrap":
            return False
        if use.kind == "train" and use.name.endswith(("Trainer", ".prepare", "prepare_model")):
            return True
    return False


def _spares(text: str) -> bool:
    return any(it in text.lower() for it in _SPARED)


def _fixes(site: LoadSite, argument: Argument, program: Program, targets: Targets) -> tuple[Fix, ...]:
    value = spelled(Symbol("torch.float32"), "", site, program, targets)
    if value is None:
        return ()
    return (Fix("load the weights in float32", (set_value(argument, value),), safe=False),)


RULE = Rule(
    "half-weights-with-amp",
    "dtype",
    "error",
    _check,
    loads=Loads(kinds=("model",)),
    silent=frozenset({"quantized", "deepspeed", "test", "dead", "untrained"}),
)
