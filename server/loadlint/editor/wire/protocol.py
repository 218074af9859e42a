"""pygls's protocol where it keeps to the specification, ours where it does not."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Generator
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

from . import lenient, messages, notices, transport

Value = TypeVar("Value")

_log = logging.getLogger(__name__)
_METHOD, _URI = re.compile(rb'"method"\s*:\s*"([^"]*)"'), re.compile(rb'"uri"\s*:\s*"([^"]*)"')
_IDENTITY = re.compile(rb'"id"\s*:\s*(\d+|"[^"\\]*")')


# Asked for at every turn; what reads such a request is generated when the first one comes.
_FREQUENT = (
    types.TEXT_DOCUMENT_HOVER,
    types.TEXT_DOCUMENT_COMPLETION,
    types.TEXT_DOCUMENT_CODE_LENS,
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.TEXT_DOCUMENT_DIAGNOSTIC,
)
_START: dict[str, Any] = {"line": 0, "character": 0}
_RANGE: dict[str, Any] = {"start": _START, "end": _START}
_ANYTHING: dict[str, Any] = {
    "textDocument": {"uri": ""},
    "position": _START,
    "range": _RANGE,
    "context": {"diagnostics": [{"range": _RANGE, "message": ""}], "triggerKind": 1},
}


class Writer:
    """A stream that several threads write messages to, each whole."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, data: bytes) -> None:
        with self._lock:
            self._stream.write(data)
            self._stream.flush()

    def close(self) -> None:
        self._stream.close()


