"""Reading of message bodies from a stream, in the framing of the language server protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Largest message in bytes. A longer text is data rather than code, and reading it would delay all other messages.
LARGEST = 10_000_000
_HEAD = 4096
_CHUNK = 1 << 16
_LONGEST_HEADER = 1 << 13


@dataclass(frozen=True, slots=True)
class Oversized:
    """A message that is not read: its size in bytes, and its first bytes, which name the method."""

    size: int
    head: bytes


Body = bytes | Oversized


class Frames:
    """Split a stream into bodies as its bytes arrive; a body over `largest` bytes is reduced to its head."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._buffer = bytearray()
        self._size: int | None = None
        self._skipped: Oversized | None = None
        self._left = 0

    def feed(self, data: bytes) -> Iterator[Body]:
        """Yield the bodies that these bytes complete."""
        self._buffer += data
        while (body := self._next()) is not None:
            if body:
                yield body

    def _next(self) -> Body | None:
        """Return one body; b"" for headers without a length, None when more bytes are needed."""
        if self._skipped is not None:
            return self._skip(self._skipped)
        if self._size is None and not self._headers():
            return None
        assert self._size is not None
        if self._size > self._largest:
            self._skipped, self._left = Oversized(self._size, b""), self._size
            return self._skip(self._skipped)
        if len(self._buffer) < self._size:
            return None
        body = bytes(self._buffer[: self._size])
        del self._buffer[: self._size]
        self._size = None
        return body

    def _skip(self, skipped: Oversized) -> Body | None:
        part = bytes(self._buffer[: self._left])
        del self._buffer[: len(part)]
        self._left -= len(part)
        self._skipped = skipped = Oversized(skipped.size, (skipped.head + part)[:_HEAD])
        if self._left:
            return None
        self._skipped = self._size = None
        return skipped

    def _headers(self) -> bool:
        """Remove the block of headers from the buffer and store its length (0 without one); False before its end."""
        end, width = _end_of_headers(self._buffer)
        if end < 0:
            if len(self._buffer) > _LONGEST_HEADER:
                # This is no header, but one may follow.
                del self._buffer[:-_LONGEST_HEADER]
            return False
        self._size = _length(bytes(self._buffer[:end]))
        del self._buffer[: end + width]
        return True


class Reader:
    """The messages of a client. `receive` waits for bytes and returns them, b"" at the end of the stream."""

    def __init__(self, receive: Callable[[int], bytes], fileno: int, largest: int = LARGEST) -> None:
        self.fileno = fileno
        self._receive = receive
        self._frames = Frames(largest)
        self._waiting: list[Body] = []

    def first(self) -> Body | None:
        """Return the first message; None when the stream ends before it is whole."""
        while not self._waiting:
            arrived = self.arrived()
            if arrived is None:
                return None
            self._waiting = arrived
        return self._waiting.pop(0)

    def left(self) -> list[Body]:
        """Return the messages that arrived with the first one."""
        left, self._waiting = self._waiting, []
        return left

    def arrived(self) -> list[Body] | None:
        """Return the messages that the next bytes complete; None at the end of the stream."""
        try:
            data = self._receive(_CHUNK)
        except OSError:
            # A killed client may reset its connection instead of closing it.
            return None
        return list(self._frames.feed(data)) if data else None


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _end_of_headers(buffer: bytearray) -> tuple[int, int]:
    """Return the end of the block of headers and the length of the empty line after it; (-1, 0) before its end."""
    if buffer.startswith((b"\r\n", b"\n")):
        return 0, 2 if buffer.startswith(b"\r") else 1
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := buffer.find(mark)) >= 0]
    return min(ends, default=(-1, 0))


_DIGITS = 18  # of a length; Python converts no number of thousands


def _length(headers: bytes) -> int:
    size = 0
    for line in headers.split(b"\n"):
        name, _, value = line.partition(b":")
        digits = value.strip()
        if name.strip().lower() == b"content-length" and digits.isdigit() and len(digits) <= _DIGITS:
            size = int(digits)
    return size
