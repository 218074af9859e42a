"""A device map in words: neighbors on one device together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

_NUMBERED = re.compile(r"(.*?)(\d+)$")


def runs(device_map: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each device with the neighbors that are on it."""
    for device, group in groupby(device_map.items(), lambda it: named(it[1])):
        yield device, [name for name, _ in group]


def span(names: Sequence[str]) -> str:
    """Return neighbors in a few words: `model.layers.0–59`, `lm_head`, `model.embed_tokens to model.layers.3`."""
    first, last = _NUMBERED.match(names[0]), _NUMBERED.match(names[-1])
    if len(names) == 1:
        return names[0]
    if first and last and first[1] == last[1]:
        return f"{names[0]}–{last[2]}"
    return f"{names[0]} to {names[-1]}"


def named(device: str) -> str:
    """Return a device as reports name it; a bare number is a GPU."""
    return f"cuda:{device}" if str(device).isdigit() else str(device)
