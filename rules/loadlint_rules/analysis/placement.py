"""Decisions that several placement rules share, such as whether a load leaves a large model on the CPU."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from . import edits, loaders, releases
from .model import (
    Argument,
    Circumstance,
    Edit,
    Fix,
    Literal,
    LoadSite,
    Program,
    Severity,
    Size,
    Span,
    Symbol,
    Table,
    Targets,
    Use,
    Value,
)  # fmt: skip
from .passes import is_converted, may_place, serves, with_inputs
from .values import HALVES, arms, device_names, dtype_name, is_cpu, is_cpu_map, is_false, is_true, strings, text_of

# Circumstances in which a load needs no placement, or other code places the model.
UNPLACED: frozenset[Circumstance] = frozenset(
    {
        "training",
        "deepspeed",
        "part",
        "test",
        "dead",
        "meta",
        "device-context",
        "cpu-on-purpose",
        "offloaded",
        "quantized",
        "donor",
    }
)
# `device_map` came with transformers 4.20 (`modeling_utils.py` of 4.19.4 and 4.20.0).
_MAPS_SINCE = (4, 20)
# Before transformers 4.30 `device_map` takes strategies and dicts alone (`modeling_utils.py` of 4.29.2 and 4.30.2).
DEVICES_SINCE = (4, 30)
_OF_LESSONS = {"gpt2", "openai-community/gpt2"}
_PUT_TO_USE = ("move", "generate", "call", "save", "train")
_QUANTIZES = re.compile(r"(^|[._])quantize\w*$")
_PLACES = ("device_map", "tp_plan", "device_mesh", "device")


def is_left_to_the_cpu(site: LoadSite, targets: Targets) -> bool:
    """Return whether a large transformers model is loaded for inference without a device that the load could take."""
    if targets.transformers.before(_MAPS_SINCE):
        return False
    if not site.loader.takes_device_map or site.may_have("device_map") or site.has(*_PLACES):
        return False
    return is_large(site) and not _is_wanted_on_the_cpu(site) and not is_placed_by_others(site)


def is_sent_to_the_cpu(site: LoadSite) -> bool:
    """Return whether a large model is loaded with a map of the CPU alone, and moved from there by this code."""
    argument = site.argument("device_map")
    if argument is None or not argument.sure or is_false(argument.value) or not is_cpu_map(argument.value):
        return False
    return site.loader.takes_device_map and is_large(site) and not is_placed_by_others(site)


def is_placed_by_others(site: LoadSite) -> bool:
    """Return whether other code chooses the model's device: a switch, another method, an unknown function."""
    moved = [it for it in site.uses if it.kind == "move" and it.device is not None]
    if is_switched(site) or _runs_before(site, moved) or any(it.elsewhere and _is_unknown(it) for it in moved):
        return True
    if not moved and any(map(_may_move, site.uses)):
        return True
    if any(it.name == "parallelize" or (it.kind == "wrap" and it.name.endswith("tensor_parallel")) for it in site.uses):
        return True
    before = takewhile(lambda it: it.kind not in _PUT_TO_USE or is_converted(it), site.uses)
    return any((it.kind == "pass" and may_place(it)) or is_converted(it) for it in before) or (
        _is_quantized_by_others(site)
    )


def _runs_before(site: LoadSite, moved: list[Use]) -> bool:
    """Return whether the model runs on the CPU before the code moves it."""
    runs = (it.span.start for it in site.uses if it.sure and it.kind in ("generate", "call"))
    return bool(moved) and any(it < moved[0].span.start for it in runs)


def _is_quantized_by_others(site: LoadSite) -> bool:
    """Return whether the code quantizes the loaded model before it runs; it then moves a changed model."""
    before = takewhile(lambda it: it.kind not in ("generate", "call"), site.uses)
    return any(it.kind in ("pass", "other") and _QUANTIZES.search(it.name) for it in before)


def is_switched(site: LoadSite) -> bool:
    """Return whether the code moves the model back and forth: it tests its device, or moves it to the CPU first."""
    devices = [it.device for it in site.uses if it.kind == "move" and it.device is not None]
    if any(it.tested for it in site.uses if it.kind == "move"):
        return True
    return len(devices) > 1 and is_cpu(devices[0]) and not all(is_cpu(it) for it in devices)


