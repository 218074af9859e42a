"""A second process parses named files, and answers as this one would."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from loadlint.system import THIS
from tests.commands import FLAWED

pytestmark = pytest.mark.skipif(not THIS.forks, reason="no process is forked here")

SOUND = "# Words that take room.\nvalue = 1\n" * 2_500
BROKEN = f"{SOUND}value = (\n"

# Runs in a process of its own, as a fork needs one without threads.
PRELUDE = """\
import os, signal, sys, threading
from loadlint.check import schedule
from loadlint.source import walk

own = []
parse = walk.parses
def parses(data):
    own.append(data)
    return parse(data)
walk.parses = schedule.parses = parses
schedule.available = lambda: 2
paths = sys.argv[1:]
texts = [open(it, "rb").read() for it in paths]

def over(answers):
    os.waitid(os.P_PID, answers.__self__._process, os.WEXITED | os.WNOWAIT)

def no_child():
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        return True
"""


@pytest.fixture
def paths(folder: Path) -> list[str]:
    for name, text in {"a.py": SOUND, "b.py": BROKEN, "c.py": f"{SOUND}\n"}.items():
        (folder / name).write_text(text)
    return ["a.py", "b.py", "c.py"]


def carried_out(script: str, paths: list[str]) -> str:
    command = [sys.executable, "-c", PRELUDE + textwrap.dedent(script), *paths]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


@pytest.mark.parametrize(
    ("wanted", "condition"),
    [
        ("paths, 1", "one process is wanted"),
        ("paths, 2", "workers are wanted"),
        ("paths[:1], None", "the file is small"),
        ("paths * 20, None", "workers pay"),
        ("['missing.py', '.', 'n\\0.py'], None", "there is no file"),
    ],
)
def test_no_process_begins_where(wanted: str, condition: str, paths: list[str]) -> None:
    script = f"""
    with schedule.parsing({wanted}) as answers:
        print(no_child(), answers is parses)
    """
    assert carried_out(script, paths) == "True True", condition


def test_no_process_begins_beside_a_thread(paths: list[str]) -> None:
    script = """
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    with schedule.parsing(paths, None) as answers:
        print(no_child())
    """
    assert carried_out(script, paths) == "True"


def test_a_system_that_refuses_a_process_costs_nothing(paths: list[str]) -> None:
    script = """
    def refused():
        raise BlockingIOError("no more processes")
    os.fork = refused
    before = os.listdir("/proc/self/fd")
    with schedule.parsing(paths, None) as answers:
        print(answers is parses, os.listdir("/proc/self/fd") == before)
    """
    assert carried_out(script, paths) == "True True"


def test_what_it_has_parsed_is_not_parsed_again(paths: list[str]) -> None:
    script = """
    with schedule.parsing(paths, None) as answers:
        over(answers)
        print([answers(it) for it in texts], len(own))
    print(no_child())
    """
    assert carried_out(script, paths) == "[True, False, True] 0\nTrue"


def test_a_text_that_changed_in_between_is_parsed_here(paths: list[str]) -> None:
    script = """
    with schedule.parsing(paths, None) as answers:
        over(answers)
        print(answers(texts[0] + b")"), answers(texts[0]), len(own))
    """
    assert carried_out(script, paths) == "False True 1"


def test_what_it_leaves_open_is_parsed_here(paths: list[str]) -> None:
    script = """
    with schedule.parsing(paths, None) as answers:
        os.kill(answers.__self__._process, signal.SIGKILL)
        over(answers)
        print([answers(it) for it in texts])
    print(no_child())
    """
    assert carried_out(script, paths) == "[True, False, True]\nTrue"


def test_a_run_that_fails_leaves_no_process(paths: list[str]) -> None:
    script = """
    try:
        with schedule.parsing(paths, None):
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        print(no_child())
    """
    assert carried_out(script, paths) == "True"


def test_a_run_in_two_processes_finds_what_one_finds(folder: Path, paths: list[str]) -> None:
    (folder / "d.py").write_text(FLAWED + BROKEN)
    command = [sys.executable, "-m", "loadlint", "check", "--isolated", "--no-cache", *paths, "gone.py", "d.py"]
    ahead, alone = (
        subprocess.run([*command, *it], capture_output=True, text=True, check=False, timeout=60)
        for it in ((), ("--jobs", "1"))
    )
    assert ahead.stdout.count("invalid-syntax") == 2
    assert "deprecated-torch-dtype" in ahead.stdout
    assert "gone.py" in ahead.stderr
    assert (ahead.stdout, ahead.stderr, ahead.returncode) == (alone.stdout, alone.stderr, alone.returncode)


def test_files_without_a_load_are_parsed_after_the_others_are_known(folder: Path, paths: list[str]) -> None:
    (folder / "d.py").write_text(FLAWED)
    script = """
    from loadlint.check.job import Job
    from loadlint.cli.main import main
    made = Job.__init__
    def noted(job, path, *more):
        own.append(path)
        made(job, path, *more)
    Job.__init__ = noted
    schedule.available = lambda: 1
    main(["check", "--isolated", "--no-cache", "--quiet", *paths])
    print([it if isinstance(it, str) else len(it) for it in own])
    """
    sizes = [(folder / it).stat().st_size for it in ("a.py", "b.py", "c.py", "d.py")]
    order = carried_out(script, [*paths, "d.py"]).split("\n")[-1]
    assert order == str(["d.py", *sizes[:2], "b.py", sizes[2], *sizes[3:], sizes[1]])
