"""Loads as tasks of a Ray cluster that is there already: Ray alone decides when and where each runs."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from loadlint.verify.report import Json, VerifyReport
from loadlint.verify.run import refusal
from loadlint.verify.session import Prepared

from . import node
from .connection import last_line

POLL = 0.1
LEAVE = 0.8  # seconds that a cancelled load has to end in order
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

    @classmethod
    def of(cls, ray: Any) -> Cluster:
        """Return the cluster that Ray is connected to."""
        nodes = [it["Resources"] for it in ray.nodes() if it["Alive"]]
        return cls(ray, ray.remote(node.carry_out), nodes)

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
        running: dict[str, Any] = dict.fromkeys(tasks)
        ended: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        again: set[str] = set()

        def start(key: str) -> Done | None:
            try:
                running[key] = self.submit(tasks[key], cancel, force=force)
            except ValueError as error:
                return Done(refusal.refused(tasks[key].prepared.request, str(error), "TooBig"))
            except ConnectionError:
                return _unconnected(tasks[key].prepared)
            # The cluster announces each end, so a load costs the same however many there are.
            running[key].future().add_done_callback(lambda future: ended.put((key, future)))
            return None

        def next_end() -> tuple[str, Done | None]:
            key, future = ended.get(timeout=POLL)
            done = self.outcome(future, tasks[key].prepared, key in again)
            if done is None and not cancel.is_set():
                again.add(key)
                done = start(key)
            return key, done

        def ends() -> Iterator[tuple[str, Done | None]]:
            yield from ((key, start(key)) for key in tasks if not cancel.is_set())
            while running and not (cancel.is_set() and ended.empty()):
                with suppress(queue.Empty):
                    yield next_end()

        for key, done in ends():
            if done is not None:
                del running[key]
                yield key, done
        yield from self.cancelled(running, tasks)

    def outcome(self, future: Any, prepared: Prepared, again: bool) -> Done | None:
        """Return how a load has ended; None when it has to run again, as its node died."""
        errors = self.ray.exceptions
        try:
            value = future.result()
        except errors.OutOfMemoryError:
            why = "the node ran out of memory, and its cluster ended the load"
            return _lost(prepared, why, "ask for a larger node, or load in a half dtype", again)
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.LocalRayletDiedError):
            why = "the node died twice while it ran the load"
            return _lost(prepared, why, "see the logs of the cluster", again) if again else None
        except errors.RuntimeEnvSetupError as error:
            why = f"the nodes cannot make the runtime environment ({last_line(error)})"
            return _lost(prepared, why, "mend the file of --runtime-env", again)
        except errors.RayError as error:
            return _lost(prepared, f"the cluster cannot run the load ({last_line(error)})", None, again)
        except ConnectionError:
            return _unconnected(prepared)
        return Done(VerifyReport.from_json(value["report"]), value["node"], again)

    def cancelled(self, running: Mapping[str, Any], tasks: Mapping[str, Task]) -> Iterator[tuple[str, Done]]:
        """End what runs, and yield every load without a result as cancelled.

        The end of the connection ends the loads that have not ended in time.
        """
        until, left = time.monotonic() + LEAVE, [it for it in running.values() if it is not None]
        for reference in reversed(left):  # the ones that wait first, or they would begin as others end
            if time.monotonic() < until:
                self.ray.cancel(reference)
        if left:
            self.ray.wait(left, num_returns=len(left), timeout=max(0.0, until - time.monotonic()))
        for key in running:
            yield key, Done(refusal.cancelled(tasks[key].prepared.request))


def _lost(prepared: Prepared, why: str, cure: str | None, again: bool) -> Done:
    return Done(refusal.lost(prepared.request, why, cure), again=again)


def _unconnected(prepared: Prepared) -> Done:
    return _lost(prepared, "the connection to the cluster was lost", "go on with --resume", False)


def _wants_gpu(prepared: Prepared) -> bool:
    call = prepared.request.call
    return "device_map=" in call or "cuda" in call or "device=0" in call
