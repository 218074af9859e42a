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
from loadlint.verify.session import Prepared

from .plan import Group, Planned

# The interpreter, the machine or a person may be another one in the next run.
AGAIN = ("cancelled", "refused", "asking", "estimated")
# Carries a load out, or estimates it.
Perform = Callable[[Prepared, Callable[[Json], None], threading.Event], VerifyReport]
LARGEST = 1 << 30  # bytes of reports that are taken up; 10,000 take about 60 MB


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
    perform: Perform,
) -> Iterator[Result]:
    """Yield the result of each group as soon as there is one; after `cancel` the others are reported as cancelled.

    `started` is called as a load begins, and returns what its events go to; `perform` carries it out.
    """
    for group in plan:
        earlier = memory.get(group.key)
        if earlier is not None:
            yield result_of(group, earlier, resumed=True)
            continue
        result = result_of(group, _report(group.loads[0], started(group), cancel, perform))
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


def _report(load: Planned, on_event: Callable[[Json], None], cancel: threading.Event, perform: Perform) -> VerifyReport:
    if load.prepared is None:
        assert load.report is not None
        return load.report
    request = load.prepared.request
    if cancel.is_set():
        return refusal.cancelled(request)
    try:
        return perform(load.prepared, on_event, cancel)
    except CannotRunError as error:
        return refusal.not_started(request, error)


class Memory:
    """Reports of a run that was interrupted, by the key of their load; kept in the cache until the run is complete.

    Each is a line of a file, appended as its load ends, so a run that is killed loses at most the line it was writing.
    """

    def __init__(self, place: str | None) -> None:
        self._place = place
        self._reports: dict[str, Json] = {}
        self._begun = False
        self._problem: str | None = None

    @classmethod
    def of(cls, paths: Iterable[str]) -> Memory:
        """Return the memory of a run over these paths from the working folder, empty at first."""
        folder = store.folder()
        name = f"{store.digest(os.getcwd(), sorted(paths))}.jsonl"
        return cls(os.path.join(os.path.abspath(folder), "verify", name) if folder else None)

    @property
    def problem(self) -> str | None:
        """Return why a later run cannot take up the last reports; None where it can."""
        return self._problem

    def recall(self) -> int:
        """Take up what the interrupted run has done, and return the number of its reports."""
        if self._place is None:
            return 0
        try:
            lines = regular.read(self._place, LARGEST)[0].split(b"\n")
        except OSError:
            # No run was interrupted, or one of an earlier release was.
            self._reports = _of_one_object(self._place.removesuffix("l"))
            return len(self._reports)
        for value in map(_value, lines):
            if isinstance(value.get("key"), str) and isinstance(value.get("report"), dict):
                self._reports[value["key"]] = value["report"]
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
        """Remember a report; where the cache cannot be written, `problem` says so and the next report tries again."""
        self._reports[key] = report.as_json()
        if self._place is None:
            return
        try:
            if self._begun:
                _append(self._place, _line(key, self._reports[key]))
            else:
                # The first report of a run replaces what an earlier one wrote, half a line included.
                store.replace(self._place, b"".join(_line(*it) for it in self._reports.items()))
            self._begun, self._problem = True, None
        except OSError as error:
            self._begun, self._problem = False, (error.strerror or str(error)).lower()

    def forget(self) -> None:
        """Remove what was kept for a later run, as this one is complete."""
        for place in (self._place, (self._place or "").removesuffix("l")) if self._place else ():
            if place and os.path.exists(place):
                os.unlink(place)


def _line(key: str, report: Json) -> bytes:
    return json.dumps({"key": key, "report": report}).encode() + b"\n"


def _append(place: str, line: bytes) -> None:
    with open(place, "ab", buffering=0) as file:
        view = memoryview(line)
        # A full disk takes a part first, and says why at the next attempt.
        while view:
            view = view[file.write(view) :]


def _value(line: bytes) -> Json:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        # The line that a killed run was writing.
        return {}
    return value if isinstance(value, dict) else {}


def _of_one_object(place: str) -> dict[str, Json]:
    """Return the reports as earlier releases kept them: one object for all."""
    try:
        value = _value(regular.read(place, LARGEST)[0])
    except OSError:
        return {}
    return {key: it for key, it in value.items() if isinstance(it, dict)}
