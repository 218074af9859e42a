"""A pipeline that gets a loaded model also gets arguments for loading one."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_argument
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Related, Rule, Targets, Unknown
from .analysis.placement import loaded_model
from .analysis.values import arms, is_false

_OF_THE_LOAD = ("dtype", "torch_dtype", "device_map", "model_kwargs")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    loaded = loaded_model(site, program)
    if loaded is None:
        return
    for argument in site.arguments:
        is_said = _is_said(argument, loaded)
        if argument.name not in _OF_THE_LOAD or is_false(argument.value) or (is_said and _is_handed_on(argument)):
            continue
        yield Finding(
            f"{argument.name} has no effect, as the pipeline gets a loaded model",
            argument.span,
            _fixes(argument, program),
            (Related("loaded here", loaded.callee_span),),
            tag="unnecessary",
            severity="info" if is_said else "error",
        )


def _is_said(argument: Argument, loaded: LoadSite) -> bool:
    """Return whether the load has such an argument itself, so that nothing is lost."""
    names = ("dtype", "torch_dtype") if argument.name != "device_map" else ("device_map",)
    return loaded.may_have(*names) or any(it.dtype is not None for it in loaded.uses if "dtype" in names)


def _is_handed_on(argument: Argument) -> bool:
    """Return whether a wrapper passes on its own argument, whatever its value."""
    return any(isinstance(it, Unknown) for it in arms(argument.value))


def _fixes(argument: Argument, program: Program) -> tuple[Fix, ...]:
    if argument.origin != "call":
        return ()
    return (Fix(f"remove {argument.name}", (remove_argument(program, argument),), safe=False),)


RULE = Rule(
    "ignored-pipeline-kwarg",
    "arguments and names",
    "error",
    _check,
    loads=Loads(kinds=("pipeline",)),
    silent=frozenset({"dead", "test"}),
)
