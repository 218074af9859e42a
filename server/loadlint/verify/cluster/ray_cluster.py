"""Loads as tasks of a Ray cluster that is there already: Ray alone decides when and where each runs.

Ray is imported here and nowhere else, and only when somebody asks for it.
"""

from __future__ import annotations

import importlib
import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import loadlint
import loadlint_rules
from loadlint import scratch
from loadlint.errors import UsageError
from loadlint.verify.report import Json, VerifyReport
from loadlint.verify.run import refusal
from loadlint.verify.session import Prepared

from . import files

POLL = 0.2
LEAVE = 1.0  # seconds that a cancelled load has to end in order
KIND = "accelerator_type:"


@dataclass(frozen=True, slots=True)
class Task:
    """A load, and the kind of accelerator that its node must have."""

    prepared: Prepared
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A load that has ended on a node; `again` says that its first node died."""

    report: VerifyReport
    node: str | None = None
    again: bool = False


@dataclass
class Cluster:
    """A connection to a cluster; `ray` is the library, `task` our function there."""

    ray: Any
    task: Any
    nodes: list[Json]

    @property
    def kinds(self) -> list[str]:
        """Return the accelerators that the nodes name, or none."""
        return sorted({it.removeprefix(KIND) for node in self.nodes for it in node if it.startswith(KIND)})

    def submit(self, task: Task, cancel: threading.Event, *, force: bool) -> Any:
        """Start a load where its estimate fits. Raise ValueError when no node is large enough."""
        prepared, kind = task.prepared, task.kind
        options: Json = {"num_cpus": 1, "max_retries": 0}
        estimate = None if prepared.request.rehearse else prepared.estimate(cancel)
        if estimate is not None and estimate.private:
            largest = max((float(it.get("memory", 0.0)) for it in self.nodes), default=0.0)
            if estimate.private > largest and not force:
                raise ValueError("no node of the cluster has the memory for this load")
            options["memory"] = min(estimate.private, int(largest))
        if _wants_gpu(prepared) and any(it.get("GPU") for it in self.nodes):
            options["num_gpus"] = 1
        if kind is not None:
            options["resources"] = {KIND + kind: 0.001}
        around = replace(prepared.surroundings, imports=None, stage=None)
        return self.task.options(**options).remote(replace(prepared, surroundings=around), force=force)

    def results(self, tasks: Mapping[str, Task], cancel: threading.Event, *, force: bool) -> Iterator[tuple[str, Done]]:
        """Yield each load as it ends, by its key; a load whose node has died runs once more elsewhere."""
        running: dict[Any, str] = {}
        again: set[str] = set()
        for key, task in tasks.items():
            try:
                running[self.submit(task, cancel, force=force)] = key
            except ValueError as error:
                yield key, Done(refusal.refused(task.prepared.request, str(error), "TooBig"))
        while running and not cancel.is_set():
            ended, _ = self.ray.wait(list(running), num_returns=1, timeout=POLL)
            for reference in ended:
                key = running.pop(reference)
                done = self.outcome(reference, tasks[key].prepared, key in again)
                if done is None:
                    again.add(key)
                    running[self.submit(tasks[key], cancel, force=force)] = key
                else:
                    yield key, done
        yield from self.cancelled(running, tasks)

    def outcome(self, reference: Any, prepared: Prepared, again: bool) -> Done | None:
        """Return how a load has ended; None when it has to run again, as its node died."""
        errors = self.ray.exceptions
        try:
            value = self.ray.get(reference)
        except errors.OutOfMemoryError:
            why = "the node ran out of memory, and its cluster ended the load"
            return Done(
                refusal.lost(prepared.request, why, "ask for a larger node, or load in a half dtype"), again=again
            )
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.LocalRayletDiedError):
            why = "the node died twice while it ran the load"
            cure = "see the logs of the cluster"
            return Done(refusal.lost(prepared.request, why, cure), again=True) if again else None
        except errors.RayError as error:
            why = str(error).strip().rpartition("\n")[2][:200]
            return Done(refusal.lost(prepared.request, f"the cluster cannot run the load ({why})", None), again=again)
        return Done(VerifyReport.from_json(value["report"]), value["node"], again)

    def cancelled(self, running: dict[Any, str], tasks: Mapping[str, Task]) -> Iterator[tuple[str, Done]]:
        """End what runs, in order or else by force, and yield it as cancelled."""
        for reference in running:
            self.ray.cancel(reference)
        until, left = time.monotonic() + LEAVE, list(running)
        while left and time.monotonic() < until:
            _, left = self.ray.wait(left, num_returns=len(left), timeout=POLL)
        for reference in left:
            self.ray.cancel(reference, force=True)
        for key in running.values():
            yield key, Done(refusal.cancelled(tasks[key].prepared.request))


@contextmanager
def connected(address: str, loads: Iterable[Prepared]) -> Iterator[Cluster]:
    """Connect to the cluster at `ray` or `ray://HOST:PORT` with the files of the loads; raise UsageError."""
    ray = _ray()
    with scratch.folder() as folder:
        try:
            files.lay(loads, Path(folder))
        except files.TooMuchError as error:
            raise UsageError(f"{error}; put the models where every node reads them") from error
        _connect(ray, address, folder)
        try:
            from . import node

            nodes = [it["Resources"] for it in ray.nodes() if it["Alive"]]
            yield Cluster(ray, ray.remote(node.carry_out), nodes)
        finally:
            ray.shutdown()


def _ray() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        raise UsageError("--on ray needs Ray; install it with `pip install loadlint[ray]`") from error


def _connect(ray: Any, address: str, folder: str) -> None:
    packages = [os.path.dirname(str(it.__file__)) for it in (loadlint, loadlint_rules)]
    environment = {"working_dir": folder, "py_modules": packages}
    try:
        ray.init(
            "auto" if address == "ray" else address,
            runtime_env=environment,
            log_to_driver=False,
            logging_level="ERROR",
        )
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise UsageError(_unreachable(address, str(error))) from error


def _unreachable(address: str, why: str) -> str:
    """Return one line with the cure for a cluster that does not answer, or has other versions."""
    if "ersion" in why and "mismatch" in why:
        return "the cluster has another Ray or Python; install its versions beside loadlint"
    if address == "ray":
        return "no Ray cluster runs here; start one with `ray start --head`, or name it as ray://HOST:PORT"
    return f"no Ray cluster answers at {address}; check the address and that the cluster runs"


def _wants_gpu(prepared: Prepared) -> bool:
    call = prepared.request.call
    return "device_map=" in call or "cuda" in call or "device=0" in call
