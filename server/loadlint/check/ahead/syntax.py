"""Parse named files in a second process, while this one imports the engine and lints them.

Python parses in one thread at a time, so it takes a process. It begins at the last file; a text that it has not reached
yet is parsed here.
"""

from __future__ import annotations

import os

from loadlint.source import walk

from .second import Second

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_PART = 1 << 16


class Answers:
    """The answers of a second process about the files at paths, by the hashes of their texts; raises OSError.

    A hash of bytes is the same in a forked process, and another in each run. A text that changed in between has
    another one, so it is parsed here.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._answers: dict[int, bool] = {}
        self._rest = b""
        self._from, to = os.pipe()
        try:
            self._second = Second(lambda: _parse_all(paths, self._from, to))
        except OSError:
            os.close(self._from)
            raise
        finally:
            os.close(to)
        os.set_blocking(self._from, False)

    def parses(self, data: bytes) -> bool:
        """Return whether a text parses, at once where the process has answered."""
        self._receive()
        answer = self._answers.get(hash(data))
        return answer if answer is not None else walk.parses(data)

    def end(self) -> None:
        """End the process, which is of no use any more."""
        os.close(self._from)
        self._second.end()

    def _receive(self) -> None:
        try:
            while part := os.read(self._from, _PART):
                *lines, self._rest = (self._rest + part).split(b"\n")
                for line in lines:
                    key, _, answer = line.partition(b" ")
                    self._answers[int(key)] = answer == b"1"
        except BlockingIOError:
            # No answer has come since.
            return


def _parse_all(paths: Sequence[str], other_end: int, to: int) -> None:
    """Write the hash of each text and whether it parses."""
    os.close(other_end)
    for path in reversed(paths):
        try:
            data, _ = walk.read(path)
        except walk.Unreadable:
            continue
        os.write(to, b"%d %d\n" % (hash(data), walk.parses(data)))
