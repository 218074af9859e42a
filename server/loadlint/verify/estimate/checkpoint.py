"""Choose the files that make up one whole checkpoint from all that lie beside each other."""

from __future__ import annotations

import re
from collections.abc import Mapping


def chosen_files(sizes: Mapping[str, int]) -> list[str]:
    """One whole checkpoint, or for a pipeline of diffusion that of each of its folders."""
    folders = {it.rpartition("/")[0] for it in sizes if it.count("/") == 1} if "model_index.json" in sizes else {""}
    return [name for folder in sorted(folders) for name in _checkpoint(sizes, f"{folder}/" if folder else "")]


def _checkpoint(sizes: Mapping[str, int], folder: str) -> list[str]:
    """The single file if it is there, else the shards."""
    inside = [it.removeprefix(folder) for it in sizes if it.startswith(folder) and it.endswith(".safetensors")]
    names = [it for it in inside if "/" not in it]
    single = [it for it in names if re.fullmatch(r"(diffusion_pytorch_)?model\.safetensors", it)]
    shards = [it for it in names if re.fullmatch(r"(diffusion_pytorch_)?model-\d+-of-\d+\.safetensors", it)]
    return [folder + it for it in single[:1] or shards or names]
