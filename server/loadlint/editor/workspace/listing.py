"""The loads of a file or of the whole workspace, and their results, for a view of them."""

from __future__ import annotations

from functools import partial

from loadlint.editor import capabilities, runs
from loadlint.editor.lane import routes
from loadlint.editor.session import Open, Session, View
from loadlint.editor.wire import convert
from loadlint.editor.wire.messages import LoadMessage, VerificationMessage
from loadlint_rules.analysis.model import Literal, LoadSite

from . import files, inlay_hint

_SIZED = 50  # loads of one answer; the size of each costs a look at the headers of its files
_MODELS = ("pretrained_model_name_or_path", "model", "model_name_or_path", "model_id")


async def loads(session: Session, uri: str | None = None) -> list[LoadMessage]:
    """The loads of one file, open or not, or of all files of the workspace and all that are open."""
    if uri is not None:
        return await _of(session, uri, _SIZED)
    uris = [*session.documents, *map(convert.uri, await files.paths(session))]
    messages: list[LoadMessage] = []
    for it in dict.fromkeys(uris):
        messages += await _of(session, it, _SIZED - len(messages))
    return messages


async def reports(session: Session, uri: str) -> list[VerificationMessage]:
    """The last verification of each load of a text or cell, with the range of the call."""
    document = session.document(uri)
    if document is None:
        return []
    view = await session.elsewhere(document.uri, session.read, document.snapshot())
    snapshot, encoding = view.snapshot, session.connection.client.encoding
    session.kept.restore(document, view.linted.loads, session.names)
    results = runs.results(view.linted.loads, document.marks)
    here = [it for it in results if convert.cell_uri(snapshot, it.load.call) == uri]
    return [it.message(convert.range_message(snapshot, it.load.call, encoding)) for it in here]


async def _of(session: Session, uri: str, sized: int) -> list[LoadMessage]:
    """The loads of one file, open or not; `sized` of them with the size of their model. None where none may be run."""
    document, path = session.document(uri), convert.path(uri)
    if not session.wishes(document.uri if document is not None else uri).verify:
        return []
    if document is not None:
        here, there = partial(_here, session, document, sized), partial(_there, session, document.uri)
        return await session.either(document.uri, here, there)
    if not path:
        return []
    here, there = partial(_of_file, session, path, sized), partial(_there, session, uri)
    return await files.either(session, path, here, there)


async def _here(session: Session, document: Open, sized: int) -> list[LoadMessage]:
    view = await session.elsewhere(document.uri, session.read, document.snapshot())
    return await _messages(session, view, sized)


async def _of_file(session: Session, path: str, sized: int) -> list[LoadMessage]:
    view = await session.elsewhere(convert.uri(path), _read, session, path)
    return await _messages(session, view, sized) if view is not None else []


async def _there(session: Session, uri: str) -> list[LoadMessage]:
    """The loads of a file from the second server; none for one that it gives up, which it says."""
    answer = await session.lane.read(uri, routes.COMMAND, {"command": capabilities.LOADS, "arguments": [uri]})
    return answer if isinstance(answer, list) else []


def _read(session: Session, path: str) -> View | None:
    view = files.view(session, path)
    # The loads are read here, on the thread that lints.
    return view if view is not None and view.linted.loads else None


async def _messages(session: Session, view: View, sized: int) -> list[LoadMessage]:
    loads = () if view.silent else view.linted.loads
    return [await _message(session, view, load, number < sized) for number, load in enumerate(loads)]


async def _message(session: Session, view: View, load: LoadSite, sized: bool) -> LoadMessage:
    argument = load.argument(*_MODELS)
    model = argument.value.value if argument is not None and isinstance(argument.value, Literal) else None
    return {
        "uri": convert.cell_uri(view.snapshot, load.call),
        "range": convert.range_message(view.snapshot, load.call, session.connection.client.encoding),
        "name": load.name,
        "model": str(model) if model is not None else argument.text if argument is not None else None,
        "size": await inlay_hint.size(session, view, load) if sized else None,
    }