def is_large(site: LoadSite) -> bool:
    """Return whether class and checkpoint name indicate a model that generates, of LLM or unknown size."""
    size = checkpoint_size(site)
    if site.name == "AutoModel":
        return size != "small" and _generates_or_is_llm(site, size)
    if site.loader.size == "small":
        return size == "llm" and site.name.endswith(("ForConditionalGeneration", "LMHeadModel"))
    return size != "small"


def checkpoint_size(site: LoadSite) -> Size | None:
    """Return the size that the checkpoint's name, or one of its possible names, states; None without one."""
    first = site.argument(*site.loader.parameters[:1])
    sizes = [loaders.size_of(it) for it in (strings(first.value) if first is not None else ())]
    return "llm" if "llm" in sizes else next((it for it in sizes if it is not None), None)


def severity(site: LoadSite) -> Severity:
    """Return info for the small checkpoint of most tutorials, where the habit deserves a hint, not a warning."""
    first = site.argument(*site.loader.parameters[:1])
    names = strings(first.value) if first is not None else []
    return "info" if names and set(names) <= _OF_LESSONS else "warning"


def moves(site: LoadSite) -> list[Use]:
    """Return the moves of the loaded object to a device that may be a GPU, before it is trained."""
    uses = []
    for use in site.uses:
        if use.kind == "train":
            break
        if use.kind == "move" and use.device is not None and not _is_put_away(use):
            uses.append(use)
    return uses


def is_used(site: LoadSite) -> bool:
    """Return whether this code uses the model: it moves, calls or serves it, or generates text with it."""
    kinds = {it.kind for it in site.uses}
    served = any(it.kind == "pass" and serves(it) for it in site.uses)
    return bool(kinds & {"generate", "call"}) or served or bool(moves(site))


def is_kept(site: LoadSite) -> bool:
    """Return whether a script, notebook or object holds the model, with no use of it in sight."""
    if site.target is None or (site.scope and "." not in site.target):
        return False
    return all(it.kind in ("eval", "wrap", "cast", "assign") for it in site.uses)


def placing_fixes(site: LoadSite, program: Program, targets: Targets) -> tuple[Fix, ...]:
    """Return fixes that place the model in its load and remove the moves; none of them is safe.

    A remaining move would move a placed model, and another load that shares the move would stay on the CPU without
    it. So there is no fix where a move may not run, or another load cannot take the same map; nor where the code halves
    the model on its way to the GPU, which would then have to hold it in float32.
    """
    return program.of_load(_placing_fixes, site, not takes_devices(targets))


def takes_devices(targets: Targets) -> bool:
    """Return whether `device_map` takes a device in all releases in play."""
    return releases.all_since("transformers", targets.transformers, DEVICES_SINCE)


def as_dict(device: str) -> str:
    """Return the map, as code, that puts all of a model on a device that is given as code."""
    number = re.fullmatch(r"[\"']cuda(?::(\d+))?[\"']", device)
    return f'{{"": {number[1] or 0}}}' if number is not None else f'{{"": {device}}}'


def _placing_fixes(site: LoadSite, program: Program, in_dict: bool) -> tuple[Fix, ...]:
    later = moves(site)
    others = _sharing(site, later, program)
    taken = tuple(_without_device(program, it) for it in later)
    if others is None or not all(it.sure for it in later) or any(it is None for it in taken):
        return ()
    if any(_is_halved_before(it, later) or any(map(_may_move, it.uses)) for it in (site, *others)):
        return ()
    rest = tuple(it for it in taken if it is not None)
    moved = () if later else _moved_inputs(site, program)
    if moved is None:
        return ()
    return tuple(
        Fix(f"load with device_map={value}" + (" instead of moving the model" if rest else ""),
            (*(edit for it in (site, *others) for edit in program.of_load(_placing, it, value)), *rest, *moved),
            safe=False)
        for value in _device_maps(site, later, others, in_dict)
    )  # fmt: skip


def _moved_inputs(site: LoadSite, program: Program) -> tuple[Edit, ...] | None:
    """Return edits that move the inputs of the model's calls to its device; None where a call has no name for it."""
    edits: dict[int, Edit] = {}
    for use in with_inputs(site.uses):
        model = _model_of(use, program)
        if not all(it.isidentifier() for it in model.split(".")):
            return None
        edits |= {at: Edit(Span(at, at), f".to({model}.device)") for at in use.inputs if at not in edits}
    return tuple(edits.values())


