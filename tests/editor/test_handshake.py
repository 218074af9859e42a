"""The early answer to `initialize` against the one that the protocol's library gives."""

from __future__ import annotations

import argparse
import json
from io import BytesIO
from typing import Any

import pytest
from pygls.protocol import LanguageServerProtocol

from loadlint.editor import capabilities, handshake
from loadlint.editor import server as lsp
from loadlint.editor.wire import transport
from loadlint.editor.wire.protocol import Writer


def request(abilities: dict[str, Any]) -> bytes:
    params = {"processId": None, "rootUri": None, "capabilities": abilities}
    return json.dumps({"jsonrpc": "2.0", "id": "one", "method": "initialize", "params": params}).encode()


@pytest.mark.parametrize(
    "abilities",
    [
        {},
        {"general": {"positionEncodings": ["utf-16", "utf-8"]}},
        {"general": {"positionEncodings": ["utf-32"]}, "notebookDocument": {"synchronization": {}}},
        {"general": {}, "textDocument": {"diagnostic": {}}},
        {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}},
    ],
)
def test_the_early_answer_is_what_the_library_would_say(abilities: dict[str, Any]) -> None:
    output, server = BytesIO(), lsp.Server()
    server.protocol.set_writer(Writer(output))
    server.protocol.receive(request(abilities))
    (body,) = transport.Frames().feed(output.getvalue())
    assert isinstance(body, bytes)
    assert capabilities.answer(request(abilities)) == json.loads(body)


def test_a_request_that_was_answered_early_is_not_answered_again() -> None:
    output, server = BytesIO(), lsp.Server()
    server.protocol.set_writer(Writer(output))
    server.protocol.receive(request({}), answered=True)
    assert output.getvalue() == b""
    server.protocol.receive(b'{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}')
    (body,) = transport.Frames().feed(output.getvalue())
    assert isinstance(body, bytes)
    assert json.loads(body) == {"jsonrpc": "2.0", "id": 2, "result": None}


@pytest.mark.parametrize("answered", [True, False])
def test_the_capabilities_are_converted_for_the_answer_alone(answered: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    converted: list[str] = []
    convert = LanguageServerProtocol._serialize_message

    def recorded(protocol: LanguageServerProtocol, data: Any) -> Any:
        converted.append(type(data).__name__)
        return convert(protocol, data)

    monkeypatch.setattr(LanguageServerProtocol, "_serialize_message", recorded)
    server = lsp.Server()
    server.protocol.set_writer(Writer(BytesIO()))
    server.protocol.receive(request({}), answered=answered)
    assert len(converted) == (0 if answered else 1)


@pytest.mark.parametrize("answered", [True, False])
def test_a_message_about_an_option_is_whole(answered: bool) -> None:
    output, server = BytesIO(), lsp.Server()
    server.protocol.set_writer(Writer(output))
    params = {"processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": {"interpreter": 1}}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).encode()
    server.protocol.receive(body, answered=answered)
    sent = [json.loads(it) for it in transport.Frames().feed(output.getvalue()) if isinstance(it, bytes)]
    assert [it.get("method") for it in sent] == (["window/showMessage"] if answered else ["window/showMessage", None])
    assert "`interpreter`" in sent[0]["params"]["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"id": 1, "method": "shutdown"}',
        b'{"id": 1, "method": "initialize"}',
        b'{"id": 1, "method": "initialize", "params": {"capabilities": []}}',
        b'{"method": "initialize", "params": {"capabilities": {}}}',
    ],
)
def test_what_is_no_sound_initialize_is_left_to_the_server(body: bytes) -> None:
    assert capabilities.answer(body) is None


@pytest.mark.parametrize("address", ["nowhere", "127.0.0.1:x", "127.0.0.1:99999"])
def test_a_bad_address_is_an_error_in_one_line(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert handshake.main(argparse.Namespace(tcp=address)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert address in line


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"", []),
        (b"Content-Length: 2\r\n\r\n{}", [b"{}"]),
        (b"content-length:2\r\nContent-Type: x\r\n\r\n{}Content-Length: 2\r\n\r\n[]", [b"{}", b"[]"]),
        (b"Content-Length: 9\r\n\r\n{}", []),
        (b"Content-Length: 2", []),
        (b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\nContent-Length: 2\r\n\r\n{}", [b"{}"]),
        (b"nonsense\r\n\r\nContent-Length: 2\r\n\r\n{}", [b"{}"]),
    ],
)
def test_bodies_are_read_until_the_stream_ends(stream: bytes, expected: list[bytes]) -> None:
    assert list(transport.Frames().feed(stream)) == expected
    one_at_a_time = transport.Frames()
    assert [it for byte in stream for it in one_at_a_time.feed(bytes([byte]))] == expected
