"""Conversion between loadlint's values and the protocol's. Columns in UTF-8 or UTF-16 units exist only here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from lsprotocol import types

from loadlint.editor.answers import OUTCOME, Action, Command, Hint, Hover, Lens, Proposal
from loadlint.editor.capabilities import Client
from loadlint.editor.documents import Cell, Snapshot, Text, narrowed
from loadlint.system import THIS
from loadlint.verify.secrets import hide
from loadlint.words import visible
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Edit, Finding, Related, Severity, Span, Tag

from .messages import Json, PositionMessage, RangeMessage
from .notices import Change

NAME = "loadlint"

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


class Position(Protocol):
    """A line from 0 and a column in the units of the client; the library's class or ours."""

    @property
    def line(self) -> int: ...
    @property
    def character(self) -> int: ...


class Range(Protocol):
    """A range between two positions; the library's class or ours."""

    @property
    def start(self) -> Position: ...
    @property
    def end(self) -> Position: ...


@lru_cache(maxsize=1024)
def path(uri: str) -> str | None:
    """Return the file that a URI names; None for untitled buffers and all else that is no file of this machine."""
    return THIS.path(uri)


def uri(file: str) -> str:
    """Return the URI of a file."""
    return THIS.uri(file)


# --- positions ------------------------------------------------------------------------------------


def position(text: Text, offset: int, encoding: str) -> types.Position:
    return types.Position(*_line_and_column(text, offset, encoding))


def offset(text: Text, position: Position, encoding: str) -> int:
    """Return the offset of a position; past the end of a line or of the text, that end."""
    line = text.line(position.line)
    return line.start + _characters(text.value[line.start : line.end], position.character, encoding)


def range_of(text: Text, span: Span, encoding: str) -> types.Range:
    return types.Range(position(text, span.start, encoding), position(text, span.end, encoding))


def span_of(text: Text, range_: Range, encoding: str) -> Span:
    start, end = offset(text, range_.start, encoding), offset(text, range_.end, encoding)
    return Span(start, max(start, end))


def edit_of(text: Text, change: Change, encoding: str) -> Edit:
    """Return a change as an edit; one without a range replaces the whole text."""
    if change.range is not None:
        return Edit(span_of(text, change.range, encoding), change.text)
    return narrowed(text.value, Edit(Span(0, len(text.value)), change.text))


# --- findings -------------------------------------------------------------------------------------


def diagnostic(snapshot: Snapshot, finding: Finding, encoding: str) -> types.Diagnostic:
    return types.Diagnostic(
        range=location(snapshot, finding.span, encoding).range,
        message=visible(finding.message),
        severity=_level(finding.severity, finding.tag),
        code=finding.rule,
        code_description=types.CodeDescription(pages.url(finding.rule)) if has_page(finding) else None,
        source=NAME,
        tags=[_TAGS[finding.tag]] if finding.tag else None,
        related_information=[_related(snapshot, it, encoding) for it in finding.related] or None,
    )


def published(snapshot: Snapshot, findings: Iterable[Finding], encoding: str) -> dict[str, tuple[str, ...]]:
    """Return the diagnostics of each cell as JSON, by its URI; a cell without any has none.

    They are made without the library, as this runs at each keystroke.
    """
    shown: dict[str, list[str]] = {cell.uri: [] for cell in snapshot.cells}
    for finding in findings:
        at = snapshot.cell_at(finding.span.start)
        where = _place(snapshot, at, finding.span, encoding)
        related = ",".join(_related_json(snapshot, it, encoding) for it in finding.related)
        fixed = _unmoved(finding.rule, finding.severity, finding.message, finding.tag)
        more = f',"relatedInformation":[{related}]' if related else ""
        shown[snapshot.cells[at].uri].append(f'{{"range":{where},{fixed}{more}}}')
    return {uri: tuple(items) for uri, items in shown.items()}


def _level(severity: Severity, tag: Tag | None) -> types.DiagnosticSeverity:
    """Return the protocol's severity; unnecessary code of severity info is a hint, which editors fade."""
    if severity == "info" and tag == "unnecessary":
        return types.DiagnosticSeverity.Hint
    return _SEVERITIES[severity]


