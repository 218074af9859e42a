"""Loads that import their libraries once, each in a process of its own that takes no other one along."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from loadlint.verify.report import Json
from loadlint.verify.run import processes
from loadlint.verify.run.fork_server import SharedImports
from loadlint.verify.run.job import Job, Limits
from tests.verify.conftest import HERE, environment
from tests.verify.loads import Run, by_hand

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries survive a fork on Linux alone")

THREAD = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
GPU = "cuda.is_initialized = staticmethod(lambda: True)\n"
TABLE = """
import os
from pathlib import Path

def get_checkpoint_conversion_mapping(model_type):
    with open(Path(__file__).resolve().parent.parent / "built", "a") as file:
        file.write(f"{os.getpid()}\\n")
"""
SITE = HERE / "data" / "site"
BROKEN = "raise RuntimeError('this build is for another processor')\n"


@pytest.fixture
def shared() -> Iterator[SharedImports]:
    with SharedImports() as shared:
        yield shared


def changed_site(folder: Path, library: str, texts: dict[str, str]) -> dict[str, Path]:
    """Return the packages of an environment in which modules of one library end with these texts."""
    changed = folder / "site" / library
    shutil.copytree(SITE / library, changed)
    for name, text in texts.items():
        with open(changed / name, "a", encoding="utf-8") as file:
            file.write(text)
    return {**{it.name: it for it in SITE.iterdir()}, library: changed}


def servers(shared: SharedImports) -> list[int]:
    return [it.process.pid for it in shared.servers.values()]


def parents(run: Run) -> list[int]:
    """Start a run and return the parent of its load."""
    seen: list[int] = []

    def look(event: Json) -> None:
        run.events.append(event)
        if event["event"] == "hello":
            seen.append(psutil.Process(event["pid"]).ppid())

    run.take = look  # type: ignore[method-assign]
    run.report()
    return seen


def test_two_loads_share_the_imports_but_no_process(fake_python: str, tmp_path: Path, shared: SharedImports) -> None:
    runs = [Run(by_hand("plain"), fake_python, tmp_path, imports=shared) for _ in range(2)]
    reports = [it.report() for it in runs]
    processes = {event["pid"] for run in runs for event in run.events if event["event"] == "hello"}
    assert [it.outcome for it in reports] == ["loaded", "loaded"]
    assert len(processes) == 2
    assert sum(shared.starts.values()) == 1


def test_imports_that_began_early_are_those_of_the_load(
    fake_python: str, tmp_path: Path, shared: SharedImports
) -> None:
    run = Run(by_hand("plain"), fake_python, tmp_path, imports=shared)
    for folder in (tmp_path, tmp_path / "unused"):
        folder.mkdir(exist_ok=True)
        variables = processes.variables(offline=run.request.offline, more={})
        shared.import_early(processes.command(fake_python), str(folder), variables)
    early, unused = (it.process for it in shared.early.values())
    assert parents(run) == [early.pid]
    assert sum(shared.starts.values()) == 1
    shared.__exit__()
    assert None not in (early.poll(), unused.poll())


def test_report_is_the_one_of_a_load_by_itself(fake_python: str, tmp_path: Path, shared: SharedImports) -> None:
    reports = [Run(by_hand("plain"), fake_python, tmp_path, imports=it).report() for it in (None, shared)]
    alone, together = [
        {key: it for key, it in report.as_json().items() if key not in ("times", "memory")} for report in reports
    ]
    assert together == alone


def test_output_of_a_load_reaches_its_own_log(fake_python: str, tmp_path: Path, shared: SharedImports) -> None:
    reports = [Run(by_hand(it), fake_python, tmp_path, imports=shared).report() for it in ("prints", "plain")]
    assert [sum("Forged" in it for it in report.log) for report in reports] == [3, 0]
    assert [it.model and it.model["class"] for it in reports] == ["Model", "Model"]


@pytest.mark.parametrize(("name", "outcome"), [("dies", "killed"), ("crashes", "killed"), ("leaves", "killed"),
                                               ("asks", "failed"), ("child", "killed")])  # fmt: skip
def test_end_of_a_load_leaves_the_next_one_alone(
    fake_python: str, tmp_path: Path, shared: SharedImports, name: str, outcome: str
) -> None:
    reports = [Run(by_hand(it), fake_python, tmp_path, imports=shared).report() for it in (name, "plain")]
    alone = Run(by_hand(name), fake_python, tmp_path).report()
    assert [it.outcome for it in reports] == [outcome, "loaded"]
    assert reports[0].error is not None
    assert alone.error is not None
    assert reports[0].error.message == alone.error.message
    assert sum(shared.starts.values()) == 1


def test_memory_limit_ends_one_load(fake_python: str, tmp_path: Path, shared: SharedImports) -> None:
    limits = Limits(memory=300_000_000)
    report = Run(by_hand("fills"), fake_python, tmp_path, limits=limits, imports=shared).report()
    assert report.outcome == "memory-limit"
    assert Run(by_hand("plain"), fake_python, tmp_path, imports=shared).report().outcome == "loaded"
    assert sum(shared.starts.values()) == 1


@pytest.mark.parametrize("name", ["waits", "holds_the_interpreter"])
def test_load_that_hangs_is_ended_alone(fake_python: str, tmp_path: Path, shared: SharedImports, name: str) -> None:
    limits = Limits(timeout=0.5)
    report = Run(by_hand(name), fake_python, tmp_path, limits=limits, imports=shared).report()
    assert report.outcome == "timeout"
    assert Run(by_hand("plain"), fake_python, tmp_path, imports=shared).report().outcome == "loaded"
    assert sum(shared.starts.values()) == 1


def test_cancel_reaches_a_load_in_a_fork(fake_python: str, tmp_path: Path, shared: SharedImports) -> None:
    run = Run(by_hand("waits"), fake_python, tmp_path, cancel_in="resolving", imports=shared)
    assert run.report().outcome == "cancelled"
    assert run.events[-1]["event"] == "cancelled"


def test_load_ends_with_the_server_and_the_next_one_gets_another(
    fake_python: str, tmp_path: Path, shared: SharedImports
) -> None:
    run = Run(by_hand("waits"), fake_python, tmp_path, imports=shared)

    def kill(event: Json) -> None:
        if event.get("phase") == "resolving":
            os.kill(servers(shared)[0], signal.SIGKILL)

    run.take = kill  # type: ignore[method-assign]
    assert run.report().outcome == "killed"
    assert Run(by_hand("plain"), fake_python, tmp_path, imports=shared).report().outcome == "loaded"
    assert sum(shared.starts.values()) == 2


def test_no_process_outlives_the_run(fake_python: str, tmp_path: Path) -> None:
    with SharedImports() as shared:
        Run(by_hand("plain"), fake_python, tmp_path, imports=shared).report()
        (server,) = servers(shared)
        assert psutil.pid_exists(server)
    assert not psutil.pid_exists(server)


def test_table_that_every_load_needs_is_built_once(tmp_path: Path, shared: SharedImports) -> None:
    changed = {"conversion_mapping.py": TABLE, "modeling_utils.py": "from . import conversion_mapping\n"}
    python = str(environment(tmp_path / "python", changed_site(tmp_path, "transformers", changed)))
    for _ in range(2):
        Run(by_hand("plain"), python, tmp_path, imports=shared).report()
    assert [int(it) for it in (tmp_path / "site" / "built").read_text().split()] == servers(shared)


@pytest.mark.parametrize(("library", "text"), [("torch", THREAD), ("torch", GPU), ("transformers", BROKEN)])
def test_load_starts_by_itself_where_a_fork_could_not_load(
    tmp_path: Path, shared: SharedImports, library: str, text: str
) -> None:
    changed = {it.name: text for it in (SITE / library).glob("*.py")}
    python = str(environment(tmp_path / "python", changed_site(tmp_path, library, changed)))
    runs = [Run(by_hand("plain"), python, tmp_path, imports=shared) for _ in range(2)]
    assert [parents(it) for it in runs] == [[os.getpid()], [os.getpid()]]
    assert sum(shared.starts.values()) == 2  # which is the most there are


def test_failed_import_is_reported_as_by_itself(bare_python: str, tmp_path: Path, shared: SharedImports) -> None:
    report, alone = [Run(by_hand("plain"), bare_python, tmp_path, imports=it).report() for it in (shared, None)]
    assert report.error is not None
    assert report.error == alone.error


def test_interpreter_that_cannot_start_is_reported_as_by_itself(tmp_path: Path, shared: SharedImports) -> None:
    messages = []
    for imports in (shared, None):
        with pytest.raises(Exception, match="cannot be started") as caught:
            Run(by_hand("plain"), str(tmp_path / "none"), tmp_path, imports=imports).report()
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_variables_of_the_code_are_set_before_the_imports(tmp_path: Path) -> None:
    request = replace(by_hand("plain"), contexts=({"variable": ["HF_HOME", "/models"]},))
    assert Job(request, "python", str(tmp_path)).imports_alone
    assert not Job(by_hand("plain"), "python", str(tmp_path)).imports_alone