class Protocol(LanguageServerProtocol):
    """Answers malformed, early and late requests, shows no inner error to the client, keeps no texts of
    its own (its line ends are not the protocol's), and leaves the exit status to the server.
    """

    _server: Any  # a `Connection`, which would be a circle of imports
    _initialized = False
    _answered = False
    _is_logging = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._withdrawn: set[Any] = set()

    def receive(self, body: transport.Body, answered: bool = False) -> None:
        """Handle one message; whatever is wrong with it, a request gets an answer (unless it has had one)."""
        self._answered = answered
        if self._server.stopped.is_set():
            return None
        if isinstance(body, transport.Oversized):
            return self._refuse_size(body)
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            return self._refuse(None, JsonRpcParseError())
        if not isinstance(data, dict) or not isinstance(data.get("method", ""), str):
            return self._refuse(None, JsonRpcInvalidRequest("a message is one object, and its method a string"))
        if refusal := self._out_of_turn(data.get("method")):
            return self._refuse(data["id"], refusal) if "id" in data else None
        if self._server.hand_on(data):
            return None
        self._dispatch(data)
        return None

    def prepare(self) -> None:
        """Learn to read the requests that come all the time: generating that takes up to ten milliseconds each."""
        for method in _FREQUENT:
            self.structure_message({"jsonrpc": "2.0", "id": 0, "method": method, "params": _ANYTHING})

    def read(self, kind: type[Value], value: object) -> Value:
        """Return a JSON value as one of the library's."""
        return self._converter.structure(value, kind)

    def publish(self, params: str) -> None:
        """Send diagnostics whose parameters are JSON already; for any thread."""
        body = f'{{"jsonrpc":"2.0","method":"{types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS}","params":{params}}}'
        try:
            self.writer.write(transport.framed(body.encode()))  # type: ignore[union-attr]
        except (OSError, ValueError) as error:
            # The client is gone; the end of what it sends says so too, and ends the server.
            _log.debug("nobody takes the diagnostics: %s", error)

    def pass_on(self, message: bytes | dict[str, Any]) -> None:
        """Send a message that another server has made."""
        try:
            body = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
            self.writer.write(transport.framed(body))  # type: ignore[union-attr]
        except (OSError, ValueError) as error:
            _log.debug("nobody takes the message: %s", error)

    def withdraw(self, identity: Any) -> None:
        """Stop to work on a request, and answer it no more."""
        self._withdrawn.add(identity)
        future = self._request_futures.get(identity)
        if future is not None:
            future.cancel()

    def _dispatch(self, data: dict[str, Any]) -> None:
        method = data.get("method")
        if method in notices.METHODS and "id" not in data:
            return self._take(method, data.get("params"))
        if method is not None:
            if method == types.INITIALIZE:
                self._server.meet(data.get("params"))
            data["params"] = lenient.request(method, data.get("params"))
        try:
            message = self.structure_message(dict(data, jsonrpc="2.0"))
        except JsonRpcException as error:
            return self._refuse(data.get("id"), JsonRpcInvalidParams()) if "method" in data else self._fail(data, error)
        self.handle_message(message)
        return None

    def _fail(self, answer: dict[str, Any], error: JsonRpcException) -> None:
        """End the request that an answer which makes no sense is for; else whoever asked would wait for ever."""
        asked = self._request_futures.pop(str(answer.get("id")), None)
        if asked is not None and not asked.done():
            asked.set_exception(error)

    def _take(self, method: str, params: Any) -> None:
        """Hand a notice about a text over directly, as each keystroke brings one."""
        handler = self._server.texts[method]
        try:
            handler(notices.read(method, params))
        except Exception as error:
            # A mistake of the client about one text must not end the service to all others.
            self._server.report_server_error(error, handler)

    def _out_of_turn(self, method: str | None) -> JsonRpcException | None:
        if method is None:
            return None
        if self._shutdown and method != types.EXIT:
            return JsonRpcInvalidRequest("the server has been shut down")
        if self._initialized and method == types.INITIALIZE:
            return JsonRpcInvalidRequest("initialize is the first request and comes once")
        if not self._initialized and method not in (types.INITIALIZE, types.EXIT):
            return JsonRpcServerNotInitialized("the first request has to be initialize")
        return None

    def _refuse_size(self, body: transport.Oversized) -> None:
        method, uri = _METHOD.search(body.head), _URI.search(body.head)
        if method is not None and method[1].decode() in self._server.texts:
            self._server.refuse_text(json.loads(b'"%s"' % uri[1]) if uri else None, body.size)
        elif identity := _IDENTITY.search(body.head):
            limit = f"{body.size:,} bytes are more than the {transport.LARGEST:,} that are read of one message"
            self._refuse(json.loads(identity[1]), JsonRpcInvalidRequest(limit))

    def _refuse(self, identity: Any, error: JsonRpcException) -> None:
        if identity is not None:
            self._send_response(identity, error=error.to_response_error())
            return
        # A message that cannot be read has no identity, and only a plain object can say so.
        self._send_data({"jsonrpc": "2.0", "id": None, "error": {"code": error.code, "message": error.message}})

    def _serialize_message(self, data: Any) -> Any:
        return {} if self._is_logging else super()._serialize_message(data)

    def _send_response(self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None) -> None:
        if self._answered:
            self._answered = False
            return
        if msg_id in self._withdrawn:
            self._withdrawn.discard(msg_id)
            return
        self._server.answered(msg_id)
        if isinstance(result, messages.Json):
            self._result_types.pop(msg_id, None)
            self.pass_on(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":{result}}}'.encode())
        else:
            super()._send_response(msg_id, result, _without_secrets(error) if error else None)

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        self._initialized = True
        # The library makes JSON of the capabilities for its log, which nobody keeps; the answer is made afterwards.
        self._is_logging = True
        try:
            result = yield from super().lsp_initialize(params)
        finally:
            self._is_logging = False
        if not self._server.client.pulls:
            result.capabilities.diagnostic_provider = None
        elif result.capabilities.diagnostic_provider is not None:
            result.capabilities.diagnostic_provider.workspace_diagnostics = self._server.client.whole
        return result

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *_: Any) -> None:  # type: ignore[override]
        self._shutdown = True
        self._server.cancel()

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: Any) -> None:  # type: ignore[override]
        self._server.stop(0 if self._shutdown else 1)

    @lsp_method(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def lsp_work_done_progress_cancel(self, params: types.WorkDoneProgressCancelParams) -> None:
        self._server.cancel(str(params.token))


def _without_secrets(error: types.ResponseError) -> types.ResponseError:
    """An error as the client may see it: no traceback, and for inner errors the kind alone."""
    if error.code != JsonRpcException.CODE:
        return types.ResponseError(error.code, error.message)
    kind = error.message.partition(":")[0].strip()
    return types.ResponseError(error.code, f"internal error ({kind}), see the server's log")
