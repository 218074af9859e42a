"""The language server: handlers that turn messages into calls and results into messages, nothing else.

Handlers run on the event loop and never lint there. Texts live in `documents`, analysis runs on the one
thread of `Newest`, verifications on the thread of `Queue`; results come back to the loop and are dropped
when the text has changed since.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from loadlint import __version__
from loadlint.project.project import WATCHED, Project, Projects
from loadlint.verify.report import VerifyReport
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Fix, LoadSite, Span, Targets

from . import analysis, handshake
from .documents import Cell, Document, Snapshot, Text
from .features import code_action, completion, cursor, estimate, prompts, verification
from .features import hover as hovers
from .features.cursor import Spot
from .features.prompts import Question
from .handshake import CANCEL, COMPARE, IGNORE, REPORTS, RESTART, RULE, VERIFY
from .jobs import Job, Newest, Queue, aside
from .wire import convert, transport
from .wire.protocol import Protocol, Writer

Value = TypeVar("Value")
Step = types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd
Open = Document[tuple[str, ...], verification.Run]
Ways = tuple[Callable[..., verification.Task], ...]

_log = logging.getLogger(__name__)
# Seconds between two looks at the settings, and between two turns of the threads.
POLL, TURN = 2.0, 0.001
# Seconds from the start, or from opening a file, to a pause: first diagnostics are shown, few type already.
PAUSE = 2.0


def run(first: transport.Body, reader: transport.Reader, writer: BinaryIO, *, greeted: bool) -> int:
    """Serve the client whose messages are `first` and then those of `reader`; returns the exit status.

    `greeted` means that `first` has been answered and is only to be taken in.
    """
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    # The loop waits no longer than this for its turn while a text is being linted.
    sys.setswitchinterval(TURN)
    # Of literals in the user's code, half-typed ones too: nothing that the server's log should hold.
    warnings.simplefilter("ignore", SyntaxWarning)
    # What is imported by now stays; the collector need not look through it at each keystroke.
    gc.freeze()
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
    await server.stopped.wait()
    logging.getLogger("loadlint").removeHandler(log)
    if not server.close():
        # Python would wait for the thread that lints, and nobody is there any more to be told.
        os._exit(server.exit_status)
    return server.exit_status


class ClientLog(logging.Handler):
    """Shows our warnings and errors in the client's log; from the first message on, as it may be sent none before."""

    _TYPES: Mapping[int, types.MessageType] = {
        logging.WARNING: types.MessageType.Warning,
        logging.ERROR: types.MessageType.Error,
    }

    def __init__(self, server: Server) -> None:
        super().__init__(logging.WARNING)
        self._server = server

    def emit(self, record: logging.LogRecord) -> None:
        severity = self._TYPES.get(record.levelno, types.MessageType.Error)
        self._server.window_log_message(types.LogMessageParams(severity, self.format(record)))


@dataclass(frozen=True, slots=True)
class View:
    """A snapshot, what applies to it, and what was found in it."""

    snapshot: Snapshot
    project: Project
    linted: analysis.Linted


