"""Prediction of the device map that accelerate computes, from the names and sizes of the weights alone.

A load with `device_map="auto"` walks the model from the front, fills one device after the other, and reserves room for
the largest layer on the first accelerator and on the CPU. This needs neither the weights nor torch: the names in a
checkpoint's header show the parts of a decoder. Other layouts have no prediction.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from loadlint.verify.files.configuration import Configuration

Room = dict[int | str, float]
STRATEGIES = ("auto", "balanced", "balanced_low_0", "sequential")
UNITS = {"GIB": 2**30, "MIB": 2**20, "KIB": 2**10, "GB": 10**9, "MB": 10**6, "KB": 10**3}
ONE_CARD = 0.9  # of a single card's memory, which leaves some for the computation
HOST = 0.9  # of the free host memory, from release 5 on
BUFFER = 1.25  # times the largest layer, reserved on each of several cards
NORM_FIRST = {"opt"}  # writes its last norm before the layers
LARGE_BUFFERS = {"gpt_neo", "gptj"}  # have masks that no checkpoint stores
DEEPEST = 32  # modules in each other
MOST_PARTS = 2000  # that are filled into devices, which takes the square of it
LARGE_BEFORE_5 = LARGE_BUFFERS | {"gpt2"}


@dataclass(frozen=True, slots=True)
class Part:
    """A module or a weight with its bytes, and the parts that a map may split it into, in the model's order."""

    name: str
    size: int
    parts: tuple[Part, ...] = ()

    @property
    def largest(self) -> int:
        """Return the bytes of the largest part that no map splits."""
        return max((it.largest for it in self.parts), default=0) if self.parts else self.size

    def leaves(self) -> Iterator[Part]:
        yield from (leaf for it in self.parts for leaf in it.leaves()) if self.parts else (self,)


def decoder(
    sizes: Mapping[str, int], config: Configuration, *, headless: bool = False, before_5: bool = False
) -> Part | None:
    """Return the parts of a model with one stack of layers, from the names of its weights and their bytes.

    `headless` is a load of the model without its head. Return None for a layout whose names do not show the order.
    """
    embeddings = {it for it in sizes if re.search(r"embed|wte", it)}
    names = {name: size for name, size in sizes.items() if not _is_left_out(name, config, embeddings, headless)}
    if any(it.count(".") > DEEPEST for it in names):
        return None
    tree = _nested(names)
    family = config.family
    if len(list(_stacks(tree))) != 1 or family in (LARGE_BEFORE_5 if before_5 else LARGE_BUFFERS):
        return None
    first = family in NORM_FIRST
    model = _part("", tree, norm_first=first, rotary=_rotary(config))
    return model if sum(1 for _ in model.leaves()) <= MOST_PARTS else None


def rooms(
    limits: Mapping[int | str, int | str] | None,
    cards: Sequence[tuple[int | str, int]],
    host: int,
    *,
    before_5: bool = False,
) -> Room:
    """Return the bytes that each device may take, accelerators first.

    `limits` is the load's `max_memory`; without it, all free memory of cards and host counts. Apple's GPU shares the
    host's memory, which counts once.
    """
    if limits is not None:
        order: list[int | str] = [*sorted(it for it in limits if isinstance(it, int)), "mps", "cpu", "disk"]
        return {it: as_bytes(limits[it]) for it in order if it in limits}
    room: Room = {name: float(free) for name, free in cards}
    if "mps" in room:
        return {"mps": float(host)}
    return {**room, "cpu": host * (1.0 if before_5 else HOST)}


def as_bytes(amount: int | str) -> int:
    """Return `"8GiB"`, `"500MB"` or a number in bytes. Raise ValueError for a size that accelerate refuses too."""
    if isinstance(amount, int):
        return amount
    match = re.fullmatch(r"\s*([\d.]+)\s*([KMG]I?B)\s*", amount, re.IGNORECASE)
    if match is None:
        raise ValueError(f"`{amount}` is no size such as 8GiB")
    return int(float(match[1]) * UNITS[match[2].upper()])


def placed(model: Part, strategy: str, room: Room, *, limited: bool = False, before_5: bool = False) -> dict[str, str]:
    """Return the device of each part under a strategy of accelerate; `limited` loads pass `max_memory`."""
    shared = room if strategy == "sequential" else _shared(model, strategy, room, limited=limited, before_5=before_5)
    devices = {name: device_name(it) for name, it in _filled(model, shared).items()}
    return dict(_merged(model, devices))


def bytes_per_device(sizes: Mapping[str, int], device_map: Mapping[str, str]) -> dict[str, int]:
    """Return the bytes of the weights on each device, by the longest prefix; "" has the weights without an entry."""
    totals: dict[str, int] = {}
    for name, size in sizes.items():
        prefix = name
        while prefix and prefix not in device_map:
            prefix = prefix.rpartition(".")[0]
        place = device_map.get(prefix, "")
        totals[place] = totals.get(place, 0) + size
    return totals


