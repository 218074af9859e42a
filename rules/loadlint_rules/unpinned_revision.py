"""A repository on the hub is loaded at whatever its branch holds on the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.model import Finding, LoadSite, Program, Rule, Targets
from .analysis.revisions import is_commit, pin, repository
from .analysis.values import is_false, is_true, text_of

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_LOCAL = ("gguf_file", "local_files_only")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    first = repository(site)
    name = text_of(first.value) if first is not None else None
    if first is None or name is None or not _HUB_ID.fullmatch(name):
        return
    if site.may_have("revision") and not _moves_on(site):
        return
    if any(is_true(it.value) for it in site.arguments if it.name in _LOCAL):
        return
    fix = pin(site, program, targets)
    yield Finding(
        "the weights change whenever their repository does, as no commit is pinned",
        first.span,
        (fix,) if fix is not None else (),
    )


def _moves_on(site: LoadSite) -> bool:
    """Return whether the revision given is a branch or tag (or None), which can move, and no commit."""
    revision = site.argument("revision")
    if revision is None:
        return False
    return is_false(revision.value) or (text_of(revision.value) is not None and not is_commit(revision))


RULE = Rule(
    "unpinned-revision",
    "trust",
    "info",
    _check,
    silent=frozenset({"dead", "test"}),
    default=False,
)
