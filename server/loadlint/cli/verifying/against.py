"""`--against`: run the same load with another interpreter or release, and show what differs."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from loadlint.verify import render, session
from loadlint.verify.against.other import Other
from loadlint.verify.against.other import as_json as both
from loadlint.verify.report import VerifyReport
from loadlint.verify.surroundings import Surroundings

from . import staging

Verify = Callable[[session.Prepared], VerifyReport]


def compare(
    prepared: session.Prepared, texts: Sequence[str], verify: Verify, cancel: threading.Event, *, as_json: bool
) -> int:
    """Verify a load here and on each other side, print what differs, and return the worst exit status there."""
    # Packages first: where they cannot be had, no load was run in vain.
    sides = {text: Other(text).surroundings(prepared.surroundings, cancel) for text in texts}
    with staging.stage(wanted=prepared.request.rehearse) as stage:
        before = verify(_moved(prepared, replace(prepared.surroundings, stage=stage)))
        afters = {text: verify(_moved(prepared, replace(side, stage=stage))) for text, side in sides.items()}
    if as_json:
        print(json.dumps(both(before, afters), indent=2))
    else:
        for text, after in afters.items():
            render.write_differences(before, after, text, sys.stdout)
    return max(it.status for it in afters.values())


def _moved(prepared: session.Prepared, surroundings: Surroundings) -> session.Prepared:
    return replace(prepared, surroundings=surroundings)
