"""What rules about revisions share: which repository a load names, whether at a commit, and how to pin it."""

from __future__ import annotations

import re

from . import edits
from .model import Argument, Commit, Fix, LoadSite, Program, Targets
from .values import is_false, text_of

_COMMIT = re.compile(r"[0-9a-f]{40}")


def repository(site: LoadSite) -> Argument | None:
    """The argument that names what is loaded: a repository on the hub, or a folder."""
    return site.argument("model") if site.loader.kind == "pipeline" else site.argument(*site.loader.parameters[:1])


def is_commit(revision: Argument) -> bool:
    """Whether a revision is a whole commit, which cannot move; branches and tags can."""
    return _COMMIT.fullmatch(text_of(revision.value) or "") is not None


def of_code(site: LoadSite) -> Argument | None:
    """The argument that decides at which revision code is taken: `code_revision` goes before `revision`."""
    own = site.argument("code_revision")
    return own if own is not None and not is_false(own.value) else site.argument("revision")


def pin(site: LoadSite, program: Program, targets: Targets, *, code: bool = False) -> Fix | None:
    """Takes the commit that the hub's cache of this machine holds; `code` is for the code that a load runs.

    Unsafe: the commit is what this machine took last, and neither what the hub holds today nor what another
    machine would find. None where the cache holds no such commit, or the call may say more out of sight.
    """
    given = of_code(site) if code else site.argument("revision")
    known = _known(site, given, targets)
    if known is None or (code and not known.own_code):
        return None
    value = f'"{known.commit}"'
    made = (edits.set_value(given, value),) if given else edits.add_argument(program, site, "revision", value)
    return Fix(f"pin the commit in this machine's cache, {known.commit[:12]}", made, safe=False)


def _known(site: LoadSite, revision: Argument | None, targets: Targets) -> Commit | None:
    """The commit in the cache for the repository and branch of a load."""
    if site.may_have("cache_dir") or (revision is None and site.may_have("revision")):
        return None
    given = repository(site)
    name = text_of(given.value) if given is not None else None
    branch = "main" if revision is None or is_false(revision.value) else text_of(revision.value)
    return next((it for it in targets.commits if (it.repository, it.reference) == (name, branch)), None)
