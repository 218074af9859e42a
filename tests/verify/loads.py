"""Requests made by hand or from a text, and runs of them that collect the events."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loadlint.verify.building import build
from loadlint.verify.findings import failures
from loadlint.verify.findings.around import Around
from loadlint.verify.report import Failure, VerifyReport
from loadlint.verify.request import Passed, VerifyRequest
from loadlint.verify.run import supervisor
from loadlint.verify.run.fork_server import SharedImports
from loadlint.verify.run.job import Job, Limits
from loadlint.verify.run.launch import Launch
from loadlint.verify.tagged import from_python
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program import loads

AUTO = "transformers.AutoModelForCausalLM.from_pretrained"


@dataclass
class Run:
    """One supervised run. With `cancel_in`, it is cancelled as soon as that phase begins; `check` is its estimate."""

    request: VerifyRequest
    python: str
    cwd: Path
    cancel_in: str | None = None
    limits: Limits = field(default_factory=Limits)
    launch: str | None = None
    imports: SharedImports | None = None
    check: Callable[[Job], Job] | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    cancel: threading.Event = field(default_factory=threading.Event)

    def report(self) -> VerifyReport:
        launch = Launch.of(self.launch) if self.launch else None
        job = Job(self.request, self.python, str(self.cwd), self.limits, launch=launch, imports=self.imports)
        return supervisor.run(job, on_event=self.take, cancel=self.cancel, check=self.check)

    def take(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if self.cancel_in and event.get("phase") == self.cancel_in:
            self.cancel.set()

    @property
    def phases(self) -> list[str]:
        return [it["phase"] for it in self.events if it["event"] == "phase"]


def attempted(
    requests: Iterable[VerifyRequest],
    cwd: Path,
    environment: Mapping[str, str],
    python: str = sys.executable,
    rooms: Mapping[int, int] | None = None,
) -> list[list[dict[str, Any]]]:
    """The events of many loads that one process carries out; `rooms` limits the memory of some, by their place."""
    orders = [{**it.as_json(), "room": (rooms or {}).get(at)} for at, it in enumerate(requests)]
    script = Path(__file__).parent / "attempts.py"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "events.json"
        done = subprocess.run(
            [python, "-W", "ignore", str(script), str(out)],
            input=json.dumps(orders), cwd=cwd, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        events: list[list[dict[str, Any]]] = json.loads(out.read_text(encoding="utf-8"))
    return events


def judge(
    event: dict[str, Any],
    *,
    phase: str,
    environment: dict[str, Any],
    python: str,
    source: str | None = None,
    preflight: dict[str, Any] | None = None,
    cwd: Path = Path(),
) -> Failure:
    """Return the failure of an error event, with only the given facts around it."""
    text = "\n".join(failures.texts(event["chain"]))
    request = by_hand(source) if source else None
    traceback = str(event.get("traceback", ""))
    around = Around(text, traceback, request, str(cwd), environment, preflight or {}, (), python)
    return failures.failure(event, phase, around)


def by_hand(
    name: str, callee: str = AUTO, *, smoke: bool = False, offline: bool = False, **options: object
) -> VerifyRequest:
    """The request of a load by name and keyword arguments, without a smoke test unless one is asked for."""
    named = [Passed(key, from_python(value)) for key, value in options.items()]
    arguments = (Passed("pretrained_model_name_or_path", {"literal": name}, positional=True), *named)
    return VerifyRequest("load.py", 1, 1, callee, arguments, smoke=smoke, offline=offline)


def from_text(text: str, index: int = 0, launched: bool = False, **values: object) -> VerifyRequest:
    """The request of a load in a text."""
    program = loads.find(Source(text))
    return build(program, program.loads[index], path="load.py", values=values, launched=launched)
