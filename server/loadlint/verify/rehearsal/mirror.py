"""The files of one model without its weights: small files as they are, weights as their headers and holes."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loadlint.verify.estimate import hub
from loadlint.verify.estimate.shelf import Folder, Shelf
from loadlint.verify.estimate.weights import at_once

from . import headers, holes

LARGEST = 1 << 27  # bytes of a file beside the weights; the tokenizers of large vocabularies take 35 MB
BESIDE = re.compile(r".+\.(json|txt|model|py|jinja|tiktoken|bpe|spm|vocab|ya?ml|cfg|merges)")
LARGEST_INDEX = 1 << 26
# Copies of the weights for other programs.
ELSEWHERE = re.compile(r"(.*/)?(consolidated[^/]*\.safetensors|(original|onnx|openvino|metal|flax|coreml)/.*)")


@dataclass(frozen=True, slots=True)
class Model:
    """One mirrored model: its folder, the bytes of its weights, the bytes that were fetched, and what was replaced."""

    name: str
    folder: Path
    commit: str | None
    weights: int
    fetched: int
    pickles: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "commit": self.commit, "weights": self.weights, "fetched": self.fetched}


def mirror(shelf: Shelf, target: Path, *, kept: Path | None, named: str | None, check: Callable[[], None]) -> Model:
    """Lay the files of a shelf into a folder.

    `kept` holds files of the same commit that are on this machine already, `named` is the GGUF file that the load
    names, and `check` raises where the rehearsal was called off. Raises HubError, OSError and UnreadableHeaderError.
    """
    sizes = shelf.sizes()
    weights = _weights(sizes, named)

    def lay(file: str) -> int:
        check()
        path = target / weights.get(file, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        if file in weights:
            return _with_holes(shelf, file, path, sizes[file])
        _beside(shelf, file, path, sizes[file], kept)
        return 0

    laid = at_once(lay, [*weights, *(it for it in _others(shelf, sizes) if it not in weights)])
    _rename_indexes(shelf, target, sizes)
    pickles = tuple(it for it in weights if weights[it] != it)
    return Model(shelf.name, target, None, sum(laid), _received(shelf), pickles)


def _weights(sizes: Mapping[str, int], named: str | None) -> dict[str, str]:
    """Return the weights files of a model, each with its name in the mirror; pickles where nothing better is there."""
    files = [it for it in sizes if it.endswith(".safetensors") and not ELSEWHERE.fullmatch(it)]
    if "model_index.json" in sizes:
        # A pipeline of diffusion reads its folders alone; what lies beside them is the same in one file.
        files = [it for it in files if "/" in it]
    table = {it: it for it in files}
    for file in sizes:
        new = headers.renamed(file)
        if new and file.endswith(".bin") and not ELSEWHERE.fullmatch(file) and not _is_there(new, table):
            table[file] = new
    return {**table, **({named: named} if named in sizes and named else {})}


def _is_there(new: str, table: Mapping[str, str]) -> bool:
    """Return whether the checkpoint that a pickle is part of is there as safetensors."""
    stem = re.sub(r"(-\d+-of-\d+)?\.safetensors$", "", new)
    return any(re.fullmatch(re.escape(stem) + r"(-\d+-of-\d+)?\.safetensors", it) for it in table)


def _others(shelf: Shelf, sizes: Mapping[str, int]) -> Iterator[str]:
    """Yield the files beside the weights that a load may read."""
    for file, size in sizes.items():
        if file.endswith((".safetensors", ".gguf")) or headers.renamed(file):
            continue
        if isinstance(shelf, Folder) or (BESIDE.fullmatch(file) and size <= LARGEST and not ELSEWHERE.fullmatch(file)):
            yield file


def _with_holes(shelf: Shelf, file: str, path: Path, size: int) -> int:
    header = headers.READERS["." + file.rpartition(".")[2]](shelf, file, size)
    holes.write(path, header.start, header.size, header.pieces)
    return header.size


def _beside(shelf: Shelf, file: str, path: Path, size: int, kept: Path | None) -> None:
    """Link a file of this machine, or fetch it."""
    source = shelf.path / file if isinstance(shelf, Folder) else kept / file if kept else None
    if source is not None and source.is_file() and source.stat().st_size == size:
        _link(source, path)
    else:
        path.write_bytes(shelf.read(file, 0, size))


def _link(source: Path, path: Path) -> None:
    try:
        os.symlink(os.path.realpath(source), path)
    except OSError:
        # Windows wants a right for links.
        shutil.copyfile(source, path)


def _rename_indexes(shelf: Shelf, target: Path, sizes: Mapping[str, int]) -> None:
    """Write the indexes of pickled shards, whose shards have other names in the mirror."""
    for file in sizes:
        new = headers.renamed(file) if file.endswith(".json") else None
        if new and new not in sizes and sizes[file] <= LARGEST_INDEX:
            (target / new).write_bytes(headers.renamed_index(shelf.read(file, 0, sizes[file])))


def _received(shelf: Shelf) -> int:
    return shelf.received if isinstance(shelf, hub.Repository) else 0
