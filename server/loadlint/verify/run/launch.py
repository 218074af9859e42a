"""Loads that something else starts: a launcher of ranks, another machine, a container.

The prefix of a launch has two parts, either of which may be missing: a way to somewhere (`ssh host`,
`docker run -i image`, `srun`) and a launcher that wants a script (`torchrun`). The worker travels as
text over the standard input of the first process, so the other side needs nothing of ours.
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
COMMAND_LAUNCHERS = {"mpirun", "mpiexec"}  # only their rank 0 has a standard input, so they too get a script
# Reads the worker's length and text, no byte more: what follows is the request.
BOOT = (
    "import os;r=lambda n,d=b'':d if len(d)==n else r(n,d+(os.read(0,n-len(d))or os._exit(75)));"
    "s=r(int(r(8))).decode();exec(compile(s,'worker.py','exec'),dict(__name__='__main__',SOURCE=s))"
)
LAST = ("result", "error", "cancelled")
SETTLE = 2.0  # seconds for the other ranks to tell, once one has failed: they may wait for it for ever


@dataclass(frozen=True, slots=True)
class Launch:
    """How to get there, and what starts the ranks there. Raises ValueError when the prefix cannot be read."""

    way: tuple[str, ...]
    launcher: tuple[str, ...]

    @classmethod
    def of(cls, prefix: str) -> Launch:
        words = shlex.split(prefix)
        if not words:
            raise ValueError("the launch prefix is empty; write for example `torchrun --nproc-per-node 2`")
        known = SCRIPT_LAUNCHERS | COMMAND_LAUNCHERS
        at = next((index for index, word in enumerate(words) if os.path.basename(word) in known), len(words))
        return cls(tuple(words[:at]), tuple(words[at:]))

    def command(self, python: str) -> list[str]:
        """The first process: an interpreter that waits for the worker, here or over there."""
        way = list(self.way)
        # A prefix may end in the interpreter to take, as in `docker run -i image /usr/bin/python`.
        started = [way.pop()] if way and re.fullmatch(r"python[\d.]*", os.path.basename(way[-1])) else [python]
        started += ["-c", BOOT, "--framed"]
        if way and (os.path.basename(way[0]) == "ssh" or way[-1] == "-c"):
            return [*way, shlex.join(started)]  # these hand one text to a shell
        return [*way, *started]

    def ranks_command(self) -> list[str] | None:
        if not self.launcher:
            return None
        takes_command = os.path.basename(self.launcher[0]) in COMMAND_LAUNCHERS
        return [*self.launcher, *(["python3"] if takes_command else [])]


def parcel(worker: bytes) -> bytes:
    """The worker as BOOT reads it."""
    return b"%08d" % len(worker) + worker


@dataclass
class Ranks:
    """What each rank has told so far, by its number."""

    seen: dict[int, dict[str, Json]] = field(default_factory=dict)
    pieces: dict[int, str] = field(default_factory=dict)
    failed_at: float | None = None

    def event(self, frame: Json) -> Json | None:
        """The event that a frame completes; frames of several ranks come in any order."""
        rank = int(frame.get("rank") or 0)
        text = self.pieces.pop(rank, "") + str(frame.get("text", ""))
        if frame.get("more"):
            self.pieces[rank] = text
            return None
        return dict(json.loads(text), rank=rank)

    def keep(self, event: Json, now: float) -> None:
        self.seen.setdefault(event["rank"], {})[str(event["event"])] = event
        if event["event"] in ("error", "cancelled") and self.failed_at is None:
            self.failed_at = now

    def finished(self, now: float) -> bool:
        """Whether all have ended, or one has failed and the others had time to say so too."""
        ended = [rank for rank, events in self.seen.items() if set(LAST) & set(events)]
        settled = self.failed_at is not None and now - self.failed_at > SETTLE
        return settled or (bool(ended) and len(ended) >= self.world)

    @property
    def world(self) -> int:
        return max((int(it.get("hello", {}).get("world") or 1) for it in self.seen.values()), default=1)

    def memory_by_host(self) -> dict[str, tuple[int, int | None]]:
        """Bytes that the ranks of each machine hold for themselves, and bytes that were free there."""
        found: dict[str, tuple[int, int | None]] = {}
        for events in self.seen.values():
            hello, beat = events.get("hello", {}), events.get("beat", {})
            used, free = found.get(str(hello.get("host")), (0, hello.get("available")))
            found[str(hello.get("host"))] = used + int(beat.get("anonymous") or 0), free
        return found

    # --- together

    def merged(self) -> dict[str, Json]:
        """One set of events, as of a single process, that stands for all."""
        ranks = [self.seen[it] for it in sorted(self.seen)]
        together = dict(ranks[0]) if ranks else {}
        for kind in ("partial", "result"):
            told = [it[kind] for it in ranks if kind in it]
            together.pop(kind, None)
            if told and len(told) == self.world:
                together[kind] = _merged_facts(told)
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


def _merged_facts(told: Sequence[Json]) -> Json:
    """Rank 0's account, with sums where memory is meant and the slowest where time is."""
    models = [it["model"] for it in told]
    sums = ("bytes", "parameters")
    model = dict(models[0], **{name: sum(it[name] for it in models) for name in sums})
    for name in ("bytes_per_device", "parameters_per_device"):
        model[name] = _sum_by_name([it[name] for it in models])
    model["dtypes"] = {
        name: _sum_by_name([it["dtypes"].get(name, {}) for it in models]) for name in models[0]["dtypes"]
    }
    names = dict.fromkeys(name for it in told for name in it["times"])
    times = {name: max(it["times"].get(name, 0.0) for it in told) for name in names}
    return dict(told[0], model=model, times=times, memory=_merged_memory([it["memory"] for it in told]))


def _merged_memory(told: Sequence[Json]) -> Json:
    names = ("host_peak", "host_before", "host_resident_peak")
    merged: Json = {name: sum(it.get(name) or 0 for it in told) or None for name in names}
    peaks: dict[str, int] = {}
    for name, amount in (pair for it in told for pair in (it.get("devices") or {}).items()):
        peaks[name] = peaks.get(name, 0) + amount
    return {**merged, "devices": peaks}


def _sum_by_name(tables: Sequence[dict[str, int]]) -> dict[str, int]:
    return {name: sum(it.get(name, 0) for it in tables) for name in dict.fromkeys(key for it in tables for key in it)}


def _first_error(failed: dict[int, Json], world: int) -> Json:
    """The error of the lowest rank; it is named where the others fared otherwise."""
    rank, error = next(iter(failed.items()))
    texts = {it["chain"][0]["message"] for it in failed.values()}
    if len(failed) == world and len(texts) == 1:
        return error
    first, *causes = error["chain"]
    return dict(error, chain=[dict(first, message=f"rank {rank} of {world}: {first['message']}"), *causes])
