"""Parse named files in a second process, while this one imports the engine and lints them.

Python parses in one thread at a time, so it takes a process. It begins at the last file; a text that it has not reached
yet is parsed here.
"""

from __future__ import annotations

from mmap import mmap

from loadlint.source import walk

from .second import Second

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# An answer is the hash of a text and, written last, whether it parses.
_HASH, _ANSWER = 8, 9
_REFUSED, _PARSES = 1, 2


class Answers:
    """The answers of a second process about the files at paths, by the hashes of their texts; raises OSError.

    A hash of bytes is the same in a forked process, and another in each run. A text that changed in between has
    another one, so it is parsed here. Each process that is forked from this one sees the answers.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._answers: dict[bytes, bool] = {}
        self._taken = 0
        # One more than there are files is never written, and ends them.
        self._shared = mmap(-1, (len(paths) + 1) * _ANSWER)
        self._second = Second(lambda: self._parse_all(paths))

    def parses(self, data: bytes) -> bool:
        """Return whether a text parses, at once where the process has answered."""
        self._take()
        answer = self._answers.get(_key(data))
        return answer if answer is not None else walk.parses(data)

    def end(self) -> None:
        """End the process, which is of no use any more."""
        self._second.end()

    def _take(self) -> None:
        """Take in what the process has answered since."""
        while answer := self._shared[self._taken + _HASH]:
            self._answers[self._shared[self._taken : self._taken + _HASH]] = answer == _PARSES
            self._taken += _ANSWER

    def _parse_all(self, paths: Sequence[str]) -> None:
        at = 0
        for path in reversed(paths):
            try:
                data, _ = walk.read(path)
            except walk.Unreadable:
                continue
            self._shared[at : at + _HASH] = _key(data)
            self._shared[at + _HASH] = _PARSES if walk.parses(data) else _REFUSED
            at += _ANSWER


def _key(data: bytes) -> bytes:
    return hash(data).to_bytes(_HASH, "big", signed=True)
