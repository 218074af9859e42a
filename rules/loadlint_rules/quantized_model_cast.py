"""A quantized model is cast to another dtype."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.dtypes import without_dtype
from .analysis.model import Finding, Fix, Loads, LoadSite, Program, Related, Rule, Severity, Targets, Use
from .analysis.quantization import BITSANDBYTES, requested

_RAISES = ("half", "float")
_SLIPS_THROUGH = ("bfloat16", "double")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    quantized = requested(site)
    if quantized is None:
        return
    for use in _casts(site):
        outcome = _outcome(use, quantized.method)
        if outcome is not None:
            severity, message = outcome
            taken = without_dtype(program, use)
            fixes = (Fix("keep the model as it was quantized", (taken,), safe=False),) if taken is not None else ()
            loaded = Related("loaded quantized here", site.callee_span)
            yield Finding(message, use.part, fixes, (loaded,), severity=severity)


def _casts(site: LoadSite) -> Iterator[Use]:
    """Yield the casts of the model itself that certainly run, before a wrapper holds it."""
    for use in site.uses:
        if use.kind == "wrap" or (use.kind == "train" and "get_peft_model" in use.name):
            return
        if use.dtype is not None and use.sure:
            yield use


def _outcome(use: Use, method: str) -> tuple[Severity, str] | None:
    if use.name in _RAISES:
        return "error", f".{use.name}() raises ValueError, as a quantized model cannot be cast"
    if use.name == "to" and method == BITSANDBYTES:
        return "error", ".to() with a dtype raises ValueError, as a bitsandbytes model cannot be cast"
    if use.name in _SLIPS_THROUGH:
        return "warning", f".{use.name}() skips the quantized weights and rounds all others"
    return None


RULE = Rule(
    "quantized-model-cast",
    "dtype",
    "error",
    _check,
    loads=Loads(kinds=("model",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
