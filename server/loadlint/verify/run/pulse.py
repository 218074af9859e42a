"""Signs of life of a worker: its beats, its phases and changes of its memory."""

from __future__ import annotations

import time
from collections.abc import Mapping

from loadlint.verify.report import Json

SILENT = 20.0  # without a beat for so long, the worker is shown as unresponsive
LIFE = 1 << 20  # a change of memory that counts as a sign of life
# Seconds without a sign of life, by phase; the hub's own retries on a dead line take 24 s.
STALLS: Mapping[str, float] = {"starting": 30, "importing": 240, "resolving": 90, "downloading": 90}
STALL = 180.0
HELD = "estimating"  # the phase of a load that waits for its estimate


class Pulse:
    """The last sign of life of one worker, and the phase it is in."""

    def __init__(self) -> None:
        self.phase = "starting"
        self.began = self.entered = self.alive = self.beat = time.monotonic()
        self.held = 0.0
        self.memory = 0
        self.silence_reported = False

    def take(self, event: Json) -> None:
        """Take in one event of the worker."""
        now = time.monotonic()
        if event.get("event") == "phase":
            self.held += now - self.entered if self.phase == HELD else 0.0
            self.phase, self.entered = str(event["phase"]), now
        if event.get("event") != "beat":
            self.alive = now
            return
        self.beat, self.silence_reported = now, False
        resident = int(event.get("resident") or 0)
        if abs(resident - self.memory) >= LIFE:
            self.memory, self.alive = resident, now

    def became_silent(self) -> bool:
        """Whether the beats have stopped; True once for each silence."""
        silent = time.monotonic() - self.beat > SILENT and self.phase != "starting"
        if not silent or self.silence_reported:
            return False
        self.silence_reported = True
        return True

    def is_stalled(self) -> bool:
        return time.monotonic() - self.alive > STALLS.get(self.phase, STALL)

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    @property
    def spent(self) -> float:
        """Return the seconds of the load itself, without those in which it waited for its estimate."""
        held = time.monotonic() - self.entered if self.phase == HELD else 0.0
        return self.elapsed - self.held - held
