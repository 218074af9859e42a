"""An argument of a load has no effect in the releases in play."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .analysis import releases
from .analysis.edits import remove_argument
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Rule, Severity, Targets, Version
from .analysis.values import is_false, is_true


@dataclass(frozen=True, slots=True)
class _Idle:
    """An argument that has no effect since a release; one that chooses other weights is not removable."""

    since: Version
    severity: Severity
    removable: bool = True


IDLE = {
    "low_cpu_mem_usage": _Idle((4, 51), "info"),
    "_fast_init": _Idle((4, 51), "info"),
    "offload_state_dict": _Idle((4, 57), "info"),
    "from_tf": _Idle((5, 0), "error", removable=False),
    "from_flax": _Idle((5, 0), "error", removable=False),
}


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if not site.loader.takes_device_map:
        return
    for argument in site.arguments:
        idle = IDLE.get(argument.name)
        if idle is not None and _is_idle(argument, idle, targets):
            since = releases.dotted(idle.since)
            message = f"{argument.name} has no effect since transformers {since}"
            yield Finding(
                message,
                argument.span,
                _fixes(argument, idle, program, targets),
                tag="unnecessary" if idle.severity == "info" else None,
                severity=idle.severity,
            )
    yield from _unused_memory(site)


def _is_idle(argument: Argument, idle: _Idle, targets: Targets) -> bool:
    """Return whether every release in play ignores the argument; if none is known, the newest decides."""
    oldest = targets.transformers.oldest
    return (oldest is None or oldest >= idle.since) and (idle.removable or is_true(argument.value))


def _unused_memory(site: LoadSite) -> Iterator[Finding]:
    argument = site.argument("max_memory")
    if argument is None or is_false(argument.value) or site.may_have("device_map", "tp_plan", "device_mesh"):
        return
    if not site.circumstances & {"device-context", "guarded", "quantized"}:
        message = "max_memory has no effect without device_map"
        yield Finding(message, argument.span, severity="error")


def _fixes(argument: Argument, idle: _Idle, program: Program, targets: Targets) -> tuple[Fix, ...]:
    if not idle.removable or argument.origin != "call":
        return ()
    safe = targets.transformers.surely(idle.since)
    return (Fix(f"remove {argument.name}", (remove_argument(program, argument),), safe),)


RULE = Rule(
    "ineffective-loading-kwarg",
    "arguments and names",
    "info",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=frozenset({"dead", "versioned"}),
)
