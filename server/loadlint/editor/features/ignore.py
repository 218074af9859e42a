"""The command that writes a comment with a reason, which suppresses a finding."""

from __future__ import annotations

from loadlint.editor.answers import Question
from loadlint.editor.session import Session

from . import code_action, prompts

_EXAMPLE = "for example: merged on the CPU"


async def ignore_here(session: Session, about: dict[str, object]) -> bool:
    """Ask for a reason and write the comment; whether that was done."""
    document, rule = session.about(about), str(about.get("rule", ""))
    reason = (
        await prompts.ask(session, Question("reason", f"Ignore {rule} here", placeholder=_EXAMPLE))
        if document
        else None
    )
    if document is None or reason is None:
        return False
    snapshot = document.snapshot()
    fix = await session.elsewhere(snapshot.uri, code_action.comment, session, snapshot, about, reason)
    if fix is None:
        session.connection.warn("the finding is gone, or no line of it can carry a comment")
        return False
    return await session.connection.apply(snapshot, fix.edits, f"ignore {rule} here")
