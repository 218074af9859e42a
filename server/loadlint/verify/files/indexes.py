"""Read the index of a sharded checkpoint: the names of the files that hold its weights."""

from __future__ import annotations

from .values import DamagedError, Table, parsed

SAFETENSORS = "model.safetensors.index.json"


def shards(data: bytes, name: str = SAFETENSORS) -> frozenset[str]:
    """Return the files that an index names; raise DamagedError or BeyondLimitsError, which name the index."""
    return frozenset(weight_map(data, name).values())


def weight_map(data: bytes, name: str) -> dict[str, str]:
    """Return the file of each weight; raise as `shards` does."""
    table = Table.of(parsed(data, name)).part("weight_map")
    files = {weight: table.text(weight) or "" for weight in table}
    if not files or not all(files.values()):
        raise DamagedError(f"{name} is no index of weights")
    return files
