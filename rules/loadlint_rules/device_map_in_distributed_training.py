"""A model that device_map spreads over the GPUs is trained by one process for each GPU."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis import edits
from .analysis.model import Argument, Edit, Finding, Fix, Loads, LoadSite, Program, Rule, Targets
from .analysis.values import text_of

_SPREADS = ("auto", "balanced", "balanced_low_0", "sequential")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    given = site.argument("device_map")
    if given is None or text_of(given.value) not in _SPREADS:
        return
    if "ranked" not in site.circumstances or not _is_trained(site):
        return
    yield Finding(
        f"each process spreads this model over all gpus with device_map={given.text}, and training it then raises",
        given.span,
        _fixes(site, given, program),
    )


def _is_trained(site: LoadSite) -> bool:
    return any(it.kind == "train" for it in site.uses)


def _fixes(site: LoadSite, given: Argument, program: Program) -> tuple[Fix, ...]:
    """One whole model for each process; with ZeRO-3 no map is right, so none is offered beside deepspeed."""
    if "deepspeed" in site.circumstances or given.origin != "call":
        return ()
    added: tuple[Edit, ...] = ()
    os = edits.imported(program, "os", site.call.start)
    if os is not None:
        rank = f'int({os}.environ.get("LOCAL_RANK", 0))'
    else:
        added = edits.add_import(program, "accelerate", "PartialState", site.call.start)
        rank = f"{edits.reach(program, 'accelerate', 'PartialState', site.call.start)}().local_process_index"
    changed = edits.set_value(given, f'{{"": {rank}}}')
    return (Fix("load the whole model on the gpu of each process", (*added, changed), safe=False),)


RULE = Rule(
    "device-map-in-distributed-training",
    "placement",
    "warning",
    _check,
    loads=Loads(kinds=("model", "peft-model")),
    silent=frozenset({"dead", "test"}),
)
