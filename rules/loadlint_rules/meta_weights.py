"""A checkpoint is loaded where models are made without weights."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.model import Finding, Loads, LoadSite, Program, Rule, Targets, Use
from .analysis.values import text_of

# They give the model weights later, or read nothing but its shape.
_FILLS = re.compile(r"load_|infer_auto_device_map|dispatch|to_empty|materialize|estimate|get_max_layer|calculate|size")
# They need no weights: the class and its module, counts, names and sizes of parameters, the text of the model.
_SHAPES = (
    *("type", "print", "modules", "named_modules"),
    *("parameters", "named_parameters", "num_parameters", "get_memory_footprint"),
)


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if "empty" in site.circumstances:
        loads_all_the_same = site.may_have("device_map") and not targets.transformers.perhaps((4, 57))
        if any(map(_fills, site.uses)) or _is_dropped(site) or _is_read_for_its_shape(site) or loads_all_the_same:
            return
        yield Finding("the weights stay on the meta device, without values", site.callee_span)
    elif "meta" in site.circumstances:
        if _is_mapped(site):
            yield Finding("loading under a meta device with a device_map raises", site.callee_span)
        elif targets.transformers.perhaps((4, 57)):
            yield Finding("loading under a meta device raises RuntimeError", site.callee_span)


def _is_mapped(site: LoadSite) -> bool:
    placed = site.argument("device_map")
    return placed is not None and placed.sure and text_of(placed.value) is not None


def _fills(use: Use) -> bool:
    is_handed = any(it.name == "state_dict" for it in use.arguments)  # to save_pretrained()
    return is_handed or use.kind in ("offload", "state") or _FILLS.search(use.name) is not None


def _is_dropped(site: LoadSite) -> bool:
    """Return whether nothing holds the model: the load only imports its module or downloads its files."""
    return site.statement == site.call or (site.target == "_" and not site.uses)


def _is_read_for_its_shape(site: LoadSite) -> bool:
    names = [it.name for it in site.uses if it.kind != "eval"]
    return bool(names) and all(it in _SHAPES or it.partition(".")[0] in ("config", "__class__") for it in names)


RULE = Rule(
    "meta-weights",
    "structure",
    "error",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
