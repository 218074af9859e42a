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
    for given in site.arguments:
        is_said = _is_said(given, loaded)
        if given.name not in _OF_THE_LOAD or is_false(given.value) or (is_said and _is_handed_on(given)):
            continue
        yield Finding(
            f"{given.name} does nothing here, as the pipeline is given a model that is loaded already",
            given.span,
            _fixes(given, program),
            (Related("loaded here", loaded.callee_span),),
            tag="unnecessary",
            severity="info" if is_said else "error",
        )


def _is_said(given: Argument, loaded: LoadSite) -> bool:
    """Whether the load was told the like, so that nothing is missing."""
    names = ("dtype", "torch_dtype") if given.name != "device_map" else ("device_map",)
    return loaded.may_have(*names) or any(it.dtype is not None for it in loaded.uses if "dtype" in names)


def _is_handed_on(given: Argument) -> bool:
    """Whether a wrapper hands on what it was given, whatever that may be."""
    return any(isinstance(it, Unknown) for it in arms(given.value))


def _fixes(given: Argument, program: Program) -> tuple[Fix, ...]:
    if given.origin != "call":
        return ()
    return (Fix(f"take {given.name} away", (remove_argument(program, given),), safe=False),)


RULE = Rule(
    "ignored-pipeline-kwarg",
    "arguments and names",
    "error",
    _check,
    loads=Loads(kinds=("pipeline",)),
    silent=frozenset({"dead", "test"}),
)
