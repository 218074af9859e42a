"""Loads that something else starts: ranks, a shell as the other side of ssh, and torchrun itself."""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from loadlint.verify.run import processes
from loadlint.verify.run.job import CannotRunError
from loadlint.verify.run.launch import Launch, Ranks, parcel, parsed
from tests.verify.loads import Run, by_hand, from_text

# Starts two ranks of a script, as torchrun does, each in a session of its own.
RANKS = """\
#!/bin/sh
for rank in 0 1; do
    RANK=$rank LOCAL_RANK=$rank WORLD_SIZE=2 setsid {python} "$@" &
done
wait
"""
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs setsid and /proc")


@pytest.fixture
def launcher(tmp_path: Path, fake_python: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A prefix that starts two ranks with an interpreter of quick libraries."""
    script = tmp_path / "bin" / "torchrun"
    script.parent.mkdir()
    script.write_text(RANKS.format(python=fake_python))
    script.chmod(0o755)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return str(script)


@pytest.mark.parametrize(
    ("prefix", "command"),
    [
        ("ssh -p 22 host", ["ssh", "-p", "22", "host", "one text"]),
        ("sh -c", ["sh", "-c", "one text"]),
        ("docker run -i image", ["docker", "run", "-i", "image", "python3", "-c"]),
        ("kubectl exec -i pod -- /usr/bin/python3", ["kubectl", "exec", "-i", "pod", "--", "/usr/bin/python3", "-c"]),
        ("srun -n 2", ["srun", "-n", "2", "python3", "-c"]),
        ("torchrun --nproc-per-node 2", ["python3", "-c"]),
        ("ssh host torchrun --nproc-per-node 2", ["ssh", "host", "one text"]),
    ],
)  # fmt: skip
def test_prefix_leads_to_an_interpreter(prefix: str, command: list[str]) -> None:
    made = Launch.of(prefix).command("python3")
    if command[-1] == "one text":
        assert made[:-1] == command[:-1]
        assert shlex.split(made[-1])[:2] == ["python3", "-c"]
    else:
        assert made[: len(command)] == command


def test_launcher_is_what_wants_a_script() -> None:
    assert Launch.of("ssh host /usr/bin/torchrun -n 2").ranks_command() == ["/usr/bin/torchrun", "-n", "2"]
    assert Launch.of("mpirun -n 2").ranks_command() == ["mpirun", "-n", "2", "python3"]
    assert Launch.of("srun -n 2").ranks_command() is None


@pytest.mark.parametrize("prefix", ["sh -c", "env", "nice -n 1"])
def test_worker_travels_where_there_is_no_loadlint(prefix: str, fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("plain"), fake_python, tmp_path, launch=prefix)
    report = run.report()
    assert (report.outcome, report.error) == ("loaded", None)
    assert report.environment["interpreter"] == fake_python
    assert [it["rank"] for it in report.ranks] == [0]


def test_other_side_has_our_variables_and_folder(fake_python: str, tmp_path: Path) -> None:
    request = dataclasses.replace(by_hand("plain"), offline=True)
    report = Run(request, fake_python, tmp_path, launch="env -i").report()
    assert report.environment["offline"] is True


def test_cancel_reaches_the_other_side(fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("waits"), fake_python, tmp_path, launch="sh -c", cancel_in="resolving")
    assert run.report().outcome == "cancelled"
    assert run.events[-1]["event"] == "cancelled"


@linux
def test_ranks_report_apart_and_are_merged(launcher: str, fake_python: str, tmp_path: Path) -> None:
    report = Run(by_hand("plain"), fake_python, tmp_path, launch=launcher).report()
    assert (report.outcome, report.status) == ("loaded", 0)
    assert [(it["rank"], it["outcome"]) for it in report.ranks] == [(0, "loaded"), (1, "loaded")]
    assert report.memory["host_peak"] == sum(it["memory"]["host_peak"] for it in report.ranks)
    assert [it.name for it in tmp_path.iterdir() if it.name.startswith("loadlint-")] == []


@linux
def test_failure_of_one_rank_is_told_while_the_others_wait(launcher: str, fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("fails_on_rank_1"), fake_python, tmp_path, launch=launcher)
    report = run.report()
    assert report.outcome == "failed"
    assert report.error is not None
    assert report.error.message == "rank 1 of 2: 'only here'"
    assert [it["outcome"] for it in report.ranks] == ["ended", "failed"]
    _no_process_is_left(run)


@linux
def test_folder_of_the_ranks_goes_where_there_is_no_scratch(launcher: str, fake_python: str, tmp_path: Path) -> None:
    """As on another machine: the end of the input ends the launcher, which then cleans up."""
    order = dict(by_hand("waits").as_json(), scratch="/nowhere", launcher=[launcher])
    process = processes.start(Launch.of("env").command(fake_python), str(tmp_path), offline=False)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(parcel(processes.WORKER.read_bytes()) + json.dumps(order).encode() + b"\n")
    process.stdin.flush()
    assert process.stdout.readline()
    assert [it for it in tmp_path.iterdir() if it.name.startswith("loadlint-")]
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()
    assert process.stderr is not None
    process.stderr.close()
    assert [it.name for it in tmp_path.iterdir() if it.name.startswith("loadlint-")] == []


@linux
def test_cancel_ends_every_rank(launcher: str, fake_python: str, tmp_path: Path) -> None:
    run = Run(by_hand("waits"), fake_python, tmp_path, launch=launcher)
    events, waiting = run.take, set()

    def once_both_wait(event: dict[str, Any]) -> None:
        events(event)
        if event.get("phase") == "resolving":
            waiting.add(event["rank"])
        if len(waiting) == 2:
            run.cancel.set()

    run.take = once_both_wait  # type: ignore[method-assign]
    assert run.report().outcome == "cancelled"
    _no_process_is_left(run)


@linux
def test_local_rank_is_the_launchers(launcher: str, fake_python: str, tmp_path: Path) -> None:
    text = (
        "from transformers import AutoModelForCausalLM\n"
        "AutoModelForCausalLM.from_pretrained('tells_rank', map={'': args.local_rank})\n"
    )
    request = dataclasses.replace(from_text(text, launched=True), smoke=False)
    report = Run(request, fake_python, tmp_path, launch=launcher).report()
    assert request.call == "AutoModelForCausalLM.from_pretrained('tells_rank', map={'': local_rank})"
    assert {it["error"] for it in report.ranks} <= {"RuntimeError: map {'': 0}", "RuntimeError: map {'': 1}"}
    assert report.error is not None
    assert report.error.message.startswith("rank ")


def test_prefix_that_cannot_start_is_named(fake_python: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="no-such-way cannot be started"):
        Run(by_hand("plain"), fake_python, tmp_path, launch="no-such-way host").report()


def test_way_without_an_interpreter_is_named(tmp_path: Path) -> None:
    report = Run(by_hand("plain"), "no-python", tmp_path, launch="sh -c").report()
    assert (report.outcome, report.status) == ("failed", 2)
    assert report.error is not None
    assert report.error.message.startswith("sh -c cannot run the loading process")


def test_frames_of_ranks_may_interleave() -> None:
    ranks, text = Ranks(), json.dumps({"event": "hello", "world": 2})
    first = {"rank": 0, "more": True, "text": text[:9]}
    other = {"rank": 1, "more": False, "text": text}
    assert ranks.event(first) is None
    assert ranks.event(other) == {"event": "hello", "world": 2, "rank": 1}
    assert ranks.event({"rank": 0, "more": False, "text": text[9:]}) == {"event": "hello", "world": 2, "rank": 0}


def test_long_events_travel_in_lines_that_a_pipe_takes_whole(fake_python: str, tmp_path: Path) -> None:
    process = processes.start([fake_python, "-c", _channel()], str(tmp_path), offline=False)
    output, _ = process.communicate(timeout=60)
    lines = output.rstrip(b"\n").split(b"\n")
    assert len(lines) > 10
    assert max(map(len, lines)) < 4096
    ranks = Ranks()
    assert [it for it in map(ranks.event, map(json.loads, lines)) if it] == [{"text": '"\\é' * 9000, "rank": 3}]


def test_tensor_parallel_ranks_share_the_weights(models: Path) -> None:
    request = dataclasses.replace(by_hand("whole", tp_plan="auto"), smoke=True)
    report = Run(request, sys.executable, models, launch="torchrun --nproc-per-node 2").report()
    assert (report.outcome, report.error) == ("loaded", None)
    parts = [it["bytes_per_device"]["cpu"] for it in report.ranks]
    assert len(parts) == 2
    assert parts[0] == parts[1] < 4 * 106816 * 0.6
    assert report.smoke["tokens"] == 16


def _no_process_is_left(run: Run) -> None:
    pids = {it["pid"] for it in run.events if it["event"] == "hello"}
    assert len(pids) == 2
    left = [psutil.Process(it) for it in pids if psutil.pid_exists(it)]
    _, alive = psutil.wait_procs(left, timeout=10)
    assert [it for it in alive if it.status() != "zombie"] == []


def _channel() -> str:
    return (
        f"import importlib.util as it; spec = it.spec_from_file_location('worker', {os.fspath(processes.WORKER)!r})\n"
        "worker = it.module_from_spec(spec); spec.loader.exec_module(worker)\n"
        "worker.Channel(1, 3).send({'text': '\"\\\\\\xe9' * 9000})\n"
    )


def test_no_frame_of_a_rank_ends_the_reading() -> None:
    ranks = Ranks()
    texts: tuple[tuple[str, Any], ...] = (("[" * 100_000, 0), ("no JSON", 1), ("[]", {}), ('{"event": "hello"}', "x"))
    assert [ranks.event({"rank": rank, "text": text}) for text, rank in texts][-1] == {"event": "hello", "rank": 0}


def test_no_line_of_a_worker_ends_the_reading() -> None:
    for line in (b"[" * 100_000, b"9" * 10_000, b"\xff", b"[]", b""):
        assert parsed(line) is None
