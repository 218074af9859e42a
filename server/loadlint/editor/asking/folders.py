"""Folders of the workspace that hold a model."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from loadlint.source.walk import SKIPPED

_DEPTH, _MOST_ENTRIES = 3, 2_000
_MARKS = ("config.json", "model_index.json", "adapter_config.json")
_WEIGHTS = (".safetensors", ".bin", ".gguf", ".index.json")


def models(root: Path) -> Iterator[str]:
    """Yield the folders below `root` that hold a configuration and weights, as `./name`."""
    seen, waiting = 0, [(os.fspath(root), 0)]
    while waiting and seen < _MOST_ENTRIES:
        folder, depth = waiting.pop(0)
        names, folders = _listed(folder)
        seen += len(names) + len(folders)
        if depth and any(it in names for it in _MARKS) and any(it.endswith(_WEIGHTS) for it in names):
            yield f"./{Path(folder).relative_to(root).as_posix()}"
        elif depth < _DEPTH:
            waiting += [(os.path.join(folder, it), depth + 1) for it in folders if it not in SKIPPED]


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of the files and of the folders in a folder; none of one that cannot be read."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted((it.name, it.is_dir(follow_symlinks=False)) for it in entries)
    except OSError:
        # Another folder may still hold a model.
        return [], []
    return [name for name, is_folder in listed if not is_folder], [name for name, is_folder in listed if is_folder]
