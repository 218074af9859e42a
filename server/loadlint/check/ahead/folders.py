"""Look in a second process whether folders are as the cache knows them, from the last on, while this one walks."""

from __future__ import annotations

from mmap import mmap

from .second import Second, may_begin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Load = Callable[[], tuple[Sequence[str], Callable[[str], bool]]]

# An answer: none yet, what the second process has seen, or that the first one is there itself.
_NONE, _UNCHANGED, _CHANGED, _HERE = range(4)
# Bytes for answers; memory that is not written takes none.
_MOST = 1 << 20


class Folders:
    """The answers of a second process about folders; a folder that it has not reached is looked at here.

    It begins at the last one, and ends where the two meet. They share a byte for each folder. `load` runs there, and
    returns the folders and what answers for one. Raises OSError.
    """

    def __init__(self, load: Load) -> None:
        self._places: dict[str, int] = {}
        self._answers = mmap(-1, _MOST)
        self._second = Second(lambda: self._look(*load()))

    def expect(self, folders: Sequence[str]) -> None:
        """Take in the folders that the process looks at, in its order."""
        self._places = {folder: at for at, folder in enumerate(folders[:_MOST])}

    def is_unchanged(self, folder: str, *, here: bool) -> bool:
        """Return whether the process has found a folder and its files unchanged; False where it has not been there.

        It ends at a folder whose files are looked at `here`.
        """
        at = self._places.get(folder)
        if at is None:
            return False
        if here and self._answers[at] == _NONE:
            self._answers[at] = _HERE
        return self._answers[at] == _UNCHANGED

    def end(self) -> None:
        """End the process, which is of no use any more."""
        self._second.end()

    def _look(self, folders: Sequence[str], is_unchanged: Callable[[str], bool]) -> None:
        for at in range(min(len(folders), _MOST) - 1, -1, -1):
            if self._answers[at] == _HERE:
                break
            self._answers[at] = _UNCHANGED if is_unchanged(folders[at]) else _CHANGED


def begun(load: Load) -> Folders | None:
    """Begin to look at the folders that are loaded there; None where no process may be forked, or is refused."""
    try:
        return Folders(load) if may_begin() else None
    except OSError:
        # It would only have saved time.
        return None
