"""`loadlint server`: answers `initialize` before the protocol's library is imported, then lets the server go on.

That import takes most of a second, during which an editor would show nothing; the answer needs no library,
as it depends on little of what the client says. A test holds it against the library's own.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from loadlint import __version__, codegen_cache
from loadlint.errors import LoadlintError

from .wire import transport

VERIFY, CANCEL, RESTART = "loadlint.verifyLoad", "loadlint.cancelVerify", "loadlint.restart"
COMPARE, REPORTS, RULE = "loadlint.compareLoad", "loadlint.reports", "loadlint.rule"
IGNORE = "loadlint.ignoreHere"
FIX_ALL, FIX_ALL_NOTEBOOK = "source.fixAll.loadlint", "notebook.source.fixAll.loadlint"
# Typed inside a load, these make an editor ask what can follow.
TRIGGERS = ("(", ",", "=", '"', "'", "/")


class AddressError(LoadlintError):
    """An address that cannot be listened on; the message is one line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `loadlint server`."""
    parser.add_argument("--tcp", metavar="HOST:PORT", help="wait for one client on this address, not on stdio")


def main(options: argparse.Namespace) -> int:
    """Serve one client until it leaves; 0 when it said `shutdown` first, 1 when not, 2 for a bad address."""
    try:
        with _client(options.tcp) as (reader, writer):
            return _serve(reader, writer)
    except AddressError as error:
        print(f"loadlint server: {error}", file=sys.stderr)
        return 2


def encoding(offered: Iterable[str]) -> str:
    """The position encoding to use: utf-8 where offered, else the first we know, else utf-16."""
    known = [it for it in offered if it in ("utf-8", "utf-16", "utf-32")]
    return "utf-8" if "utf-8" in known else next(iter(known), "utf-16")


def answer(body: bytes) -> dict[str, Any] | None:
    """The answer to an `initialize` request; None for anything else, which is left to the server."""
    try:
        message = json.loads(body)
        client = message["params"]["capabilities"]
        if message["method"] != "initialize" or "id" not in message:
            return None
        result = {"capabilities": _capabilities(client), "serverInfo": {"name": "loadlint", "version": __version__}}
        return {"id": message["id"], "jsonrpc": "2.0", "result": result}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _serve(reader: transport.Reader, writer: BinaryIO) -> int:
    first = reader.first()
    if first is None:
        return 1
    greeting = answer(first) if isinstance(first, bytes) else None
    if greeting is not None:
        writer.write(transport.framed(json.dumps(greeting).encode()))
        writer.flush()

    with codegen_cache.remembered("server"):
        from . import server

    return server.run(first, reader, writer, greeted=greeting is not None)


def _capabilities(client: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "positionEncoding": encoding((client.get("general") or {}).get("positionEncodings") or ()),
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
        "completionProvider": {"triggerCharacters": list(TRIGGERS)},
        "hoverProvider": True,
        "codeActionProvider": {"codeActionKinds": ["quickfix", FIX_ALL, FIX_ALL_NOTEBOOK], "resolveProvider": True},
        "codeLensProvider": {"resolveProvider": False},
        "executeCommandProvider": {"commands": [VERIFY, COMPARE, CANCEL, REPORTS, RULE, IGNORE, RESTART]},
        "diagnosticProvider": {
            "interFileDependencies": False,
            "workspaceDiagnostics": False,
            "identifier": "loadlint",
        },
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": {},
        },
    }
    if client.get("notebookDocument") is not None:
        cells = {"notebook": {"notebookType": "jupyter-notebook"}, "cells": [{"language": "python"}]}
        told["notebookDocumentSync"] = {"notebookSelector": [cells], "save": False}
    return told


@contextmanager
def _client(address: str | None) -> Iterator[tuple[transport.Reader, BinaryIO]]:
    if address is None:
        yield _stdio()
        return
    with _accepted(address) as client:
        # A keystroke is a small message, and the answer to it another: neither may wait for more to send.
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
