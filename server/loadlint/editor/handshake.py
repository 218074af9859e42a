"""`loadlint server`: answers `initialize` before the protocol's library is imported, then lets the server go on.

That import takes most of a second, during which an editor would show nothing; the answer needs no library,
as it depends on little of what the client says. A test holds it to the library's own.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from loadlint import codegen_cache
from loadlint.errors import LoadlintError

from . import capabilities
from .wire import transport


class AddressError(LoadlintError):
    """An address that cannot be listened on; the message is one line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint server`."""
    parser.add_argument("--stdio", action="store_true", help="speak over standard input and output, as by default")
    parser.add_argument("--tcp", metavar="HOST:PORT", help="wait for one client on this address, not on stdio")


def main(options: argparse.Namespace) -> int:
    """Serve one client until it leaves; 0 when it said `shutdown` first, 1 when not, 2 for a bad address."""
    try:
        with _client(options.tcp) as (reader, writer):
            return _serve(reader, writer)
    except AddressError as error:
        print(f"loadlint server: {error}", file=sys.stderr)
        return 2


def _serve(reader: transport.Reader, writer: BinaryIO) -> int:
    first = reader.first()
    if first is None:
        return 1
    greeting = capabilities.answer(first) if isinstance(first, bytes) else None
    if greeting is not None:
        writer.write(transport.framed(json.dumps(greeting).encode()))
        writer.flush()

    # A collection would traverse all that the imports make, again and again, and free none of it.
    gc.disable()
    with codegen_cache.remembered("server"):
        from .wire import lazy

        lazy.prepare()
        from . import serve

    return serve.run(first, reader, writer, greeted=greeting is not None)


@contextmanager
def _client(address: str | None) -> Iterator[tuple[transport.Reader, BinaryIO]]:
    if address is None:
        yield _stdio()
        return
    with _accepted(address) as client:
        # A keystroke is a small message, and its answer another: neither may wait for more to send.
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield transport.Reader(client.recv, client.fileno()), client.makefile("wb")


def _stdio() -> tuple[transport.Reader, BinaryIO]:
    reader, writer = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    # Whatever some library prints must not end up between the messages.
    os.dup2(2, 1)
    return transport.Reader(reader.read, reader.fileno()), writer


def _accepted(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_server((host or "127.0.0.1", int(port))) as listening:
            return listening.accept()[0]
    except (OSError, ValueError, OverflowError) as error:
        raise AddressError(f"cannot listen on `{address}` (HOST:PORT, such as 127.0.0.1:2087): {error}") from None
