"""A pipeline is given both a device and a device_map."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_argument
from .analysis.model import (
    Argument,
    Finding,
    Fix,
    Literal,
    Loads,
    LoadSite,
    Made,
    Program,
    Related,
    Rule,
    Table,
    Targets,
    Value,
)
from .analysis.placement import loaded_model
from .analysis.quantization import BITSANDBYTES, quantization
from .analysis.values import arms, is_false, text_of

_RAISES_SINCE = (4, 32)  # Before, the pipeline moves the model (run on 4.28.1; `pipelines/base.py` of 4.31.0).
_SPREADS = ("auto", "balanced", "balanced_low_0", "sequential")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    device, device_map = site.argument("device"), site.argument("device_map")
    model = loaded_model(site, program)
    if device is not None and model is not None:
        yield from _of_model(device, model, program, targets)
    if device is None or device_map is None:
        return
    if device.origin != "call" or device_map.origin != "call":  # two branches may fill one dict
        return
    if not _is_given(device.value) or not _is_given(device_map.value) or model is not None:
        return
    yield Finding(
        "a pipeline with both device and device_map raises or ignores device_map",
        device.span,
        related=(Related("the map is given here", device_map.span),),
    )


def _of_model(device: Argument, model: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """Yield the device of a pipeline whose model has been placed by a map, or by bitsandbytes without one."""
    if device.origin != "call" or not _is_given(device.value) or "guarded" in model.circumstances:
        return
    release = targets.transformers
    is_older = release.partly_before((5, 0))
    placed = model.argument("device_map")
    if placed is None or is_false(placed.value):
        quantized = quantization(model)
        if is_older and quantized is not None and quantized.method == BITSANDBYTES:
            yield _finding("bitsandbytes", device, Related("quantized here", quantized.argument.span), program)
    elif not release.perhaps(_RAISES_SINCE):
        return
    elif placed.origin == "call" and _is_given(placed.value) and (is_older or text_of(placed.value) in _SPREADS):
        yield _finding("device_map", device, Related("placed here", placed.span), program, is_certain=is_older)


def _finding(placer: str, device: Argument, related: Related, program: Program, *, is_certain: bool = True) -> Finding:
    reason = f"as {placer} has placed its model" if is_certain else f"if {placer} has spread its model"
    return Finding(
        f"this pipeline raises{',' * is_certain} {reason}",
        device.span,
        (Fix(f"leave the model where {placer} put it", (remove_argument(program, device),), safe=False),),
        (related,),
        severity="error" if is_certain else "warning",
    )


def _is_given(value: Value) -> bool:
    """Return whether a value is there for sure; a name that may hold None is not."""
    return all(_is_something(it) for it in arms(value))


def _is_something(value: Value) -> bool:
    if isinstance(value, Made):
        return value.callee == "torch.device"
    return isinstance(value, Literal | Table) and not is_false(value)


RULE = Rule(
    "pipeline-device-conflict",
    "placement",
    "error",
    _check,
    loads=Loads(kinds=("pipeline",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
