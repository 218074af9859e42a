"""device_map is given a string that names no strategy and no device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis import releases
from .analysis.edits import remove_argument, rename_argument, set_value
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Rule, Table, Targets, Version
from .analysis.placement import DEVICES_SINCE, as_dict, takes_devices
from .analysis.values import arms, text_of

_STRATEGIES = ("auto", "balanced", "balanced_low_0", "sequential")
_DEVICE = re.compile(
    r"(cpu|cuda|mps|xpu|npu|hpu|mlu|musa|sdaa|gcu|tpu|xla|neuron|meta|ipu|mkldnn|opengl|opencl|ideep|hip|ve|fpga|maia"
    r"|lazy|vulkan|mtia|privateuseone)(:\d+)?"
)
_GPU = re.compile(r"(?:gpu|cuda)[:_-]?(\d*)")


_POOLED_SINCE, _CPU_SINCE = (0, 28), (0, 37)  # pipelines of diffusers that take strategies, and "cpu" too
_DEVICES_SINCE = (0, 35)


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.loader.kind == "diffusion":
        yield from _check_diffusion(site, program, targets)
        return
    if site.loader.kind == "pipeline":
        yield from _check_device(site, program)
    placed = site.argument("device_map")
    if placed is None or not site.loader.takes_device_map or site.loader.library == "diffusers":
        return
    for name in _texts(placed):
        if name in _STRATEGIES:
            continue
        if not _DEVICE.fullmatch(name):
            message = f'this load raises ValueError, as "{name}" is no device and no strategy'
            yield Finding(message, placed.value_span, _replaced(placed, _map(_meant(name), targets)))
        elif targets.transformers.before(DEVICES_SINCE):
            release = releases.dotted(releases.in_play("transformers", targets.transformers)[1])
            message = f"this load raises ValueError, as transformers {release} takes no device as device_map"
            yield Finding(message, placed.value_span, _replaced(placed, _map(name, targets)))


def _check_device(site: LoadSite, program: Program) -> Iterator[Finding]:
    """Check the `device` of a pipeline, which is a single one."""
    device = site.argument("device")
    for name in _texts(device) if device is not None else ():
        if device is None or _DEVICE.fullmatch(name):
            continue
        fixes = _replaced(device, _quoted(_meant(name)))
        if name in _STRATEGIES:
            fixes = _as_map(site, device, program)
        yield Finding(f'this pipeline raises RuntimeError, as "{name}" is no device', device.value_span, fixes)


def _as_map(site: LoadSite, device: Argument, program: Program) -> tuple[Fix, ...]:
    """Pass a strategy as `device_map`, which takes one."""
    if site.has("device_map") or device.positional:
        return ()
    edits = rename_argument(program, device, "device_map")
    return (Fix(f"use device_map={device.text}", edits, safe=False),)


def _check_diffusion(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """Check a pipeline of diffusers, which spreads whole models over devices by one strategy."""
    placed = site.argument("device_map")
    newest = releases.in_play("diffusers", targets.diffusers)[1]
    if placed is None or not targets.diffusers.perhaps(_POOLED_SINCE) or not site.callee.endswith(".from_pretrained"):
        return
    if isinstance(placed.value, Table):
        yield Finding("this load raises ValueError, as a pipeline takes no dict as device_map", placed.value_span)
    for name in _texts(placed):
        if not _is_pooled(name, newest):
            message = f'this load raises NotImplementedError for device_map="{name}"'
            yield Finding(message, placed.value_span, _pooled(site, placed, program))


def _is_pooled(name: str, newest: Version) -> bool:
    if name == "cpu":
        return newest >= _CPU_SINCE
    is_device = _DEVICE.fullmatch(name) is not None and ":" not in name
    return name == "balanced" or (is_device and newest >= _DEVICES_SINCE)


def _pooled(site: LoadSite, placed: Argument, program: Program) -> tuple[Fix, ...]:
    """Use the one strategy of pipelines; where the code moves the pipeline later, remove the map instead."""
    if any(it.kind == "move" for it in site.uses):
        if placed.origin != "call":
            return ()
        return (Fix("leave the pipeline to its move", (remove_argument(program, placed),), safe=False),)
    return _replaced(placed, _quoted("balanced"))


def _texts(argument: Argument) -> list[str]:
    """Return the strings that an argument can be, each once."""
    names = (text_of(it) for it in arms(argument.value))
    return list(dict.fromkeys(it for it in names if it is not None))


def _replaced(argument: Argument, code: str | None) -> tuple[Fix, ...]:
    """Write a value as code in place of a string."""
    if code is None or text_of(argument.value) is None or argument.text[:1] not in "\"'":
        return ()
    title = "use " + code.strip('"')
    return (Fix(title, (set_value(argument, code),), safe=False),)


def _map(name: str | None, targets: Targets) -> str | None:
    """Return a strategy or a device as a model's map, in a dict where a release in play takes no device."""
    code = _quoted(name)
    if code is None or name in _STRATEGIES or takes_devices(targets):
        return code
    return as_dict(code)


def _quoted(name: str | None) -> str | None:
    return f'"{name}"' if name is not None else None


def _meant(name: str) -> str | None:
    """Return the strategy or device that a name certainly means; None without one."""
    plain = name.strip().lower()
    gpu = _GPU.fullmatch(plain)
    if gpu is not None:
        return f"cuda:{gpu[1]}" if gpu[1] else "cuda"
    return plain if plain in _STRATEGIES or _DEVICE.fullmatch(plain) else None


RULE = Rule(
    "unknown-device-map",
    "placement",
    "error",
    _check,
    loads=Loads(libraries=("transformers", "peft", "diffusers")),
    silent=frozenset({"unknown-context", "dead", "test", "guarded"}),
)
