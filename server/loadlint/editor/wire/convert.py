"""Our values to the protocol's and back. Columns in anything but characters exist only here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lsprotocol import types
from pygls import uris

from loadlint.editor import handshake
from loadlint.editor.documents import Cell, Snapshot, Text, narrowed
from loadlint.editor.features.completion import Proposal
from loadlint.editor.features.verification import OUTCOME
from loadlint.editor.handshake import FIX_ALL, FIX_ALL_NOTEBOOK
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Edit, Finding, Related, Severity, Span, Tag

NAME = "loadlint"
ACTION_KINDS = ("quickfix", FIX_ALL, FIX_ALL_NOTEBOOK)

_SEVERITIES: Mapping[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
_TAGS: Mapping[Tag, types.DiagnosticTag] = {
    "deprecated": types.DiagnosticTag.Deprecated,
    "unnecessary": types.DiagnosticTag.Unnecessary,
}
_KINDS: Mapping[str, types.CompletionItemKind] = {
    "argument": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.Value,
    "model": types.CompletionItemKind.Reference,
    "folder": types.CompletionItemKind.Folder,
}


@dataclass(frozen=True, slots=True)
class Client:
    """What the editor can do, and what its columns count (`utf-8`, `utf-16` or `utf-32`).

    One that wants versions takes diagnostics as true of one version only, so it hears of each. One that
    `resolves` asks for the edit of an action when it is chosen; one that `asks` has an input box for us.
    """

    encoding: str = "utf-16"
    versioned_edits: bool = False
    pulls: bool = False
    refreshes_lenses: bool = False
    progress: bool = False
    watches: bool = False
    wants_versions: bool = False
    resolves: bool = False
    asks: bool = False


def client(capabilities: types.ClientCapabilities) -> Client:
    """What a client's capabilities come to. It pulls only if we can also ask it to pull again."""
    workspace, text = capabilities.workspace, capabilities.text_document
    return Client(
        encoding=encoding(capabilities),
        versioned_edits=_flag(workspace, "workspace_edit", "document_changes"),
        pulls=bool(text and text.diagnostic) and _flag(workspace, "diagnostics", "refresh_support"),
        refreshes_lenses=_flag(workspace, "code_lens", "refresh_support"),
        progress=_flag(capabilities.window, "work_done_progress"),
        watches=_flag(workspace, "did_change_watched_files", "dynamic_registration"),
        wants_versions=_flag(text, "publish_diagnostics", "version_support"),
        resolves="edit" in (_part(_part(_part(text, "code_action"), "resolve_support"), "properties") or ()),
    )


def encoding(capabilities: types.ClientCapabilities) -> str:
    """The position encoding to use with a client."""
    offered = _part(capabilities.general, "position_encodings") or ()
    return handshake.encoding(str(getattr(it, "value", it)) for it in offered)


@lru_cache(maxsize=1024)
def path(uri: str) -> str | None:
    """The file behind a URI; None for untitled buffers and whatever else is no file of this machine."""
    if not uri.startswith("file:"):
        return None
    return uris.to_fs_path(uri)


def uri(file: str) -> str:
    return uris.from_fs_path(file) or file


# --- positions ------------------------------------------------------------------------------------


def position(text: Text, offset: int, encoding: str) -> types.Position:
    return types.Position(*_line_and_column(text, offset, encoding))


def offset(text: Text, position: types.Position, encoding: str) -> int:
    """The offset of a position; past the end of a line or of the text, that end."""
    line = text.line(position.line)
    return line.start + _characters(text.value[line.start : line.end], position.character, encoding)


def range_of(text: Text, span: Span, encoding: str) -> types.Range:
    return types.Range(position(text, span.start, encoding), position(text, span.end, encoding))


def span_of(text: Text, range_: types.Range, encoding: str) -> Span:
    start, end = offset(text, range_.start, encoding), offset(text, range_.end, encoding)
    return Span(start, max(start, end))


def edit_of(text: Text, change: types.TextDocumentContentChangeEvent, encoding: str) -> Edit:
    """An edit from a change notice; a notice without a range replaces the whole text."""
    if isinstance(change, types.TextDocumentContentChangePartial):
        return Edit(span_of(text, change.range, encoding), change.text)
    return narrowed(text.value, Edit(Span(0, len(text.value)), change.text))


