"""Loads that another program starts: a launcher of ranks, another machine, a container.

The prefix of a launch has two optional parts: a way to another machine (`ssh host`, `docker run -i image`, `srun`) and
a launcher that takes a script (`torchrun`). The worker travels as text over the standard input of the first process,
so the other side needs no installation.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field

from loadlint.verify.report import Json

SCRIPT_LAUNCHERS = {"torchrun", "accelerate", "deepspeed"}
COMMAND_LAUNCHERS = {"mpirun", "mpiexec"}  # only rank 0 has a standard input there, so they get a script too
# Read the worker's length and text and no more bytes, as the request follows.
BOOT = (
    "import os;r=lambda n,d=b'':d if len(d)==n else r(n,d+(os.read(0,n-len(d))or os._exit(75)));"
    "s=r(int(r(8))).decode();exec(compile(s,'worker.py','exec'),dict(__name__='__main__',SOURCE=s))"
)
LAST = ("result", "error", "cancelled")
SETTLE = 2.0  # seconds for the other ranks to report after one has failed, as they may wait for it forever


@dataclass(frozen=True, slots=True)
class Launch:
    """A way to another machine and a launcher of ranks there. `of` raises ValueError for an invalid prefix."""

    way: tuple[str, ...]
    launcher: tuple[str, ...]

    @classmethod
    def of(cls, prefix: str) -> Launch:
        words = shlex.split(prefix)
        if not words:
            raise ValueError("the launch prefix is empty; write for example `torchrun --nproc-per-node 2`")
        launchers = SCRIPT_LAUNCHERS | COMMAND_LAUNCHERS
        at = next((index for index, word in enumerate(words) if os.path.basename(word) in launchers), len(words))
        return cls(tuple(words[:at]), tuple(words[at:]))

    def command(self, python: str) -> list[str]:
        """Return the command of the first process: an interpreter that waits for the worker, on either machine."""
        way = list(self.way)
        # A prefix may end in its interpreter, as in `docker run -i image /usr/bin/python`.
        started = [way.pop()] if way and re.fullmatch(r"python[\d.]*", os.path.basename(way[-1])) else [python]
        started += ["-c", BOOT, "--framed"]
        if way and (os.path.basename(way[0]) == "ssh" or way[-1] == "-c"):
            return [*way, shlex.join(started)]  # these pass one text to a shell
        return [*way, *started]

    def ranks_command(self) -> list[str] | None:
        if not self.launcher:
            return None
        takes_command = os.path.basename(self.launcher[0]) in COMMAND_LAUNCHERS
        return [*self.launcher, *(["python3"] if takes_command else [])]


def parcel(worker: bytes) -> bytes:
    """Return the worker in the form that BOOT reads."""
    return b"%08d" % len(worker) + worker


def parsed(line: str | bytes) -> Json | None:
    """Return an event, or None for a line that is none."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


