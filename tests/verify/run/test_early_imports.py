"""Libraries are imported while a hub is asked how large a model is, and nothing of the load runs before it has said so.

The order of events is tested, not their time: the answer of the hub waits for the worker, or the worker for it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from loadlint.verify.estimate.preflight import Preflight
from loadlint.verify.report import Json, VerifyReport
from loadlint.verify.run import processes, pulse, supervisor
from loadlint.verify.run.fork_server import SharedImports
from loadlint.verify.run.job import CannotRunError, Job, Limits
from loadlint.verify.session import Prepared, Surroundings
from tests.verify import hub
from tests.verify.loads import Run, by_hand

PATIENCE = 20.0  # seconds
BRIEF = 0.3  # seconds, in which a worker that is not to be started would be
TOO_BIG = Preflight("too-big", "needs about 20 GB of memory, 10 GB may be used (estimated)")
FITS = Preflight("ok", "needs about 1 GB of memory, 10 GB may be used (estimated)")
DANGER = "modules.json names evil.Evil, whose code would run"
Check = Callable[[Job], Job]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Return the workers that a test starts."""
    processes_started: list[subprocess.Popen[bytes]] = []
    start = processes.start

    def recorded(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        processes_started.append(start(*arguments, **options))
        return processes_started[-1]

    monkeypatch.setattr(processes, "start", recorded)
    return processes_started


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that temporary files of this process go to."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """Return what a hub waits for that does not answer as long as the test runs."""
    gate = threading.Event()
    yield gate
    gate.set()


def answered(gate: threading.Event, estimate: Preflight, *dangers: str) -> Check:
    """Return a check whose hub answers once the gate is open."""

    def check(job: Job) -> Job:
        assert gate.wait(PATIENCE)
        return replace(job, estimate=estimate, request=replace(job.request, dangers=dangers))

    return check


def meeting(run: Run, phase: str, *answer: Any) -> Run:
    """Return the run with a hub that answers when the worker enters a phase."""
    gate, events = threading.Event(), run.take

    def take(event: Json) -> None:
        events(event)
        if event.get("phase") == phase:
            gate.set()

    run.take = take  # type: ignore[method-assign]
    run.check = answered(gate, *answer)
    return run


def test_imports_begin_before_the_hub_has_answered(fake_python: str, tmp_path: Path) -> None:
    run = meeting(Run(by_hand("plain"), fake_python, tmp_path), "importing", FITS)
    report = run.report()
    assert report.outcome == "loaded"
    assert (report.preflight or {})["reason"] == FITS.reason
    assert [it for it in run.phases if it != "estimating"] == ["importing", "resolving", "moving", "inspecting"]


def test_load_waits_for_the_hub_and_says_so(fake_python: str, tmp_path: Path) -> None:
    run = meeting(Run(by_hand("plain"), fake_python, tmp_path), "estimating", FITS)
    times = run.report().times
    assert run.phases == ["importing", "estimating", "resolving", "moving", "inspecting"]
    assert [it["event"] for it in run.events if it["event"] in ("phase", "env")][:3] == ["phase", "phase", "env"]
    assert times["wait_for_estimate"] > 0
    assert sum(it for name, it in times.items() if name != "total") <= times["total"]


def test_model_on_this_machine_waits_for_nothing(
    fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SOON", PATIENCE)
    run = Run(by_hand("plain"), fake_python, tmp_path, check=lambda job: replace(job, estimate=FITS))
    report = run.report()
    assert run.phases == ["importing", "resolving", "moving", "inspecting"]
    assert "wait_for_estimate" not in report.times
    assert (report.preflight or {})["reason"] == FITS.reason


def test_limit_of_time_is_one_of_the_load_and_not_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    now, spent = 0.0, []
    monkeypatch.setattr(pulse, "time", SimpleNamespace(monotonic=lambda: now))
    load = pulse.Pulse()
    for phase, seconds in (("importing", 3), ("estimating", 50), ("resolving", 2)):
        load.take({"event": "phase", "phase": phase})
        now += seconds
        spent.append(load.spent)
    assert (spent, load.elapsed) == ([3, 3, 5], 55)


# --- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["importing", "estimating"])
@pytest.mark.parametrize(
    ("answer", "kind"), [((TOO_BIG,), "TooBig"), ((FITS, DANGER), "Dangerous")], ids=["too big", "dangerous"]
)
def test_load_that_is_refused_has_not_begun(
    fake_python: str,
    tmp_path: Path,
    scratch: Path,
    started: list[subprocess.Popen[bytes]],
    phase: str,
    answer: tuple[Any, ...],
    kind: str,
) -> None:
    request = by_hand("writes", file=str(tmp_path / "loaded"))
    run = meeting(Run(request, fake_python, tmp_path), phase, *answer)
    report = run.report()
    assert _refusal(report) == kind
    assert (report.preflight or {})["reason"] == answer[0].reason
    assert set(run.phases) <= {"importing", "estimating"}
    assert not any(it["event"] in ("env", "partial", "result", "error") for it in run.events)
    assert not (tmp_path / "loaded").exists()
    assert [it.returncode is None for it in started] == [False]
    assert list(scratch.iterdir()) == []


def test_what_somebody_is_asked_first_starts_nothing(
    fake_python: str, tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    request = replace(by_hand("plain"), dangers=(DANGER,))
    begun = threading.Event()

    def check(job: Job) -> Job:
        begun.wait(BRIEF)
        return job

    run = Run(request, fake_python, tmp_path, check=check)
    run.take = lambda _: begun.set()  # type: ignore[method-assign]
    assert _refusal(run.report()) == "Dangerous"
    assert (started, begun.is_set()) == ([], False)


def test_imports_that_loads_share_wait_for_the_hub(fake_python: str, tmp_path: Path) -> None:
    begun, servers = threading.Event(), []
    with SharedImports() as shared:

        def check(job: Job) -> Job:
            begun.wait(BRIEF)
            servers.append(len(shared.starts))
            return job

        run = Run(by_hand("plain"), fake_python, tmp_path, imports=shared, check=check)
        run.take = lambda _: begun.set()  # type: ignore[method-assign]
        assert run.report().outcome == "loaded"
    assert servers == [0]


def test_refusal_of_a_model_on_this_machine_starts_nothing(
    fake_python: str, tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SOON", PATIENCE)
    begun = threading.Event()

    def check(job: Job) -> Job:
        begun.wait(BRIEF)
        return replace(job, estimate=TOO_BIG)

    run = Run(by_hand("plain"), fake_python, tmp_path, check=check)
    run.take = lambda _: begun.set()  # type: ignore[method-assign]
    assert _refusal(run.report()) == "TooBig"
    assert (started, begun.is_set()) == ([], False)


def test_refusal_does_not_wait_for_another_load(fake_python: str, tmp_path: Path) -> None:
    run = meeting(Run(by_hand("plain"), fake_python, tmp_path), "waiting", TOO_BIG)
    end = threading.Timer(PATIENCE, run.cancel.set)
    end.start()
    with processes.one_at_a_time(lambda: False, lambda: None):
        assert _refusal(run.report()) == "TooBig"
    end.cancel()
    assert run.phases == ["waiting"]


@pytest.mark.parametrize(("estimate", "outcome"), [(TOO_BIG, "refused"), (FITS, "failed")])
def test_failed_import_is_no_excuse_for_a_refusal(
    bare_python: str, tmp_path: Path, estimate: Preflight, outcome: str
) -> None:
    gate = threading.Event()
    run = Run(by_hand("plain"), bare_python, tmp_path, check=answered(gate, estimate))
    run.take = lambda event: gate.set() if event["event"] == "error" else None  # type: ignore[method-assign]
    report = run.report()
    assert report.outcome == outcome
    assert (report.preflight or {})["reason"] == estimate.reason
    assert outcome == "refused" or (report.error and report.error.type == "ModuleNotFoundError")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(("estimate", "outcome"), [(TOO_BIG, "refused"), (FITS, "memory-limit")])
def test_limit_that_the_imports_reach_is_no_excuse_for_a_refusal(
    fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, estimate: Preflight, outcome: str
) -> None:
    ended, end = threading.Event(), processes.end
    monkeypatch.setattr(processes, "end", lambda process: (end(process), ended.set()))
    check = answered(ended, estimate)
    assert (
        Run(by_hand("plain"), fake_python, tmp_path, limits=Limits(memory=1), check=check).report().outcome == outcome
    )


def test_interpreter_that_cannot_start_is_named_after_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, start = threading.Event(), processes.start

    def tries(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        tried.set()
        return start(*arguments, **options)

    monkeypatch.setattr(processes, "start", tries)
    python = str(tmp_path / "none")
    assert _refusal(Run(by_hand("plain"), python, tmp_path, check=answered(tried, TOO_BIG)).report()) == "TooBig"
    tried.clear()
    with pytest.raises(CannotRunError, match="cannot be started"):
        Run(by_hand("plain"), python, tmp_path, check=answered(tried, FITS)).report()


# --- cancel -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["importing", "estimating"])
def test_cancel_ends_a_worker_that_waits_for_the_hub(
    fake_python: str,
    tmp_path: Path,
    scratch: Path,
    started: list[subprocess.Popen[bytes]],
    never: threading.Event,
    phase: str,
) -> None:
    request = by_hand("writes", file=str(tmp_path / "loaded"))
    run = Run(request, fake_python, tmp_path, cancel_in=phase, check=answered(never, FITS))
    report = run.report()
    assert (report.outcome, report.status) == ("cancelled", 3)
    # The worker ended by itself, sooner than it would have been killed.
    assert run.events[-1]["event"] == "cancelled"
    assert not (tmp_path / "loaded").exists()
    assert [it.returncode is None for it in started] == [False]
    assert list(scratch.iterdir()) == []


def test_cancel_before_the_worker_starts_starts_nothing(
    fake_python: str, tmp_path: Path, started: list[subprocess.Popen[bytes]], never: threading.Event
) -> None:
    run = Run(by_hand("plain"), fake_python, tmp_path, check=answered(never, FITS))
    run.cancel.set()
    assert run.report().outcome == "cancelled"
    assert started == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel")
def test_worker_that_waits_for_the_hub_ends_with_its_parent(fake_python: str, tmp_path: Path) -> None:
    script = (
        "import threading; from pathlib import Path; from tests.verify.loads import Run, by_hand\n"
        f"def check(job): threading.Event().wait({PATIENCE})\n"
        f"run = Run(by_hand('plain'), {fake_python!r}, Path({str(tmp_path)!r}), check=check)\n"
        "run.take = lambda event: print(event.get('pid') or event.get('phase'), flush=True)\n"
        "run.report()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    assert "estimating\n" in iter(parent.stdout.readline, "")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert worker.wait(timeout=10) is None or not worker.is_running()


# --- a hub ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("repository", "reason"),
    [({}, "needs about"), ({"status": 403, "code": "GatedRepo"}, "the repository is gated")],
    ids=["open", "gated"],
)
def test_hub_answers_while_the_worker_imports(
    fake_python: str,
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    repository: dict[str, Any],
    reason: str,
) -> None:
    opens, phases = threading.Event(), []

    def take(event: Json) -> None:
        phases.append(event.get("phase"))
        if event.get("phase") == "importing":
            opens.set()

    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    with hub.serve() as served:
        monkeypatch.setenv("HF_ENDPOINT", served.url)
        served.repositories["plain"] = hub.Repository(models / "whole", opens=opens, **repository)
        report = Prepared(by_hand("plain"), Surroundings(tmp_path, fake_python)).run(take, threading.Event())
    assert report.outcome == "loaded"
    assert (report.preflight or {})["reason"].startswith(reason)
    assert opens.is_set()


def test_offline_load_asks_no_hub(fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub.serve() as served:
        monkeypatch.setenv("HF_ENDPOINT", served.url)
        prepared = Prepared(by_hand("plain", offline=True), Surroundings(tmp_path, fake_python))
        assert prepared.run(lambda _: None, threading.Event()).outcome == "loaded"
    assert served.asked == []


def _refusal(report: VerifyReport) -> str | None:
    """Return why a load was refused."""
    assert report.outcome == "refused"
    return report.error.type if report.error else None
