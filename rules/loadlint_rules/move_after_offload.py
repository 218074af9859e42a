"""A pipeline is moved to the GPU after its offloading was turned on."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_argument, remove_use
from .analysis.model import Edit, Finding, Fix, Loads, LoadSite, Program, Related, Rule, Targets, Use
from .analysis.values import device_names

_SEQUENTIAL = "enable_sequential_cpu_offload"
_OFFLOADS = (_SEQUENTIAL, "enable_model_cpu_offload")
# Undo the offloading.
_RESETS = ("remove_all_hooks", "reset_device_map", "maybe_free_model_hooks")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    offload: Use | None = None
    for use in site.uses:
        if use.name in _RESETS:
            offload = None
        elif use.kind == "offload" and use.name in _OFFLOADS and use.sure:
            offload = use
        elif offload is not None and use.kind == "move" and use.sure and _is_gpu(use):
            yield _finding(use, offload, program)


def _is_gpu(use: Use) -> bool:
    """Return whether a move names a GPU, in one of its arms at least."""
    names = device_names(use.device) if use.device is not None else []
    return any(it is not None and it.startswith(("cuda", "xpu")) for it in names)


def _finding(use: Use, offload: Use, program: Program) -> Finding:
    raises = offload.name == _SEQUENTIAL
    effect = "raises ValueError after" if raises else "puts all parts on the GPU and undoes"
    edit = _without(program, use)
    fix = Fix("keep the offloading and do not move", (edit,), safe=False) if edit is not None else None
    return Finding(
        f"this {effect} {offload.name}",
        use.part,
        (fix,) if fix is not None else (),
        (Related("offloading is turned on here", offload.part),),
        severity="error" if raises else "warning",
    )


def _without(program: Program, use: Use) -> Edit | None:
    """Remove the move; of a `.to(device, dtype)`, remove the device alone."""
    if use.dtype is None:
        return remove_use(program, use)
    device = next((it for it in use.arguments if it.value == use.device), None)
    return remove_argument(program, device) if device is not None else None


RULE = Rule(
    "move-after-offload",
    "placement",
    "error",
    _check,
    loads=Loads(kinds=("diffusion",), libraries=("diffusers",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
