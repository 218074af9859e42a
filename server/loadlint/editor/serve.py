"""The event loop of a server: messages in, until the client leaves."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
import warnings
from contextlib import suppress
from typing import BinaryIO

# Each session asks for the rules, and what they generate is remembered while this module is imported.
from loadlint_rules import RULES  # noqa: F401

from .server import Server
from .wire import transport
from .wire.connection import Connection
from .wire.protocol import Writer

# Seconds between two turns of the threads: the loop waits no longer for its own while a text is being linted.
TURN = 0.001
# Objects after which the collector runs, whatever goes on.
NEW_OBJECTS = 20_000


def run(first: transport.Body, reader: transport.Reader, writer: BinaryIO, *, greeted: bool) -> int:
    """Serve the client whose messages are `first` and then those of `reader`; returns the exit status.

    `greeted` means that `first` has been answered and is only to be taken in.
    """
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    sys.setswitchinterval(TURN)
    # Warnings about literals in the user's code, half-typed ones too, do not belong in the server's log.
    warnings.simplefilter("ignore", SyntaxWarning)
    # Modules imported by now stay: keep the collector from scanning them at each keystroke.
    gc.freeze()
    # A keystroke makes fewer; the thread that lints collects when it rests.
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()
    return asyncio.run(_serve(first, reader, writer, greeted))


async def _serve(first: transport.Body, reader: transport.Reader, writer: BinaryIO, greeted: bool) -> int:
    server = Server()
    server.protocol.set_writer(Writer(writer))
    server.loop = asyncio.get_running_loop()
    log = ClientLog(server)
    logging.getLogger("loadlint").addHandler(log)
    server.protocol.receive(first, answered=greeted)
    _receive(reader.left(), server)
    _listen(reader, server)
    _stop_when_ended(server)
    await server.stopped.wait()
    logging.getLogger("loadlint").removeHandler(log)
    if not server.session.close():
        # Python would wait for the thread that lints, and nobody is there any more to wait for it.
        os._exit(server.exit_status)
    return server.exit_status


class ClientLog(logging.Handler):
    """Shows our warnings and errors in the client's log."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(logging.WARNING)
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        """Send one record."""
        self._connection.log(self.format(record), record.levelno)


def _listen(reader: transport.Reader, server: Server) -> None:
    """Take messages in as they come: on the loop itself, which saves each keystroke a change of threads."""

    def arrived() -> None:
        bodies = reader.arrived()
        if bodies is None:
            server.loop.remove_reader(reader.fileno)
        _receive(bodies, server)

    try:
        server.loop.add_reader(reader.fileno, arrived)
    except (NotImplementedError, OSError):
        # Windows' loop watches no pipes, and no loop watches a plain file.
        threading.Thread(target=_pump, args=(reader, server), name="loadlint-read", daemon=True).start()


def _stop_when_ended(server: Server) -> None:
    """Leave in order on the signals of a closed terminal and of a supervisor, so that a verification cleans up."""
    for name in ("SIGTERM", "SIGHUP"):
        # Windows has neither for a loop, and only the main thread may handle signals.
        with suppress(NotImplementedError, AttributeError, RuntimeError, ValueError):
            server.loop.add_signal_handler(getattr(signal, name), server.stop, 1)


def _pump(reader: transport.Reader, server: Server) -> None:
    """Hand the messages to the loop from a thread of their own."""
    bodies: list[transport.Body] | None = []
    while bodies is not None:
        bodies = reader.arrived()
        server.soon(_receive, bodies, server)


def _receive(bodies: list[transport.Body] | None, server: Server) -> None:
    """Handle messages; the end of the stream (None) means that the client is gone."""
    for body in bodies or ():
        server.protocol.receive(body)
    if bodies is None:
        server.stop(1)
