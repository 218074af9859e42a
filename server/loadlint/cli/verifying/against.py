"""`--against`: run the same load with another interpreter or release, and show what differs."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from loadlint.errors import UsageError
from loadlint.verify import render, session
from loadlint.verify.against.other import Other
from loadlint.verify.against.other import as_json as both
from loadlint.verify.rehearsal import place
from loadlint.verify.rehearsal.stage import CannotRehearseError
from loadlint.verify.report import VerifyReport

Verify = Callable[[session.Prepared], VerifyReport]


def compare(
    prepared: session.Prepared, texts: Sequence[str], verify: Verify, cancel: threading.Event, *, as_json: bool
) -> int:
    """Verify a load here and on each other side, print what differs, and return the worst exit status there."""
    around = prepared.surroundings
    if around.launch and around.launch.way:
        raise UsageError("--against runs on this machine; take the launch prefix away")
    # Packages first: where they cannot be had, no load was run in vain.
    sides = {text: Other(text).surroundings(around, cancel) for text in texts}
    with _on_one_stage(prepared) as staged:
        before = verify(staged)
        stage = staged.surroundings.stage
        afters = {it: verify(replace(staged, surroundings=replace(side, stage=stage))) for it, side in sides.items()}
    if as_json:
        print(json.dumps(both(before, afters), indent=2))
    else:
        for text, after in afters.items():
            render.write_differences(before, after, text, sys.stdout)
    return max(it.status for it in afters.values())


@contextmanager
def _on_one_stage(prepared: session.Prepared) -> Iterator[session.Prepared]:
    """Yield the load with a stage that its rehearsals share, so that nothing is fetched twice."""
    if not prepared.request.rehearse:
        yield prepared
        return
    try:
        with place.opened() as stage:
            yield replace(prepared, surroundings=replace(prepared.surroundings, stage=stage))
    except CannotRehearseError as error:
        raise UsageError(error.line) from error
