"""What hovering shows, as Markdown: the short part of a rule's page, a load with its findings and its verification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from loadlint.editor import runs
from loadlint.editor.answers import Hover
from loadlint.editor.jobs import aside
from loadlint.editor.runs import Result
from loadlint.editor.session import Place, Session, View
from loadlint.editor.wire import convert
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Finding, LoadSite

from . import estimate, tasks


async def at(session: Session, place: Place) -> Hover | None:
    """The Markdown for a place: the rules of its findings, and the load around it."""
    at, view = place.span.start, await session.elsewhere(session.read, place.snapshot)
    here = [it for it in view.linted.findings if it.span.start <= at <= it.span.end]
    around = next((it for it in view.linted.loads if it.call.start <= at <= it.call.end), None)
    parts = [page(it) for it in here]
    if around is not None:
        parts.append(await _about(session, view, place, around))
    where = here[0].span if here else around.call if around is not None else place.span
    return Hover("\n\n---\n\n".join(parts), where) if parts else None


def page(finding: Finding) -> str:
    """A finding's message and its rule's page up to the first example or section, with the link to the rest."""
    about = "\n".join(_opening(pages.page(finding.rule).split("\n"))).strip()
    return f"**{finding.rule}**: {finding.message}\n\n{about}\n\n[the whole page]({pages.url(finding.rule)})"


def load(site: LoadSite, findings: Sequence[Finding], outlook: Iterable[str], result: Result | None) -> str:
    """A load: what is wrong with it, what it will come to, and what the last verification measured."""
    wrong = [f"- {it.message} (`{it.rule}`)" for it in findings] or ["nothing found here"]
    parts = [f"**{site.name}**: loads a {site.loader.kind} with {site.loader.library}", "\n".join(wrong)]
    expected = "\n".join(f"- {it}" for it in outlook)
    return "\n\n".join([*parts, *([expected] if expected else []), *_verified(result)])


async def _about(session: Session, view: View, place: Place, site: LoadSite) -> str:
    """The facts about a load. Headers and drivers are read on a thread of their own, as they may be slow."""
    uri = view.snapshot.uri
    request = await session.elsewhere(tasks.asked, view.snapshot, site, convert.path(uri))
    expected = await aside(estimate.look, request, site, view.project, session.root(uri))
    wrong = [it for it in view.linted.findings if it.span.overlaps(site.statement)]
    result = next(iter(runs.results([site], place.document.marks)), None)
    return load(site, wrong, expected.lines(), result)


def _opening(lines: Iterable[str]) -> list[str]:
    opening: list[str] = []
    for line in lines:
        if line.startswith(("## ", "```")):
            break
        if not line.startswith("# "):
            opening.append(line)
    return opening


def _verified(result: Result | None) -> list[str]:
    if result is None or result.run.details is None:
        return []
    age = "measured before the last edit of this load" if result.stale else "measured"
    return [f"Last verification ({age}):\n\n```text\n{result.run.details}\n```"]
