"""The loads of a plan on a cluster: results come as loads end, and the matrix of loads and accelerators."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loadlint.errors import UsageError
from loadlint.verify.figures import size
from loadlint.verify.many import batch, summary, table
from loadlint.verify.many.batch import Memory, Result
from loadlint.verify.many.matrix import speed
from loadlint.verify.many.plan import Group
from loadlint.verify.report import Json, VerifyReport

from . import connection, ray_cluster


def run(
    plan: Sequence[Group],
    memory: Memory,
    cancel: threading.Event,
    *,
    address: str,
    environment: str | None,
    each: bool,
    force: bool,
) -> Iterator[Result]:
    """Yield the result of each group as its load ends; with `each`, one for every kind of node."""
    ready = [it.loads[0].prepared for it in plan]
    with connection.connected(address, environment, [it for it in ready if it is not None]) as ray:
        cluster = ray_cluster.Cluster.of(ray)
        kinds: list[str | None] = [*cluster.kinds] if each else [None]
        if not kinds:
            raise UsageError("no node of the cluster names an accelerator; run without --on-each")
        tasks, of = {}, {}
        for group in plan:
            prepared, report = group.loads[0].prepared, group.loads[0].report
            for kind in kinds if prepared is not None else [None]:
                key = batch.key_of(group, kind)
                earlier = report or memory.get(key)
                if earlier is not None:
                    yield replace(batch.result_of(group, earlier, resumed=report is None), kind=kind)
                elif prepared is not None:
                    tasks[key], of[key] = ray_cluster.Task(prepared, kind), (group, kind)
        for key, done in cluster.results(tasks, cancel, force=force):
            group, kind = of[key]
            result = replace(batch.result_of(group, done.report), node=done.node, kind=kind, again=done.again)
            if result.again:
                print(f"loadlint: {table.where(group.sites[0])} ran again, as its node died", file=sys.stderr)
            memory.keep(result)
            yield result


def matrix(results: Sequence[Result]) -> list[Json]:
    """Return a row for each load, with its state, memory and speed on each kind of node."""
    rows: dict[str, Json] = {}
    for result in results:
        row = rows.setdefault(result.group.key, {"site": result.report.site, "kinds": {}})
        row["kinds"][result.kind or ""] = _cell(result.report)
    return list(rows.values())


def lines(rows: Sequence[Json]) -> Iterator[str]:
    """Yield the matrix as text."""
    for row in rows:
        yield table.where(row["site"])
        for kind, cell in sorted(row["kinds"].items()):
            memory = size(cell["memory"]) if cell["memory"] else "-"
            yield f"  {kind or 'any node':<12}  {cell['state']:<12}  {memory:>8}  {speed(cell) or '-'}"


def _cell(report: VerifyReport) -> Json:
    per_token = report.smoke.get("ms_per_token")
    devices = (report.memory or {}).get("devices") or {}
    memory = max(devices.values(), default=None) or (report.memory or {}).get("host_peak")
    rate = round(1000 / per_token, 1) if per_token else None
    estimated = bool(report.smoke.get("estimated"))
    return {"state": summary.state(report), "memory": memory, "tokens_per_second": rate, "estimated": estimated}