def notice(uri: str, items: Iterable[str], version: int | None = None) -> str:
    """Return the parameters of a notice of diagnostics, as JSON."""
    numbered = f',"version":{version}' if version is not None else ""
    return f'{{"uri":{json.dumps(uri)}{numbered},"diagnostics":[{",".join(items)}]}}'


def marked(line: int, message: str) -> str:
    """Return the diagnostic of a whole line, counted from 1, as JSON."""
    ends = {"start": {"line": line - 1, "character": 0}, "end": {"line": line, "character": 0}}
    return json.dumps({"range": ends, "severity": 1, "source": "loadlint", "message": message})


def report(items: Iterable[str], edition: str | None) -> Json:
    """Return the answer to a client that pulls the diagnostics of a text."""
    named = f',"resultId":{json.dumps(edition)}' if edition is not None else ""
    return Json(f'{{"kind":"full"{named},"items":[{",".join(items)}]}}')


def has_page(finding: Finding) -> bool:
    """Return whether a finding has a rule with a page; the outcome of a verification has none."""
    return finding.rule != OUTCOME


def location(snapshot: Snapshot, span: Span, encoding: str) -> types.Location:
    at = snapshot.cell_at(span.start)
    cell = snapshot.cells[at]
    return types.Location(cell.uri, range_of(cell.text, snapshot.local(at, span), encoding))


# --- edits and actions ----------------------------------------------------------------------------


def workspace_edit(snapshot: Snapshot, edits: Iterable[Edit], client: Client) -> types.WorkspaceEdit:
    """Return edits of the snapshot's text, with the versions of its cells where the client checks them."""
    changes: dict[int, list[types.TextEdit]] = {}
    for edit in edits:
        at = snapshot.cell_at(edit.span.start)
        cell = snapshot.cells[at]
        where = range_of(cell.text, snapshot.local(at, edit.span), client.encoding)
        changes.setdefault(at, []).append(types.TextEdit(where, edit.text))
    if client.versioned_edits:
        return types.WorkspaceEdit(document_changes=[_cell_edit(snapshot.cells[at], changes[at]) for at in changes])
    return types.WorkspaceEdit(changes={snapshot.cells[at].uri: changes[at] for at in changes})


def wanted(kind: str, only: Iterable[str] | None) -> bool:
    """Return whether the client asked for actions of this kind; without `only` it wants all."""
    if only is None:
        return True
    asked = [str(getattr(it, "value", it)) for it in only]
    return any(it == "" or kind == it or kind.startswith(it + ".") for it in asked)


def action(answer: Action, snapshot: Snapshot, shown: Sequence[types.Diagnostic], client: Client) -> types.CodeAction:
    """Return an action with its diagnostics among `shown`, those of the client."""
    edits, command, finding = answer.edits, answer.command, answer.finding
    own = about(shown, diagnostic(snapshot, finding, client.encoding)) if finding is not None else []
    return types.CodeAction(
        title=visible(answer.title),
        kind=answer.kind,
        edit=workspace_edit(snapshot, edits, client) if edits is not None else None,
        diagnostics=own or None,
        is_preferred=answer.preferred or None,
        data=answer.data,
        command=_command(command) if command is not None else None,
    )


def about(diagnostics: Iterable[types.Diagnostic], shown: types.Diagnostic) -> list[types.Diagnostic]:
    """Return the client's own copies of one diagnostic."""
    return [it for it in diagnostics if it.source == NAME and it.code == shown.code and it.range == shown.range]


def completion(proposals: Iterable[Proposal], snapshot: Snapshot, encoding: str) -> types.CompletionList:
    """Return proposals as a list that keeps their order."""
    items = [_item(number, it, snapshot, encoding) for number, it in enumerate(proposals)]
    return types.CompletionList(is_incomplete=False, items=items)


def lens(answer: Lens, snapshot: Snapshot, encoding: str) -> types.CodeLens:
    """Return a lens, in the cell of its start."""
    return types.CodeLens(location(snapshot, answer.span, encoding).range, _command(answer.command))