# --- findings -------------------------------------------------------------------------------------


def diagnostics(snapshot: Snapshot, findings: Iterable[Finding], encoding: str) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of each cell, under its URI; a cell without any has an empty list."""
    shown: dict[str, list[types.Diagnostic]] = {cell.uri: [] for cell in snapshot.cells}
    for finding in findings:
        at = snapshot.cell_at(finding.span.start)
        shown[snapshot.cells[at].uri].append(diagnostic(snapshot, finding, encoding))
    return shown


def diagnostic(snapshot: Snapshot, finding: Finding, encoding: str) -> types.Diagnostic:
    return types.Diagnostic(
        range=location(snapshot, finding.span, encoding).range,
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(pages.url(finding.rule)) if has_page(finding) else None,
        source=NAME,
        tags=[_TAGS[finding.tag]] if finding.tag else None,
        related_information=[_related(snapshot, it, encoding) for it in finding.related] or None,
    )


def published(snapshot: Snapshot, findings: Iterable[Finding], encoding: str) -> dict[str, tuple[str, ...]]:
    """What `diagnostics` says, each as the JSON it is sent as: written at each keystroke, so without the library."""
    shown: dict[str, list[str]] = {cell.uri: [] for cell in snapshot.cells}
    for finding in findings:
        at = snapshot.cell_at(finding.span.start)
        where = _place(snapshot, at, finding.span, encoding)
        related = ",".join(_related_json(snapshot, it, encoding) for it in finding.related)
        told = _told(finding.rule, finding.severity, finding.message, finding.tag)
        more = f',"relatedInformation":[{related}]' if related else ""
        shown[snapshot.cells[at].uri].append(f'{{"range":{where},{told}{more}}}')
    return {uri: tuple(items) for uri, items in shown.items()}


def notice(uri: str, items: Iterable[str], version: int | None = None) -> str:
    """The parameters of a notice of diagnostics, as JSON."""
    told = f',"version":{version}' if version is not None else ""
    return f'{{"uri":{json.dumps(uri)}{told},"diagnostics":[{",".join(items)}]}}'


def has_page(finding: Finding) -> bool:
    """Whether a finding is of a rule; what a verification came to is not."""
    return finding.rule != OUTCOME


def location(snapshot: Snapshot, span: Span, encoding: str) -> types.Location:
    at = snapshot.cell_at(span.start)
    cell = snapshot.cells[at]
    return types.Location(cell.uri, range_of(cell.text, snapshot.local(at, span), encoding))


# --- edits and actions ----------------------------------------------------------------------------


def workspace_edit(snapshot: Snapshot, edits: Iterable[Edit], client: Client) -> types.WorkspaceEdit:
    """Edits of the snapshot's text, tied to the versions they were made for when the client can check."""
    changes: dict[int, list[types.TextEdit]] = {}
    for edit in edits:
        at = snapshot.cell_at(edit.span.start)
        cell = snapshot.cells[at]
        where = range_of(cell.text, snapshot.local(at, edit.span), client.encoding)
        changes.setdefault(at, []).append(types.TextEdit(where, edit.text))
    if client.versioned_edits:
        return types.WorkspaceEdit(document_changes=[_cell_edit(snapshot.cells[at], changes[at]) for at in changes])
    return types.WorkspaceEdit(changes={snapshot.cells[at].uri: changes[at] for at in changes})


def action(
    title: str,
    kind: str,
    edit: types.WorkspaceEdit,
    diagnostics: Sequence[types.Diagnostic] = (),
    preferred: bool = False,
) -> types.CodeAction:
    return types.CodeAction(
        title=title, kind=kind, edit=edit, diagnostics=list(diagnostics) or None, is_preferred=preferred or None
    )


def wanted(kind: str, context: types.CodeActionContext) -> bool:
    """Whether the client asked for actions of this kind; without `only` it wants all."""
    if context.only is None:
        return True
    asked = [str(getattr(it, "value", it)) for it in context.only]
    return any(it == "" or kind == it or kind.startswith(it + ".") for it in asked)


