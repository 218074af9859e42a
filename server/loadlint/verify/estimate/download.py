"""Count the bytes that a load still fetches, and the free bytes where they go."""

from __future__ import annotations

import re
from collections.abc import Mapping

from loadlint.project import hub_cache

from . import hub
from .checkpoint import chosen_files
from .host import free_disk
from .shelf import Shelf

BESIDE = re.compile(r".*\.json|tokenizer.*|.*\.model|vocab.*|merges\.txt")  # what is fetched with the weights


def download_of(shelf: Shelf, free: int | None) -> tuple[int, int | None]:
    """Return the bytes still to fetch and those free on the disk of the cache; what the cache holds is there already.

    `free` replaces the measured amount.
    """
    if not isinstance(shelf, hub.Repository):
        return 0, None
    sizes = shelf.sizes()
    blobs = hub_cache.repository(shelf.repository) / "blobs"
    weights = _weights_files(sizes)
    folders = {it.rpartition("/")[0] for it in weights} | {""}
    beside = [it for it in sizes if it.rpartition("/")[0] in folders and BESIDE.fullmatch(it.rpartition("/")[2])]
    files = {*weights, *beside}
    download = sum(sizes[it] for it in files if not (blobs / shelf.blobs[it]).exists())
    return download, free if free is not None else free_disk(blobs)


def _weights_files(sizes: Mapping[str, int]) -> list[str]:
    return chosen_files(sizes) or [it for it in sizes if it.endswith(".bin") and "/" not in it]