def device_name(device: int | str) -> str:
    """Return torch's name of a device."""
    return f"cuda:{device}" if isinstance(device, int) else "cuda:0" if device == "cuda" else device


# --- filling --------------------------------------------------------------------------------------------


def _filled(model: Part, room: Room) -> dict[str, int | str]:
    """Return the device of each part: parts fill devices in order, and one that does not fit is split or moves on."""
    devices: list[int | str] = [*(it for it in room if it != "disk"), "disk"]
    keeps: set[int | str] = _keeping(devices)
    devices_of: dict[str, int | str] = {}
    queue, used = deque(model.parts or (model,)), 0
    while queue:
        part, device = queue.popleft(), devices[0]
        left = max((it.largest for it in queue), default=0) if device in keeps else 0
        if device == "disk" or used + part.size <= room[device] - left:
            devices_of[part.name], used = device, used + part.size
        elif part.parts:
            queue.extendleft(reversed(part.parts))
        else:
            queue.appendleft(part)
            devices, used = devices[1:], 0
    return devices_of


def _keeping(devices: Sequence[int | str]) -> set[int | str]:
    """Return the devices that reserve room for the largest layer, which is computed there."""
    cards = [it for it in devices if it not in ("cpu", "disk")]
    return {"mps"} if "mps" in cards else {*cards[:1], "cpu"}


def _shared(model: Part, strategy: str, room: Room, *, limited: bool, before_5: bool) -> Room:
    """Return the rooms for a model that is spread evenly over several cards."""
    cards = [it for it, free in room.items() if isinstance(it, int) and free > 0]
    if len(cards) == 1 and not limited:
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
    """Return the bytes of the largest layer; before release 5, of the largest in the stack."""
    if not before_5:
        return model.largest
    return max((it.largest for it in _stacked(model)), default=0)


def _stacked(part: Part) -> Iterator[Part]:
    for it in part.parts:
        yield from [it] if _is_number(it.name.rpartition(".")[2]) else _stacked(it)


def _merged(part: Part, devices: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the entries of the map, one for all neighboring parts on one device, as in accelerate."""
    if part.name in devices:
        yield part.name, devices[part.name]
        return
    each = [dict(_merged(it, devices)) for it in part.parts]
    places = {place for it in each for place in it.values()}
    if len(places) == 1:
        yield part.name, places.pop()
    else:
        yield from (pair for it in each for pair in it.items())


# --- reading the layout -----------------------------------------------------------------------------------

Tree = dict[str, "Tree | int"]


def _is_left_out(name: str, config: Configuration, embeddings: Collection[str], headless: bool) -> bool:
    """Return whether a weight is a head that is tied to the embedding, or that a headless load skips."""
    head = name.partition(".")[0]
    if not re.fullmatch(r"\w*head|embed_out|output", head):
        return False
    tied = config.tied and name == f"{head}.weight"
    return headless or (tied and len(embeddings) > (name in embeddings))


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
    """Yield the lists of layers, the outermost on each path."""
    for inner in tree.values():
        if isinstance(inner, dict):
            yield from [inner] if all(map(_is_number, inner)) else _stacks(inner)


def _part(name: str, tree: Tree, *, norm_first: bool, rotary: int) -> Part:
    """Return a module as a part; layers and modules of plain weights have no parts."""
    inner = {key: it for key, it in tree.items() if isinstance(it, dict)}
    if not inner:
        return Part(name, _size(tree))
    if all(map(_is_number, inner)):
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


def _is_number(name: str) -> bool:
    return len(name) < 10 and name.isascii() and name.isdigit()


def _below(name: str, key: str) -> str:
    return f"{name}.{key}" if name else key


def _is_stack(tree: Tree) -> bool:
    return all(map(_is_number, tree))


def _rank(name: str, inner: Tree | int, *, norm_first: bool) -> tuple[int, bool, bool]:
    """Return a sort key in the order of a model: its own weights, embeddings, layers, last norm, head."""
    if isinstance(inner, int):
        return 0, False, False
    if _is_stack(inner):
        return 3, False, False
    if any(isinstance(it, dict) and (_is_stack(it) or list(_stacks(it))) for it in inner.values()):
        return 1, False, False  # the body of the model, which is before its head
    if re.search(r"embed(?!_out)|^w[tp]e$", name):
        return 2, "norm" in name, "pos" in name or name == "wpe"
    return (2, True, True) if norm_first and "norm" in name else (4, False, False)


def _size(tree: Tree) -> int:
    return sum(it if isinstance(it, int) else _size(it) for it in tree.values())


def _rotary(config: Configuration) -> int:
    """Return the bytes of the frequencies of rotary positions: two float32 tables that no checkpoint stores."""
    rotary = config.rotary
    return 4 * int(rotary.head * rotary.share) if rotary else 0
