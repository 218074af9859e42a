"""How long a cancel takes in each phase: `python -m tests.verify.cancels` prints the table of docs/verify.md.

A phase is cancelled as soon as it begins, in loads of a Llama of 0.4 GB made on the spot; the time is that from the
wish to the report. Takes some minutes, so it is no part of the suite, which cancels in a few phases only.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from loadlint.verify.request import VerifyRequest
from loadlint.verify.run import processes
from loadlint.verify.run.job import Job
from tests.verify.estimates import HEAD, MAKE
from tests.verify.hub import Repository, serve
from tests.verify.loads import Run, from_text

SPREAD = "device_map={'model': 'cpu', 'lm_head': 'disk'}, offload_folder='x'"
LOADS = {
    "importing": "'single')",
    "resolving": "'acme/mute')",
    "downloading": "'acme/slow')",
    "loading": "'shards', dtype=torch.bfloat16)",
    "dispatching": f"'single', {SPREAD})",
    "moving": "'single').half()",
    "forward": "'single', dtype=torch.bfloat16)",
    "smoke": "'single', dtype=torch.bfloat16)",
}


def main() -> int:
    """Print the table; 1 if a cancel took two seconds or more."""
    with tempfile.TemporaryDirectory() as name, serve() as hub:
        folder = Path(name)
        os.environ.update(XDG_RUNTIME_DIR=name, HF_HOME=str(folder / "home"), HF_ENDPOINT=hub.url)
        subprocess.run([sys.executable, "-c", MAKE], cwd=folder, check=True, capture_output=True)
        hub.repositories["acme/mute"] = Repository(folder / "single", silent=True)
        hub.repositories["acme/slow"] = Repository(folder / "single", throttle=0.05)
        delays = {"estimating": _estimating(folder), "waiting": _waiting(folder)}
        delays |= {phase: _cancelled(phase, call, folder) for phase, call in LOADS.items()}
    print("| phase | seconds until the report |\n|---|---|")
    for phase, (seconds, outcome) in delays.items():
        print(f"| {phase} | {seconds:.2f}{'' if outcome == 'cancelled' else f' ({outcome} first)'} |")
    return int(max(seconds for seconds, _ in delays.values()) >= 2)


class Timed(Run):
    """A run that knows when it was cancelled."""

    asked_at = 0.0

    def take(self, event: dict[str, Any]) -> None:
        super().take(event)
        if self.cancel.is_set() and not self.asked_at:
            self.asked_at = time.monotonic()


def _cancelled(phase: str, call: str, folder: Path) -> tuple[float, str]:
    run = Timed(_request(call), sys.executable, folder, cancel_in=phase)
    report = run.report()
    return time.monotonic() - (run.asked_at or time.monotonic()), report.outcome


def _waiting(folder: Path) -> tuple[float, str]:
    """While another load has the lock."""
    run = Timed(_request("'single')"), sys.executable, folder, cancel_in="waiting")
    with processes.one_at_a_time(lambda: False, lambda: None):
        report = run.report()
    return time.monotonic() - run.asked_at, report.outcome


def _estimating(folder: Path) -> tuple[float, str]:
    """While the libraries are imported, and the hub does not say how large the model is."""

    def unanswered(job: Job) -> Job:
        run.cancel.wait()
        return job

    run = Timed(_request("'acme/mute')"), sys.executable, folder, cancel_in="estimating", check=unanswered)
    report = run.report()
    return time.monotonic() - run.asked_at, report.outcome


def _request(call: str) -> VerifyRequest:
    return dataclasses.replace(from_text(f"{HEAD}{call}\n"), prompt="The capital of France is")


if __name__ == "__main__":
    sys.exit(main())
