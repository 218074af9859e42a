"""Helpers of the dtype rules: the name of the argument in a release, and the spelling of a dtype in a file."""

from __future__ import annotations

from . import edits
from .model import Edit, LoadSite, Program, Targets, Use, Value, Version
from .values import dtype_name

RENAMED: Version = (4, 56, 0)
RENAMED_IN_PIPELINE: Version = (4, 56, 1)
RENAMED_IN_DIFFUSERS: Version = (0, 40, 0)


def keyword(site: LoadSite, targets: Targets) -> str:
    """Return `dtype`, or `torch_dtype` where a release in play certainly lacks `dtype`."""
    if site.loader.library == "diffusers":
        return "dtype" if targets.diffusers.surely(RENAMED_IN_DIFFUSERS) else "torch_dtype"
    oldest = targets.transformers.oldest
    return "dtype" if oldest is None or oldest >= RENAMED_IN_PIPELINE else "torch_dtype"


def has_dtype(site: LoadSite) -> bool:
    """Return whether the load has a dtype, or may have one."""
    return site.may_have("dtype") or site.has("torch_dtype")


def spelled(value: Value, text: str, program: Program) -> str | None:
    """Return a dtype as this file spells it: through its own `torch`, or as a string where torch is not imported."""
    name = dtype_name(value)
    if name is None:
        return text or None
    torch = next((bound for bound, origin in program.names.items() if origin == "torch"), None)
    return f"{torch}.{name}" if torch is not None else f'"{name}"'


def with_dtype(site: LoadSite, program: Program, targets: Targets, value: str) -> tuple[Edit, ...]:
    return edits.add_argument(program, site, keyword(site, targets), value)


def without_dtype(program: Program, use: Use) -> Edit | None:
    """Remove a cast; of a `.to(device, dtype)`, only the dtype. Return None where no argument is the dtype."""
    if use.device is None:
        return edits.remove_use(program, use)
    argument = next((it for it in use.arguments if it.value == use.dtype), None)
    return edits.remove_argument(program, argument) if argument is not None else None
