"""Hover, as Markdown of at most eight lines: the rules of the findings there, then the facts about the load.

Editors show the messages of findings themselves, so the facts come first: measured, else estimated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from loadlint.editor import runs
from loadlint.editor.answers import Hover
from loadlint.editor.capabilities import SHOW_REPORT, SHOW_RULE, Client
from loadlint.editor.runs import Result
from loadlint.editor.session import Place, Session, View
from loadlint.editor.wire import convert
from loadlint.verify.request import VerifyRequest
from loadlint.words import markdown
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Finding, LoadSite

from . import estimate, tasks
from .estimate import Estimate

LONGEST = 8
RULES = 2


async def at(session: Session, place: Place) -> Hover | None:
    """The Markdown for a place."""
    at, view = place.span.start, await session.elsewhere(place.snapshot.uri, session.read, place.snapshot)
    if view.silent:
        return None
    client = session.connection.client
    here = [it for it in view.linted.findings if it.span.start <= at <= it.span.end]
    around = next((it for it in view.linted.loads if it.call.start <= at <= it.call.end), None)
    parts = list(rules(here, client))
    if around is not None:
        parts += await _about(session, view, place, around)
    where = here[0].span if here else around.call if around is not None else place.span
    return Hover("\n\n".join(parts[:LONGEST]), where) if parts else None


def rules(findings: Sequence[Finding], client: Client) -> Iterator[str]:
    """The rule of each finding in one line, with the way to its page."""
    for finding in findings[:RULES]:
        yield f"**{finding.rule}**: {pages.summary(finding.rule)} · [rule]({_rule(finding.rule, client)})"
    if len(findings) > RULES:
        yield f"and {len(findings) - RULES} more findings here"


def load(site: LoadSite, expected: Estimate, result: Result | None, report: str | None) -> Iterator[str]:
    """A load: its model, what was measured or else is estimated, its placement and the releases in play.

    `report` is the link to the report of its verification.
    """
    yield f"**{site.name}** loads a {site.loader.kind} with {site.loader.library}: {markdown(expected.model())}"
    if result is not None and result.run.report is not None:
        age = "Measured before the last edit" if result.stale else "Measured"
        link = f" · [report]({report})" if report else ""
        yield f"**{age}**: {markdown(result.run.line or '')}{link}"
    if expected.checked.weights.total:
        yield f"**Estimate**: {markdown(expected.size())}"
        yield f"**Fits here** (estimated): {markdown(expected.fits())}"
    yield f"**Placement**{expected.mark()}: {markdown(expected.placement())}"
    wrong = expected.contradictions()
    installed = f" · **installed: {markdown(wrong)}, which the project excludes**" if wrong else ""
    yield f"Releases: {markdown(expected.releases())}{installed}"
    yield from map(markdown, expected.checked.notes[:1])


async def _about(session: Session, view: View, place: Place, site: LoadSite) -> list[str]:
    """The facts about a load. Headers and drivers are read on a thread of their own, as they may be slow."""
    uri, client = view.snapshot.uri, session.connection.client
    request = await session.elsewhere(uri, tasks.asked, session.analysis, view.snapshot, site, convert.path(uri))
    expected = await session.beside(uri, _looked, session, view, request, site)
    session.kept.restore(place.document, view.linted.loads, session.names)
    result = next(iter(runs.results([site], place.document.marks)), None)
    start = convert.range_message(view.snapshot, site.call, client.encoding)["start"]
    link = _link(SHOW_REPORT, convert.cell_uri(view.snapshot, site.call), start) if client.commands else None
    return list(load(site, expected, result, link))


def _looked(session: Session, view: View, request: VerifyRequest, site: LoadSite) -> Estimate:
    return estimate.look(request, site, view.project, session.root(view.snapshot.uri), trusted=session.trusted)


def _rule(rule: str, client: Client) -> str:
    return _link(SHOW_RULE, rule) if client.commands else pages.url(rule)


def _link(command: str, *arguments: object) -> str:
    """A link that runs a command of the client."""
    return f"command:{command}?{quote(json.dumps(arguments))}"
