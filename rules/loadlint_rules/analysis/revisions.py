"""Helpers of the rules about revisions: the repository of a load, whether it is at a commit, and how to pin it."""

from __future__ import annotations

import re

from . import edits
from .model import Argument, Commit, Fix, LoadSite, Program, Targets
from .values import is_false, text_of

_COMMIT = re.compile(r"[0-9a-f]{40}")
# Libraries with a loading of their own that take a revision and pass it on.
_REVISED = ("vllm", "optimum", "unsloth", "trl", "sglang")


def repository(site: LoadSite) -> Argument | None:
    """Return the argument that names the model: a repository on the hub, or a folder."""
    return site.argument("model") if site.loader.kind == "pipeline" else site.argument(*site.loader.parameters[:1])


def is_commit(revision: Argument) -> bool:
    """Return whether a revision is a full commit, which never changes; branches and tags do."""
    return _COMMIT.fullmatch(text_of(revision.value) or "") is not None


def of_code(site: LoadSite) -> Argument | None:
    """Return the argument with the revision of the code: `code_revision` goes before `revision`."""
    own = site.argument("code_revision")
    return own if own is not None and not is_false(own.value) else site.argument("revision")


def pin(site: LoadSite, program: Program, targets: Targets, *, code: bool = False) -> Fix | None:
    """Pin the commit in this machine's hub cache; `code` pins the one of the code that a load runs.

    The fix is unsafe: the hub or another machine may hold a newer commit. Return None where the cache holds no commit,
    or the call may have a revision in an unknown `**kwargs`.
    """
    revision = of_code(site) if code else site.argument("revision")
    cached = _cached(site, revision, targets)
    if cached is None or (code and not cached.own_code):
        return None
    value = f'"{cached.commit}"'
    made = (edits.set_value(revision, value),) if revision else edits.add_argument(program, site, "revision", value)
    return Fix(f"pin the commit in this machine's cache, {cached.commit[:12]}", made, safe=False)


def _cached(site: LoadSite, revision: Argument | None, targets: Targets) -> Commit | None:
    """Return the commit in the cache for the repository and branch of a load."""
    if site.may_have("cache_dir") or (revision is None and site.may_have("revision")):
        return None
    if site.callee.startswith("modelscope.") or (site.loader.kind == "engine" and site.loader.library not in _REVISED):
        return None  # modelscope's hub has commits of its own
    model = repository(site)
    name = text_of(model.value) if model is not None else None
    branch = "main" if revision is None or is_false(revision.value) else text_of(revision.value)
    return next((it for it in targets.commits if (it.repository, it.reference) == (name, branch)), None)
