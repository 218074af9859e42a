"""The machines that the loads of a run go to: this one, or the nodes of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadlint.errors import UsageError
from loadlint.verify.cluster import flow
from loadlint.verify.many import batch, summary
from loadlint.words import visible

if TYPE_CHECKING:
    import argparse
    import threading
    from collections.abc import Callable, Iterator, Sequence

    from loadlint.verify.many.batch import Result
    from loadlint.verify.many.plan import Group
    from loadlint.verify.report import Json


def check(options: argparse.Namespace) -> None:
    """Raise UsageError for options that contradict each other."""
    if options.on_each and not options.on:
        raise UsageError("--on-each needs a cluster; name it with --on ray or --on ray://HOST:PORT")
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
        return batch.run(groups, memory, cancel, started=started, force=options.yes)
    where = {"address": options.on, "each": options.on_each}
    return flow.run(groups, memory, cancel, started=started, force=options.yes, **where)


def figures(options: argparse.Namespace, results: Sequence[Result], took: float) -> Json:
    """Return the figures of a run, with the matrix of loads and accelerators of one that went to each."""
    figures = summary.as_json(results, took)
    return {**figures, "matrix": flow.matrix(results)} if options.on_each else figures


def print_matrix(figures: Json) -> None:
    for text in flow.lines(figures.get("matrix", [])):
        print(visible(text))
