"""The indexes of a model, read before the load: older libraries import what they name without a question."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from loadlint.project import hub_cache
from loadlint.source import regular
from loadlint.verify import dangers
from loadlint.verify.request import Passed, VerifyRequest

from . import hub
from .shelf import find

_WITH_INDEX = ("sentence_transformers", "diffusers")
_LARGEST = 1 << 20


def stored(request: VerifyRequest, folder: Path, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """The code that files on this machine name, for the models of a load in `folder`."""
    for source in _sources(request.arguments, request.source):
        revision = str((request.argument("revision") or {}).get("literal") or hub_cache.MAIN)
        kept = hub_cache.find(source, revision, environment).folder
        place = folder / source if os.path.isdir(folder / source) else kept
        if place is not None:
            yield from dangers.named(partial(_read, place))


def of_repository(request: VerifyRequest, cwd: Path) -> tuple[str, ...]:
    """The code of strangers that the indexes of a repository on the hub name, which is not on this machine yet."""
    if request.callee.partition(".")[0] not in _WITH_INDEX:
        return ()
    shelf = find(request, cwd)
    if not isinstance(shelf, hub.Repository):
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


def _read(place: Path, file: str) -> bytes:
    return regular.read(place / file, _LARGEST)[0]


def _sources(arguments: Iterable[Passed], first: str | None) -> list[str]:
    """The models that a load and the loads in its arguments name in plain text."""
    inner = (it.value["load"] for it in arguments if "load" in it.value)
    literals = [it["positional"][0].get("literal") for it in inner if it["positional"]]
    return list(dict.fromkeys(it for it in (first, *literals) if isinstance(it, str) and "\0" not in it))
