"""The slow lane: documents that would hold up all others are read by a second server of ours.

Their messages go there as they came, and its messages to the client. It is started for the first such document,
and ended by force where it takes too much time or memory; the document that it was at is then refused.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from loadlint.editor import capabilities
from loadlint.editor.documents import Document

from . import routes
from .second import Message, Second

# Seconds from one message of the second server to the next while it is at something, and megabytes of its memory.
SECONDS, MEGABYTES = 20.0, 1500.0
# Characters and cells of a document that goes to the slow lane at once: some parsing holds up all threads.
CHARACTERS, CELLS = 250_000, 1_000
_LOOK = 0.25
_REST = 10.0  # seconds after the last file that nobody has opened until the second server ends
OURS = "loadlint/second/"


class Client(Protocol):
    """The part of a connection that the lane needs."""

    loop: asyncio.AbstractEventLoop

    def soon(self, call: Callable[..., object], *args: Any) -> None:
        """Make a call on the loop, from another thread."""

    def pass_on(self, message: Message) -> None:
        """Send a message to the client as it is."""

    def withdraw(self, identity: Any) -> None:
        """Stop to work on a request, which another server answers."""

    def greeting(self) -> dict[str, Any]:
        """Return the parameters of `initialize` for a second server."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to the second server: its document, and the client's message (None for our own).

    One that a person may think about is not `timed`. `reply` takes the result of a request of ours.
    """

    uri: str
    message: dict[str, Any] | None
    timed: bool = True
    reply: asyncio.Future[Any] | None = None


@dataclass
class Lane:
    """The documents of the slow lane, and the requests that are not answered yet. For the event loop.

    `documents` are all that are open, and `refuse(uri, why)` gives one up. `waiting` are requests about documents that
    this process is at, `hopeless` files that nobody has opened and that took too much.
    """

    client: Client
    documents: Mapping[str, Document[Any, Any]]
    refuse: Callable[[str, str], None]
    enabled: bool = True
    uris: set[str] = field(default_factory=set)
    waiting: dict[Any, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    asked: dict[int, Asked] = field(default_factory=dict)
    hopeless: set[str] = field(default_factory=set)
    numbers: count[int] = field(default_factory=lambda: count(1))
    second: Second | None = None
    heard_at: float = 0.0
    timer: asyncio.TimerHandle | None = None

    def suits(self, document: Document[Any, Any]) -> bool:
        """Return whether a document is so large that it goes to the slow lane at once."""
        return len(document.cells) > CELLS or sum(len(it.text.value) for it in document.cells) > CHARACTERS

    def add(self, document: Document[Any, Any]) -> None:
        """Have the second server read a document from now on, and answer what was asked about it."""
        second = self.second or self._start()
        self.uris.add(document.uri)
        self._open(second, document)
        for identity, (uri, message) in list(self.waiting.items()):
            if uri == document.uri:
                self.client.withdraw(identity)
                self.ask(second, uri, message)

    def close(self, uri: str) -> bool:
        """Forget a document that is closed; return whether it was in the slow lane."""
        if uri not in self.uris:
            return False
        self.uris.discard(uri)
        self._answer_with_nothing(uri)
        self._rest()
        return True

    async def read(self, uri: str, method: str, params: object) -> Any:
        """Have the second server read a file, open or not, and return its answer; None for one that it gives up."""
        if uri in self.hopeless or not self.enabled:
            return None
        second, reply = self.second or self._start(), self.client.loop.create_future()
        message = {"method": method, "params": params}
        self._send(second, Asked(uri, message, reply=reply), message)
        try:
            return await reply
        finally:
            self.client.loop.call_later(_REST, self._rest)

    def end(self, patience: float) -> None:
        """End the second server, and wait for that."""
        self.enabled = False
        if self.second is not None:
            self.second.wait(patience)

    def answered(self, identity: Any) -> None:
        """Take in that this process has answered a request."""
        self.waiting.pop(identity, None)

    def _heard(self, second: Second, message: Message | None) -> None:
        if second is not self.second:
            return
        self.heard_at = time.monotonic()
        if message is None:
            self._give_up("cannot be read: its process has ended")
        elif isinstance(message, bytes) or "id" not in message:
            self.client.pass_on(message)
        elif "method" not in message:
            self._answer(self.asked.pop(message["id"], None), message)
        elif message["method"] == "client/registerCapability":
            second.send({"id": message["id"], "result": None})
        else:
            self.client.pass_on({**message, "id": f"{OURS}{message['id']}"})

    # --- the second server --------------------------------------------------------------------------

    def _start(self) -> Second:
        self.second = second = Second(lambda it: self.client.soon(self._heard, second, it))
        second.send({"id": next(self.numbers), "method": "initialize", "params": self.client.greeting()})
        second.send({"method": "initialized", "params": {}})
        return second

    def _open(self, second: Second, document: Document[Any, Any]) -> None:
        second.send(routes.opening(document))
        self.settle(second, document.uri)

    def settle(self, second: Second, uri: str) -> None:
        """Ask for an answer that comes once the document as it is now has been linted."""
        self._send(second, Asked(uri, None), {"method": capabilities.SETTLED, "params": {}})

    def ask(self, second: Second, uri: str, message: dict[str, Any]) -> None:
        """Hand a request of the client on."""
        self._send(second, Asked(uri, message, timed=message["method"] != routes.COMMAND), message)

    def _send(self, second: Second, asked: Asked, message: dict[str, Any]) -> None:
        if not self._timed():
            self.heard_at = time.monotonic()
        number = next(self.numbers)
        self.asked[number] = asked
        second.send({**message, "id": number})
        if self.timer is None:
            self.timer = self.client.loop.call_later(_LOOK, self._look)

    def _timed(self) -> list[str]:
        """Return the documents of the requests that wait, the oldest first, which the second server is at."""
        return [it.uri for it in self.asked.values() if it.timed]

    def _look(self) -> None:
        """Look whether the second server is within its limits, as long as it is at something."""
        self.timer = None
        if self.second is None or not self._timed():
            return
        if self.second.megabytes() > MEGABYTES:
            self._give_up(f"takes more than {MEGABYTES:,.0f} MB to read")
        elif time.monotonic() - self.heard_at > SECONDS:
            self._give_up(f"takes more than {SECONDS:.0f} s to read")
        if self._timed():
            self.timer = self.client.loop.call_later(_LOOK, self._look)

    def _give_up(self, why: str) -> None:
        """End the second server by force, refuse the document that it was at, and start again for the others."""
        assert self.second is not None
        self.second.kill()
        self.second = None
        uri = next(iter([*self._timed(), *self.uris]), None)
        if uri is None:
            return
        if uri not in self.uris:
            self.hopeless.add(uri)
        self.uris.discard(uri)
        self._answer_with_nothing(uri)
        self.refuse(uri, why)
        left = [(it, it.message) for it in self.asked.values() if it.message is not None]
        self.asked = {}
        if not self.uris and not left:
            return
        second = self._start()
        for document in (self.documents[it] for it in sorted(self.uris)):
            self._open(second, document)
        for asked, message in left:
            self._send(second, asked, message)

    def _rest(self) -> None:
        """Let the second server end where nobody needs it any more."""
        waiting = any(it.reply is not None for it in self.asked.values())
        if not self.uris and not waiting and self.second is not None:
            self.second.leave(patience=1.0)
            self.second = None
            self.asked.clear()

    def _answer_with_nothing(self, uri: str) -> None:
        for number, asked in list(self.asked.items()):
            if asked.uri == uri:
                del self.asked[number]
                method = asked.message["method"] if asked.message is not None else None
                result = routes.nothing(method) if asked.reply is None else None
                self._answer(asked, {"jsonrpc": "2.0", "result": result})

    def _answer(self, asked: Asked | None, message: dict[str, Any]) -> None:
        """Hand an answer to the client, or to us where the request was ours."""
        if asked is None or asked.message is None:
            return
        if asked.reply is None:
            self.client.pass_on({**message, "id": asked.message["id"]})
        elif not asked.reply.done():
            asked.reply.set_result(message.get("result"))
