"""An editor for tests: pytest-lsp's client, which keeps the text it shows and waits for messages, never for time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient
from pytest_lsp.client import register_lsp_features

from loadlint.editor.documents import Text
from loadlint.editor.wire import connection, convert

SERVER = [sys.executable, "-m", "loadlint", "server"]
PATIENCE = 90.0

Seen = TypeVar("Seen")


class Editor(LanguageClient):
    """A client that records each kind of message of the server."""

    def __init__(self) -> None:
        super().__init__(converter_factory=_converter)
        self.encoding = "utf-16"
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.published: list[types.PublishDiagnosticsParams] = []
        self.watched: list[types.Registration] = []
        self.answers: list[str] = []
        self.asked: list[str] = []
        self.consents: list[str] = []
        self.questions: list[Any] = []
        self.inputs: dict[str, str | None] = {}
        self.heard = asyncio.Event()
        register_lsp_features(self)
        self.protocol.fm.features.update(self._listening())

    async def start(self, root: Path, capabilities: types.ClientCapabilities, **options: Any) -> types.InitializeResult:
        """Start a server for a folder and shake hands."""
        await self.start_io(*SERVER, cwd=root)
        folder = types.WorkspaceFolder(root.as_uri(), root.name)
        result = await self.initialize_session(
            types.InitializeParams(capabilities, workspace_folders=[folder], initialization_options=options)
        )
        encoding = result.capabilities.position_encoding or "utf-16"
        self.encoding = str(getattr(encoding, "value", encoding))
        return result

    def open(self, path: Path, text: str) -> str:
        """Show a text as the file `path`; returns its URI."""
        return self.open_text(path.as_uri(), text)

    def open_text(self, uri: str, text: str) -> str:
        """Show a text under a URI, which need not be a file's."""
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri, "python", 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def open_notebook(self, path: Path, cells: dict[str, str]) -> str:
        """Show a notebook of these code cells, by URI; returns its own URI."""
        return self.open_cells(path.as_uri(), cells)

    def open_cells(self, uri: str, cells: dict[str, str]) -> str:
        """Show a notebook of these code cells under a URI."""
        self.texts.update(cells)
        self.versions.update(dict.fromkeys(cells, 1))
        items = [types.TextDocumentItem(it, "python", 1, text) for it, text in cells.items()]
        kinds = [types.NotebookCell(types.NotebookCellKind.Code, it) for it in cells]
        book = types.NotebookDocument(uri, "jupyter-notebook", 1, kinds)
        self.notebook_document_did_open(types.DidOpenNotebookDocumentParams(book, items))
        return uri

    def replace(self, uri: str, old: str, new: str) -> None:
        """Replace the first `old` by `new`, sent as an edit of that text only."""
        text = self.texts[uri]
        start = text.index(old)
        self.versions[uri] += 1
        self.texts[uri] = text[:start] + new + text[start + len(old) :]
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        where = types.Range(self._position(text, start), self._position(text, start + len(old)))
        change = types.TextDocumentContentChangePartial(range=where, text=new)
        self.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def close(self, uri: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    async def until(self, look: Callable[[], Seen]) -> Seen:
        """Wait for messages until `look` returns something true, and return that."""
        while not (seen := look()):
            try:
                await asyncio.wait_for(self.heard.wait(), PATIENCE)
            except asyncio.TimeoutError:
                raise AssertionError(f"silence; shown: {self.diagnostics}, told: {self.messages}") from None
            self.heard.clear()
        return seen

    async def diagnosed(self, uri: str, *rules: str) -> list[types.Diagnostic]:
        """Wait until exactly these rules are shown (in order of place)."""
        await self.until(lambda: uri in self.diagnostics and self.shown(uri) == list(rules))
        return list(self.diagnostics[uri])

    def shown(self, uri: str) -> list[str]:
        return [str(it.code) for it in self.diagnostics.get(uri, ())]

    def marked(self, uri: str, diagnostic: types.Diagnostic | types.TextEdit) -> str:
        """Return the text that a diagnostic underlines, or that an edit replaces."""
        span = convert.span_of(Text.of(self.texts[uri]), diagnostic.range, self.encoding)
        return self.texts[uri][span.start : span.end]

    async def actions(self, uri: str, at: str, *only: str) -> list[types.CodeAction]:
        """The code actions at the first `at` of the text."""
        place = self.place(uri, at)
        context = types.CodeActionContext(list(self.diagnostics.get(uri, ())), only=list(only) or None)  # type: ignore[arg-type]
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), types.Range(place, place), context)
        actions = await self.text_document_code_action_async(params) or []
        return [it for it in actions if isinstance(it, types.CodeAction)]

    async def resolved(self, action: types.CodeAction) -> types.CodeAction:
        """The action as the server completes it when it is chosen."""
        return await self.code_action_resolve_async(action)

    def applied(self, uri: str, action: types.CodeAction) -> str:
        """The text after an action."""
        assert action.edit is not None
        return self.edited(uri, action.edit)

    def edited(self, uri: str, edit: types.WorkspaceEdit) -> str:
        """The text after an edit."""
        text = Text.of(self.texts[uri])
        spans = [(convert.span_of(text, it.range, self.encoding), it.new_text) for it in _edits(edit, uri)]
        result = text.value
        for span, new in sorted(spans, reverse=True):
            result = result[: span.start] + new + result[span.end :]
        return result

    async def proposals(self, uri: str, at: str) -> list[types.CompletionItem]:
        """Return the proposals just before the first `at` of the text."""
        params = types.CompletionParams(types.TextDocumentIdentifier(uri), self.place(uri, at))
        answer = await self.text_document_completion_async(params)
        return list(answer.items) if isinstance(answer, types.CompletionList) else []

    async def code_lenses(self, uri: str) -> list[types.CodeLens]:
        params = types.CodeLensParams(types.TextDocumentIdentifier(uri))
        return list(await self.text_document_code_lens_async(params) or [])

    async def lenses(self, uri: str) -> list[types.Command]:
        """The commands of the lenses."""
        return [it.command for it in await self.code_lenses(uri) if it.command]

    async def hover(self, uri: str, at: str) -> str:
        params = types.HoverParams(types.TextDocumentIdentifier(uri), self.place(uri, at))
        answer = await self.text_document_hover_async(params)
        return answer.contents.value if answer and isinstance(answer.contents, types.MarkupContent) else ""

    async def run(self, command: types.Command) -> Any:
        """Do what clicking a lens does."""
        return await self.workspace_execute_command_async(
            types.ExecuteCommandParams(command.command, command.arguments)
        )

    def place(self, uri: str, at: str) -> types.Position:
        return self._position(self.texts[uri], self.texts[uri].index(at))

    async def leave(self) -> int | None:
        """Shut the server down and return its exit status."""
        await self.shutdown_session()
        await self.stop()
        return self._server.returncode if self._server else None

    def _position(self, text: str, offset: int) -> types.Position:
        return convert.position(Text.of(text), offset, self.encoding)

    def _listening(self) -> dict[str, Callable[..., Any]]:
        own = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: self.published.append,
            types.CLIENT_REGISTER_CAPABILITY: lambda params: self.watched.extend(params.registrations),
            types.WORKSPACE_CODE_LENS_REFRESH: lambda _: None,
            types.WINDOW_SHOW_MESSAGE_REQUEST: self._answer,
            types.WORKSPACE_APPLY_EDIT: self._apply,
            connection.INPUT: self._input,
            connection.CONSENT: self._consent,
        }
        return {**{name: self._heard(self._after(name, it)) for name, it in own.items()}, **self._wrapped(own)}

    def _wrapped(self, own: dict[str, Any]) -> dict[str, Callable[..., Any]]:
        return {name: self._heard(it) for name, it in self.protocol.fm.features.items() if name not in own}

    def _after(self, name: str, own: Callable[..., Any]) -> Callable[..., Any]:
        default = self.protocol.fm.features.get(name)

        def both(params: Any) -> Any:
            if default is not None:
                default(params)
            return own(params)

        return both

    def _heard(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        def handle(*params: Any) -> Any:
            try:
                return handler(*params)
            finally:
                self.heard.set()

        return handle

    def _answer(self, params: types.ShowMessageRequestParams) -> types.MessageActionItem | None:
        self.answers.append(params.message)
        return params.actions[0] if params.actions else None

    def _input(self, params: Any) -> dict[str, str] | None:
        """Answer like a client with an input box: with a prepared text, or nothing."""
        self.asked.append(params.prompt)
        self.questions.append(params)
        answer = self.inputs.get(params.name)
        return None if answer is None else {"value": answer}

    def _consent(self, params: Any) -> bool:
        self.consents.append(params.message)
        return False

    def _apply(self, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        for uri, text in [(uri, self.edited(uri, params.edit)) for uri in self.texts]:
            if text != self.texts[uri]:
                self.replace(uri, self.texts[uri], text)
        return types.ApplyWorkspaceEditResult(applied=True)


def _converter() -> Any:
    """The library's, which takes a code action that has a command for the command."""
    made = default_converter()

    def action_or_command(value: Any, _: type) -> Any:
        return made.structure(value, types.Command if isinstance(value.get("command"), str) else types.CodeAction)

    made.register_structure_hook(types.Command | types.CodeAction, action_or_command)
    return made


def _edits(edit: types.WorkspaceEdit, uri: str) -> list[types.TextEdit]:
    for change in edit.document_changes or ():
        if isinstance(change, types.TextDocumentEdit) and change.text_document.uri == uri:
            return [it for it in change.edits if isinstance(it, types.TextEdit)]
    return list((edit.changes or {}).get(uri, ()))