class Server(LanguageServer):
    """One client's documents, and the threads that work for it. Its methods run on the event loop."""

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
        self.client, self.trusted = convert.Client(), True
        self.documents: dict[str, Open] = {}
        # The loop edits documents, the thread that lints settles findings in them and sends these itself.
        self.lock = threading.Lock()
        self.texts = _TEXTS
        self.projects = Projects()
        self.newest, self.queue, self.names = Newest(), Queue(), count(1)
        self.told: set[str] = set()
        self.polling: asyncio.Future[None] | None = None
        self.answers: dict[str, str] = {}
        self.stopped, self.exit_status = asyncio.Event(), 1
        _register(self)

    def stop(self, status: int) -> None:
        """Leave with this status; once said, it stands."""
        if not self.stopped.is_set():
            self.exit_status = status
            self.stopped.set()

    def close(self) -> bool:
        """Whether everything has come to an end; it has where no text takes very long to lint."""
        # A worker told to stop ends within a fraction of this; one that hangs ends when our pipe closes.
        self.queue.close(timeout=1.0)
        return self.newest.close(timeout=0.2)

    def cancel(self, name: str | None = None) -> None:
        """Cancel the verification of that name, or all."""
        self.queue.cancel(name)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Errors go to the log of the server; a pop-up over the user's code helps nobody."""
        # What the client got wrong it is told in the answer.
        theirs = isinstance(error, JsonRpcException) and not isinstance(error, JsonRpcInternalError)
        _log.log(logging.INFO if theirs else logging.ERROR, "%s: %s", getattr(source, "__name__", source), error)

    def document(self, uri: str) -> Open | None:
        """The document that is, or has a cell, under this URI."""
        return self.documents.get(uri) or next((it for it in self.documents.values() if it.cell(uri)), None)

    def soon(self, call: Callable[..., object], *args: Any) -> None:
        """Make a call on the loop, from another thread; none once the client has left."""
        if not self.stopped.is_set() and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(call, *args)

    async def elsewhere(self, work: Callable[..., Value], *args: Any) -> Value:
        """Do work on the thread that lints, and wait for it without holding up the loop."""
        return await self.loop.run_in_executor(self.newest.thread, partial(work, *args))

    def project(self, uri: str) -> Project:
        """What applies to a document; for the thread that lints."""
        path = convert.path(uri)
        return self.projects.of(Path(path) if path else self.root(uri) / "untitled.py")

    def root(self, uri: str) -> Path:
        """The innermost workspace folder around a document; else the first one, else where we were started."""
        found = [Path(it) for folder in list(self.workspace.folders.values()) if (it := convert.path(folder.uri))]
        file = Path(convert.path(uri) or "")
        started = Path(self.workspace.root_path or Path.cwd())
        around = [folder for folder in found if file.is_relative_to(folder)]
        return max(around, key=lambda it: len(it.parts), default=next(iter(found), started))

    def look(self, snapshot: Snapshot) -> View:
        """Lint a snapshot; for the thread that lints."""
        project, start = self.project(snapshot.uri), time.perf_counter()
        try:
            linted = analysis.lint(snapshot.source, project.checks)
        except Exception:
            # A defect of ours in one text: what was found before stays, as it does where nothing parses.
            _log.exception("%s could not be read, its findings stay as they were", snapshot.uri)
            linted = analysis.unread(snapshot.source)
        self.trace(
            f"linted {snapshot.uri}", f"{(time.perf_counter() - start) * 1e3:.1f} ms, {len(linted.findings)} findings"
        )
        return View(snapshot, project, linted)

    def read(self, snapshot: Snapshot) -> View:
        """Lint a snapshot and read its loads, which takes longer; for the thread that lints."""
        view = self.look(snapshot)
        _log.debug("%d loads in %s", len(view.linted.loads), snapshot.uri)
        return view

    def close_document(self, uri: str) -> None:
        """Forget a document, and take back what was shown of it."""
        with self.lock:
            document = self.documents.pop(uri, None)
            if document is not None:
                document.close()
        for cell, items in document.shown.items() if document else ():
            if items:
                self.protocol.publish(convert.notice(cell, ()))

    def refuse_text(self, uri: str | None, size: int) -> None:
        """Say that a text is too large, and forget what was known of it, which is out of date from here on."""
        name = (convert.path(uri) or uri).rpartition("/")[2] if uri else "a document"
        limit = f"more than the {transport.LARGEST / 1e6:.0f} MB that are read of one text"
        self.tell(f"loadlint: {name} has {size / 1e6:.0f} MB, {limit}, so it is not linted", types.MessageType.Warning)
        document = self.document(uri) if uri else None
        if document is not None:
            self.close_document(document.uri)

    def lint(self, document: Open) -> None:
        """Lint a document as it is now, soon; older waiting work on it is dropped."""
        if not self.client.pulls or document.notebook:
            self.newest.submit(document.uri, partial(self._lint, document.snapshot()))

    def lint_all(self) -> None:
        if self.client.pulls:
            self.workspace_diagnostic_refresh(None, _ignore)
        if self.client.refreshes_lenses:
            self.workspace_code_lens_refresh(None, _ignore)
        for document in self.documents.values():
            self.lint(document)

    def settle(self, view: View) -> bool:
        """Take in a lint and tell the client what is new; False when the text has changed since.

        For the thread that lints.
        """
        if view.project.problem:
            self.tell(view.project.problem)
        document = self.documents.get(view.snapshot.uri)
        if document is None:
            return False
        marks = document.marks
        outcomes = [it.finding for it in verification.results(view.linted.loads, marks)] if marks else []
        with self.lock:
            if not document.settle(view.snapshot, view.linted.findings, view.linted.broken):
                return False
            document.outcomes = [it for it in outcomes if it]
            self._show(document, view.snapshot)
        return True

    def trace(self, message: str, verbose: str) -> None:
        """Tell a client that traces what is being done; `verbose` for one that wants to know all."""
        if self.protocol.trace != types.TraceValue.Off:
            more = verbose if self.protocol.trace == types.TraceValue.Verbose else None
            self.log_trace(types.LogTraceParams(message, more))

    def tell(self, message: str, severity: types.MessageType = types.MessageType.Error) -> None:
        """Show a message, once until the files it came from change."""
        if message not in self.told:
            self.told.add(message)
            self.window_show_message(types.ShowMessageParams(severity, message))

    def warn(self, message: str) -> None:
        """Show what a person asked for and did not get."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"loadlint: {message}"))

    async def ask(self, question: Question) -> str | None:
        """Ask the person at the editor; None when there is no answer, or no way to ask."""
        try:
            if self.client.asks:
                return prompts.value(await self.protocol.send_request_async(prompts.INPUT, question.as_json()))
            return await self._choose(question)
        except JsonRpcException as error:
            _log.warning("the client could not ask %r: %s", question.prompt, error)
            return None

    async def _choose(self, question: Question) -> str | None:
        if not question.choices:
            return None
        buttons = [types.MessageActionItem(it) for it in (*question.choices, "Cancel")]
        params = types.ShowMessageRequestParams(types.MessageType.Info, f"loadlint: {question.prompt}", buttons)
        answer = await self.window_show_message_request_async(params)
        return answer.title if answer is not None and answer.title in question.choices else None

    def about(self, data: object) -> Open | None:
        """The document that the data of an action or the argument of a command names."""
        uri = data.get("uri") if isinstance(data, dict) else None
        return self.document(uri) if isinstance(uri, str) else None

    def room(self, snapshot: Snapshot) -> code_action.Room:
        """What code actions are made from; for the thread that lints."""
        document, view = self.documents.get(snapshot.uri), self.look(snapshot)
        marks = document.marks if document is not None else {}
        results = verification.results(view.linted.loads, marks) if marks else []
        return code_action.Room(snapshot, view.project.checks, self.client, tuple(results))

    def forget_projects(self) -> None:
        """Read the settings and releases again, and lint everything with them."""
        self.told.clear()
        self.newest.submit("projects", self.projects.forget)
        self.lint_all()

    def _lint(self, snapshot: Snapshot) -> None:
        self.settle(self.look(snapshot))

    def _show(self, document: Open, snapshot: Snapshot) -> None:
        found = [*document.findings, *document.outcomes]
        shown = convert.published(snapshot, found, self.client.encoding)
        again = document.moved or self.client.wants_versions
        changed = [uri for uri, items in shown.items() if again or document.shown.get(uri) != items]
        document.shown = shown
        if changed:
            document.edition = next(self.names)
        if not self.client.pulls or document.notebook:
            for cell in snapshot.cells:
                if cell.uri in changed:
                    self.protocol.publish(convert.notice(cell.uri, shown[cell.uri], cell.version))


# --- life -----------------------------------------------------------------------------------------


def initialize(ls: Server, params: types.InitializeParams) -> None:
    options = params.initialization_options if isinstance(params.initialization_options, dict) else {}
    ls.client = replace(convert.client(params.capabilities), asks=options.get("input") is True)
    ls.protocol.trace = params.trace or types.TraceValue.Off
    ls.trusted = options.get("trusted", True) is not False
    ls.projects = Projects(options.get("interpreter") or None)


def initialized(ls: Server, _: types.InitializedParams) -> None:
    ls.loop.call_later(PAUSE, ls.newest.submit, "requests", ls.protocol.prepare)
    if ls.client.watches:
        watchers = [types.FileSystemWatcher(f"**/{name}") for name in WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        ls.client_register_capability(types.RegistrationParams([registration]), _ignore)

    else:
        ls.polling = asyncio.ensure_future(_poll(ls))


async def _poll(ls: Server) -> None:
    """Look for changed settings from time to time, for a client that cannot watch files for us."""
    left = asyncio.ensure_future(ls.stopped.wait())
    while not (await asyncio.wait({left}, timeout=POLL))[0]:
        _look_for_new_settings(ls)


def did_change_folders(ls: Server, _: types.DidChangeWorkspaceFoldersParams) -> None:
    # What lies in no folder, an untitled buffer, is read as if it lay in the first one.
    ls.forget_projects()


def did_change_watched_files(ls: Server, _: types.DidChangeWatchedFilesParams) -> None:
    ls.forget_projects()


def did_save(ls: Server, _: types.DidSaveTextDocumentParams) -> None:
    _look_for_new_settings(ls)


def restart(ls: Server) -> None:
    """Start afresh without losing the texts: cancel verifications, forget results, read everything again."""
    ls.queue.cancel()
    for document in ls.documents.values():
        document.marks.clear()
    ls.newest.submit("caches", analysis.forget)
    ls.forget_projects()


# --- texts ----------------------------------------------------------------------------------------


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    item = params.text_document
    if item.language_id != "python" and not item.uri.endswith((".py", ".pyi")):
        return
    ls.documents[item.uri] = Document(item.uri, [Cell(item.uri, item.version, Text.of(item.text))])
    _look_for_new_settings(ls)
    ls.lint(ls.documents[item.uri])
    ls.loop.call_later(PAUSE, ls.newest.submit, "readers", analysis.complete)


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    document = ls.document(params.text_document.uri)
    if document is not None:
        _change(ls, document, params.text_document, params.content_changes)
        size = max(len(cell.text.value) for cell in document.cells)
        if size > transport.LARGEST:
            ls.refuse_text(document.uri, size)
        else:
            ls.lint(document)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.close_document(params.text_document.uri)


def did_close_notebook(ls: Server, params: types.DidCloseNotebookDocumentParams) -> None:
    ls.close_document(params.notebook_document.uri)


def did_open_notebook(ls: Server, params: types.DidOpenNotebookDocumentParams) -> None:
    uri = params.notebook_document.uri
    ls.documents[uri] = Document(uri, _cells(params.notebook_document.cells, params.cell_text_documents), notebook=True)
    _look_for_new_settings(ls)
    ls.lint(ls.documents[uri])


def did_change_notebook(ls: Server, params: types.DidChangeNotebookDocumentParams) -> None:
    document, cells = ls.documents.get(params.notebook_document.uri), params.change.cells
    if document is None or cells is None:
        return
    if cells.structure:
        with ls.lock:
            _reorder(ls, document, cells.structure)
    for changed in cells.text_content or ():
        _change(ls, document, changed.document, changed.changes)
    ls.lint(document)


def _change(
    ls: Server,
    document: Open,
    identifier: types.VersionedTextDocumentIdentifier,
    changes: Iterable[types.TextDocumentContentChangeEvent],
) -> None:
    for change in changes:
        cell = document.cell(identifier.uri)
        if cell is not None:
            edit = convert.edit_of(cell.text, change, ls.client.encoding)
            with ls.lock:
                document.edit(identifier.uri, identifier.version, edit)


def _reorder(ls: Server, document: Open, structure: types.NotebookDocumentCellChangeStructure) -> None:
    known = {cell.uri: cell for cell in document.cells}
    fresh = {cell.uri: cell for cell in _cells(structure.array.cells or (), structure.did_open or ())}
    # A cell that only moved comes without its text.
    added = [
        fresh[it.document] if it.document not in known else known[it.document] for it in structure.array.cells or ()
    ]
    document.reorder(structure.array.start, structure.array.delete_count, added)
    for closed in structure.did_close or ():
        if document.shown.pop(closed.uri, None):
            ls.protocol.publish(convert.notice(closed.uri, ()))


def _cells(cells: Iterable[types.NotebookCell], texts: Iterable[types.TextDocumentItem]) -> list[Cell]:
    items = {it.uri: it for it in texts}
    return [_cell(it, items.get(it.document)) for it in cells]


def _cell(cell: types.NotebookCell, item: types.TextDocumentItem | None) -> Cell:
    if item is None:
        return Cell(cell.document, 0, Text.of(""), code=False)
    code = cell.kind == types.NotebookCellKind.Code and item.language_id == "python"
    return Cell(item.uri, item.version, Text.of(item.text), code)


def _look_for_new_settings(ls: Server) -> None:
    if not ls.client.watches:
        ls.newest.submit("settings", partial(_check_settings, ls))


def _check_settings(ls: Server) -> None:
    if ls.projects.changed():
        ls.soon(ls.forget_projects)


# --- questions ------------------------------------------------------------------------------------


async def pull(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The diagnostics of the newest text; those of a notebook are pushed, as one cell changes those of others."""
    uri = params.text_document.uri
    while (document := ls.documents.get(uri)) and not document.notebook:
        snapshot = document.snapshot()
        if (shown := await ls.elsewhere(_pulled, ls, document, snapshot)) is not None:
            edition, items = shown
            if params.previous_result_id == edition:
                return types.RelatedUnchangedDocumentDiagnosticReport(edition)
            return types.RelatedFullDocumentDiagnosticReport(items, result_id=edition)
    return types.RelatedFullDocumentDiagnosticReport([])