def _model_of(use: Use, program: Program) -> str:
    """Return what a call of a model, or of one of its methods, is made on, as written."""
    text = program.source.text
    end = use.part.start if use.name else text.find("(", use.span.start)
    return text[use.span.start : end].strip()


def _is_halved_before(site: LoadSite, later: list[Use]) -> bool:
    """Return whether a cast to half precision precedes a move, and the load may have no dtype of its own."""
    if not later or site.has("dtype", "torch_dtype"):
        return False
    end = later[-1].span.end
    casts = [it for it in site.uses if it.kind == "cast" and it.dtype is not None and it.span.end < end]
    return any(it.dtype is not None and dtype_name(it.dtype) in HALVES for it in casts)


def _placing(site: LoadSite, program: Program, value: str) -> tuple[Edit, ...]:
    argument = site.argument("device_map")
    if argument is None:
        return edits.add_argument(program, site, "device_map", value)
    return (edits.set_value(argument, value),)


def _sharing(site: LoadSite, later: list[Use], program: Program) -> list[LoadSite] | None:
    """Return the other loads whose objects the moves move; None where one cannot be placed in its load."""
    statements = dict.fromkeys(it for use in later for it in use.shared)
    by_statement: dict[Span, LoadSite] = {}
    for it in program.loads if statements else ():
        by_statement.setdefault(it.statement, it)
    loads = [by_statement.get(it) for it in statements]
    placeable = [it for it in loads if it is not None and program.of_load(_is_placeable, it)]
    own = site.argument("device_map")
    if len(placeable) < len(loads) or (own is not None and own.origin != "call"):
        return None
    return placeable


def _is_placeable(site: LoadSite, _program: Program) -> bool:
    model = site.loader.kind == "model" and site.loader.library == "transformers" and site.loader.takes_device_map
    return model and not site.may_have("device_map") and not site.has(*_PLACES) and not site.circumstances & UNPLACED


def _generates_or_is_llm(site: LoadSite, size: Size | None) -> bool:
    """Return whether an AutoModel, which may be an encoder, generates, or is moved and an LLM by its name or code."""
    if any(it.kind == "generate" for it in site.uses):
        return True
    if not moves(site):
        return False
    halved = any(dtype_name(it.value) in HALVES for it in site.arguments if it.name in ("dtype", "torch_dtype"))
    halved = halved or any(it.sure and it.dtype is not None and dtype_name(it.dtype) in HALVES for it in site.uses)
    return size == "llm" or (is_remote_code(site) and halved)


def loaded_model(site: LoadSite, program: Program) -> LoadSite | None:
    """Return the load of the object that a pipeline gets as its model; None where that is a name or unknown."""
    argument = site.argument("model")
    if (
        argument is None
        or site.loader.kind != "pipeline"
        or any(text_of(it) is not None for it in arms(argument.value))
    ):
        return None
    for other in program.loads:
        handed = any(it.kind == "pass" and it.span == site.call for it in other.uses)
        if other.loader.kind in ("model", "peft-model") and (handed or argument.value_span.contains(other.call)):
            return other
    return None


def handed_on(site: LoadSite) -> LoadSite | None:
    """Return the load of a pipeline's model by an Auto class, with the arguments in `model_kwargs`."""
    held = site.argument("model_kwargs")
    if site.loader.kind != "pipeline" or held is None or not isinstance(held.value, Table):
        return None
    items = [(text_of(key), value) for key, value in held.value.items]
    handed = tuple(_item(held, name, value) for name, value in items if name is not None)
    trusted = site.argument("trust_remote_code")
    loader = replace(site.loader, kind="model")
    callee = "transformers.AutoModel.from_pretrained"
    arguments = (*handed, trusted) if trusted is not None else handed
    return replace(site, loader=loader, callee=callee, name="AutoModel", arguments=arguments)


def _item(held: Argument, name: str, value: Value) -> Argument:
    """Return an item of a dict as an argument; without a text where the dict is not written in the call."""
    hits = list(re.finditer(rf"(?:([\"']){re.escape(name)}\1\s*:|\b{re.escape(name)}\s*=(?!=))\s*", held.text))
    if held.origin != "call" or len(hits) != 1:
        return Argument(name, value, held.span, held.value_span, "", origin="dict")
    start, end = (held.value_span.start + it for it in hits[0].span())
    return Argument(name, value, Span(start, end), Span(end, end), name, origin="dict")


