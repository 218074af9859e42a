"""The loads of a file or of the whole workspace, and their results, for a view of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

from loadlint.editor import runs
from loadlint.editor.session import Session, View
from loadlint.editor.wire import convert
from loadlint.editor.wire.messages import LoadMessage, VerificationMessage
from loadlint_rules.analysis.model import Literal, LoadSite

from . import files, inlay_hint

_SIZED = 50  # loads of one answer; the size of each costs a look at the headers of its files
_MODELS = ("pretrained_model_name_or_path", "model", "model_name_or_path", "model_id")


async def loads(session: Session, uri: str | None = None) -> list[LoadMessage]:
    """The loads of one file, open or not, or of all files of the workspace and all that are open."""
    views = [it async for it in (_views(session) if uri is None else _view(session, uri))]
    every = [(view, load) for view in views if not view.silent for load in view.linted.loads]
    return [await _message(session, view, load, number < _SIZED) for number, (view, load) in enumerate(every)]


async def reports(session: Session, uri: str) -> list[VerificationMessage]:
    """The last verification of each load of a text or cell, with the range of the call."""
    document = session.document(uri)
    if document is None:
        return []
    view = await session.elsewhere(None, session.read, document.snapshot())
    snapshot, encoding = view.snapshot, session.connection.client.encoding
    session.kept.restore(document, view.linted.loads, session.names)
    results = runs.results(view.linted.loads, document.marks)
    here = [it for it in results if convert.cell_uri(snapshot, it.load.call) == uri]
    return [it.message(convert.range_message(snapshot, it.load.call, encoding)) for it in here]


async def _view(session: Session, uri: str) -> AsyncIterator[View]:
    document, path = session.document(uri), convert.path(uri)
    if document is not None:
        yield await session.elsewhere(None, session.read, document.snapshot())
    elif path is not None and (view := await session.elsewhere(None, _read, session, path)) is not None:
        yield view


async def _views(session: Session) -> AsyncIterator[View]:
    for document in list(session.documents.values()):
        if document.uri not in session.lane.uris:
            yield await session.elsewhere(None, session.read, document.snapshot())
    for path in await session.elsewhere(None, files.paths, session):
        if convert.uri(path) not in session.documents:
            view = await session.elsewhere(None, _read, session, path)
            if view is not None:
                yield view


def _read(session: Session, path: str) -> View | None:
    view = files.view(session, path)
    # The loads are read here, on the thread that lints.
    return view if view is not None and view.linted.loads else None


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
