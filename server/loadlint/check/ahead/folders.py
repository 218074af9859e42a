"""Look in a second process whether folders are as the cache knows them, from the last on, while this one walks."""

from __future__ import annotations

from mmap import mmap

from .second import Second, may_begin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# An answer: none yet, what the second process has seen, or that the first one is there itself.
_NONE, _UNCHANGED, _CHANGED, _HERE = range(4)


class Folders:
    """The answers of a second process about folders; a folder that it has not reached is looked at here.

    It begins at the last one, and ends where the two meet. They share a byte for each folder. Raises OSError.
    """

    def __init__(self, folders: Sequence[str], is_unchanged: Callable[[str], bool]) -> None:
        self._folders = folders
        self._is_unchanged = is_unchanged
        self._places = {folder: at for at, folder in enumerate(folders)}
        self._answers = mmap(-1, len(folders))
        self._second = Second(self._look)

    def is_unchanged(self, folder: str) -> bool:
        """Return whether the process has found a folder and its files unchanged; False where it has not been there."""
        at = self._places.get(folder)
        if at is None:
            return False
        if self._answers[at] == _NONE:
            self._answers[at] = _HERE
        return self._answers[at] == _UNCHANGED

    def end(self) -> None:
        """End the process, which is of no use any more."""
        self._second.end()

    def _look(self) -> None:
        for at in range(len(self._folders) - 1, -1, -1):
            if self._answers[at] == _HERE:
                break
            self._answers[at] = _UNCHANGED if self._is_unchanged(self._folders[at]) else _CHANGED


def begun(folders: Sequence[str], is_unchanged: Callable[[str], bool]) -> Folders | None:
    """Begin to look at folders; None where no process may be forked, or the system refuses it."""
    try:
        return Folders(folders, is_unchanged) if may_begin() else None
    except OSError:
        # It would only have saved time.
        return None
