"""Find the folder that a rehearsal is laid in: one that can have holes, and that is removed in every case."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from loadlint import scratch, store

from . import holes
from .stage import ROOM, CannotRehearseError, Stage


@contextmanager
def opened(stage: Stage | None = None) -> Iterator[Stage]:
    """Yield the stage of the caller, or one that is removed afterwards.

    Raises CannotRehearseError where no folder can hold it.
    """
    if stage is not None:
        yield stage
        return
    with _folder() as folder:
        yield Stage(folder)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder in loadlint's cache, which lies on a disk more often than the folder of temporary files."""
    base = store.folder() or tempfile.gettempdir()
    with ExitStack() as stack:
        try:
            os.makedirs(base, exist_ok=True)
            folder = Path(stack.enter_context(scratch.folder(base)))
            holes.require(folder)
        except holes.NoHolesError as error:
            raise CannotRehearseError(*str(error).split("; ")) from error
        except OSError as error:
            why = error.strerror or str(error)
            raise CannotRehearseError(f"{base} cannot hold a rehearsal: {why}", ROOM) from error
        yield folder
