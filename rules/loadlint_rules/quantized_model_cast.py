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
        said = _said(use, quantized.method)
        if said is not None:
            severity, message = said
            taken = without_dtype(program, use)
            fixes = (Fix("leave the model as it was quantised", (taken,), safe=False),) if taken is not None else ()
            loaded = Related("loaded quantised here", site.callee_span)
            yield Finding(message, use.part, fixes, (loaded,), severity=severity)


def _casts(site: LoadSite) -> Iterator[Use]:
    """Casts of the model itself that surely run, before something is wrapped around it."""
    for use in site.uses:
        if use.kind == "wrap" or (use.kind == "train" and "get_peft_model" in use.name):
            return
        if use.dtype is not None and use.sure:
            yield use


def _said(use: Use, method: str) -> tuple[Severity, str] | None:
    if use.name in _RAISES:
        return "error", f"a quantised model cannot be cast, .{use.name}() raises ValueError"
    if use.name == "to" and method == BITSANDBYTES:
        return "error", "a bitsandbytes model cannot be cast, .to() with a dtype raises ValueError"
    if use.name in _SLIPS_THROUGH:
        return "warning", f".{use.name}() leaves the quantised weights and rounds all the others"
    return None


RULE = Rule(
    "quantized-model-cast",
    "dtype",
    "error",
    _check,
    loads=Loads(kinds=("model",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
