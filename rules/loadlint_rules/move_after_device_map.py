"""A model that device_map has placed is moved again."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.edits import remove_use
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Made, Program, Related, Rule, Table, Targets, Use
from .analysis.placement import is_switched, moves
from .analysis.values import arms, device_names, is_cpu_map, is_false, map_devices, text_of

_STRATEGIES = ("auto", "balanced", "balanced_low_0", "sequential")
_SPREAD = "this raises if device_map has offloaded a part of the model"
_WHOLE = "the model moves again, although device_map has put it on one device"


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    placed = site.argument("device_map")
    if placed is None or not _places(placed) or is_switched(site):
        return
    for use in moves(site):
        yield Finding(
            _SPREAD if _is_spread(placed) else _WHOLE,
            use.part,
            _fixes(placed, use, program),
            (Related("placed here", placed.span),),
        )


def _places(placed: Argument) -> bool:
    """Return whether a map is certain and not of the CPU; a name that the text does not explain may hold None."""
    options = arms(placed.value)
    if not placed.sure or any(is_false(it) for it in options) or is_cpu_map(placed.value):
        return False
    return all(isinstance(it, Made) or any(map_devices(it)) or placed.text.startswith("{") for it in options)


def _is_spread(placed: Argument) -> bool:
    """Return whether the map may take several devices; one that maps all of the model to a name does not."""
    options = arms(placed.value)
    names = map_devices(placed.value)
    if all(isinstance(it, Table) and len(it.items) == 1 and text_of(it.items[0][0]) == "" for it in options):
        return False
    return any(it in _STRATEGIES for it in names) or len(names) > len(options) or not any(names)


def _fixes(placed: Argument, use: Use, program: Program) -> tuple[Fix, ...]:
    """Drop the move, where whatever it moves is placed by a map, on the device that the move names or on several."""
    if use.dtype is not None or not use.sure or use.elsewhere:
        return ()
    if not _is_spread(placed) and not _is_same(placed, use):
        return ()
    if not all(_is_placed(statement, program) for statement in use.shared):
        return ()
    return (Fix("leave the model where device_map put it", (remove_use(program, use),), safe=False),)


def _is_same(placed: Argument, use: Use) -> bool:
    assert use.device is not None
    written = next((it.text for it in use.arguments if it.name in ("device", "0")), None)
    if written is not None and use.early and placed.text in (written, f'{{"": {written}}}', f"{{'': {written}}}"):
        return True
    names = [_plain(it) for it in (*map_devices(placed.value), *device_names(use.device))]
    return None not in names and len(set(names)) == 1


def _plain(device: str | None) -> str | None:
    return "cuda:0" if device == "cuda" else device


def _is_placed(statement: object, program: Program) -> bool:
    """Return whether a statement is a load that a map places."""
    load = next((it for it in program.loads if it.statement == statement), None)
    argument = load.argument("device_map") if load is not None else None
    return argument is not None and _places(argument)


RULE = Rule(
    "move-after-device-map",
    "placement",
    "warning",
    _check,
    loads=Loads(kinds=("model", "peft-model", "diffusion")),
    silent=frozenset({"dead", "test", "meta"}),
)
