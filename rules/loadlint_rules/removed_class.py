"""A class is used that a release in play no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis import releases
from .analysis.model import Edit, Finding, Fix, Loads, LoadSite, Program, RemovedImport, Rule, Targets, Version

_VISION = "AutoModelForVision2Seq"
_EXTRACTOR = "FeatureExtractor"
_WITHOUT_HEIR = ("MCTCTFeatureExtractor", "TvltFeatureExtractor")


def _check_imports(program: Program, targets: Targets) -> Iterator[Finding]:
    removed = program.facts(RemovedImport)
    # A function of a file without a load may never run.
    everywhere = bool(removed) and len(program.loads) > 0
    for it in removed:
        if targets.transformers.perhaps(it.since) and (everywhere or it.imported.inside is None):
            name = it.imported.origin.rpartition(".")[2]
            message = f"{name} was removed in transformers {_written(it.since)}, where this import raises ImportError"
            yield Finding(message, it.imported.span, _fixes(it, name, program, targets))


def _check_load(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """Classes that are reached through their module, `transformers.TFAutoModel`."""
    written = program.source.text[site.callee_span.start : site.callee_span.end].split(".")
    if len(written) < 3:
        return
    since = releases.dropped_class("transformers", site.name)
    if written[-2] == site.name and since is not None and targets.transformers.perhaps(since):
        message = f"{site.name} was removed in transformers {_written(since)}, where this raises AttributeError"
        yield Finding(message, site.callee_span)


def _written(version: Version) -> str:
    return ".".join(map(str, version))


def _fixes(removed: RemovedImport, name: str, program: Program, targets: Targets) -> tuple[Fix, ...]:
    """The heir under its own name wherever the class is named; not where that name is taken or imported twice."""
    heir, item = _heir(name), removed.imported
    if heir is None or not removed.only or heir in program.names:
        return ()
    head = program.source.text[item.span.start : item.span.end]
    renamed = Edit(item.span, head.replace(name, heir, 1))
    mentions = tuple(Edit(it, heir) for it in removed.mentions) if item.name == name else ()
    safe = name != _VISION and targets.transformers.surely((4, 57))
    return (Fix(f"use {heir}", (renamed, *mentions), safe),)


def _heir(name: str) -> str | None:
    """The class that does the same; an extractor of images was its processor under an older name."""
    if name == _VISION:
        return "AutoModelForImageTextToText"
    if name.endswith(_EXTRACTOR) and not name.startswith(("TF", "Flax")) and name not in _WITHOUT_HEIR:
        return name.removesuffix(_EXTRACTOR) + "ImageProcessor"
    return None


RULE = Rule(
    "removed-class",
    "arguments and names",
    "error",
    _check_load,
    loads=Loads(libraries=("transformers",)),
    silent=frozenset({"dead", "guarded", "versioned"}),
    check_file=_check_imports,
)
