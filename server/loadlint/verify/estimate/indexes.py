"""The indexes of a model, read before the load: older libraries import what they name without a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from loadlint.verify import dangers
from loadlint.verify.request import VerifyRequest

from . import hub
from .shelf import MOST_FILES, Shelf, find

_WITH_INDEX = ("sentence_transformers", "diffusers")
_LARGEST = 1 << 20  # bytes


def code_named(request: VerifyRequest, folder: Path) -> tuple[str, ...]:
    """Return what the indexes of a model name outside the libraries; an offline request asks this machine alone."""
    if request.callee.partition(".")[0] not in _WITH_INDEX:
        return ()
    try:
        return tuple(dict.fromkeys(it for shelf in _shelves(request, folder) for it in _named(shelf)))
    except hub.TooManyFilesError:
        return ("the repository lists too many files to look for code that would run",)
    except hub.HubError:
        # The load will say more about a hub that does not answer.
        return ()


def _shelves(request: VerifyRequest, folder: Path) -> Iterator[Shelf]:
    """Yield the folder of the model and its `subfolder`; a pipeline has its index at the top, whatever that says."""
    whole = replace(request, arguments=tuple(it for it in request.arguments if it.name != "subfolder"))
    for asked in (whole, request) if whole.arguments != request.arguments else (request,):
        shelf = find(asked, folder)
        if shelf is not None:
            yield shelf


def _named(shelf: Shelf) -> Iterator[str]:
    sizes = shelf.sizes()
    # Some file systems find a file by its name in another case, too.
    names = {it.casefold(): it for it in sizes}

    def read(file: str) -> bytes:
        if file.casefold() not in names:
            raise FileNotFoundError(file)
        return shelf.read(names[file.casefold()], 0, _LARGEST)

    if len(sizes) >= MOST_FILES:
        yield "the folder holds too many files to look for code that would run"
    large = [it for it in dangers.INDEXES if sizes.get(names.get(it, it), 0) > _LARGEST]
    yield from (f"{it} is too large to be read, and may name code that would run" for it in large)
    yield from dangers.named(read)
