"""A quantized model is given to a trainer without an adapter."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, Loads, LoadSite, Program, Related, Rule, Targets
from .analysis.quantization import BITSANDBYTES, quantization
from .analysis.training import has_clue, trainer

_METHODS = (BITSANDBYTES, "GPTQConfig")
_LIBRARIES = ("transformers", "trl")


def _check(load: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    quantized = quantization(load)
    if quantized is None or quantized.method not in _METHODS or _changes(load) or has_clue(program, "adapter"):
        return
    call = trainer(load, program)
    model = call.argument("model") if call is not None else None
    if call is None or model is None or call.opaque:
        return
    library, _, rest = call.callee.partition(".")
    if not rest or library in _LIBRARIES:
        yield Finding(
            "the trainer raises, as this model is quantized and has no adapter",
            model.span,
            related=(Related("quantized here", quantized.argument.span),),
        )


def _changes(load: LoadSite) -> bool:
    """Return whether the weights are dequantized, or the model goes to a function that may do so."""
    return any(it.name == "dequantize" or it.kind in ("wrap", "pass") for it in load.uses)


RULE = Rule(
    "untrainable-quantized-model",
    "adapters",
    "error",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=frozenset({"dead", "test", "guarded", "untrained"}),
)
