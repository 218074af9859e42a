"""A second process parses named files and looks at known folders, and answers as this one would."""

from __future__ import annotations

import os
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
from loadlint.check.ahead import second
from loadlint.source import walk

own = []
parse = walk.parses
def parses(data):
    own.append(data)
    return parse(data)
walk.parses = schedule.parses = parses
second.processors = lambda: 2
paths = sys.argv[1:]
texts = [open(it, "rb").read() for it in paths]

def over(answers):
    os.waitid(os.P_PID, answers.__self__._second.number, os.WEXITED | os.WNOWAIT)

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
        os.kill(answers.__self__._second.number, signal.SIGKILL)
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
    second.processors = lambda: 1
    main(["check", "--isolated", "--no-cache", "--quiet", *paths])
    print([it if isinstance(it, str) else len(it) for it in own])
    """
    sizes = [(folder / it).stat().st_size for it in ("a.py", "b.py", "c.py", "d.py")]
    order = carried_out(script, [*paths, "d.py"]).split("\n")[-1]
    assert order == str(["d.py", *sizes[:2], "b.py", sizes[2], *sizes[3:], sizes[1]])


# --- folders ------------------------------------------------------------------------------------

FOLDERS = """\
from loadlint.check import cache
from loadlint.check.ahead import folders
from loadlint.cli.main import main

cache.LARGE = 1
looked = []
look, look_at = cache.statuses, cache._status

def noted(prefix, names):
    looked.append(os.path.basename(prefix[:-1]))
    return look(prefix, names)

def noted_at(path):
    looked.append(os.path.relpath(path))
    return look_at(path)

cache.statuses, cache._status = noted, noted_at

def checked(*more):
    main(["check", "--isolated", "--quiet", *more, "."])

def begin_and_wait(load):
    begun = folders.Folders(load)
    os.waitid(os.P_PID, begun._second.number, os.WEXITED | os.WNOWAIT)
    return begun

checked()
looked.clear()
"""


@pytest.fixture
def tree(folder: Path) -> None:
    """Four files in three folders, one with a finding, that were written long ago."""
    for name, text in {"a/a.py": SOUND, "b/b.py": FLAWED, "b/c.py": SOUND, "c/d.py": SOUND}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (1_600_000_000, 1_600_000_000))


def looked_at(script: str) -> str:
    return carried_out(f"{FOLDERS}{textwrap.dedent(script)}", []).split("\n")[-1]


@pytest.mark.usefixtures("tree")
def test_this_process_looks_at_no_folder_that_the_second_has_seen() -> None:
    script = """
    folders.begun = begin_and_wait
    checked()
    print(looked, no_child())
    """
    assert looked_at(script) == "[] True"


@pytest.mark.usefixtures("tree")
def test_a_folder_that_the_second_has_seen_keeps_its_findings() -> None:
    script = """
    folders.begun = begin_and_wait
    checked()
    print("or")
    checked("--no-cache")
    """
    _, ahead, alone = carried_out(f"{FOLDERS}print('or'){textwrap.dedent(script)}", []).split("or\n")
    assert ahead.strip() == alone
    assert "deprecated-torch-dtype" in ahead


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("change", "again"),
    [
        ("open('b/b.py', 'a').write('x = 1\\n')", ["b", "b/b.py", "b/c.py"]),
        ("open('b/e.py', 'w').write('x = 1\\n')", ["b/b.py", "b/c.py"]),
        ("os.remove('b/c.py')", ["b/b.py"]),
        ("os.mkdir('c/new')", ["c"]),
        ("os.chmod('c', 0o755)", []),
    ],
)
def test_this_process_looks_again_at_a_folder_that_changed(change: str, again: list[str]) -> None:
    script = f"""
    folders.begun = begin_and_wait
    {change}
    checked()
    print(looked)
    """
    assert looked_at(script) == str(again)


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(
    ("before", "condition"),
    [
        ("cache.LARGE = 1_000_000", "there are few files"),
        ("second.processors = lambda: 1", "there is one processor"),
        ("os.fork = lambda: os.listdir('/none')", "the system refuses"),
        ("threading.Thread(target=threading.Event().wait, daemon=True).start()", "a thread runs"),
        ("checked = lambda: main(['check', '--isolated', '--quiet', '--jobs', '1', '.'])", "one process is wanted"),
    ],
)
def test_no_process_looks_ahead_where(before: str, condition: str) -> None:
    script = f"""
    {before}
    checked()
    print(looked, no_child())
    """
    assert looked_at(script) == "['a', 'b', 'c'] True", condition


@pytest.mark.usefixtures("tree")
def test_a_second_process_that_dies_costs_nothing() -> None:
    script = """
    def killed(_):
        begun = folders.Folders(lambda: os.kill(os.getpid(), signal.SIGKILL))
        os.waitid(os.P_PID, begun._second.number, os.WEXITED | os.WNOWAIT)
        return begun
    folders.begun = killed
    checked()
    print(looked, no_child())
    """
    assert looked_at(script) == "['a', 'b', 'c'] True"


# --- files that processes share -------------------------------------------------------------------

SHARE = """\
import marshal
from loadlint.check.ahead import share
from loadlint.check import file
from loadlint.cli.main import main

