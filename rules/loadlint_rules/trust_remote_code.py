"""Code from a model repository is run, at whatever revision it has on the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.edits import remove_argument
from .analysis.model import Argument, Finding, Fix, LoadSite, Program, Rule, Targets, Unknown
from .analysis.releases.checkpoints import native_since
from .analysis.revisions import is_commit, of_code, pin, repository
from .analysis.values import is_true, strings, text_of

# A path (names on the hub have one slash), or a name without an owner: a folder, or an old model, which has no code.
_LOCAL = re.compile(r"(\.{0,2}/|~|[A-Za-z]:[\\/]).*|[^/]+|[^/]+(/[^/]+){2,}/?", re.DOTALL)


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = site.argument("trust_remote_code")
    if argument is None or not is_true(argument.value) or not _runs_code(site) or _is_local(site):
        return
    if _is_pinned(site, program):
        return
    fixes = (pin(site, program, targets, code=True), _without(site, argument, program, targets))
    yield Finding(
        "this load runs whatever Python code the model's repository holds by then",
        argument.span,
        tuple(it for it in fixes if it is not None),
    )


def _without(site: LoadSite, argument: Argument, program: Program, targets: Targets) -> Fix | None:
    """Remove the argument where every release in play has the architecture; other checkpoints would not load.

    A configuration of the library has other attributes, and one of the repository wants the repository's model.
    """
    name = repository(site) if site.loader.kind not in ("engine", "config") and not site.may_have("config") else None
    since = native_since(text_of(name.value) or "") if name is not None else None
    if since is None or argument.origin != "call":
        return None
    oldest = targets.transformers.oldest
    if oldest is not None and oldest < since:
        return None
    return Fix("load without code from the repository", (remove_argument(program, argument),), safe=False)


def _runs_code(site: LoadSite) -> bool:
    """Return whether the loader uses the argument: what leads to an Auto class does, concrete classes do not."""
    return site.name.startswith("Auto") or site.loader.kind in ("pipeline", "encoder", "diffusion", "engine")


def _is_pinned(site: LoadSite, program: Program) -> bool:
    """Return whether the code is fixed: at a commit, at a revision decided elsewhere, or in this machine's cache."""
    revision, cached = of_code(site), site.argument("local_files_only")
    if cached is not None and is_true(cached.value):
        return True
    if revision is None or is_commit(revision):
        return revision is not None
    return isinstance(revision.value, Unknown) and not _is_none_by_default(revision, program)


def _is_none_by_default(revision: Argument, program: Program) -> bool:
    """Return whether a revision is an option of this script that is None unless somebody gives one."""
    return program.of_text(_is_option_without_default, revision.text.rpartition(".")[2])


def _is_option_without_default(text: str, name: str) -> bool:
    option = re.search(rf"add_argument\(\s*[\"']--{re.escape(name)}[\"']", text)
    if option is None:
        return False
    rest = text[option.end() :].partition("add_argument(")[0].partition("parse_args")[0]
    return not re.search(r"required\s*=\s*True|default\s*=\s*(?!None\b)", rest)


def _is_local(site: LoadSite) -> bool:
    """Return whether no repository's code is meant; what a pipeline is handed by name may be a model loaded already."""
    argument = repository(site)
    names = strings(argument.value) if argument is not None else []
    return all(_LOCAL.fullmatch(it) for it in names) if names else site.loader.kind == "pipeline"


RULE = Rule(
    "trust-remote-code",
    "trust",
    "warning",
    _check,
    silent=frozenset({"dead", "test", "folder"}),
)