def hint(answer: Hint, snapshot: Snapshot, encoding: str) -> types.InlayHint:
    """Return words in the text, in the cell of their place."""
    at = location(snapshot, Span(answer.at, answer.at), encoding).range.start
    return types.InlayHint(at, visible(answer.text), tooltip=visible(answer.why), padding_left=True)


def hover(answer: Hover, snapshot: Snapshot, encoding: str) -> types.Hover:
    """Return a hover with its Markdown and range."""
    content = types.MarkupContent(types.MarkupKind.Markdown, hide(answer.markdown))
    return types.Hover(content, location(snapshot, answer.span, encoding).range)


# --- JSON of our own ------------------------------------------------------------------------------


def cell_uri(snapshot: Snapshot, span: Span) -> str:
    """Return the URI of the cell in which a span starts."""
    return snapshot.cells[snapshot.cell_at(span.start)].uri


def range_message(snapshot: Snapshot, span: Span, encoding: str) -> RangeMessage:
    """Return a range as a JSON value."""
    place = location(snapshot, span, encoding).range
    return {"start": _position_message(place.start), "end": _position_message(place.end)}


def _position_message(position: types.Position) -> PositionMessage:
    return {"line": position.line, "character": position.character}


def _command(command: Command) -> types.Command:
    return types.Command(visible(command.title), command.name, arguments=list(command.arguments))


def _item(number: int, proposal: Proposal, snapshot: Snapshot, encoding: str) -> types.CompletionItem:
    where = location(snapshot, proposal.span, encoding).range
    return types.CompletionItem(
        label=visible(proposal.label),
        kind=_KINDS[proposal.kind],
        detail=visible(proposal.detail) or None,
        tags=[types.CompletionItemTag.Deprecated] if proposal.deprecated else None,
        sort_text=f"{number:05}",
        # Without its quotes, as the typed text may have none yet.
        filter_text=proposal.text.strip('"'),
        text_edit=types.TextEdit(where, proposal.text),
    )


def _cell_edit(cell: Cell, edits: Sequence[types.TextEdit]) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(uri=cell.uri, version=cell.version), list(edits)
    )


@lru_cache(maxsize=1024)
def _unmoved(rule: str, severity: Severity, message: str, tag: Tag | None) -> str:
    """Return the members of a diagnostic that edits do not change, as JSON without braces."""
    members: dict[str, Any] = {
        "severity": _level(severity, tag).value,
        "code": rule,
        "source": NAME,
        "message": visible(message),
    }
    if rule != OUTCOME:
        members["codeDescription"] = {"href": pages.url(rule)}
    if tag:
        members["tags"] = [_TAGS[tag].value]
    return json.dumps(members)[1:-1]


def _related_json(snapshot: Snapshot, related: Related, encoding: str) -> str:
    at = snapshot.cell_at(related.span.start)
    where = _place(snapshot, at, related.span, encoding)
    uri, message = _quoted(snapshot.cells[at].uri), _quoted(visible(related.message))
    return f'{{"location":{{"uri":{uri},"range":{where}}},"message":{message}}}'


_quoted = lru_cache(maxsize=1024)(json.dumps)


def _place(snapshot: Snapshot, at: int, span: Span, encoding: str) -> str:
    text, local = snapshot.cells[at].text, snapshot.local(at, span)
    first, begin = _line_and_column(text, local.start, encoding)
    last, end = _line_and_column(text, local.end, encoding)
    return f'{{"start":{{"line":{first},"character":{begin}}},"end":{{"line":{last},"character":{end}}}}}'


def _line_and_column(text: Text, offset: int, encoding: str) -> tuple[int, int]:
    line = text.line_at(offset)
    start = text.starts[line]
    # Most texts are plain, which Python knows without a look at them.
    return line, offset - start if text.value.isascii() else _units(text.value[start:offset], encoding)


def _related(snapshot: Snapshot, related: Related, encoding: str) -> types.DiagnosticRelatedInformation:
    return types.DiagnosticRelatedInformation(location(snapshot, related.span, encoding), visible(related.message))


def _units(text: str, encoding: str) -> int:
    # An editor may send a lone surrogate, which strict encoding refuses.
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
