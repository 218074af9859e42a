"""What hovering shows, as Markdown: the short part of a rule's page, a load with its findings and its verification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Finding, LoadSite

from .verification import Result


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


def _opening(lines: Iterable[str]) -> list[str]:
    opening: list[str] = []
    for line in lines:
        if line.startswith(("## ", "```")):
            break
        if not line.startswith("# "):
            opening.append(line)
    return opening


def _verified(result: Result | None) -> list[str]:
    if result is None or result.details is None:
        return []
    age = "measured before the last edit of this load" if result.stale else "measured"
    return [f"Last verification ({age}):\n\n```text\n{result.details}\n```"]
