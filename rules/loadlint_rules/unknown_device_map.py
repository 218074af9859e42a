"""device_map is given a string that names no strategy and no device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.edits import set_value
from .analysis.model import Finding, Fix, Loads, LoadSite, Program, Rule, Targets
from .analysis.values import arms, text_of

_STRATEGIES = ("auto", "balanced", "balanced_low_0", "sequential")
_DEVICE = re.compile(
    r"(cpu|cuda|mps|xpu|npu|hpu|mlu|musa|sdaa|gcu|tpu|xla|neuron|meta|ipu|mkldnn|opengl|opencl|ideep|hip|ve|fpga|maia"
    r"|lazy|vulkan|mtia|privateuseone)(:\d+)?"
)
_GPU = re.compile(r"(?:gpu|cuda)[:_-]?(\d*)")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    given = site.argument("device_map")
    if given is None or not site.loader.takes_device_map:
        return
    for name in {text_of(it) for it in arms(given.value)}:
        if name is not None and name not in _STRATEGIES and not _DEVICE.fullmatch(name):
            right = _meant(name)
            fix = right is not None and text_of(given.value) is not None and given.text[:1] in "\"'"
            yield Finding(
                f'"{name}" is neither a device nor a strategy of device_map, so this load raises ValueError',
                given.value_span,
                (Fix(f"use {right}", (set_value(given, f'"{right}"'),), safe=False),) if fix else (),
            )


def _meant(name: str) -> str | None:
    """The strategy or device that a name was surely meant to be."""
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
    loads=Loads(libraries=("transformers", "peft")),
    silent=frozenset({"dead", "test", "guarded"}),
)
