"""The client at the other end: everything that is said to it and asked of it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from inspect import iscoroutinefunction, signature
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from loadlint import __version__
from loadlint.editor.answers import Command, Notice
from loadlint.editor.capabilities import FIRST_OF_SECOND, OPEN, SECOND, Client, part
from loadlint.editor.documents import Snapshot
from loadlint.verify.secrets import printable
from loadlint_rules.analysis.model import Edit

from . import convert, notices
from .protocol import Protocol

INPUT, NOTICE, CONSENT = "loadlint/input", "loadlint/notice", "loadlint/consent"
# Raised where the client answers a request with an error, or with something else than an answer.
UNABLE = JsonRpcException
_SOON = 1.0  # second
# The file, and perhaps the line, at the start of a message about a configuration.
_PLACE = re.compile(r"(\S[^:]*\.toml)(?::(\d+))?: ")
_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [
        types.NotebookDocumentFilterWithNotebook(
            types.NotebookDocumentFilterNotebookType("jupyter-notebook"), [types.NotebookCellLanguage("python")]
        )
    ],
    save=False,
)

_log = logging.getLogger(__name__)


class Connection(LanguageServer):
    """One client. Its methods run on the event loop, but for `show`, `forget_shown`, `publish`, `trace` and `soon`."""

    protocol: Protocol
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__(
            "loadlint",
            __version__,
            notebook_document_sync=_NOTEBOOKS,
            protocol_cls=Protocol,
            converter_factory=default_converter,
        )
        self.client = Client()
        self.members: dict[str, Any] = {}
        self.texts: Mapping[str, Callable[[Any], None]] = {}
        self.shown: set[str] = set()
        self.marked: set[str] = set()
        self.quiet = False
        self.changed, self.settings = asyncio.Event(), 0
        self.stopped, self.exit_status = asyncio.Event(), 1
        self.refreshing: asyncio.TimerHandle | None = None

    # --- its end ------------------------------------------------------------------------------------

    def stop(self, status: int) -> None:
        """Leave with this status; the first one counts."""
        if not self.stopped.is_set():
            self.exit_status = status
            self.stopped.set()

    def soon(self, call: Callable[..., object], *args: Any) -> None:
        """Make a call on the loop, from another thread; none once the client has left."""
        if not self.stopped.is_set() and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(call, *args)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Write errors to the log of the server; a pop-up over the user's code helps nobody."""
        # A mistake of the client is in the answer to it.
        theirs = isinstance(error, notices.MalformedError) or (
            isinstance(error, JsonRpcException) and not isinstance(error, JsonRpcInternalError)
        )
        _log.log(logging.INFO if theirs else logging.ERROR, "%s: %s", getattr(source, "__name__", source), error)

    def offer(self, name: str, work: Callable[..., Any]) -> None:
        """Offer a command; arguments that make no sense are answered as such."""

        def run(_: Connection, *arguments: Any) -> Any:
            with _sensible_arguments(work, arguments):
                return work(*arguments)

        async def run_async(_: Connection, *arguments: Any) -> Any:
            with _sensible_arguments(work, arguments):
                return await work(*arguments)

        self.command(name)(run_async if iscoroutinefunction(work) else run)

    # --- messages -----------------------------------------------------------------------------------

    def show(self, message: str, *, warning: bool = False) -> None:
        """Show a message, once until `forget_shown`; one about a configuration is a diagnostic there, too."""
        if message in self.shown:
            return
        self.shown.add(message)
        place = _PLACE.match(message)
        if place:
            file, line = Path(place[1]).absolute(), int(place[2] or 1)
            self._mark(file, line, message[place.end() :])
            if self.settings:
                # It has just been edited, so that the diagnostic is in sight.
                return
        if self.quiet:
            self.log(message, logging.WARNING)
        elif place and self.client.cures:
            opens = Command(f"Open {file.name}", OPEN, (str(file), line))
            self.notice(Notice(message, buttons=(opens,)))
        else:
            kind = types.MessageType.Warning if warning else types.MessageType.Error
            self.window_show_message(types.ShowMessageParams(kind, printable(message)))

    def forget_shown(self) -> None:
        """Show messages again if they are still true, as the files they came from have changed."""
        self.shown.clear()
        for uri in self.marked:
            self.publish(uri, ())
        self.marked.clear()

    def _mark(self, file: Path, line: int, words: str) -> None:
        """Underline a line of a configuration, which is no document of the server."""
        uri = convert.uri(str(file))
        self.marked.add(uri)
        self.publish(uri, [convert.marked(line, printable(words))])

    def warn(self, message: str) -> None:
        """Say why a person did not get what they asked for."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, printable(f"loadlint: {message}")))

    def notice(self, notice: Notice) -> None:
        """Show a message with buttons that mend what it is about; with the cure in words where the client has none."""
        if self.client.cures:
            self.protocol.notify(NOTICE, notice.message())
        else:
            self.warn(notice.text)

    def log(self, message: str, level: int = logging.INFO) -> None:
        """Write to the client's log."""
        kinds = {logging.INFO: types.MessageType.Info, logging.WARNING: types.MessageType.Warning}
        self.window_log_message(types.LogMessageParams(kinds.get(level, types.MessageType.Error), printable(message)))

    def trace(self, message: str, verbose: str) -> None:
        """Trace what is being done for a client that wants it; `verbose` for one that wants all."""
        if self.protocol.trace != types.TraceValue.Off:
            more = verbose if self.protocol.trace == types.TraceValue.Verbose else None
            self.log_trace(types.LogTraceParams(printable(message), printable(more) if more else more))

    def trace_as(self, value: object) -> None:
        """Take over the client's wish to trace; an unknown one is no wish."""
        values = {it.value: it for it in types.TraceValue}
        self.protocol.trace = (
            values.get(value, types.TraceValue.Off) if isinstance(value, str) else types.TraceValue.Off
        )

    def pass_on(self, message: bytes | dict[str, Any]) -> None:
        """Send a message of another server as it is."""
        self.protocol.pass_on(message)

    def withdraw(self, identity: Any) -> None:
        """Stop to work on a request, which another server answers."""
        self.protocol.withdraw(identity)

    def greeting(self) -> dict[str, Any]:
        """Return the parameters of `initialize` for a second server of this session."""
        options = {**part(self.members, "initializationOptions"), SECOND: FIRST_OF_SECOND}
        folders = [{"uri": it.uri, "name": it.name} for it in self.workspace.folders.values()]
        here = {"workspaceFolders": folders, "trace": self.protocol.trace.value, "processId": None}
        return {**self.members, **here, "initializationOptions": options}

    def publish(self, uri: str, items: Sequence[str], version: int | None = None) -> None:
        """Show the diagnostics of a text, each of them JSON already; for any thread."""
        self.protocol.publish(convert.notice(uri, items, version))

    # --- requests -----------------------------------------------------------------------------------

    async def choose(self, message: str, choices: Sequence[str], *, warning: bool = False) -> str | None:
        """Show a message with buttons; the one that was clicked, or None."""
        titles = {printable(it): it for it in choices}
        buttons = [types.MessageActionItem(it) for it in (*titles, "Cancel")]
        kind = types.MessageType.Warning if warning else types.MessageType.Info
        params = types.ShowMessageRequestParams(kind, printable(f"loadlint: {message}"), buttons)
        answer = await self.window_show_message_request_async(params)
        return titles.get(answer.title) if answer is not None else None

    async def input(self, question: Mapping[str, Any]) -> Any:
        """Ask a client that has an input box."""
        return await self.protocol.send_request_async(INPUT, dict(question, prompt=printable(question["prompt"])))

    async def apply(self, snapshot: Snapshot, edits: Sequence[Edit], label: str) -> bool:
        """Have the client make edits; whether it did."""
        edit = convert.workspace_edit(snapshot, edits, self.client)
        return (await self.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))).applied

    def refresh_diagnostics(self) -> None:
        """Have a client that pulls ask for diagnostics again."""
        if self.client.pulls:
            self.workspace_diagnostic_refresh(None, _ignore)

    def refresh_lenses(self) -> None:
        """Have the client ask for lenses again, where it can."""
        if self.client.refreshes_lenses:
            self.workspace_code_lens_refresh(None, _ignore)

    def refresh_lenses_soon(self) -> None:
        """The same, at most once a second."""
        if self.refreshing is None:
            self.refreshing = self.loop.call_later(_SOON, self._refresh_lenses)

    def _refresh_lenses(self) -> None:
        self.refreshing = None
        self.refresh_lenses()

    def watch(self, patterns: Sequence[str]) -> None:
        """Have the client report changes of files of these names."""
        watchers = [types.FileSystemWatcher(f"**/{name}") for name in patterns]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        self.client_register_capability(types.RegistrationParams([registration]), _ignore)

    # --- the workspace ------------------------------------------------------------------------------

    def folders(self) -> list[Path]:
        """The workspace folders that are on this machine."""
        uris = [folder.uri for folder in list(self.workspace.folders.values())]
        return [Path(path) for uri in uris if (path := convert.path(uri))]

    def started(self) -> Path:
        """The folder for texts of no workspace folder."""
        return Path(self.workspace.root_path or Path.cwd())


