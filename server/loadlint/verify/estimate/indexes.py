"""The indexes of a model, read before the load: older libraries import what they name without a question."""

from __future__ import annotations

from pathlib import Path

from loadlint.verify import dangers
from loadlint.verify.request import VerifyRequest

from . import hub
from .shelf import find

_WITH_INDEX = ("sentence_transformers", "diffusers")
_LARGEST = 1 << 20  # bytes


def code_named(request: VerifyRequest, folder: Path) -> tuple[str, ...]:
    """Return what the indexes of a model name outside the libraries; an offline request asks this machine alone."""
    if request.callee.partition(".")[0] not in _WITH_INDEX:
        return ()
    shelf = find(request, folder)
    if shelf is None:
        return ()

    def read(file: str) -> bytes:
        if file not in shelf.sizes():
            raise FileNotFoundError(file)
        return shelf.read(file, 0, _LARGEST)

    try:
        return tuple(dangers.named(read))
    except hub.HubError:
        # The load will say more about a hub that does not answer.
        return ()
