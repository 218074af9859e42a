"""Message bodies from a stream, as the language server protocol frames them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Of one message, in bytes. A text of this size is data rather than code, and reading it would hold up all others.
LARGEST = 10_000_000
_HEAD = 4096
_CHUNK = 1 << 16
_LONGEST_HEADER = 1 << 13


@dataclass(frozen=True, slots=True)
class Oversized:
    """A message that is not read: its size in bytes, and its beginning, which tells what it was about."""

    size: int
    head: bytes


Body = bytes | Oversized


class Frames:
    """Cuts a stream into bodies as its bytes come in; of what is too large only the head is kept."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._size: int | None = None
        self._skipped: Oversized | None = None
        self._left = 0

    def feed(self, data: bytes) -> Iterator[Body]:
        """The bodies that these bytes complete."""
        self._buffer += data
        while (body := self._next()) is not None:
            if body:
                yield body

    def _next(self) -> Body | None:
        """One body, an empty one for headers that tell no length; None when more bytes are needed."""
        if self._skipped is not None:
            return self._skip(self._skipped)
        if self._size is None and not self._headers():
            return None
        assert self._size is not None
        if self._size > LARGEST:
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
        """Take the block of headers off the buffer and note the length it tells (0 when it tells none)."""
        end, width = _end_of_headers(self._buffer)
        if end < 0:
            if len(self._buffer) > _LONGEST_HEADER:
                # Whatever this is, it is no header; what follows it may be one.
                del self._buffer[:-_LONGEST_HEADER]
            return False
        self._size = _length(bytes(self._buffer[:end]))
        del self._buffer[: end + width]
        return True


class Reader:
    """The messages of a client. `receive` gives what has arrived, waiting for the first byte; b"" at the end."""

    def __init__(self, receive: Callable[[int], bytes], fileno: int) -> None:
        self.fileno = fileno
        self._receive = receive
        self._frames = Frames()
        self._waiting: list[Body] = []

    def first(self) -> Body | None:
        """The first message; None when the stream ends before it does."""
        while not self._waiting:
            arrived = self.arrived()
            if arrived is None:
                return None
            self._waiting = arrived
        return self._waiting.pop(0)

    def left(self) -> list[Body]:
        """What came together with the first message."""
        left, self._waiting = self._waiting, []
        return left

    def arrived(self) -> list[Body] | None:
        """The messages that the next bytes complete; None at the end, even in the middle of a message."""
        try:
            data = self._receive(_CHUNK)
        except OSError:
            # A client that is killed may reset its connection rather than close it.
            return None
        return list(self._frames.feed(data)) if data else None


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _end_of_headers(buffer: bytearray) -> tuple[int, int]:
    """Where the block of headers ends, and how long the empty line behind it is; -1 while it has not ended."""
    if buffer.startswith((b"\r\n", b"\n")):
        return 0, 2 if buffer.startswith(b"\r") else 1
    found = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := buffer.find(mark)) >= 0]
    return min(found, default=(-1, 0))


def _length(headers: bytes) -> int:
    size = 0
    for line in headers.split(b"\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            size = int(value)
    return size