class Progress:
    """One bar in the editor, with a cancel button; nothing where the editor has none."""

    def __init__(self, connection: Connection, token: str) -> None:
        self._connection, self._token, self._shown = connection, token, False

    async def begin(self, message: str) -> None:
        """Show the bar."""
        if not self._connection.client.progress:
            return
        try:
            params = types.WorkDoneProgressCreateParams(self._token)
            await self._connection.window_work_done_progress_create_async(params)
        except JsonRpcException as error:
            _log.info("the client made no progress bar: %s", error)
            return
        self._shown = True
        self._send(
            types.WorkDoneProgressBegin("verify load", cancellable=True, message=printable(message), percentage=0)
        )

    def report(self, message: str, percentage: int | None) -> None:
        """Show a step."""
        self._send(types.WorkDoneProgressReport(cancellable=True, message=printable(message), percentage=percentage))

    def end(self, message: str) -> None:
        """Take the bar away."""
        self._send(types.WorkDoneProgressEnd(message=printable(message)))

    def _send(
        self, value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd
    ) -> None:
        if self._shown:
            self._connection.progress(types.ProgressParams(self._token, value))


@contextmanager
def _sensible_arguments(work: Callable[..., Any], arguments: Sequence[Any]) -> Iterator[None]:
    try:
        signature(work).bind(*arguments)
    except TypeError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    try:
        yield
    except notices.MalformedError as error:
        raise JsonRpcInvalidParams(str(error)) from error


def _ignore(answer: object) -> None:
    """Take an answer that says nothing."""
