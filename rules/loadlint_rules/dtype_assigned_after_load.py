"""A dtype is assigned to a model that is loaded already."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.dtypes import has_dtype, with_dtype
from .analysis.edits import remove_use
from .analysis.model import Finding, Fix, Loads, LoadSite, Program, Related, Rule, Targets, Use

_RAISES = ("dtype",)
# Prepares a model that a branch may have quantized for training.
_PREPARES = re.compile(r"(^|\.)prepare_model_for_(kbit|int8)_training$")
_DOES_NOTHING = ("torch_dtype", "config.dtype", "config.torch_dtype")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if not site.loader.takes_device_map or _is_saved(site):
        return
    for use in site.uses:
        if use.kind == "assign" and use.name in (*_RAISES, *_DOES_NOTHING) and not _describes(site, use):
            yield Finding(
                _message(use),
                use.span,
                _fixes(site, use, program, targets),
                (Related("loaded here", site.callee_span),),
                severity="info" if _is_prepared(site, use) else "error",
            )


def _describes(site: LoadSite, use: Use) -> bool:
    """Return whether an assignment to the configuration describes the model: a quantized one, or one cast so before.

    In a test it makes two configurations equal.
    """
    if use.name in _RAISES:
        return False
    if site.circumstances & {"quantized", "test"}:
        return True
    value = use.arguments[0].text
    loaded = site.argument("dtype", "torch_dtype")
    casts = [it.text for cast in site.uses if cast.kind == "cast" and cast.span < use.span for it in cast.arguments]
    return value in casts or (loaded is not None and loaded.text == value)


def _is_prepared(site: LoadSite, use: Use) -> bool:
    """Return whether the assignment belongs to the idiom of QLoRA, where later code may read the configuration."""
    return use.name not in _RAISES and any(_PREPARES.search(it.name) for it in site.uses)


def _is_saved(site: LoadSite) -> bool:
    """Return whether the model is converted: what is assigned to its configuration is then written with it."""
    return "training" not in site.circumstances and any(it.kind == "save" for it in site.uses)


def _message(use: Use) -> str:
    if use.name in _RAISES:
        return "this line raises AttributeError, as a model's dtype cannot be assigned"
    return f"assigning {use.name} changes no weights, as they are loaded already"


def _fixes(site: LoadSite, use: Use, program: Program, targets: Targets) -> tuple[Fix, ...]:
    if not use.sure or not use.whole or not use.early or use.shared or has_dtype(site):
        return ()
    value = use.arguments[0].text
    edits = (*with_dtype(site, program, targets, value), remove_use(program, use))
    return (Fix(f"load as {value} instead", edits, safe=False),)


RULE = Rule(
    "dtype-assigned-after-load",
    "dtype",
    "error",
    _check,
    loads=Loads(kinds=("model", "peft-model")),
    silent=frozenset({"dead", "meta"}),
)