def _pulled(ls: Server, document: Open, snapshot: Snapshot) -> tuple[str, list[types.Diagnostic]] | None:
    """The number of what is shown of a document, and that; None when the text has changed since."""
    if not ls.settle(ls.look(snapshot)):
        return None
    found = [*document.findings, *document.outcomes]
    return str(document.edition), convert.diagnostics(snapshot, found, ls.client.encoding)[document.uri]


async def code_actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    document = ls.document(params.text_document.uri)
    if document is None:
        return None
    snapshot = document.snapshot()
    at = snapshot.index(params.text_document.uri)
    if at is None:
        return None
    span = snapshot.span(at, convert.span_of(snapshot.cells[at].text, params.range, ls.client.encoding))
    return await ls.elsewhere(_actions, ls, snapshot, span, params.context)


def _actions(ls: Server, snapshot: Snapshot, span: Span, context: types.CodeActionContext) -> list[types.CodeAction]:
    return list(code_action.at(ls.room(snapshot), span, context))


async def resolve_action(ls: Server, action: types.CodeAction) -> types.CodeAction:
    document = ls.about(action.data)
    return await ls.elsewhere(_resolved, ls, document.snapshot(), action) if document is not None else action


def _resolved(ls: Server, snapshot: Snapshot, action: types.CodeAction) -> types.CodeAction:
    return code_action.resolved(ls.room(snapshot), action)


