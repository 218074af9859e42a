"""The machines that the loads of a run go to: this one, or the nodes of a cluster."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from loadlint.errors import UsageError
from loadlint.verify.cluster import flow
from loadlint.verify.many import batch, estimated, summary
from loadlint.words import visible

# Not together with `--preflight` or `--compare`.
ALONE = ("against", "write_lock", "locked", "on_each")

if TYPE_CHECKING:
    import argparse
    import threading
    from collections.abc import Callable, Iterator, Sequence

    from loadlint.verify.many.batch import Result
    from loadlint.verify.many.plan import Group
    from loadlint.verify.report import Json, VerifyReport
    from loadlint.verify.session import Prepared


def check(options: argparse.Namespace) -> None:
    """Raise UsageError for options that contradict each other."""
    if options.on_each and not options.on:
        raise UsageError("--on-each needs a cluster; name it with --on ray or --on ray://HOST:PORT")
    both = [f"--{it.replace('_', '-')}" for it in ALONE if getattr(options, it)]
    if options.preflight and both:
        raise UsageError(f"--preflight runs no load, so {both[0]} has nothing to work on; take one away")
    if options.compare and both:
        raise UsageError(f"--compare and {both[0]} each say what is compared; take one away")
    if options.on and (options.preflight or options.compare):
        raise UsageError("--on runs loads as they are on a cluster; take --preflight or --compare away")
    if options.runtime_env and not options.on:
        raise UsageError("--runtime-env is for the nodes of a cluster; name it with --on ray")
    if options.on and options.launch:
        raise UsageError("--on and --launch each say where a load runs; choose one")


def results(
    options: argparse.Namespace,
    groups: Sequence[Group],
    memory: batch.Memory,
    cancel: threading.Event,
    started: Callable[[Group], Callable[[Json], None]],
) -> Iterator[Result]:
    """Yield the results of this machine, or of the cluster that the options name."""
    if not options.on:
        return batch.run(groups, memory, cancel, started=started, perform=partial(_perform, options))
    where = {"address": options.on, "environment": options.runtime_env, "each": options.on_each}
    return flow.run(groups, memory, cancel, force=options.yes, **where)


def _perform(
    options: argparse.Namespace, prepared: Prepared, on_event: Callable[[Json], None], cancel: threading.Event
) -> VerifyReport:
    if options.preflight:
        return estimated.report(prepared, cancel, force=options.yes)
    return prepared.run(on_event, cancel, force=options.yes)


def figures(options: argparse.Namespace, results: Sequence[Result], took: float) -> Json:
    """Return the figures of a run, with the matrix of loads and accelerators of one that went to each."""
    figures = summary.as_json(results, took)
    return {**figures, "matrix": flow.matrix(results)} if options.on_each else figures


def print_matrix(figures: Json) -> None:
    for text in flow.lines(figures.get("matrix", [])):
        print(visible(text))
