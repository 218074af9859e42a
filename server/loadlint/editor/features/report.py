"""The window of a verification: its page, and the fixes that its comparison verified."""

from __future__ import annotations

from loadlint.editor.documents import Snapshot
from loadlint.editor.session import Session
from loadlint.editor.wire import notices
from loadlint.editor.wire.messages import PageMessage
from loadlint.verify.page import panel
from loadlint.verify.page.style import STYLE
from loadlint.verify.report import VerifyReport
from loadlint_rules.analysis.model import Edit

_LABEL = "apply the fixes that were verified"


def page(about: object) -> PageMessage | None:
    """The page of what a `ShownMessage` describes; None for reports that another release wrote."""
    members = about if isinstance(about, dict) else {}
    try:
        shown = panel.Shown(
            notices.text(members.get("state")),
            members.get("stale") is True,
            _report(members.get("report")),
            _report(members.get("fixed")),
            notices.text(members.get("place", "")),
            members.get("alone") is True,
        )
        return {"title": panel.title(shown), "style": STYLE, "content": panel.content(shown)}
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


async def apply(session: Session, uri: str, position: notices.Position) -> bool:
    """Apply all fixes of the document around a position; whether that was done."""
    place = session.place(uri, position)
    if place is None:
        return False
    edits = await session.elsewhere(place.snapshot.uri, _edits, session, place.snapshot)
    if not edits:
        session.connection.warn("no quick-fix is left to apply here")
        return False
    return await session.connection.apply(place.snapshot, edits, _LABEL)


def _edits(session: Session, snapshot: Snapshot) -> list[Edit]:
    return session.analysis.fixed(snapshot.source, session.look(snapshot).project.checks, unsafe=True)


def _report(value: object) -> VerifyReport | None:
    return VerifyReport.from_json(value) if isinstance(value, dict) else None
