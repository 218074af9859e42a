"""A pipeline is asked for a task that transformers no longer has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis import releases
from .analysis.model import Finding, Loads, LoadSite, Program, Rule, Targets, Version
from .analysis.values import text_of

_TRANSLATES = re.compile(r"translation(_\w+_to_\w+)?")
REMOVED: dict[str, Version] = {
    "summarization": (5, 0),
    "text2text-generation": (5, 0),
    "question-answering": (5, 3),
    "image-to-image": (5, 3),
    "visual-question-answering": (5, 3),
    "vqa": (5, 3),
}


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = site.argument("task")
    task = text_of(argument.value) if argument is not None else None
    if argument is None or task is None or _has_its_own(program):
        return
    since = (5, 0) if _TRANSLATES.fullmatch(task) else REMOVED.get(task)
    if since is not None and targets.transformers.perhaps(since):
        release = releases.dotted(since)
        message = f'this raises KeyError since transformers {release} dropped "{task}"'
        yield Finding(message, argument.value_span)


def _has_its_own(program: Program) -> bool:
    """Return whether the file registers tasks of its own."""
    return program.of_text(_registers)


def _registers(text: str) -> bool:
    return "register_pipeline" in text


RULE = Rule(
    "removed-pipeline-task",
    "arguments and names",
    "error",
    _check,
    loads=Loads(kinds=("pipeline",)),
    silent=frozenset({"dead", "guarded", "versioned"}),
)