def is_remote_code(site: LoadSite) -> bool:
    argument = site.argument("trust_remote_code")
    return argument is not None and is_true(argument.value)


def _may_be_remote_code(site: LoadSite) -> bool:
    argument = site.argument("trust_remote_code")
    return argument is not None and not is_false(argument.value)


# --- helpers ------------------------------------------------------------------------------------


def _is_wanted_on_the_cpu(site: LoadSite) -> bool:
    """Return whether the code moves the model to the CPU and nowhere else."""
    named = [it for it in site.uses if it.kind == "move" and it.device is not None]
    return bool(named) and all(_is_put_away(it) for it in named)


def _may_move(use: Use) -> bool:
    """Whether a `.to(x)` goes to a device or a dtype, the text does not say which."""
    return use.name == "to" and use.kind == "other" and bool(use.arguments)


def _is_put_away(use: Use) -> bool:
    """Whether a move goes to the CPU, or to the place that the code itself calls one for offloading."""
    return use.device is not None and (is_cpu(use.device) or any("offload" in it.text for it in use.arguments))


def _is_unknown(use: Use) -> bool:
    return use.device is not None and any(it is None for it in device_names(use.device))


def _device_maps(site: LoadSite, later: list[Use], others: list[LoadSite], in_dict: bool) -> list[str]:
    """Return values for device_map that the releases in play take, best first, as code."""
    values = _maps(site, later, others)
    return [as_dict(it) if in_dict and it != '"auto"' and not it.startswith("{") else it for it in values]


def _maps(site: LoadSite, later: list[Use], others: list[LoadSite]) -> list[str]:
    """Return values for device_map, best first: the target of the move, and "auto" where one process has all GPUs.

    A move to a device that is not known at the load has none: the model would be elsewhere.
    """
    one_process_per_gpu = "distributed" in site.circumstances
    if any(it.kind == "wrap" and it.name.endswith("DataParallel") for it in site.uses):
        one_process_per_gpu = True  # it replicates a model that is on one device
    if not later:
        return ['"cuda"'] if one_process_per_gpu else ['"auto"']
    early = all(it.early for load in others for it in load.uses if it.span == later[-1].span)
    exact = (_written_device(later[-1]) if early else None) or _named_device(later[-1])
    plain = exact in (None, '"cuda"', "'cuda'")
    if exact is None and not _is_on_first_gpu(later[-1]):
        return []
    if one_process_per_gpu:
        return [exact or '"cuda"'] if not plain else ['"cuda"']
    if plain and _may_be_remote_code(site):
        return ['"cuda"', '"auto"']  # its author may not have declared where to split it
    return ['"auto"', '"cuda"'] if plain else [exact or '"cuda"', '"auto"']


def _written_device(use: Use) -> str | None:
    """Return the move's device as written, where it means the same at the load; a number becomes a map."""
    argument = next((it for it in use.arguments if it.name in ("device", "0")), None)
    if argument is None or not use.early:
        return None
    if use.name == "cuda":
        named = text_of(use.device) if use.device is not None else None
        return f'"{named}"' if named is not None else f'{{"": {argument.text}}}'
    if isinstance(argument.value, Literal) and isinstance(argument.value.value, int):
        return f'{{"": {argument.text}}}'
    is_rank = "rank" in argument.text or "gpu" in argument.text
    return f'{{"": {argument.text}}}' if is_rank and not isinstance(argument.value, Symbol) else argument.text


def _named_device(use: Use) -> str | None:
    """Return the one device that the code names for a move, wherever it does."""
    names = set(device_names(use.device)) if use.device is not None else set()
    name = names.pop() if len(names) == 1 else None
    return f'"{name}"' if name is not None else None


def _is_on_first_gpu(use: Use) -> bool:
    """Whether a move goes to the GPU that a process has by default, or elsewhere for want of one."""
    names = device_names(use.device) if use.device is not None else [None]
    return all(it is not None and it.partition(":")[2] in ("", "0") for it in names)


def _without_device(program: Program, use: Use) -> Edit | None:
    """Remove the move; of a `.to(device, dtype)`, only the device."""
    if use.dtype is None:
        return edits.remove_use(program, use)
    argument = next((it for it in use.arguments if it.name in ("device", "0")), None)
    return edits.remove_argument(program, argument) if argument is not None else None
