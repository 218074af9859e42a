"""`--rehearse` and `--against` over several loads: one stage for all, and the same loads on each other side."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from loadlint import store
from loadlint.errors import UsageError
from loadlint.verify.against.other import Other
from loadlint.verify.many import upgrade, upgrade_forms
from loadlint.verify.many.batch import Result
from loadlint.verify.many.plan import Group, Planned
from loadlint.verify.report import Json
from loadlint.verify.surroundings import Surroundings

from . import saving, staging

Change = Callable[[Surroundings], Surroundings]
Run = Callable[[list[Group]], tuple[list[Result], float]]


@contextmanager
def on_one_stage(groups: list[Group], *, wanted: bool) -> Iterator[list[Group]]:
    """Yield the groups with a stage that all rehearsals share: each model is laid once, each library imported once."""
    with staging.stage(wanted=wanted) as stage:
        yield _changed(groups, lambda it: replace(it, stage=stage))


def moved(groups: list[Group], text: str, cancel: threading.Event) -> list[Group]:
    """Return the same loads on another side."""
    other = Other(text)
    changed = _changed(groups, lambda it: other.surroundings(it, cancel))
    return [replace(it, key=store.digest(it.key, text)) for it in changed]


def compare(groups: list[Group], options: argparse.Namespace, run: Run, cancel: threading.Event) -> int:
    """Run all loads here and on each other side, write what differs, and return the worst exit status there."""
    if options.write_lock or options.locked:
        raise UsageError("--against takes no lock, which is of one environment; take --write-lock or --locked away")
    if options.on:
        raise UsageError("--against runs on this machine; take --on away")
    # Packages first: where they cannot be had, no load was run in vain.
    sides = {text: moved(groups, text, cancel) for text in options.against}
    before, seconds = run(groups)
    upgrades = []
    for text, side in sides.items():
        print(f"loadlint: the same loads against {text}", file=sys.stderr)
        after, took = run(side)
        seconds += took
        upgrades.append(upgrade.Upgrade(f"against {text}", _pairs(before, after)))
    return show(upgrades, before, seconds, options)


def show(
    upgrades: Sequence[upgrade.Upgrade], before: Sequence[Result], seconds: float, options: argparse.Namespace
) -> int:
    form = upgrade_forms.FORMS[options.output_format]
    figures: Json = {"loads": sum(len(it.reports) for it in before), "seconds": round(seconds, 3)}
    saving.show(lambda out: form(upgrades, figures, out), options)
    return max((it.status for it in upgrades), default=0)


def _pairs(before: Sequence[Result], after: Sequence[Result]) -> tuple[upgrade.Pair, ...]:
    return tuple(upgrade.Pair(one, other) for one, other in zip(before, after, strict=True))


def _changed(groups: Iterable[Group], change: Change) -> list[Group]:
    """Return the groups with other surroundings, which are made once for loads that share theirs."""
    made: dict[int, Surroundings] = {}

    def around(planned: Planned) -> Planned:
        if planned.prepared is None:
            return planned
        old = planned.prepared.surroundings
        if id(old) not in made:
            made[id(old)] = change(old)
        new = made[id(old)]
        fixed = replace(planned.fixed, surroundings=new) if planned.fixed else None
        return replace(planned, prepared=replace(planned.prepared, surroundings=new), fixed=fixed)

    return [replace(it, loads=tuple(map(around, it.loads))) for it in groups]
