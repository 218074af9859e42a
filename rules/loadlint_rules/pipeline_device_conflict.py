"""A pipeline is given both a device and a device_map."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, Literal, Loads, LoadSite, Made, Program, Related, Rule, Table, Targets, Value
from .analysis.placement import loaded_model
from .analysis.values import arms, is_false


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    device, device_map = site.argument("device"), site.argument("device_map")
    if device is None or device_map is None:
        return
    if device.origin != "call" or device_map.origin != "call":  # two branches may fill one dict
        return
    if not _is_given(device.value) or not _is_given(device_map.value) or loaded_model(site, program) is not None:
        return
    yield Finding(
        "a pipeline takes device or device_map, and given both it raises or goes by the device alone",
        device.span,
        related=(Related("the map is given here", device_map.span),),
    )


def _is_given(value: Value) -> bool:
    """Whether a value is there for sure; a name that may hold None is not."""
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
