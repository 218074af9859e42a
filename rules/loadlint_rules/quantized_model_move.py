"""A quantized model is moved to a device."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_use
from .analysis.model import Finding, Fix, Loads, LoadSite, Program, Related, Rule, Severity, Target, Targets, Use
from .analysis.placement import moves
from .analysis.quantization import BITSANDBYTES, quantization

_SINCE = (5, 0)
_CUDA_SINCE = (4, 32)  # `modeling_utils.py` of 4.31.0 has no `cuda` of its own


def _check(load: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    quantized = quantization(load)
    if quantized is None or quantized.method != BITSANDBYTES:
        return
    for use in moves(load):
        refusal = (
            _refusal(use, quantized.bits, targets.transformers) if use.sure and not _is_wrapped(load, use) else None
        )
        if refusal is not None:
            severity, message = refusal
            fixes = (Fix("leave the model where the load put it", (remove_use(program, use),), safe=False),)
            related = (Related("quantized here", quantized.argument.span),)
            yield Finding(message, use.part, fixes if use.dtype is None else (), related, severity=severity)


def _refusal(use: Use, bits: int | None, release: Target) -> tuple[Severity, str] | None:
    if use.name == "cuda" and not release.perhaps(_CUDA_SINCE):
        return None
    if bits == 8 and use.name == "cuda":
        return "error", ".cuda() raises ValueError, as an 8-bit model cannot be moved"
    if not release.partly_before(_SINCE):
        return None
    if bits == 8:
        return "error", f".{use.name}() raises, as an 8-bit model cannot be moved before transformers 5"
    return "warning", f".{use.name}() on a 4-bit model raises with bitsandbytes before 0.43.2"


def _is_wrapped(load: LoadSite, move: Use) -> bool:
    """Return whether the move is one of another object, which does not refuse it."""
    before = (it for it in load.uses if it.span.end < move.span.end)
    return any(it.kind == "wrap" or it.name.endswith(("get_peft_model", "dequantize")) for it in before)


RULE = Rule(
    "quantized-model-move",
    "placement",
    "error",
    _check,
    loads=Loads(kinds=("model", "peft-model"), libraries=("transformers",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
