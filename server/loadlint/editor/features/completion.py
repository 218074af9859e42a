"""Completion in a load: names of arguments, their values, and models on this machine.

Names and their releases come from the tables of the published wheels, never from the network.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from loadlint.editor.answers import Proposal, ProposalKind
from loadlint.editor.jobs import aside
from loadlint.editor.session import Place, Session
from loadlint.project import hub_cache
from loadlint_rules.analysis import releases
from loadlint_rules.analysis.model import LoadSite, Target, Targets, Version

from . import cursor, tasks
from .cursor import Spot

# The most used first; all others follow in alphabetical order.
_FIRST = ("device_map", "dtype", "torch_dtype", "quantization_config", "attn_implementation", "revision",
          "trust_remote_code", "token", "cache_dir", "local_files_only")  # fmt: skip
_MODEL = ("pretrained_model_name_or_path", "model_id", "model_name_or_path")
_FAMILIES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("transformers", "model"): ("transformers model",),
    ("transformers", "tokenizer"): ("transformers tokenizer",),
    ("transformers", "processor"): ("transformers processor",),
    ("transformers", "config"): ("transformers config",),
    ("transformers", "pipeline"): ("transformers pipeline",),
    ("diffusers", "diffusion"): ("diffusers diffusion",),
    ("diffusers", "component"): ("diffusers component",),
    ("peft", "adapter"): ("peft adapter",),
    ("peft", "peft-model"): ("peft peft-model", "transformers model"),
}
_FLAGS = (
    "force_download", "ignore_mismatched_sizes", "is_trainable", "local_files_only", "low_cpu_mem_usage",
    "offload_buffers", "offload_state_dict", "output_loading_info", "trust_remote_code", "use_fast",
    "use_safetensors", "weights_only",
)  # fmt: skip
_STRATEGIES = {
    '"auto"': "fills the GPUs first, then memory, then disk",
    '"balanced"': "spreads the layers evenly over all GPUs",
    '"balanced_low_0"': "spreads them too, and leaves room on the first GPU",
    '"sequential"': "fills one GPU after the other",
}
_DEVICES = {'"cuda"': "the first GPU", '"cuda:0"': "this GPU", '"cpu"': "memory, on purpose", '"mps"': "Apple's GPU"}
_DTYPES = ("bfloat16", "float16", "float32")
# The first release of transformers that takes the name, from ALL_ATTENTION_FUNCTIONS and its predecessors.
_ATTENTION: Mapping[str, Version | None] = {
    "sdpa": None,
    "flash_attention_2": None,
    "eager": None,
    "flex_attention": (4, 47),
    "flash_attention_3": (4, 53),
    "flash_attention_4": (5, 4),
}
# A folder with one of these can be loaded.
_MARKS = ("config.json", "model_index.json", "adapter_config.json", "modules.json", "tokenizer_config.json")
_UNSEEN = frozenset({"node_modules", "site-packages", "__pycache__", "venv"})
_MOST_FOLDERS, _DEPTH = 400, 3


async def at(session: Session, place: Place) -> list[Proposal] | None:
    """Return the proposals for a place; None outside of loads."""
    situation = await session.elsewhere(place.snapshot.uri, _situation, session, place)
    # Lists folders, which may be slow, so neither the event loop nor a lint waits for it.
    return await aside(find, *situation) if situation is not None else None


def _situation(session: Session, place: Place) -> tuple[Spot, Targets, Path] | None:
    spot, project = (
        cursor.find(place.snapshot.source, place.span.start, session.analysis),
        session.project(place.snapshot),
    )
    root = session.root(place.snapshot.uri)
    return (spot, project.checks.targets, tasks.folder(project, root)) if spot is not None else None


def find(spot: Spot, targets: Targets, folder: Path) -> list[Proposal]:
    """Return the proposals for a place, best first. Relative paths of models begin at `folder`."""
    proposals = list(_values(spot, targets, folder))
    if spot.argument is None and not spot.quote:
        proposals += _names(spot, targets)
    return list(dict.fromkeys(proposals))


# --- names of arguments ---------------------------------------------------------------------------


def _names(spot: Spot, targets: Targets) -> Iterator[Proposal]:
    taken = _taken(_families(spot.load))
    missing = [it for it in taken if it not in spot.others and it not in _written_already(spot)]
    for name in sorted(missing, key=_order):
        library, spans = taken[name]
        first, last = releases.in_play(library, _target(library, targets))
        if not releases.has(spans, (last, last)):
            continue
        since = releases.came(spans)
        detail = f"{library} {_dotted(since)} and later" if since is not None and since > first else library
        yield Proposal(name, f"{name}=", "argument", detail, spot.typed, _is_old(name, taken, first))


def _is_old(name: str, taken: Mapping[str, object], first: Version) -> bool:
    """Return whether every release in play has a new name for the argument."""
    return name == "torch_dtype" and "dtype" in taken and first >= (4, 56)


def _families(load: LoadSite) -> tuple[str, ...]:
    if load.callee.endswith(".from_single_file"):
        return ("diffusers single-file",)
    families = _FAMILIES.get((load.loader.library, load.loader.kind), ())
    is_auto = load.loader.kind == "model" and load.name.startswith("Auto")
    return (*families, "transformers auto-model") if families and is_auto else families


@lru_cache(maxsize=16)
def _taken(families: tuple[str, ...]) -> Mapping[str, tuple[str, tuple[releases.Span, ...]]]:
    """Return the arguments that the functions of a load read, with the library and its releases."""
    arguments: dict[str, tuple[str, tuple[releases.Span, ...]]] = {}
    for family in families:
        library, unread = family.partition(" ")[0], releases.ignored(family)
        for name, spans in releases.arguments(family).items():
            if not name.startswith("_") and name not in unread:
                arguments.setdefault(name, (library, spans))
    return arguments


def _written_already(spot: Spot) -> tuple[str, ...]:
    """Return the parameters that the call passes by position."""
    return spot.load.loader.parameters[: max(spot.index, 1)] if spot.load.loader.kind != "pipeline" else ()


def _order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _target(library: str, targets: Targets) -> Target:
    target: Target = getattr(targets, library, Target())
    return target


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))


# --- values ---------------------------------------------------------------------------------------


def _values(spot: Spot, targets: Targets, folder: Path) -> Iterator[Proposal]:
    name = _parameter(spot)
    if name is None:
        return
    if name in _MODEL or (name == "model" and spot.load.loader.kind == "pipeline"):
        yield from _models(spot, folder)
    elif name == "revision":
        yield from _revisions(spot)
    else:
        choices = _choices(name, spot, targets)
        yield from (_value(spot, text, detail) for text, detail in choices if not spot.quote or text[:1] == '"')


def _parameter(spot: Spot) -> str | None:
    """Return the name of the argument with the cursor, written or by its position."""
    places = spot.load.loader.parameters
    at_its_place = places[spot.index] if spot.index < len(places) else None
    return spot.argument or at_its_place


def _choices(name: str, spot: Spot, targets: Targets) -> Iterable[tuple[str, str]]:
    load = spot.load
    if name == "device_map":
        return _device_maps(load, targets).items()
    if name in ("dtype", "torch_dtype"):
        return _dtypes(spot)
    if name == "attn_implementation":
        newest = releases.in_play("transformers", targets.transformers)[1]
        return [(f'"{it}"', _since(since)) for it, since in _ATTENTION.items() if since is None or newest >= since]
    if name == "task" and load.loader.kind == "pipeline":
        newest = releases.in_play("transformers", targets.transformers)[1]
        return [(f'"{it}"', "task") for it, spans in releases.tasks().items() if releases.has(spans, (newest, newest))]
    if name == "device":
        return _DEVICES.items()
    return [("True", ""), ("False", "")] if name in _FLAGS else []


def _device_maps(load: LoadSite, targets: Targets) -> Mapping[str, str]:
    if load.loader.kind != "diffusion":
        return {**_STRATEGIES, **_DEVICES}
    newest = releases.in_play("diffusers", targets.diffusers)[1]
    # Pipelines of diffusers take one strategy, a device since 0.35, and the CPU since 0.37 (SUPPORTED_DEVICE_MAP).
    names = ['"balanced"', *(['"cuda"'] if newest >= (0, 35) else []), *(['"cpu"'] if newest >= (0, 37) else [])]
    return {it: {**_STRATEGIES, **_DEVICES}[it] for it in names}


def _dtypes(spot: Spot) -> list[tuple[str, str]]:
    written = [(f"{spot.torch}.{it}", "") for it in _DTYPES] if spot.torch is not None else []
    if spot.load.loader.library != "transformers":
        return written
    return [*written, ('"auto"', "as the checkpoint is saved"), *((f'"{it}"', "") for it in _DTYPES)]


def _since(version: Version | None) -> str:
    return f"transformers {_dotted(version)} and later" if version is not None else ""


def _value(spot: Spot, text: str, detail: str, kind: ProposalKind = "value") -> Proposal:
    """Return the proposal of a value; without its quotes in an open string."""
    shown = text.strip('"') if spot.quote else text
    return Proposal(shown, shown, kind, detail, spot.typed)


# --- models on this machine ------------------------------------------------------------------------


def _models(spot: Spot, folder: Path) -> Iterator[Proposal]:
    for path in _folders(folder, spot.begun if spot.quote else ""):
        kind: ProposalKind = "model" if _is_model(folder, path) else "folder"
        yield _value(spot, f'"{path}"', "a folder here" if kind == "model" else "folder", kind)
    for name in hub_cache.models():
        yield _value(spot, f'"{name}"', "in the hub's cache", "model")


def _revisions(spot: Spot) -> Iterator[Proposal]:
    model = spot.text(0, *_MODEL)
    named = hub_cache.references(model) if model is not None and hub_cache.is_name(model) else {}
    for reference, commit in named.items():
        yield _value(spot, f'"{commit}"', f"{reference}, in the hub's cache")
    for reference in named:
        yield _value(spot, f'"{reference}"', "may move")


def _folders(folder: Path, begun: str) -> Iterator[str]:
    """Yield the folders that continue a path; without one, all models below `folder`."""
    head = begun[: begun.rfind("/") + 1]
    if head or begun.startswith((".", "~")):
        place = folder / os.path.expanduser(head)
        yield from (head + it.name for it in _inside(place))
    else:
        yield from _models_below(folder)


def _models_below(folder: Path) -> Iterator[str]:
    waiting = [(folder, 0)]
    looked = 0
    while waiting and looked < _MOST_FOLDERS:
        place, depth = waiting.pop(0)
        looked += 1
        if depth and _marked(place):
            yield f"./{place.relative_to(folder).as_posix()}"
        elif depth < _DEPTH:
            waiting += [(it, depth + 1) for it in _inside(place)]


def _inside(place: Path) -> list[Path]:
    try:
        folders = [Path(it.path) for it in os.scandir(place) if it.is_dir()]
    except (OSError, ValueError):
        # A typed path may be missing, unreadable or no valid name.
        return []
    return sorted(it for it in folders if not it.name.startswith(".") and it.name not in _UNSEEN)


def _is_model(folder: Path, path: str) -> bool:
    return _marked(folder / os.path.expanduser(path))


def _marked(place: Path) -> bool:
    return any(os.path.isfile(place / it) for it in _MARKS)
