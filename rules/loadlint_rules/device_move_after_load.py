"""A large model is loaded on the CPU and moved to the GPU as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import Finding, Loads, LoadSite, Program, Related, Rule, Targets
from .analysis.placement import UNPLACED, is_left_to_the_cpu, is_sent_to_the_cpu, moves, placing_fixes, severity


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if not is_left_to_the_cpu(site, targets) and not is_sent_to_the_cpu(site):
        return
    later = moves(site)
    fixes = placing_fixes(site, program, targets) if later else ()
    for use in later:
        yield Finding(
            "the whole model is loaded on the CPU first and must then fit on one device",
            use.part,
            fixes,
            (Related("loaded on the CPU here", site.callee_span),),
            severity=severity(site),
        )


RULE = Rule(
    "device-move-after-load",
    "placement",
    "warning",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=UNPLACED,
)
