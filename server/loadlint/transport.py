"""Message bodies from a stream, as the language server protocol frames them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO


def bodies(stream: BinaryIO) -> Iterator[bytes]:
    """Each message's body until the stream ends, even in the middle of a message."""
    while (size := _size(stream)) is not None:
        body = stream.read(size)
        if len(body) < size:
            return
        if body:
            yield body


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _size(stream: BinaryIO) -> int | None:
    """The length that the next block of headers tells (0 when it tells none), None at the end."""
    size = 0
    while line := stream.readline():
        name, _, value = line.partition(b":")
        if not line.strip():
            return size
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            size = int(value)
    return None
