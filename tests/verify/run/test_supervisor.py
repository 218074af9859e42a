"""The worker under a library that behaves at its worst: it ends in every case and leaves nothing."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from loadlint.verify.run import processes, pulse, supervisor
from loadlint.verify.run.job import CannotRunError, Limits
from loadlint.verify.run.processes import WORKER
from tests.verify.loads import Run, by_hand, from_text

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def test_plain_load_goes_through_its_phases(fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("plain"), fake_python, tmp_path)
    report = run.report()
    assert (report.outcome, report.status) == ("loaded", 0)
    assert run.phases == ["importing", "resolving", "moving", "inspecting"]
    assert run.events[0]["event"] == "hello"


def test_printing_cannot_forge_an_event(fake_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("prints"), fake_python, tmp_path).report()
    assert report.model is not None
    assert report.model["class"] == "Model"
    assert sum("Forged" in it for it in report.log) == 3


def test_question_finds_no_answer(fake_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("asks"), fake_python, tmp_path).report()
    assert report.error is not None
    assert report.error.type == "EOFError"


def test_cancel_wakes_a_waiting_load(fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("waits"), fake_python, tmp_path, cancel_in="resolving")
    began = time.monotonic()
    report = run.report()
    # Quicker than the kill could have come, so the worker ended by itself.
    assert (report.outcome, report.status) == ("cancelled", 3)
    assert time.monotonic() - began < supervisor.GRACE + 1
    assert run.events[-1]["event"] == "cancelled"


def test_cancel_kills_a_load_that_cannot_hear(
    fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report_figure: Callable[[str], None]
) -> None:
    monkeypatch.setattr(pulse, "SILENT", 1.0)
    run = Run(by_hand("holds_the_interpreter"), fake_python, tmp_path)
    events, cancelled_at = run.take, [0.0]

    def once_it_is_deaf(event: dict[str, object]) -> None:
        events(event)
        if event["event"] == "unresponsive":
            cancelled_at[0] = time.monotonic()
            run.cancel.set()

    run.take = once_it_is_deaf  # type: ignore[method-assign]
    report = run.report()
    latency = time.monotonic() - cancelled_at[0]
    report_figure(f"cancel of C code that holds the interpreter: {latency:.2f} s")
    assert report.outcome == "cancelled"
    assert run.events[-1]["event"] != "cancelled"
    assert supervisor.GRACE <= latency < supervisor.GRACE + 2


def test_cancel_before_the_start_starts_nothing(fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("waits"), fake_python, tmp_path)
    run.cancel.set()
    assert run.report().outcome == "cancelled"


def test_load_that_dies_is_told_from_one_that_was_killed(fake_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("dies"), fake_python, tmp_path).report()
    assert (report.outcome, report.status) == ("killed", 3)
    assert report.error is not None
    assert "SIGKILL" in report.error.message
    assert report.error.phase == "resolving"


def test_crash_in_c_code_leaves_its_trace_in_the_log(fake_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("crashes"), fake_python, tmp_path).report()
    assert report.outcome == "killed"
    assert report.error is not None
    assert "SIGSEGV" in report.error.message
    assert any("crashes" in it for it in report.log)


def test_exit_without_a_word_is_named(fake_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("leaves"), fake_python, tmp_path).report()
    assert report.error is not None
    assert "exit status 7" in report.error.message


@linux
def test_memory_limit_ends_the_load_at_once(fake_python: str, tmp_path: Path) -> None:
    limit = 300_000_000
    report = Run(by_hand("fills"), fake_python, tmp_path, limits=Limits(memory=limit)).report()
    assert (report.outcome, report.status) == ("memory-limit", 3)
    assert limit < report.memory["host_peak"] < 2.5 * limit


@linux
def test_load_is_ended_before_the_machine_has_no_memory_left(
    fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FLOOR", 200_000_000)
    monkeypatch.setattr(supervisor, "available_memory", lambda: 150_000_000)
    report = Run(by_hand("fills"), fake_python, tmp_path, limits=Limits(memory=2_000_000_000)).report()
    assert (report.outcome, report.status) == ("memory-limit", 3)
    assert report.error is not None
    assert (report.error.cause or "").startswith("this machine had only 150 MB of memory left, and the load held ")


def test_time_limit_ends_the_load(fake_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("holds_the_interpreter"), fake_python, tmp_path, limits=Limits(timeout=1)).report()
    assert (report.outcome, report.status) == ("timeout", 3)
    assert report.error is not None
    assert report.error.cause == "the load took too long"


def test_silence_is_a_timeout_too(fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "STALLS", {"resolving": 0.5})
    report = Run(by_hand("waits"), fake_python, tmp_path).report()
    assert report.outcome == "timeout"
    assert report.error is not None
    assert report.error.cause == "no sign of life in time while resolving"


def test_worker_without_a_beat_is_called_unresponsive(
    fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "SILENT", 1.0)
    run = Run(by_hand("holds_the_interpreter"), fake_python, tmp_path)
    events = run.take

    def until_unresponsive(event: dict[str, object]) -> None:
        events(event)
        if event["event"] == "unresponsive":
            run.cancel.set()

    run.take = until_unresponsive  # type: ignore[method-assign]
    assert run.report().outcome == "cancelled"
    assert [it for it in run.events if it["event"] == "unresponsive"] == [
        {"event": "unresponsive", "phase": "resolving"}
    ]


@linux
def test_what_the_library_started_goes_with_it(fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("child"), fake_python, tmp_path)
    assert run.report().outcome == "killed"
    group = run.events[0]["pid"]
    left = [it for it in psutil.process_iter() if _group(it.pid) == group]
    _, alive = psutil.wait_procs(left, timeout=5)
    assert [it for it in alive if it.status() != "zombie"] == []


@linux
def test_killed_download_leaves_no_file_that_none_resumes(fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("downloads", folder=str(tmp_path)), fake_python, tmp_path)
    os.mkfifo(tmp_path / "ready")

    def cancel_when_ready() -> None:
        with open(tmp_path / "ready", "rb"):  # opens when the other end does
            run.cancel.set()

    threading.Thread(target=cancel_when_ready, daemon=True).start()
    assert run.report().outcome == "cancelled"
    assert {it.name for it in tmp_path.iterdir()} == {"abc.incomplete", "ready"}


@linux
def test_worker_that_is_killed_leaves_no_file_that_none_resumes(tmp_path: Path) -> None:
    names = ("ab.0123abcd.incomplete", "ab.incomplete")
    holding = "import sys; held = [open(it, 'wb') for it in sys.argv[1:]]; print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", holding, *(str(tmp_path / it) for it in names)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        leaks = processes.Leaks(str(tmp_path))
        leaks.look(worker.pid)
        worker.kill()
    leaks.look(worker.pid)
    leaks.remove()
    assert [it for it in names if (tmp_path / it).exists()] == ["ab.incomplete"]


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_ended_leaves_nothing(fake_python: str, tmp_path: Path, number: signal.Signals) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    os.mkfifo(tmp_path / "ready")
    load = f"AutoModelForCausalLM.from_pretrained('downloads', folder={str(tmp_path)!r})"
    (tmp_path / "a.py").write_text(f"from transformers import AutoModelForCausalLM\n{load}\n")
    path = os.pathsep.join([str(Path(__file__).parents[3]), *sys.path])
    command = [sys.executable, "-m", "loadlint", "verify", "a.py:2", "--python", fake_python, "--offline"]
    environment = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(temporary)}
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup, children would ignore it
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGHUP, before)
    with open(tmp_path / "ready", "rb"):  # opens when the worker does the same
        assert [it.name.startswith(f"loadlint-{process.pid}-") for it in temporary.iterdir()] == [True]
        process.send_signal(number)
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, out.split()[0]) == (3, "cancelled")
    assert list(temporary.iterdir()) == []
    assert {it.name for it in tmp_path.glob("*incomplete")} == {"abc.incomplete"}


def test_no_secret_leaves_the_worker(fake_python: str, tmp_path: Path) -> None:
    text = (
        "from transformers import AutoModelForCausalLM\n"
        "AutoModelForCausalLM.from_pretrained('tells_secrets', token='s3cret-token')\n"
    )
    run = Run(from_text(text), fake_python, tmp_path)
    report = run.report()
    everything = json.dumps(report.as_json()) + json.dumps(run.events)
    assert "<hidden>" in everything
    assert "s3cret" not in everything
    assert "abcdefghij" not in everything


def test_error_that_no_one_knows_is_shown_whole(fake_python: str, tmp_path: Path) -> None:
    error = Run(by_hand("lacks"), fake_python, tmp_path).report().error
    assert error is not None
    assert (error.type, error.cause, error.cure) == ("KeyError", None, None)
    assert "a fault that no one has met" in error.traceback


def test_path_holds_neither_the_project_nor_ours(
    fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "shadow"))
    error = Run(by_hand("path"), fake_python, tmp_path).report().error
    assert error is not None
    folders = error.message.split("|")
    assert [it for it in folders if it in ("", str(WORKER.parent)) or it.startswith(str(tmp_path))] == []


@pytest.mark.parametrize("callee", ["os.system", "transformers.NotAModel.from_pretrained", "transformers.pipelines.x"])
def test_only_loaders_are_called(callee: str, fake_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("plain", callee), fake_python, tmp_path).report()
    assert report.outcome == "failed"
    assert report.error is not None
    assert report.error.message.endswith(("is not a loader of transformers", "is not a model class of transformers"))


def test_code_of_the_repository_is_refused_until_confirmed(fake_python: str, tmp_path: Path) -> None:
    text = (
        "from transformers import AutoModelForCausalLM\n"
        "AutoModelForCausalLM.from_pretrained('plain', trust_remote_code=True)\n"
    )
    request = from_text(text)
    run = Run(request, fake_python, tmp_path)
    report = run.report()
    assert (report.outcome, report.status, run.events) == ("refused", 3, [])
    confirmed = dataclasses.replace(request, confirmed=True, smoke=False)
    assert Run(confirmed, fake_python, tmp_path).report().outcome == "loaded"


def test_unresolved_argument_runs_nothing(fake_python: str, tmp_path: Path) -> None:
    text = "from transformers import AutoModelForCausalLM\nAutoModelForCausalLM.from_pretrained(args.model)\n"
    with pytest.raises(CannotRunError, match=r"the code does not say the value of args\.model \(args\.model, line 2\)"):
        Run(from_text(text), fake_python, tmp_path).report()


def test_interpreter_that_cannot_start_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=r"no-python cannot be started"):
        Run(by_hand("plain"), str(tmp_path / "no-python"), tmp_path).report()


def test_interpreter_that_is_none_is_no_killed_load(tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho 'SyntaxError: invalid syntax' >&2\nexit 1\n")
    script.chmod(0o755)
    report = Run(by_hand("plain"), str(script), tmp_path).report()
    assert (report.outcome, report.status) == ("failed", 2)
    assert report.error is not None
    assert "(SyntaxError: invalid syntax)" in report.error.message


def test_interpreter_without_libraries_names_the_cure(bare_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("plain"), bare_python, tmp_path).report()
    assert (report.outcome, report.status) == ("failed", 2)
    assert report.error is not None
    assert f"{bare_python} -m pip install torch transformers accelerate" in (report.error.cure or "")


@linux
def test_no_orphan_when_the_parent_is_killed(fake_python: str, tmp_path: Path) -> None:
    script = (
        "import threading; from pathlib import Path; from tests.verify.loads import Run, by_hand\n"
        f"run = Run(by_hand('holds_the_interpreter'), {fake_python!r}, Path({str(tmp_path)!r}))\n"
        "run.take = lambda event: print(event.get('pid') or event['event'], flush=True)\n"
        "run.report()\n"
    )
    path = os.pathsep.join([str(Path(__file__).parents[3]), *sys.path])
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert worker.wait(timeout=10) is None or not worker.is_running()


def test_one_load_at_a_time(fake_python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    second = Run(by_hand("plain"), fake_python, tmp_path)
    reports = []
    with processes.one_at_a_time(lambda: False, lambda: None):
        waited = threading.Event()
        events = second.take

        def noted(event: dict[str, object]) -> None:
            events(event)
            waited.set()

        second.take = noted  # type: ignore[method-assign]
        thread = threading.Thread(target=lambda: reports.append(second.report()))
        thread.start()
        assert waited.wait(timeout=10)
        assert second.phases == ["waiting"]
    thread.join(timeout=30)
    assert [it.outcome for it in reports] == ["loaded"]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0
