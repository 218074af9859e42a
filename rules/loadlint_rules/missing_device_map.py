"""A large model is loaded for inference with nothing that says where to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis.model import Finding, Loads, LoadSite, Program, Related, Rule, Targets
from .analysis.placement import UNPLACED, is_kept, is_left_to_the_cpu, is_used, moves, placing_fixes, severity

_COMPARING = r"\b(?:assert_close|allclose|assert_allclose)\("


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if not is_left_to_the_cpu(site, targets) or not (is_used(site) or is_kept(site)):
        return
    later = moves(site)
    if not later and (_is_moved_by_a_pipeline(site, program) or program.of_text(_compares)):
        return
    yield Finding(
        "the whole model is loaded on the CPU first" if later else "the model stays on the CPU, GPU or not",
        site.callee_span,
        placing_fixes(site, program, targets),
        tuple(Related("moved here", it.part) for it in later),
        severity=severity(site),
    )


def _is_moved_by_a_pipeline(site: LoadSite, program: Program) -> bool:
    """Whether the model is passed to a pipeline that is given a device: it moves the model there."""
    passed = [use.span for use in site.uses if use.kind == "pass"]
    loads = program.loads if passed else ()  # Reading all loads is expensive.
    return any(it.call in passed and it.loader.kind == "pipeline" and it.has("device") for it in loads)


def _compares(text: str) -> bool:
    """Whether a text compares numbers, as the check of a converted checkpoint does, which runs on the CPU."""
    # Compiled here, as few loads come this far, and all of them would wait for it.
    return re.search(_COMPARING, text) is not None


RULE = Rule(
    "missing-device-map",
    "placement",
    "warning",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=UNPLACED,
)
