"""A class is used that a release in play no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis import releases
from .analysis.model import Edit, Finding, Fix, Loads, LoadSite, Program, RemovedImport, Rule, Targets, Version, fitting

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
            message = _message("this import raises", it.since, name)
            yield Finding(message, it.imported.span, _fixes(it, name, program, targets))


def _check_load(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """Report classes that are reached through their module, such as `transformers.TFAutoModel`."""
    written = program.source.text[site.callee_span.start : site.callee_span.end].split(".")
    if len(written) < 3:
        return
    since = releases.dropped_class("transformers", site.name)
    if written[-2] == site.name and since is not None and targets.transformers.perhaps(since):
        message = _message("this raises AttributeError", since, site.name)
        yield Finding(message, site.callee_span)


def _message(consequence: str, since: Version, name: str) -> str:
    release = f"{consequence} since transformers {releases.dotted(since)}"
    return fitting(f"{release} dropped {name}", release)


def _fixes(removed: RemovedImport, name: str, program: Program, targets: Targets) -> tuple[Fix, ...]:
    """Rename the class wherever it is named; not where the new name is in use, or the old one may be another class."""
    heir, item = _heir(name), removed.imported
    if heir is None or any(it.name == heir for it in program.imports):
        return ()
    others = (it for it in program.imports if it.name == item.name)
    if any(it.conditional or it.origin != item.origin for it in others):
        return ()
    head = program.source.text[item.span.start : item.span.end]
    renamed = Edit(item.span, head.replace(name, heir, 1))
    mentions = tuple(Edit(it, heir) for it in removed.mentions) if item.name == name else ()
    safe = name != _VISION and targets.transformers.surely((4, 57))
    return (Fix(f"use {heir}", (renamed, *mentions), safe),)


def _heir(name: str) -> str | None:
    """Return the class that replaces another; a feature extractor of images became an image processor."""
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
