"""An adapter is merged into a quantized model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from .analysis.model import Finding, Loads, LoadSite, Program, Related, Rule, Targets
from .analysis.quantization import BITSANDBYTES, quantization

_MERGES = ("merge_and_unload", "merge_adapter")


def _check(load: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    quantized = quantization(load)
    if quantized is None:
        return
    for use in takewhile(lambda it: it.name != "dequantize", load.uses):
        if use.name not in _MERGES:
            continue
        related = (Related("quantized here", quantized.argument.span),)
        if quantized.method == BITSANDBYTES:
            yield Finding(
                f"merging rounds the adapter to the {quantized.bits} bits of these weights",
                use.part,
                related=related,
            )
        elif quantized.method == "GPTQConfig":
            message = f".{use.name}() raises, as an adapter cannot be merged into GPTQ weights"
            yield Finding(message, use.part, related=related, severity="error")


RULE = Rule(
    "merge-on-quantized",
    "adapters",
    "warning",
    _check,
    loads=Loads(kinds=("model", "peft-model"), libraries=("transformers", "peft")),
    silent=frozenset({"dead", "test"}),
)
