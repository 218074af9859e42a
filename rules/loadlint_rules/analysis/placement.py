"""Judgements that several placement rules share: is this a load of a large model for inference, left on the CPU?"""

from __future__ import annotations

from . import edits, loaders
from .model import Circumstance, Edit, Fix, Literal, LoadSite, Program, Size, Symbol, Use
from .values import is_cpu, is_true, strings

_SILENT: frozenset[Circumstance] = frozenset(
    {"training", "deepspeed", "test", "dead", "meta", "device-context", "cpu-on-purpose", "offloaded", "quantized", "donor"}
)
_PLACES = ("device_map", "tp_plan", "device_mesh", "device")


def is_left_to_the_cpu(site: LoadSite) -> bool:
    """Whether a large transformers model is loaded for inference and nothing says where to."""
    if site.loader.kind != "model" or not site.loader.takes_device_map or site.loader.library != "transformers":
        return False
    if site.may_have("device_map") or site.has(*_PLACES) or site.circumstances & _SILENT:
        return False
    return is_large(site) and not _is_wanted_on_the_cpu(site)


def is_large(site: LoadSite) -> bool:
    """Whether class and checkpoint name speak for a model that generates, of LLM or unknown size."""
    said = checkpoint_size(site)
    if site.loader.size == "llm":
        return True
    if site.loader.size == "small" or said is not None:
        return said == "llm"
    if site.name != "AutoModel" or any(it.kind == "generate" for it in site.uses):
        return True
    # An architecture of its own that is moved to a GPU: custom code is how new LLMs are published.
    return is_remote_code(site) and bool(moves(site))


def checkpoint_size(site: LoadSite) -> Size | None:
    """What the checkpoint's name (or the names it can be) says about its size."""
    first = site.argument(*site.loader.parameters[:1])
    sizes = [loaders.size_of(it) for it in (strings(first.value) if first is not None else ())]
    return "llm" if "llm" in sizes else next((it for it in sizes if it is not None), None)


def moves(site: LoadSite) -> list[Use]:
    """The moves of the loaded object to something that can be a GPU, before it is trained."""
    found = []
    for use in site.uses:
        if use.kind == "train":
            break
        if use.kind == "move" and use.device is not None and not is_cpu(use.device):
            found.append(use)
    return found


def is_used(site: LoadSite) -> bool:
    """Whether the model is put to use: moved, generated with, called, handed on or returned."""
    kinds = {it.kind for it in site.uses}
    return bool(kinds & {"generate", "call", "return", "pass"}) or bool(moves(site))


def placing_fixes(site: LoadSite, program: Program) -> tuple[Fix, ...]:
    """Ways to place the model in its load and take the moves away, in one piece; never safe by itself."""
    removable = [it for it in moves(site) if it.sure]
    taken = tuple(_without_device(program, it) for it in removable)
    if any(it is None for it in taken):
        return ()
    rest = tuple(it for it in taken if it is not None)
    return tuple(
        Fix(f"load with device_map={value}" + (" instead of moving the model" if rest else ""),
            (*edits.add_argument(program, site, "device_map", value), *rest), safe=False)
        for value in _device_maps(site, removable)
    )  # fmt: skip


def is_remote_code(site: LoadSite) -> bool:
    given = site.argument("trust_remote_code")
    return given is not None and is_true(given.value)


# --- helpers ------------------------------------------------------------------------------------


def _is_wanted_on_the_cpu(site: LoadSite) -> bool:
    """Whether the code moves the model to the CPU and nowhere else."""
    named = [it for it in site.uses if it.kind == "move" and it.device is not None]
    return bool(named) and all(it.device is not None and is_cpu(it.device) for it in named)


def _device_maps(site: LoadSite, removable: list[Use]) -> list[str]:
    """Values for device_map, best first: where the code moves the model to, and "auto" where one process has the GPUs."""
    one_process_per_gpu = "distributed" in site.circumstances
    if not removable:
        return ['"cuda"'] if one_process_per_gpu else ['"auto"']
    exact = _written_device(removable[-1])
    plain = exact in (None, '"cuda"', "'cuda'")
    if one_process_per_gpu:
        return [exact or '"cuda"'] if not plain else ['"cuda"']
    return ['"auto"', '"cuda"'] if plain else [exact or '"cuda"', '"auto"']


def _written_device(use: Use) -> str | None:
    """The device as written in the move when it means the same at the load; a number as a map of the whole model."""
    given = next((it for it in use.arguments if it.name in ("device", "0")), None)
    if given is None or not use.early:
        return None
    if use.name == "cuda":
        return f'"{use.device.value}"' if isinstance(use.device, Literal) else f'{{"": {given.text}}}'
    if isinstance(given.value, Literal) and isinstance(given.value.value, int):
        return f'{{"": {given.text}}}'
    is_rank = "rank" in given.text or "gpu" in given.text
    return f'{{"": {given.text}}}' if is_rank and not isinstance(given.value, Symbol) else given.text


def _without_device(program: Program, use: Use) -> Edit | None:
    """Takes the move away; of a `.to(device, dtype)` only the device."""
    if use.dtype is None:
        return edits.remove_use(program, use)
    given = next((it for it in use.arguments if it.name in ("device", "0")), None)
    return edits.remove_argument(program, given) if given is not None else None
