"""A repository on the hub is loaded at whatever its branch holds on the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.model import Finding, LoadSite, Program, Rule, Targets
from .analysis.values import is_false, is_true, text_of

_COMMIT = re.compile(r"[0-9a-f]{40}")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_LOCAL = ("gguf_file", "local_files_only")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    first = site.argument(*site.loader.parameters[:1]) if site.loader.kind != "pipeline" else site.argument("model")
    name = text_of(first.value) if first is not None else None
    if first is None or name is None or not _HUB_ID.fullmatch(name) or site.circumstances & {"dead", "test"}:
        return
    if site.may_have("revision") and not _moves_on(site):
        return
    if any(is_true(it.value) for it in site.arguments if it.name in _LOCAL):
        return
    yield Finding(
        RULE.name,
        RULE.severity,
        f"{name} is loaded without the revision of a commit, so what is loaded changes when the repository does",
        first.span,
    )


def _moves_on(site: LoadSite) -> bool:
    """Whether the revision given is a branch or tag (or None), which can move, and no commit."""
    revision = site.argument("revision")
    if revision is None:
        return False
    name = text_of(revision.value)
    return is_false(revision.value) or (name is not None and not _COMMIT.fullmatch(name))


RULE = Rule(
    "unpinned-revision",
    "trust",
    "info",
    "a repository on the hub is loaded at whatever its branch holds on the day",
    _check,
    default=False,
)
