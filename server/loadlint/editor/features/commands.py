"""The commands of the server, by name. Their arguments come from the client as plain JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from loadlint.editor import capabilities
from loadlint.editor.session import Session
from loadlint.editor.wire import notices
from loadlint.editor.wire.messages import (
    EnvironmentMessage,
    LoadMessage,
    PageMessage,
    StartedMessage,
    VerificationMessage,
)
from loadlint_rules.analysis import pages

from . import configuration

_MARK = re.compile(r"  # error: (?=[\w, -]+$)", re.MULTILINE)


async def verify_load(session: Session, uri: object, position: object) -> str | None:
    """Start to verify the load at a position; returns the name to cancel it by, None when it cannot be."""
    from . import verification

    return await verification.start(session, notices.text(uri), notices.position(position))


async def rehearse_load(session: Session, uri: object, position: object) -> str | None:
    """Start to verify the load at a position without its weights."""
    from . import tasks, verification

    return await verification.start(session, notices.text(uri), notices.position(position), (tasks.rehearse,))


async def compare_load(session: Session, uri: object, position: object) -> str | None:
    """Start to verify the load at a position as it is and then as its fixes would leave it."""
    from . import tasks, verification

    return await verification.start(
        session, notices.text(uri), notices.position(position), (tasks.prepare, tasks.prepare_fixed)
    )


async def run_load(session: Session, uri: object, position: object, rehearse: object = False) -> StartedMessage:
    """Start to verify the load at a position, with its weights or without; a refusal is returned, not shown."""
    from . import tasks, verification

    ways = (tasks.rehearse,) if rehearse is True else (tasks.prepare,)
    try:
        name = await verification.attempt(session, notices.text(uri), notices.position(position), ways)
    except verification.GivenUpError:
        return {"name": None, "refusal": None}
    except verification.RefusedError as refusal:
        return {"name": None, "refusal": refusal.notice.message()}
    return {"name": name, "refusal": None}


async def reports(session: Session, uri: object) -> list[VerificationMessage]:
    """The last verification of each load of a text or cell."""
    from loadlint.editor.workspace import listing

    return await listing.reports(session, notices.text(uri))


async def loads(session: Session, *uris: object) -> list[LoadMessage]:
    """The loads of a file, or without a URI those of the whole workspace."""
    from loadlint.editor.workspace import listing

    return await listing.loads(session, notices.text(uris[0]) if uris else None)


async def about(session: Session, uri: object) -> EnvironmentMessage | None:
    """The Python of an open document with its releases, and the devices of this machine."""
    from . import environment

    return await environment.of(session, notices.text(uri))


def report_page(_: Session, about: object) -> PageMessage | None:
    """The page of a verification; None for what is no report of this release."""
    from . import report

    return report.page(about)


async def apply_fixes(session: Session, uri: object, position: object) -> bool:
    """Apply the fixes of the load at a position, as its comparison verified them; whether that was done."""
    from . import report

    return await report.apply(session, notices.text(uri), notices.position(position))


def rule_page(_: Session, name: object) -> str | None:
    """The page of a rule as Markdown; None for a name that has none.

    The marks of its tests become arrows.
    """
    try:
        return _MARK.sub("  # ← ", pages.page(notices.text(name)))
    except KeyError:
        return None


def cancel_verify(session: Session, *names: object) -> list[str]:
    """Cancel the verification of that name, or all of them; returns the names of those that are to stop."""
    return session.queue.cancel(notices.text(names[0]) if names else None)


async def ignore_here(session: Session, about: object) -> bool:
    """Ask for a reason and write the comment that suppresses a finding; whether that was done."""
    from . import ignore

    return await ignore.ignore_here(session, about) if isinstance(about, dict) else False


def restart(session: Session) -> None:
    """Start again without losing the texts."""
    configuration.restart(session)


COMMANDS: Mapping[str, Callable[..., Any]] = {
    capabilities.VERIFY: verify_load,
    capabilities.REHEARSE: rehearse_load,
    capabilities.COMPARE: compare_load,
    capabilities.RUN: run_load,
    capabilities.CANCEL: cancel_verify,
    capabilities.REPORTS: reports,
    capabilities.LOADS: loads,
    capabilities.PAGE: report_page,
    capabilities.APPLY: apply_fixes,
    capabilities.RULE: rule_page,
    capabilities.IGNORE: ignore_here,
    capabilities.ENVIRONMENT: about,
    capabilities.RESTART: restart,
}
