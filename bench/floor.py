"""A server of pygls that shows no findings at once: the least that a keystroke costs with that library."""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

SERVER = LanguageServer("floor", "1", text_document_sync_kind=types.TextDocumentSyncKind.Incremental)


@SERVER.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(server: LanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    """Show no findings in a document that is opened."""
    _publish(server, params.text_document.uri, params.text_document.version)


@SERVER.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def changed(server: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    """Show no findings in a document that is edited."""
    _publish(server, params.text_document.uri, params.text_document.version)


def _publish(server: LanguageServer, uri: str, version: int) -> None:
    server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, [], version))


if __name__ == "__main__":
    SERVER.start_io()