async def ignore_here(ls: Server, about: dict[str, Any]) -> bool:
    """Ask for a reason and write the comment that keeps a finding; whether that was done."""
    document = ls.about(about)
    reason = await ls.ask(Question("reason", "why is this kept?", about.get("rule", ""))) if document else None
    if document is None or reason is None:
        return False
    snapshot = document.snapshot()
    fix = await ls.elsewhere(_comment, ls, snapshot, about, reason)
    if fix is None:
        ls.warn("the finding is gone, or no line of it can carry a comment")
        return False
    edit = convert.workspace_edit(snapshot, fix.edits, ls.client)
    params = types.ApplyWorkspaceEditParams(edit, f"ignore {about.get('rule')} here")
    return (await ls.workspace_apply_edit_async(params)).applied


def _comment(ls: Server, snapshot: Snapshot, about: dict[str, Any], reason: str) -> Fix | None:
    return code_action.comment(ls.room(snapshot), about, reason)


async def complete(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
    place = _place(ls, params.text_document.uri, params.position)
    if place is None:
        return None
    _, snapshot, span = place
    found = await ls.elsewhere(_spot, ls, snapshot, span.start)
    if found is None:
        return None
    # Looks into folders, which may be slow, so neither the loop nor linting may wait for it.
    items = await aside(completion.find, *found)
    return convert.completion(items, snapshot, ls.client.encoding)


def _spot(ls: Server, snapshot: Snapshot, offset: int) -> tuple[Spot, Targets, Path] | None:
    found, project = cursor.find(snapshot.source, offset), ls.project(snapshot.uri)
    return (found, project.checks.targets, verification.folder(project, ls.root(snapshot.uri))) if found else None


async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    place = _place(ls, params.text_document.uri, params.position)
    if place is None:
        return None
    document, snapshot, span = place
    view = await ls.elsewhere(ls.read, snapshot)
    here = [it for it in view.linted.findings if it.span.start <= span.start <= it.span.end]
    load = next((it for it in view.linted.loads if it.call.start <= span.start <= it.call.end), None)
    parts = [hovers.page(it) for it in here]
    if load is not None:
        parts.append(await _about(ls, view, document, load))
    where = here[0].span if here else load.call if load is not None else span
    return convert.hover("\n\n---\n\n".join(parts), snapshot, where, ls.client.encoding) if parts else None


async def _about(ls: Server, view: View, document: Open, load: LoadSite) -> str:
    """What is known of a load. Headers and drivers are read on a thread of their own, as they may be slow."""
    uri = view.snapshot.uri
    found = await ls.elsewhere(verification.asked, view.snapshot, load, convert.path(uri))
    expected = await aside(estimate.look, found, load, view.project, ls.root(uri))
    wrong = [it for it in view.linted.findings if it.span.overlaps(load.statement)]
    result = next(iter(verification.results([load], document.marks)), None)
    return hovers.load(load, wrong, expected.lines(), result)


async def code_lenses(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    uri = params.text_document.uri
    document = ls.document(uri)
    if document is None or not ls.trusted:
        return None
    view = await ls.elsewhere(ls.read, document.snapshot())
    results = {it.load: it for it in verification.results(view.linted.loads, document.marks)}
    places = ((load, convert.location(view.snapshot, load.call, ls.client.encoding)) for load in view.linted.loads)
    return [_lens(place, results.get(load)) for load, place in places if place.uri == uri]


def _lens(place: types.Location, result: verification.Result | None) -> types.CodeLens:
    if result is not None and result.run.state != "done":
        return convert.lens(place.range, result.title, CANCEL, [result.run.name])
    title = result.title if result else "verify load"
    return convert.lens(place.range, title, VERIFY, [place.uri, convert.plain(place.range.start)])


def _place(ls: Server, uri: str, position: types.Position) -> tuple[Open, Snapshot, Span] | None:
    document = ls.document(uri)
    if document is None:
        return None
    snapshot = document.snapshot()
    at = snapshot.index(uri)
    if at is None:
        return None
    offset = convert.offset(snapshot.cells[at].text, position, ls.client.encoding)
    return document, snapshot, snapshot.span(at, Span(offset, offset))


# --- verification ---------------------------------------------------------------------------------


async def verify_load(ls: Server, uri: str, position: types.Position) -> str | None:
    """Start to verify the load at a position; returns the name to cancel it by, None when it cannot be."""
    return await _verify(ls, uri, position, (verification.prepare,))


async def compare_load(ls: Server, uri: str, position: types.Position) -> str | None:
    """Start to verify the load at a position as it is and then as its fixes would leave it."""
    return await _verify(ls, uri, position, (verification.prepare, verification.prepare_fixed))


async def reports(ls: Server, uri: str) -> list[dict[str, Any]]:
    """The last verification of each load of a text or cell, with the range of the call."""
    document = ls.document(uri)
    if document is None:
        return []
    view = await ls.elsewhere(ls.read, document.snapshot())
    found = verification.results(view.linted.loads, document.marks)
    places = [(it, convert.location(view.snapshot, it.load.call, ls.client.encoding)) for it in found]
    return [{"range": convert.plain_range(at.range), **it.as_json()} for it, at in places if at.uri == uri]


def rule_page(_: Server, name: str) -> str | None:
    """The page of a rule as Markdown; None for a name that has none."""
    try:
        return pages.page(name)
    except KeyError:
        return None


def cancel_verify(ls: Server, *names: str) -> list[str]:
    """Cancel the verification of that name, or all of them; returns the names of those told to stop."""
    return ls.queue.cancel(names[0] if names else None)


async def _verify(ls: Server, uri: str, position: types.Position, ways: Ways) -> str | None:
    place = _place(ls, uri, position)
    try:
        if place is None or not ls.trusted:
            raise verification.RefusedError("a load is verified only in an open Python file of a trusted workspace")
        return await _start(ls, *place, ways)
    except verification.RefusedError as refusal:
        ls.warn(str(refusal))
        return None


async def _start(ls: Server, document: Open, snapshot: Snapshot, span: Span, ways: Ways) -> str:
    view = await ls.elsewhere(ls.read, snapshot)
    load = analysis.load_at(view.linted.loads, span)
    if load is None:
        raise verification.RefusedError("there is no load here that can be verified")
    if document.generation != snapshot.generation:
        raise verification.RefusedError("the text has just changed, try again")
    run = verification.Run(f"loadlint/verify/{next(ls.names)}", analysis.identity(load))
    # From here on the mark follows the edits, however long the user thinks about an answer.
    document.marks = {**{it: at for it, at in document.marks.items() if not at.overlaps(load.call)}, run: load.call}
    try:
        await _enqueue(ls, run, view, load, ways)
    except verification.RefusedError:
        document.marks.pop(run, None)
        raise
    return run.name


async def _enqueue(ls: Server, run: verification.Run, view: View, load: LoadSite, ways: Ways) -> None:
    uri = view.snapshot.uri
    wish = await _completed(ls, verification.Wish(view.snapshot, load, view.project, convert.path(uri), ls.root(uri)))
    tasks = [await _agreed(ls, await ls.elsewhere(way, wish)) for way in ways]
    progress = Progress(ls, run.name)
    await progress.begin(tasks[0].request.call)
    ls.queue.add(Job(run.name, partial(_perform, ls, run, tasks, progress)))
    ls.lint_all()


async def _completed(ls: Server, wish: verification.Wish) -> verification.Wish:
    """The wish with what the text does not say, as the person at the editor says it."""
    lacking = (await ls.elsewhere(verification.asked, wish.snapshot, wish.load, wish.path)).unresolved
    given: dict[str, str] = {}
    for it in lacking:
        answer = await ls.ask(await aside(prompts.about, it, wish.load, ls.answers.get(it.text)))
        if answer is None:
            # Told with the command that takes the values, as the editor could not ask or nobody wanted to say.
            return wish
        given[it.name] = ls.answers[it.text] = answer
    return replace(wish, given=tuple(given.items()))


async def _agreed(ls: Server, task: verification.Task) -> verification.Task:
    """The task once the user has agreed to what is dangerous about it; raises RefusedError when not."""
    if not task.request.dangers:
        return task
    yes, message = types.MessageActionItem("Verify anyway"), f"loadlint: {'; '.join(task.request.dangers)}"
    params = types.ShowMessageRequestParams(
        types.MessageType.Warning, message, [yes, types.MessageActionItem("Cancel")]
    )
    answer = await ls.window_show_message_request_async(params)
    if answer is None or answer.title != yes.title:
        raise verification.RefusedError("the load was not verified")
    return task.confirmed()


def _perform(
    ls: Server, run: verification.Run, tasks: list[verification.Task], progress: Progress, cancel: threading.Event
) -> None:
    """Carry the tasks of one verification out; on the thread of the queue."""

    def on_event(event: dict[str, Any]) -> None:
        ls.soon(_advance, ls, run, progress, event)

    done = [task.perform(on_event, cancel) for task in tasks]
    ls.soon(_finish, ls, run, progress, done)


def _advance(ls: Server, run: verification.Run, progress: Progress, event: dict[str, Any]) -> None:
    if run.advance(event):
        ls.lint_all()
    if (step := verification.progress(event)) is not None:
        progress.report(*step)


def _finish(ls: Server, run: verification.Run, progress: Progress, done: list[VerifyReport]) -> None:
    run.finish(*done)
    progress.end(verification.line(done[0]))
    ls.window_log_message(types.LogMessageParams(types.MessageType.Info, run.details or ""))
    ls.lint_all()


class Progress:
    """One bar in the editor, with a cancel button; nothing where the editor has none."""

    def __init__(self, ls: Server, token: str) -> None:
        self._ls, self._token, self._shown = ls, token, False

    async def begin(self, message: str) -> None:
        if not self._ls.client.progress:
            return
        try:
            await self._ls.window_work_done_progress_create_async(types.WorkDoneProgressCreateParams(self._token))
        except JsonRpcException as error:
            _log.info("the client made no progress bar: %s", error)
            return
        self._shown = True
        self._send(types.WorkDoneProgressBegin("verify load", cancellable=True, message=message, percentage=0))

    def report(self, message: str, percentage: int | None) -> None:
        self._send(types.WorkDoneProgressReport(cancellable=True, message=message, percentage=percentage))

    def end(self, message: str) -> None:
        self._send(types.WorkDoneProgressEnd(message=message))

    def _send(self, value: Step) -> None:
        if self._shown:
            self._ls.progress(types.ProgressParams(self._token, value))


# --- wiring ---------------------------------------------------------------------------------------

_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [
        types.NotebookDocumentFilterWithNotebook(
            types.NotebookDocumentFilterNotebookType("jupyter-notebook"), [types.NotebookCellLanguage("python")]
        )
    ],
    save=False,
)
_ACTIONS = types.CodeActionOptions(list(convert.ACTION_KINDS), resolve_provider=True)
_FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.INITIALIZE, initialize, None),
    (types.INITIALIZED, initialized, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, did_change_watched_files, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, did_change_folders, None),
    (types.TEXT_DOCUMENT_DID_SAVE, did_save, types.SaveOptions(include_text=False)),
    (types.TEXT_DOCUMENT_DIAGNOSTIC, pull, types.DiagnosticOptions(False, False, "loadlint")),
    (types.TEXT_DOCUMENT_CODE_ACTION, code_actions, _ACTIONS),
    (types.CODE_ACTION_RESOLVE, resolve_action, None),
    (types.TEXT_DOCUMENT_COMPLETION, complete, types.CompletionOptions(list(handshake.TRIGGERS))),
    (types.TEXT_DOCUMENT_HOVER, hover, None),
    (types.TEXT_DOCUMENT_CODE_LENS, code_lenses, types.CodeLensOptions()),
)
# Handed over without pygls, which would keep texts of its own.
_TEXTS: Mapping[str, Callable[[Server, Any], None]] = {
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.NOTEBOOK_DOCUMENT_DID_OPEN: did_open_notebook,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: did_change_notebook,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: did_close_notebook,
}
_COMMANDS: dict[str, Callable[..., Any]] = {
    VERIFY: verify_load,
    COMPARE: compare_load,
    CANCEL: cancel_verify,
    REPORTS: reports,
    RULE: rule_page,
    IGNORE: ignore_here,
    RESTART: restart,
}


def _register(server: Server) -> None:
    for method, handler, options in _FEATURES:
        server.feature(method, options)(handler)
    for name, handler in _COMMANDS.items():
        server.command(name)(handler)


def _ignore(answer: object) -> None:
    """For requests whose answer says nothing."""


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
