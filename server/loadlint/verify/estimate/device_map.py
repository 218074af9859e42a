"""The device map as accelerate will make it, from the names and sizes of the weights alone.

A load with `device_map="auto"` goes through the model from the front, fills one device after the other, and keeps room
for the largest layer on the first accelerator and on the CPU. Nothing of that needs the weights or torch: the parts of
a decoder can be read from the names in a checkpoint's header. For other layouts nothing is predicted.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from loadlint.verify.report import Json

Room = dict[int | str, float]
STRATEGIES = ("auto", "balanced", "balanced_low_0", "sequential")
UNITS = {"GIB": 2**30, "MIB": 2**20, "KIB": 2**10, "GB": 10**9, "MB": 10**6, "KB": 10**3}
ONE_CARD = 0.9  # of a single card's memory, so that something is left to compute with
HOST = 0.9  # of the free host memory, from release 5 on
BUFFER = 1.25  # of the largest layer, left on every card of several
NORM_FIRST = {"opt"}  # writes its last norm before the layers
LARGE_BUFFERS = {"gpt_neo", "gptj"}  # hold masks that no checkpoint stores
LARGE_BEFORE_5 = LARGE_BUFFERS | {"gpt2"}


@dataclass(frozen=True, slots=True)
class Part:
    """A module or a weight with its bytes, and the parts it may be split into, in the model's order."""

    name: str
    size: int
    parts: tuple[Part, ...] = ()

    @property
    def largest(self) -> int:
        """Bytes of the largest part that stays whole."""
        return max((it.largest for it in self.parts), default=0) if self.parts else self.size

    def leaves(self) -> Iterator[Part]:
        yield from (leaf for it in self.parts for leaf in it.leaves()) if self.parts else (self,)


def decoder(sizes: Mapping[str, int], config: Json, *, headless: bool = False, before_5: bool = False) -> Part | None:
    """The parts of a model with one stack of layers, by the names of its weights and their bytes.

    `headless` is a load of the model without its head. None for a layout whose order the names do not tell.
    """
    names = {name: size for name, size in sizes.items() if not _is_left_out(name, config, sizes, headless)}
    tree = _nested(names)
    family = config.get("model_type")
    if len(list(_stacks(tree))) != 1 or family in (LARGE_BEFORE_5 if before_5 else LARGE_BUFFERS):
        return None
    first = family in NORM_FIRST
    return _part("", tree, norm_first=first, rotary=_rotary(config))


def rooms(
    said: Mapping[int | str, int | str] | None,
    cards: Sequence[tuple[int | str, int]],
    host: int,
    *,
    before_5: bool = False,
) -> Room:
    """Bytes that each device may take, accelerators first.

    `said` is the load's `max_memory`; without it, all of each card and of the host count. The memory of Apple's GPU is
    the host's, so there it counts once.
    """
    if said is not None:
        order: list[int | str] = [*sorted(it for it in said if isinstance(it, int)), "mps", "cpu", "disk"]
        return {it: as_bytes(said[it]) for it in order if it in said}
    room: Room = {name: float(free) for name, free in cards}
    if "mps" in room:
        return {"mps": float(host)}
    return {**room, "cpu": host * (1.0 if before_5 else HOST)}


def as_bytes(amount: int | str) -> int:
    """`"8GiB"`, `"500MB"` or a number, in bytes. Raises ValueError for what accelerate does not read either."""
    if isinstance(amount, int):
        return amount
    match = re.fullmatch(r"\s*([\d.]+)\s*([KMG]I?B)\s*", amount, re.IGNORECASE)
    if match is None:
        raise ValueError(f"`{amount}` is no size such as 8GiB")
    return int(float(match[1]) * UNITS[match[2].upper()])


def placed(model: Part, strategy: str, room: Room, *, said: bool = False, before_5: bool = False) -> dict[str, str]:
    """Where each part goes under one of accelerate's words; `said` means that the load gave `max_memory`."""
    shared = room if strategy == "sequential" else _shared(model, strategy, room, said=said, before_5=before_5)
    found = {name: device_name(it) for name, it in _filled(model, shared).items()}
    return dict(_merged(model, found))


def bytes_per_device(sizes: Mapping[str, int], device_map: Mapping[str, str]) -> dict[str, int]:
    """Bytes of the weights on each device, by the longest prefix; a weight that no entry names counts for ""."""
    found: dict[str, int] = {}
    for name, size in sizes.items():
        fitting = [it for it in device_map if not it or name == it or name.startswith(it + ".")]
        place = device_map[max(fitting, key=len)] if fitting else ""
        found[place] = found.get(place, 0) + size
    return found


def device_name(device: int | str) -> str:
    """A device as torch names it."""
    return f"cuda:{device}" if isinstance(device, int) else "cuda:0" if device == "cuda" else device


# --- filling --------------------------------------------------------------------------------------------


def _filled(model: Part, room: Room) -> dict[str, int | str]:
    """One device after the other, the parts in their order; what does not fit is split, or goes to the next."""
    devices: list[int | str] = [*(it for it in room if it != "disk"), "disk"]
    keeps: set[int | str] = _keeping(devices)
    found: dict[str, int | str] = {}
    queue, used = deque(model.parts or (model,)), 0
    while queue:
        part, device = queue.popleft(), devices[0]
        left = max((it.largest for it in queue), default=0) if device in keeps else 0
        if device == "disk" or used + part.size <= room[device] - left:
            found[part.name], used = device, used + part.size
        elif part.parts:
            queue.extendleft(reversed(part.parts))
        else:
            queue.appendleft(part)
            devices, used = devices[1:], 0
    return found


