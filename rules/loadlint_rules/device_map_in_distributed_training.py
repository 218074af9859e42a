"""A model that device_map spreads over the GPUs is trained by one process for each GPU."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis import edits
from .analysis.model import Argument, Edit, Finding, Fix, Loads, LoadSite, Program, Rule, Targets, Use
from .analysis.values import is_false, text_of

_REPLICATES = ("DataParallel", "DistributedDataParallel")
_PREPARES = re.compile(r"(?:\w+\.)*accelerator\.prepare(?:_model)?")
_SPREADS = ("auto", "balanced", "balanced_low_0", "sequential")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    device_map = site.argument("device_map")
    if device_map is None or is_false(device_map.value):
        return
    if "zero3" in site.circumstances and _is_trained(site):
        without = Fix("load without device_map", (edits.remove_argument(program, device_map),), safe=False)
        offered = (without,) if device_map.origin == "call" else ()
        yield Finding("the load raises, as ZeRO-3 takes no device_map", device_map.span, offered, severity="error")
    elif text_of(device_map.value) in _SPREADS:
        yield from _spread(site, device_map, program)


def _spread(site: LoadSite, device_map: Argument, program: Program) -> Iterator[Finding]:
    """Report a model spread over several GPUs where each process, or each GPU, needs the whole model."""
    wrapped = next((it for it in site.uses if it.name.rpartition(".")[2] in _REPLICATES), None)
    prepared = next((it for it in site.uses if _PREPARES.fullmatch(it.name)), None)
    if "ranked" in site.circumstances and _is_trained(site):
        if _is_alternative(site, program):
            return
        message = "training raises, as each process spreads this model over all GPUs"
        yield Finding(message, device_map.span, _fixes(site, device_map, program))
    elif wrapped is not None:
        name = wrapped.name.rpartition(".")[2]
        yield Finding(f"{name} needs the whole model on one GPU, and device_map spreads it", device_map.span)
    elif prepared is not None and _is_trained(site) and _may_be_launched(program):
        message = "accelerate launch raises, as each process spreads this model over all GPUs"
        yield Finding(message, device_map.span, _prepared_fixes(site, device_map, prepared, program))


def _is_alternative(site: LoadSite, program: Program) -> bool:
    """Return whether the code loads the model without a map otherwise, so that it knows when there are processes."""
    same = (it for it in program.loads if it.call != site.call and (it.scope, it.target) == (site.scope, site.target))
    return site.target is not None and any(not it.may_have("device_map") for it in same)


def _may_be_launched(program: Program) -> bool:
    """Whether several processes can run this text: a notebook is one process, but for what notebook_launcher starts."""
    return not program.source.breaks or program.of_text(_launches)


def _launches(text: str) -> bool:
    return "notebook_launcher" in text


def _prepared_fixes(site: LoadSite, device_map: Argument, use: Use, program: Program) -> tuple[Fix, ...]:
    """Put the whole model on the GPU of each process, by an accelerator that the code makes before the load."""
    accelerator = use.name.rpartition(".")[0]
    made = program.of_text(_made_at, accelerator)
    if device_map.origin != "call" or made is None or made > site.call.start:
        return ()
    changed = edits.set_value(device_map, f'{{"": {accelerator}.process_index}}')
    return (Fix("load the whole model on the GPU of each process", (changed,), safe=False),)


def _made_at(text: str, accelerator: str) -> int | None:
    """Return where the code first makes an accelerator of this name."""
    made = re.search(rf"\b{re.escape(accelerator)}\s*=\s*Accelerator\(", text)
    return made.end() if made is not None else None


def _is_trained(site: LoadSite) -> bool:
    return any(it.kind == "train" for it in site.uses)


def _fixes(site: LoadSite, argument: Argument, program: Program) -> tuple[Fix, ...]:
    """Put the whole model on the GPU of each process; offer nothing beside DeepSpeed, as ZeRO-3 takes no map."""
    if "deepspeed" in site.circumstances or argument.origin != "call":
        return ()
    added: tuple[Edit, ...] = ()
    os = edits.imported(program, "os", site.call.start)
    if os is not None:
        rank = f'int({os}.environ.get("LOCAL_RANK", 0))'
    else:
        added = edits.add_import(program, "accelerate", "PartialState", site.call.start)
        rank = f"{edits.reach(program, 'accelerate', 'PartialState', site.call.start)}().local_process_index"
    changed = edits.set_value(argument, f'{{"": {rank}}}')
    return (Fix("load the whole model on the GPU of each process", (*added, changed), safe=False),)


RULE = Rule(
    "device-map-in-distributed-training",
    "placement",
    "warning",
    _check,
    loads=Loads(kinds=("model", "peft-model")),
    silent=frozenset({"dead", "test", "untrained"}),
)