@dataclass
class Ranks:
    """The events of each rank so far, by its number."""

    seen: dict[int, dict[str, Json]] = field(default_factory=dict)
    pieces: dict[int, str] = field(default_factory=dict)
    failed_at: float | None = None

    def event(self, frame: Json) -> Json | None:
        """Return the event that a frame completes, or None; frames of several ranks arrive in any order."""
        number = frame.get("rank")
        rank = number if isinstance(number, int) else 0
        text = self.pieces.pop(rank, "") + str(frame.get("text", ""))
        if frame.get("more"):
            self.pieces[rank] = text
            return None
        event = parsed(text)
        return dict(event, rank=rank) if event is not None else None

    def keep(self, event: Json, now: float) -> None:
        self.seen.setdefault(event["rank"], {})[str(event["event"])] = event
        if event["event"] in ("error", "cancelled") and self.failed_at is None:
            self.failed_at = now

    def finished(self, now: float) -> bool:
        """Return whether all ranks have ended, or one has failed and the others have had SETTLE seconds to report."""
        ended = [rank for rank, events in self.seen.items() if set(LAST) & set(events)]
        settled = self.failed_at is not None and now - self.failed_at > SETTLE
        return settled or (bool(ended) and len(ended) >= self.world)

    @property
    def world(self) -> int:
        return max((int(it.get("hello", {}).get("world") or 1) for it in self.seen.values()), default=1)

    def memory_by_host(self) -> dict[str, tuple[int, int | None]]:
        """Return, by host, the private bytes of its ranks and the bytes that were free there."""
        hosts: dict[str, tuple[int, int | None]] = {}
        for events in self.seen.values():
            hello, beat = events.get("hello", {}), events.get("beat", {})
            used, free = hosts.get(str(hello.get("host")), (0, hello.get("available")))
            hosts[str(hello.get("host"))] = used + int(beat.get("anonymous") or 0), free
        return hosts

    # --- all ranks

    def merged(self) -> dict[str, Json]:
        """Return one set of events for all ranks, in the form of a single process."""
        ranks = [self.seen[it] for it in sorted(self.seen)]
        together = dict(ranks[0]) if ranks else {}
        for kind in ("partial", "result"):
            facts = [it[kind] for it in ranks if kind in it]
            together.pop(kind, None)
            if facts and len(facts) == self.world:
                together[kind] = _merged_facts(facts)
        failed = {rank: it["error"] for rank, it in sorted(self.seen.items()) if "error" in it}
        if failed:
            together["error"] = _first_error(failed, self.world)
        return together

    def as_json(self) -> list[Json]:
        return [_one(rank, self.seen[rank]) for rank in sorted(self.seen)]


def _one(rank: int, events: dict[str, Json]) -> Json:
    facts = events.get("result") or events.get("partial") or events.get("error") or {}
    model, hello = facts.get("model") or {}, events.get("hello", {})
    outcome = "loaded" if "result" in events else "failed" if "error" in events else "ended"
    chain = facts.get("chain") or [{}]
    return {
        "rank": rank,
        "host": hello.get("host"),
        "outcome": outcome,
        "bytes_per_device": model.get("bytes_per_device"),
        "memory": facts.get("memory"),
        "times": facts.get("times"),
        "error": f"{chain[0]['type']}: {chain[0]['message']}" if "type" in chain[0] else None,
    }


def _merged_facts(facts: Sequence[Json]) -> Json:
    """Return the facts of rank 0, with the sums of memory and the slowest times of all ranks."""
    models = [it["model"] for it in facts]
    sums = ("bytes", "parameters")
    model = dict(models[0], **{name: sum(it[name] for it in models) for name in sums})
    for name in ("bytes_per_device", "parameters_per_device"):
        model[name] = _sum_by_name([it[name] for it in models])
    model["dtypes"] = {
        name: _sum_by_name([it["dtypes"].get(name, {}) for it in models]) for name in models[0]["dtypes"]
    }
    names = dict.fromkeys(name for it in facts for name in it["times"])
    times = {name: max(it["times"].get(name, 0.0) for it in facts) for name in names}
    return dict(facts[0], model=model, times=times, memory=_merged_memory([it["memory"] for it in facts]))


def _merged_memory(memory: Sequence[Json]) -> Json:
    names = ("host_peak", "host_before", "host_resident_peak")
    merged: Json = {name: sum(it.get(name) or 0 for it in memory) or None for name in names}
    peaks: dict[str, int] = {}
    for name, amount in (pair for it in memory for pair in (it.get("devices") or {}).items()):
        peaks[name] = peaks.get(name, 0) + amount
    return {**merged, "devices": peaks}


def _sum_by_name(tables: Sequence[dict[str, int]]) -> dict[str, int]:
    return {name: sum(it.get(name, 0) for it in tables) for name in dict.fromkeys(key for it in tables for key in it)}


def _first_error(failed: dict[int, Json], world: int) -> Json:
    """Return the error of the lowest failed rank; its number is in the message unless all failed alike."""
    rank, error = next(iter(failed.items()))
    texts = {it["chain"][0]["message"] for it in failed.values()}
    if len(failed) == world and len(texts) == 1:
        return error
    first, *causes = error["chain"]
    return dict(error, chain=[dict(first, message=f"rank {rank} of {world}: {first['message']}"), *causes])
