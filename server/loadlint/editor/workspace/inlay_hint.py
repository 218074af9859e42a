"""The size of a model after its load, from files on this machine; nothing where it is unknown."""

from __future__ import annotations

from loadlint.editor.answers import Hint
from loadlint.editor.documents import Snapshot
from loadlint.editor.features import estimate, tasks
from loadlint.editor.session import Session, View
from loadlint.editor.wire import convert
from loadlint.verify import figures
from loadlint_rules.analysis.model import LoadSite

_MOST = 20  # loads of one text; each costs a look at the headers of its files
_WHY = "estimated from the headers of the files on this machine"
_SHORT = {"bfloat16": "bf16", "float16": "fp16", "float32": "fp32"}


async def of(session: Session, uri: str) -> tuple[Snapshot, list[Hint]] | None:
    """The sizes of the models of a text or cell."""
    document = session.document(uri)
    if document is None or not session.wishes(document.uri).hints:
        return None
    view = await session.elsewhere(document.uri, session.read, document.snapshot())
    loads = [it for it in view.linted.loads if convert.cell_uri(view.snapshot, it.call) == uri][:_MOST]
    if view.silent or not loads:
        return view.snapshot, []
    sizes = [(it, await size(session, view, it)) for it in loads]
    return view.snapshot, [Hint(load.call.end, f"≈ {text}", _WHY) for load, text in sizes if text]


async def size(session: Session, view: View, load: LoadSite) -> str | None:
    """Return the size of a load's weights as they are loaded; None where they are not on this machine."""
    path = convert.path(view.snapshot.uri)
    request = await session.elsewhere(view.snapshot.uri, tasks.asked, session.analysis, view.snapshot, load, path)
    if request.source is None:
        return None
    root = session.root(view.snapshot.uri)
    # Without a driver, as a size needs none.
    expected = await session.beside(
        view.snapshot.uri, lambda: estimate.look(request, load, view.project, root, trusted=False)
    )
    weights, dtype = expected.checked.weights, expected.checked.dtype
    if not weights.total:
        return None
    count = sum(weights.count_by_dtype.values())
    width = estimate.WIDTHS.get(dtype or "")
    amount = width * count if width else weights.total
    return f"{figures.size(amount)} {_SHORT.get(dtype or '', dtype or '')}".rstrip()