def about(diagnostics: Iterable[types.Diagnostic], shown: types.Diagnostic) -> list[types.Diagnostic]:
    """Those of the client's diagnostics that are this one, as the client knows them."""
    return [it for it in diagnostics if it.source == NAME and it.code == shown.code and it.range == shown.range]


def completion(found: Iterable[Proposal], snapshot: Snapshot, encoding: str) -> types.CompletionList:
    """Proposals in their order."""
    items = [_item(number, it, snapshot, encoding) for number, it in enumerate(found)]
    return types.CompletionList(is_incomplete=False, items=items)


def lens(at: types.Range, title: str, command: str, arguments: Sequence[Any]) -> types.CodeLens:
    return types.CodeLens(range=at, command=types.Command(title=title, command=command, arguments=list(arguments)))


def hover(markdown: str, snapshot: Snapshot, span: Span, encoding: str) -> types.Hover:
    return types.Hover(
        types.MarkupContent(types.MarkupKind.Markdown, markdown), location(snapshot, span, encoding).range
    )


def plain(position: types.Position) -> dict[str, int]:
    """A position as a JSON value, for the arguments of a command."""
    return {"line": position.line, "character": position.character}


def plain_range(range_: types.Range) -> dict[str, dict[str, int]]:
    """A range as a JSON value."""
    return {"start": plain(range_.start), "end": plain(range_.end)}


def _item(number: int, proposal: Proposal, snapshot: Snapshot, encoding: str) -> types.CompletionItem:
    where = location(snapshot, proposal.span, encoding).range
    return types.CompletionItem(
        label=proposal.label,
        kind=_KINDS[proposal.kind],
        detail=proposal.detail or None,
        tags=[types.CompletionItemTag.Deprecated] if proposal.deprecated else None,
        sort_text=f"{number:05}",
        # Without its quotes, as what is typed may have none yet.
        filter_text=proposal.text.strip('"'),
        text_edit=types.TextEdit(where, proposal.text),
    )


def _cell_edit(cell: Cell, edits: Sequence[types.TextEdit]) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(uri=cell.uri, version=cell.version), list(edits)
    )


@lru_cache(maxsize=1024)
def _told(rule: str, severity: Severity, message: str, tag: Tag | None) -> str:
    """All of a diagnostic that does not move with the text."""
    told: dict[str, Any] = {"severity": _SEVERITIES[severity].value, "code": rule, "source": NAME, "message": message}
    if rule != OUTCOME:
        told["codeDescription"] = {"href": pages.url(rule)}
    if tag:
        told["tags"] = [_TAGS[tag].value]
    return json.dumps(told)[1:-1]


def _related_json(snapshot: Snapshot, related: Related, encoding: str) -> str:
    at = snapshot.cell_at(related.span.start)
    where, uri = _place(snapshot, at, related.span, encoding), json.dumps(snapshot.cells[at].uri)
    return f'{{"location":{{"uri":{uri},"range":{where}}},"message":{json.dumps(related.message)}}}'


def _place(snapshot: Snapshot, at: int, span: Span, encoding: str) -> str:
    text, local = snapshot.cells[at].text, snapshot.local(at, span)
    (first, begin), (last, end) = (_line_and_column(text, it, encoding) for it in (local.start, local.end))
    return f'{{"start":{{"line":{first},"character":{begin}}},"end":{{"line":{last},"character":{end}}}}}'


def _line_and_column(text: Text, offset: int, encoding: str) -> tuple[int, int]:
    line = text.line_at(offset)
    return line, _units(text.value[text.starts[line] : offset], encoding)


def _related(snapshot: Snapshot, related: Related, encoding: str) -> types.DiagnosticRelatedInformation:
    return types.DiagnosticRelatedInformation(location(snapshot, related.span, encoding), related.message)


def _units(text: str, encoding: str) -> int:
    # A lone half of a pair cannot be encoded strictly, yet an editor may send one.
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _characters(line: str, units: int, encoding: str) -> int:
    if encoding == "utf-32" or line.isascii():
        return min(units, len(line))
    left = units
    for count, character in enumerate(line):
        left -= _units(character, encoding)
        if left < 0:
            return count
    return len(line)


def _part(value: object, name: str) -> Any:
    return getattr(value, name, None)


def _flag(value: object, *names: str) -> bool:
    for name in names:
        value = _part(value, name)
    return bool(value)