def _keeping(devices: Sequence[int | str]) -> set[int | str]:
    """Devices that keep room for the largest layer, which is brought back there to be computed."""
    cards = [it for it in devices if it not in ("cpu", "disk")]
    return {"mps"} if "mps" in cards else {*cards[:1], "cpu"}


def _shared(model: Part, strategy: str, room: Room, *, said: bool, before_5: bool) -> Room:
    """The rooms with the model spread evenly over several cards."""
    cards = [it for it, free in room.items() if isinstance(it, int) and free > 0]
    if len(cards) == 1 and not said:
        return {**room, cards[0]: room[cards[0]] * ONE_CARD}
    if len(cards) < 2:
        return room
    low = strategy == "balanced_low_0"
    each = model.size // (len(cards) - low) + int(BUFFER * _buffer(model, before_5))
    shared: Room = dict(room)
    shared.update({it: min(each, room[it]) for it in cards[low:-1]})
    if low:
        rest = model.size - sum(shared[it] for it in cards[1:])
        shared[cards[0]] = min(max(0, rest), shared[cards[0]])
    return shared


def _buffer(model: Part, before_5: bool) -> int:
    """Bytes of the largest layer, or before release 5 of the largest one in the stack."""
    if not before_5:
        return model.largest
    return max((it.largest for it in _stacked(model)), default=0)


def _stacked(part: Part) -> Iterator[Part]:
    for it in part.parts:
        yield from [it] if it.name.rpartition(".")[2].isdigit() else _stacked(it)


def _merged(part: Part, found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The map with parts on one device named together, as accelerate tells it."""
    if part.name in found:
        yield part.name, found[part.name]
        return
    each = [dict(_merged(it, found)) for it in part.parts]
    places = {place for it in each for place in it.values()}
    if len(places) == 1:
        yield part.name, places.pop()
    else:
        yield from (pair for it in each for pair in it.items())


# --- reading the layout -----------------------------------------------------------------------------------

Tree = dict[str, "Tree | int"]


def _is_left_out(name: str, config: Json, sizes: Mapping[str, int], headless: bool) -> bool:
    """A head that is tied to the embedding, or that a load without it does not take."""
    head = name.partition(".")[0]
    if not re.fullmatch(r"\w*head|embed_out|output", head):
        return False
    tied = config.get("tie_word_embeddings") is True and name == f"{head}.weight"
    return headless or (tied and any(re.search(r"embed|wte", it) for it in sizes if it != name))


def _nested(sizes: Mapping[str, int]) -> Tree:
    tree: Tree = {}
    for name, size in sizes.items():
        *path, last = name.split(".")
        at = tree
        for it in path:
            inner = at.setdefault(it, {})
            at = inner if isinstance(inner, dict) else {}
        at[last] = size
    return tree


def _stacks(tree: Tree) -> Iterator[Tree]:
    """Lists of layers, the outermost on each path."""
    for inner in tree.values():
        if isinstance(inner, dict):
            yield from [inner] if all(it.isdigit() for it in inner) else _stacks(inner)


def _part(name: str, tree: Tree, *, norm_first: bool, rotary: int) -> Part:
    """A module; layers and modules of plain weights stay whole."""
    inner = {key: it for key, it in tree.items() if isinstance(it, dict)}
    if not inner:
        return Part(name, _size(tree))
    if all(it.isdigit() for it in inner):
        layers = sorted(inner, key=int)
        return Part(name, _size(tree), tuple(Part(f"{name}.{it}".lstrip("."), _size(inner[it])) for it in layers))
    parts = [
        Part(_below(name, key), it)
        if isinstance(it, int)
        else _part(_below(name, key), it, norm_first=norm_first, rotary=rotary)
        for key, it in sorted(tree.items(), key=lambda pair: _rank(*pair, norm_first=norm_first))
    ]
    if rotary and any(_is_stack(it) for it in inner.values()):
        parts.append(Part(_below(name, "rotary_emb"), rotary))
    return Part(name, sum(it.size for it in parts), tuple(parts))


def _below(name: str, key: str) -> str:
    return f"{name}.{key}" if name else key


def _is_stack(tree: Tree) -> bool:
    return all(it.isdigit() for it in tree)


def _rank(name: str, inner: Tree | int, *, norm_first: bool) -> tuple[int, bool, bool]:
    """Sorts as a model is written: its own weights, embeddings, the layers, the last norm, the head."""
    if isinstance(inner, int):
        return 0, False, False
    if _is_stack(inner):
        return 3, False, False
    if any(isinstance(it, dict) and (_is_stack(it) or list(_stacks(it))) for it in inner.values()):
        return 1, False, False  # the body of the model, which stands before its head
    if re.search(r"embed(?!_out)|^w[tp]e$", name):
        return 2, "norm" in name, "pos" in name or name == "wpe"
    return (2, True, True) if norm_first and "norm" in name else (4, False, False)


def _size(tree: Tree) -> int:
    return sum(it if isinstance(it, int) else _size(it) for it in tree.values())


def _rotary(config: Json) -> int:
    """Bytes of the frequencies that a model with rotary positions holds beside its weights: two float32 tables."""
    rope = config.get("rope_parameters") or {}
    heads, width = config.get("num_attention_heads"), config.get("hidden_size")
    if not (rope or "rope_theta" in config) or not heads or not width:
        return 0
    share = rope.get("partial_rotary_factor") or config.get("partial_rotary_factor") or 1.0
    each = config.get("qk_rope_head_dim") or config.get("head_dim") or width // heads
    return 4 * int(each * share)
