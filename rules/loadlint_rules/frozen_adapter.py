"""An adapter is loaded for inference and then trained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.edits import add_argument, set_value
from .analysis.model import Finding, Fix, Loads, LoadSite, Program, Related, Rule, Span, Targets, Use
from .analysis.training import has_clue, trainer
from .analysis.values import is_false

_REPLACES = {
    "set_adapter", "add_adapter", "load_adapter", "delete_adapter", "get_peft_model", "merge_and_unload", "unload",
    "add_weighted_adapter", "enable_adapters", "enable_adapter_layers", "disable_adapter", "requires_grad_",
}  # fmt: skip
_PREPARES = re.compile(r"^(?!print|log|count|num)\w*(train|prepare|enable|setup|set_|configure|wrap|grad|freeze)")


def _check(load: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = load.argument("is_trainable")
    if load.may_have("is_trainable") and (argument is None or not is_false(argument.value)):
        return
    trained = _trained(load, program)
    if trained is None or has_clue(program, "unfreeze") or any(_may_unfreeze(it) for it in load.uses):
        return
    edits = add_argument(program, load, "is_trainable", "True") if argument is None else (set_value(argument, "True"),)
    yield Finding(
        "training raises RuntimeError, as this adapter has no trainable weights",
        load.callee_span,
        (Fix("load the adapter with is_trainable=True", edits, safe=False),),
        (Related("trained here", trained),),
    )


def _trained(load: LoadSite, program: Program) -> Span | None:
    """Return where the adapter is surely trained: by a trainer, or by an optimizer and a backward pass."""
    call = trainer(load, program)
    if call is not None:
        config = call.argument("peft_config")
        has_another = call.opaque or (config is not None and not is_false(config.value))
        return call.span if call.trains and not has_another else None
    if not has_clue(program, "backward"):
        return None
    return next((it.span for it in load.uses if it.kind == "train" and _is_for_training(it)), None)


def _is_for_training(use: Use) -> bool:
    return use.name in ("train", "parameters", "named_parameters")


def _may_unfreeze(use: Use) -> bool:
    """Return whether a use may make weights trainable or add another adapter, itself or in a called function."""
    last = use.name.rpartition(".")[2]
    return last in _REPLACES or (use.kind == "pass" and _PREPARES.search(last) is not None)


RULE = Rule(
    "frozen-adapter",
    "adapters",
    "error",
    _check,
    loads=Loads(kinds=("adapter", "peft-model"), libraries=("peft",)),
    silent=frozenset({"dead", "test", "guarded", "untrained"}),
)
