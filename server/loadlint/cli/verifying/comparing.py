"""`--compare` over several loads: each as it is and as its quick-fixes leave it."""

from __future__ import annotations

import argparse
import sys

from loadlint import store
from loadlint.verify.many import upgrade
from loadlint.verify.many.plan import Group, Planned
from loadlint.words import plural

from . import upgrading
from .upgrading import Run


def compare(groups: list[Group], options: argparse.Namespace, run: Run) -> int:
    """Run all loads as they are and as fixed, write what differs, and return the worst exit status of the fixed."""
    before, seconds = run(groups)
    changed = [fixed for it in groups if (fixed := _fixed(it)) is not None]
    print(f"loadlint: {plural(len(changed), 'load')} that the quick-fixes change", file=sys.stderr)
    after, took = run(changed)
    afters = {it.group.key: it for it in after}
    pairs = [upgrade.Pair(it, afters.get(_fixed_key(it.group), it), fixed=True) for it in before]
    return upgrading.show([upgrade.Upgrade("with their fixes", tuple(pairs))], before, seconds + took, options)


def _fixed(group: Group) -> Group | None:
    """Return a group as its fixes leave it; None where they change nothing."""
    first = group.loads[0]
    if first.prepared is None or first.fixed is None or first.prepared.is_same_load(first.fixed):
        return None
    return Group(_fixed_key(group), tuple(Planned(it.fixed, it.report) for it in group.loads))


def _fixed_key(group: Group) -> str:
    return store.digest(group.key, "fixed")
