"""The argument that became `dtype` is given under its old name."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.dtypes import RENAMED, RENAMED_IN_DIFFUSERS, RENAMED_IN_PIPELINE
from .analysis.edits import rename_argument
from .analysis.model import Argument, Finding, Fix, LoadSite, Program, Rule, Span, Targets

_SINCE = {"transformers": "transformers 4.56", "diffusers": "diffusers 0.40"}


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    written = [it for it in site.arguments if it.name == "torch_dtype"]
    if not written or not _is_renamed(site, targets):
        return
    yield Finding(
        f"torch_dtype is the old name of dtype, deprecated since {_SINCE[site.loader.library]}",
        _name_span(written[0], program),
        _fixes(site, written, program, targets) if not site.has("dtype") else (),
        tag="deprecated",
    )


def _is_renamed(site: LoadSite, targets: Targets) -> bool:
    """Return whether every release in play has `dtype`; of transformers also when no release is known."""
    if site.loader.library == "transformers" and site.loader.kind in ("model", "pipeline"):
        oldest = targets.transformers.oldest
        return targets.transformers.perhaps(RENAMED) and (oldest is None or oldest >= RENAMED)
    if site.loader.library == "diffusers" and site.loader.kind in ("component", "diffusion"):
        return targets.diffusers.surely(RENAMED_IN_DIFFUSERS)
    return False


def _name_span(argument: Argument, program: Program) -> Span:
    head = program.source.text[argument.span.start : argument.value_span.start]
    start = argument.span.start + max(0, head.find("torch_dtype"))
    return Span(start, start + len("torch_dtype"))


def _fixes(site: LoadSite, written: list[Argument], program: Program, targets: Targets) -> tuple[Fix, ...]:
    """Rename the argument, in a dict wherever its key is written; all of them or none."""
    renamed = targets.diffusers.surely(RENAMED_IN_DIFFUSERS) if site.loader.library == "diffusers" else False
    renamed = renamed or (site.loader.library == "transformers" and targets.transformers.surely(RENAMED_IN_PIPELINE))
    edits = [rename_argument(program, it, "dtype") for it in written]
    if not all(edits):
        return ()
    safe = renamed and all(it.origin == "call" for it in written)
    return (Fix("rename to dtype", tuple(it for each in edits for it in each), safe),)


RULE = Rule(
    "deprecated-torch-dtype",
    "dtype",
    "info",
    _check,
    silent=frozenset({"dead", "versioned"}),
)