schedule.BYTES_TO_SHARE = 1
ran, run = [], file.run

def noted(job, *more, **named):
    ran.append(job.path)
    return run(job, *more, **named)

file.run = noted

def checked(*more):
    main(["check", "--isolated", "--no-cache", *more, "."])

def wait(shared):
    for it, _ in shared._others:
        os.waitid(os.P_PID, it.number, os.WEXITED | os.WNOWAIT)
    return outcomes(shared)

def answer_again(shared, to):
    os.write(to, marshal.dumps([(0, shared._run(shared._jobs[0]).rows, None)]))

outcomes = share.Share.outcomes
"""


@pytest.fixture
def loads(folder: Path) -> list[str]:
    """Five files with findings, one of which cannot be read."""
    for name in "abcd":
        (folder / f"{name}.py").write_text(FLAWED.replace("gpt2", f"org/{name}"))
    (folder / "e.py").write_bytes(FLAWED.encode() + b"# \xff\n")
    return [f"{name}.py" for name in "abcde"]


def shared(script: str) -> list[str]:
    return carried_out(f"{SHARE}{textwrap.dedent(script)}", []).split("---\n")


@pytest.mark.parametrize(
    ("before", "here"),
    [
        ("pass", None),
        ("share.Share.outcomes = wait", []),
        ("share.Share._work = answer_again", "all"),
        ("share.Share._work = lambda self, to: os.kill(os.getpid(), signal.SIGKILL)", "all"),
        ("share.Share._work = lambda self, to: os.write(to, b'half')", "all"),
        ("os.fork = lambda: os.listdir('/none')", "all"),
        ("second.processors = lambda: 4", None),
    ],
)
def test_processes_that_share_a_run_find_what_one_finds(loads: list[str], before: str, here: object) -> None:
    script = f"""
    {before}
    checked()
    print("---")
    print(sorted(set(ran)), no_child())
    print("---")
    checked("--jobs", "1")
    """
    together, end, alone = shared(script)
    assert together == f"{alone.strip()}\n"
    assert together.count("deprecated-torch-dtype") == len(loads) - 1
    assert end.endswith("True\n")
    if here is not None:
        assert end == f"{loads if here == 'all' else here} True\n"


def test_a_run_that_changes_files_is_not_shared(loads: list[str]) -> None:
    script = """
    share.Share = None
    checked("--fix")
    print("---")
    print(sorted(set(ran)), no_child())
    """
    assert shared(script)[-1].strip() == f"{loads} True"


@pytest.mark.parametrize("alone", ["processes = 1", "processes = None; second.processors = lambda: 1"])
def test_one_process_begins_when_all_files_are_found(alone: str) -> None:
    script = f"""
    from types import SimpleNamespace
    schedule.BYTES_PER_PROCESS = 1
    {alone}
    def jobs():
        for at in range(3):
            own.append("found")
            yield SimpleNamespace(data=b"text", fix=True, ignore=None)
    file.run = lambda job, *more, **named: own.append("fixed")
    list(schedule.outcomes(jobs(), processes))
    print(own)
    """
    assert shared(script)[-1] == str(["found"] * 3 + ["fixed"] * 3)


def test_a_shared_run_that_fails_leaves_no_process(loads: list[str]) -> None:
    script = """
    def interrupted(job, *more, **named):
        raise KeyboardInterrupt
    file.run = interrupted
    try:
        checked()
    except KeyboardInterrupt:
        print("interrupted")
    print("---")
    print(no_child())
    """
    assert shared(script)[-1].strip() == "True", loads
