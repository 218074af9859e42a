"""Explain an error by its words and its traceback alone, from the table that verify uses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loadlint.verify.findings import causes, failures
from loadlint.verify.findings.around import Around
from loadlint.verify.known.entry import LOAD
from loadlint.verify.known.errors import NO_ROOM

from . import log, memory
from .log import Raised

# Words that only libraries of models have, in messages that are often quoted without their traceback.
SPOKEN = (
    rf"{LOAD}|for a normal functioning of this module|[Ww]eights only load failed|configuration_auto\.py"
    r"|[\\/]vllm[\\/]model_executor[\\/]"
    r"|(?:library but it was|that (?:were|was)) not found in your environment"
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error with its cause and cure; None for those where the error is not known."""

    error: Raised | None
    cause: str | None = None
    cure: str | None = None
    page: str = ""  # of docs/errors
    later: Raised | None = None  # a last error that is not known, where an earlier one is


def explain(text: str, first: int = 1) -> Explanation:
    """Return the last error of a text that is known; without any, the last error."""
    chains = log.failures(text, first)
    seen: set[str] = set()
    for place, chain in enumerate(reversed(chains)):
        words = "\n".join(f"{it.type}: {it.message}\n{it.frames}" for it in chain)
        if words in seen:
            continue
        seen.add(words)
        explained = _cause(chain, words)
        if explained:
            later = chains[-1][0] if place and not _wraps(chains[-1]) else None
            return Explanation(chain[0], *explained, later=later)
    return Explanation(chains[-1][0] if chains else None)


def _cause(chain: Sequence[Raised], words: str) -> tuple[str, str, str] | None:
    """Return cause, cure and page. The words alone choose the page, also where facts around them name the cause."""
    events = [it.event if it.type else {"type": "Error", "message": it.message} for it in chain]
    around = Around("\n".join(failures.texts(events)), traceback="\n".join(it.frames for it in chain))
    match = failures.from_text(events, words)
    page = match[0].page if match else ""
    if re.search(SPOKEN, words):
        cause = causes.find(around)
        if cause:
            return cause.text, cause.cure, page
    if match is None:
        return None
    entry, cause_text, cure = match
    if entry.pattern == NO_ROOM:
        return memory.cause(around.text, words)
    return cause_text.replace(" (unknown)", ""), cure, page


def _wraps(chain: Sequence[Raised]) -> bool:
    """Return whether an error only says that another process or step failed."""
    kinds = r"ChildFailed|CalledProcess|SystemExit|ProcessRaised|BrokenProcessPool|EngineDead"
    return bool(re.search(kinds, chain[0].type)) or "See root cause above" in chain[0].message
