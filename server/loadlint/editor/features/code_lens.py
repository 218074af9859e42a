"""The lens over each load, which verifies it and shows how its last verification ended."""

from __future__ import annotations

from loadlint.editor import runs
from loadlint.editor.answers import Command, Lens
from loadlint.editor.capabilities import CANCEL, VERIFY
from loadlint.editor.documents import Snapshot
from loadlint.editor.session import Session
from loadlint.editor.wire import convert
from loadlint_rules.analysis.model import LoadSite


async def of(session: Session, uri: str) -> tuple[Snapshot, list[Lens]] | None:
    """The lenses of a text or cell."""
    document = session.document(uri)
    if document is None or not session.trusted:
        return None
    view = await session.elsewhere(session.read, document.snapshot())
    snapshot, encoding = view.snapshot, session.connection.client.encoding
    results = {it.load: it for it in runs.results(view.linted.loads, document.marks)}
    here = [load for load in view.linted.loads if convert.cell_uri(snapshot, load.call) == uri]
    return snapshot, [_lens(load, results.get(load), snapshot, encoding) for load in here]


def _lens(load: LoadSite, result: runs.Result | None, snapshot: Snapshot, encoding: str) -> Lens:
    if result is not None and result.run.state != "done":
        return Lens(load.call, Command(result.title, CANCEL, (result.run.name,)))
    start = convert.range_message(snapshot, load.call, encoding)["start"]
    title = result.title if result else "verify load"
    return Lens(load.call, Command(title, VERIFY, (convert.cell_uri(snapshot, load.call), start)))
