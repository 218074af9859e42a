"""Run the loads of a plan one after another, and remember what is done, so that a later run takes up the rest."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from loadlint import store
from loadlint.source import regular
from loadlint.verify.report import Json, VerifyReport
from loadlint.verify.run import refusal
from loadlint.verify.run.job import CannotRunError
from loadlint.verify.secrets import Redactor

from .plan import Group, Planned

# The interpreter, the machine or a person may be another one in the next run.
AGAIN = ("cancelled", "refused", "asking")


@dataclass(frozen=True, slots=True)
class Result:
    """A group with its reports, one for each of its loads, in their order; `resumed` are of an earlier run.

    On a cluster, `node` ran the load, whose accelerator is of that `kind`, `again` after another one died.
    """

    group: Group
    reports: tuple[VerifyReport, ...]
    resumed: bool = False
    node: str | None = None
    kind: str | None = None
    again: bool = False

    @property
    def report(self) -> VerifyReport:
        return self.reports[0]

    @property
    def key(self) -> str:
        return key_of(self.group, self.kind)

    def as_json(self) -> Json:
        """Return the report of the first load, and the places of all."""
        where = {"node": self.node, "kind": self.kind, "again": self.again} if self.node or self.kind else {}
        return {**self.report.as_json(), "places": self.group.sites, **where}


def run(
    plan: Iterable[Group],
    memory: Memory,
    cancel: threading.Event,
    *,
    started: Callable[[Group], Callable[[Json], None]],
    force: bool = False,
) -> Iterator[Result]:
    """Yield the result of each group as soon as there is one; after `cancel` the others are reported as cancelled.

    `started` is called as a load begins, and returns what its events go to.
    """
    for group in plan:
        earlier = memory.get(group.key)
        if earlier is not None:
            yield result_of(group, earlier, resumed=True)
            continue
        result = result_of(group, _report(group.loads[0], started(group), cancel, force=force))
        memory.keep(result)
        yield result


def key_of(group: Group, kind: str | None) -> str:
    """Return what names a load in the memory of a run, on that kind of node."""
    return group.key if kind is None else f"{group.key}@{kind}"


def result_of(group: Group, report: VerifyReport, *, resumed: bool = False) -> Result:
    """Return the result of a group whose first load has this report."""
    # Reports of loads that did not run quote the code.
    cleaned: VerifyReport = Redactor((), os.environ).value(report)
    return Result(group, tuple(it.placed(cleaned) for it in group.loads), resumed)


def _report(load: Planned, on_event: Callable[[Json], None], cancel: threading.Event, *, force: bool) -> VerifyReport:
    if load.prepared is None:
        assert load.report is not None
        return load.report
    request = load.prepared.request
    if cancel.is_set():
        return refusal.cancelled(request)
    try:
        return load.prepared.run(on_event, cancel, force=force)
    except CannotRunError as error:
        return refusal.not_started(request, error)


class Memory:
    """Reports of a run that was interrupted, by the key of their load; kept in the cache until the run is complete."""

    def __init__(self, place: str | None) -> None:
        self._place = place
        self._reports: dict[str, Json] = {}

    @classmethod
    def of(cls, paths: Iterable[str]) -> Memory:
        """Return the memory of a run over these paths from the working folder, empty at first."""
        folder = store.folder()
        name = f"{store.digest(os.getcwd(), sorted(paths))}.json"
        return cls(os.path.join(os.path.abspath(folder), "verify", name) if folder else None)

    def recall(self) -> int:
        """Take up what the interrupted run has done, and return the number of its reports."""
        if self._place is None:
            return 0
        try:
            reports = json.loads(regular.read(self._place)[0])
        except (OSError, ValueError, RecursionError):
            # No run was interrupted, or its end left nothing that can be read.
            return 0
        if isinstance(reports, dict):
            self._reports = {key: it for key, it in reports.items() if isinstance(it, dict)}
        return len(self._reports)

    def get(self, key: str) -> VerifyReport | None:
        value = self._reports.get(key)
        if value is None:
            return None
        try:
            return VerifyReport.from_json(value)
        except (KeyError, TypeError):
            # Another release of loadlint wrote it.
            return None

    def keep(self, result: Result) -> None:
        """Remember a result that another run would repeat."""
        lost = result.report.error is not None and result.report.error.type == "NodeLost"
        if result.report.outcome not in AGAIN and not lost:
            self.put(result.key, result.report)

    def put(self, key: str, report: VerifyReport) -> None:
        """Remember a report; where the cache cannot be written, a later run begins again."""
        self._reports[key] = report.as_json()
        if self._place is None:
            return
        try:
            store.replace(self._place, json.dumps(self._reports).encode())
        except OSError:
            self._place = None

    def forget(self) -> None:
        """Remove what was kept for a later run, as this one is complete."""
        if self._place is not None and os.path.exists(self._place):
            os.unlink(self._place)
