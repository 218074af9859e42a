"""Helpers of the dtype rules: the name of the argument in a release, and the spelling of a dtype in a file."""

from __future__ import annotations

from . import edits, releases
from .model import Edit, LoadSite, Program, Targets, Use, Value, Version
from .values import dtype_name

RENAMED: Version = (4, 56, 0)
RENAMED_IN_PIPELINE: Version = (4, 56, 1)
RENAMED_IN_DIFFUSERS: Version = (0, 40, 0)
# Releases before raise for "float16" (run on 4.41.2 and 4.42.4; `pipelines/__init__.py` of 4.37.2 and 4.38.2).
_NAMES_SINCE: Version = (4, 42)
_NAMES_IN_PIPELINE_SINCE: Version = (4, 38)


def keyword(site: LoadSite, targets: Targets) -> str:
    """Return `dtype`, or `torch_dtype` where a release in play certainly lacks `dtype`."""
    if site.loader.library == "diffusers":
        return "dtype" if targets.diffusers.surely(RENAMED_IN_DIFFUSERS) else "torch_dtype"
    oldest = targets.transformers.oldest
    return "dtype" if oldest is None or oldest >= RENAMED_IN_PIPELINE else "torch_dtype"


def has_dtype(site: LoadSite) -> bool:
    """Return whether the load has a dtype, or may have one."""
    return site.may_have("dtype") or site.has("torch_dtype")


def names_since(site: LoadSite) -> Version:
    """Return the release of transformers from which a load takes a dtype by its name."""
    return _NAMES_IN_PIPELINE_SINCE if site.loader.kind == "pipeline" else _NAMES_SINCE


def takes_names(site: LoadSite, targets: Targets) -> bool:
    """Return whether a load takes a dtype by its name in all releases in play; one of diffusers does in none."""
    is_diffusers = site.loader.library == "diffusers"
    return not is_diffusers and releases.all_since("transformers", targets.transformers, names_since(site))


def spelled(value: Value, text: str, site: LoadSite, program: Program, targets: Targets) -> str | None:
    """Return a dtype as this file spells it: by a name it has, through its own `torch`, or as a string without one.

    `text` is what the load may say as well, the empty string for nothing. None where a release takes no such string.
    """
    name = dtype_name(value)
    if name is None or text.isidentifier():
        return text or None
    torch = next((bound for bound, origin in program.names.items() if origin == "torch"), None)
    if torch is not None:
        return f"{torch}.{name}"
    return f'"{name}"' if takes_names(site, targets) else None


def with_dtype(site: LoadSite, program: Program, targets: Targets, value: str) -> tuple[Edit, ...]:
    return edits.add_argument(program, site, keyword(site, targets), value)


def without_dtype(program: Program, use: Use) -> Edit | None:
    """Remove a cast; of a `.to(device, dtype)`, only the dtype. Return None where no argument is the dtype."""
    if use.device is None:
        return edits.remove_use(program, use)
    argument = next((it for it in use.arguments if it.value == use.dtype), None)
    return edits.remove_argument(program, argument) if argument is not None else None
