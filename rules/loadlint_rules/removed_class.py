"""A class is used that transformers 5 no longer has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.model import Edit, Finding, Fix, LoadSite, Program, RemovedImport, Rule, Targets

_SINCE = (5, 0)
_REMOVED = re.compile(r"(TF|Flax)[A-Z]\w+|AutoModelWithLMHead|AutoModelForVision2Seq")
_VISION, _HEIR = "AutoModelForVision2Seq", "AutoModelForImageTextToText"


def _check_imports(program: Program, targets: Targets) -> Iterator[Finding]:
    if not targets.transformers.perhaps(_SINCE):
        return
    for it in program.removed:
        name = it.imported.origin.rpartition(".")[2]
        yield Finding(
            RULE.name,
            RULE.severity,
            f"{name} was removed in transformers 5.0, where this import raises ImportError",
            it.imported.span,
            _fixes(it, program) if name == _VISION else (),
        )


def _check_load(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """Classes that are reached through their module, `transformers.TFAutoModel`."""
    written = program.source.text[site.callee_span.start : site.callee_span.end].split(".")
    if site.loader.library != "transformers" or len(written) < 3 or not _REMOVED.fullmatch(written[-2]):
        return
    if targets.transformers.perhaps(_SINCE) and not site.circumstances & {"dead", "guarded"}:
        message = f"{written[-2]} was removed in transformers 5.0, where this raises AttributeError"
        yield Finding(RULE.name, RULE.severity, message, site.callee_span)


def _fixes(removed: RemovedImport, program: Program) -> tuple[Fix, ...]:
    """The heir under its own name wherever the class is named; not where that name is taken or imported twice."""
    item = removed.imported
    if not removed.only or _HEIR in program.names:
        return ()
    head = program.source.text[item.span.start : item.span.end]
    renamed = Edit(item.span, head.replace(_VISION, _HEIR))
    mentions = tuple(Edit(it, _HEIR) for it in removed.mentions) if item.name == _VISION else ()
    return (Fix(f"use {_HEIR}", (renamed, *mentions), safe=False),)


RULE = Rule(
    "removed-class",
    "arguments and names",
    "error",
    "a class is used that transformers 5 no longer has",
    _check_load,
    check_file=_check_imports,
)
