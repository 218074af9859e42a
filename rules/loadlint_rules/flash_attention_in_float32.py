"""Flash attention is asked for in a load that stays in float32."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.dtypes import keyword, spelled, with_dtype
from .analysis.edits import set_value
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Rule, Symbol, Table, Targets, Value
from .analysis.placement import is_remote_code
from .analysis.values import arms, dtype_name, is_true, text_of

_FLASH = re.compile(r"flash_attention_[23]|kernels-community/(vllm-)?flash-attn\d?")
_IMPLEMENTATION = ("attn_implementation", "_attn_implementation")
# The file has the calculation done in half precision, whatever the weights are in.
_AUTOCAST = ("autocast", "mixed_precision", "fp16=True", "bf16=True", "bf16=", "fp16=")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    asked = _flash(site)
    if asked is None or any(it.dtype is not None for it in site.uses) or _is_cast_on_the_fly(program):
        return
    written = _dtype(site)
    if written is None and not _is_float32_by_default(site, targets):
        return
    if written is not None and not _is_float32(written[1]):
        return
    yield Finding(
        "flash attention does not run in float32, the dtype of this load",
        asked.span,
        _fixes(site, written[0] if written is not None else None, program, targets),
    )


def _flash(site: LoadSite) -> Argument | None:
    """The argument that surely asks for flash attention."""
    old = site.argument("use_flash_attention_2")
    if old is not None and is_true(old.value):
        return old
    asked = site.argument(*_IMPLEMENTATION)
    if asked is not None:
        return asked if _is_flash(asked.value) else None
    held = site.argument("model_kwargs")
    pairs = held.value.items if held is not None and isinstance(held.value, Table) else ()
    return held if any(text_of(key) in _IMPLEMENTATION and _is_flash(value) for key, value in pairs) else None


def _is_flash(value: Value) -> bool:
    return all(_FLASH.fullmatch(text_of(it) or "") for it in arms(value))


def _dtype(site: LoadSite) -> tuple[Argument | None, Value] | None:
    """The dtype argument to the load, with its argument where it has one of its own; None without."""
    argument = site.argument("dtype", "torch_dtype")
    if argument is not None:
        return argument, argument.value
    held = site.argument("model_kwargs")
    for key, value in held.value.items if held is not None and isinstance(held.value, Table) else ():
        if text_of(key) in ("dtype", "torch_dtype"):
            return None, value
    return None


def _is_float32(value: Value) -> bool:
    return all(dtype_name(it) == "float32" or text_of(it) in ("float32", "float") for it in arms(value))


def _is_float32_by_default(site: LoadSite, targets: Targets) -> bool:
    """Return whether a release before 5 loads in float32, as nothing else says in what."""
    if site.may_have("dtype", "torch_dtype", "config", "model_kwargs") or is_remote_code(site):
        return False
    return site.loader.kind == "model" and targets.transformers.before((5, 0))


def _is_cast_on_the_fly(program: Program) -> bool:
    return program.of_text(_casts)


def _casts(text: str) -> bool:
    return any(it in text for it in _AUTOCAST)


def _fixes(site: LoadSite, argument: Argument | None, program: Program, targets: Targets) -> tuple[Fix, ...]:
    if argument is None:
        if site.loader.kind != "model" or site.opaque:
            return ()
        edits = with_dtype(site, program, targets, '"auto"')
        return (Fix(f'load with {keyword(site, targets)}="auto"', edits, safe=False),)
    value = spelled(Symbol("torch.bfloat16"), "", site, program, targets)
    if argument.origin != "call" or value is None:
        return ()
    return (Fix(f"load in {value}", (set_value(argument, value),), safe=False),)


RULE = Rule(
    "flash-attention-in-float32",
    "dtype",
    "error",
    _check,
    loads=Loads(kinds=("model", "pipeline", "peft-model"), libraries=("transformers", "peft")),
    silent=frozenset({"dead", "test", "guarded", "quantized", "training", "deepspeed", "meta"}),
)
