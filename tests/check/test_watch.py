"""Watching and progress: what starts a new check, what does not, and what is left on the terminal."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadlint.check import progress, watch
from loadlint.cli import check
from loadlint.project.projects import Projects, Wishes
from tests.commands import FIXED, FLAWED, Run, heed_interrupts

OPTIONS = check.parsed(["--isolated"])


@pytest.fixture(autouse=True)
def polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poll, whatever is installed here."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)


class Rounds(threading.Event):
    """Instead of waiting, does the next thing; set when nothing is left to do."""

    def __init__(self, steps: Iterator[object]) -> None:
        super().__init__()
        self.steps = steps

    def wait(self, timeout: float | None = None) -> bool:
        del timeout
        return next(self.steps, self) is self


def checks(steps: Iterator[object]) -> int:
    """How often a check ran while the steps were done, one for each poll."""
    assert OPTIONS is not None
    calls: list[None] = []

    def again() -> int:
        calls.append(None)
        return 0

    assert watch.watch(OPTIONS, again, lambda: Projects(Wishes(isolated=True)), Rounds(steps)) == 0
    return len(calls)


def test_nothing_new_means_no_check(folder: Path) -> None:
    (folder / "a.py").write_text("x = 1\n")
    assert checks(iter([None, None, None])) == 1


def test_new_changed_and_removed_files_start_one(folder: Path) -> None:
    def steps() -> Iterator[object]:
        for text in ("x = 1\n", "x = 11\n"):
            yield (folder / "a.py").write_text(text)
            yield None
        yield (folder / "a.py").unlink()
        yield None

    assert checks(steps()) == 4


def test_changes_in_a_row_are_one(folder: Path) -> None:
    def steps() -> Iterator[object]:
        for number in range(5):
            yield (folder / f"{number}.py").write_text("")
        yield None
        yield None

    assert checks(steps()) == 2


def test_other_files_are_nobodys_business_but_a_configuration_is(folder: Path) -> None:
    def steps() -> Iterator[object]:
        yield (folder / "a.txt").write_text("")
        yield None
        yield (folder / "loadlint.toml").write_text("")
        yield None

    assert checks(steps()) == 2


@pytest.mark.parametrize("failure", [None, OSError("too many files are watched"), RuntimeError("no such folder")])
def test_notices_of_the_system_replace_polling_while_they_come(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception | None
) -> None:
    (folder / "app").mkdir()
    asked: list[object] = []

    def notices(*folders: str, stop_event: threading.Event, **_: object) -> Iterator[set[object]]:
        asked.append(folders)
        (folder / "app" / "a.py").write_text("x = 1\n")
        yield set()
        yield set()
        if failure is not None:
            raise failure
        (folder / "app" / "a.py").write_text("x = 11\n")
        yield set()
        stop_event.set()

    def steps() -> Iterator[object]:
        yield None  # the first notice settles
        if failure is not None:
            yield (folder / "app" / "a.py").write_text("x = 111\n")
        yield None

    monkeypatch.setitem(sys.modules, "watchfiles", types.SimpleNamespace(watch=notices))
    assert checks(steps()) == 3
    assert asked == [(".",)]


def test_it_tells_and_ends_on_an_interrupt(folder: Path) -> None:
    (folder / "a.py").write_text(FLAWED)
    command = [
        sys.executable,
        "-m",
        "loadlint",
        "check",
        "--target",
        "transformers=5.23.0",
        "--watch",
        "--output-format",
        "concise",
        ".",
    ]
    variables: dict[str, str] = {**os.environ, "PYTHONUNBUFFERED": "", "PYTHONPATH": os.pathsep.join(sys.path)}
    # A suite that runs in the background of a shell has Ctrl-C ignored, and would hand that down.
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "preexec_fn": heed_interrupts}
    with subprocess.Popen(command, env=variables, text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "deprecated-torch-dtype" in process.stdout.readline()
        assert process.stderr.readline() == "watching for changes; Ctrl-C ends\n"
        assert "1 finding" in process.stdout.readline()
        (folder / "a.py").write_text(FIXED)
        assert process.stdout.readline() == "no findings in 1 file\n"
        (folder / "loadlint.toml").write_text("nonsense = 1")
        assert process.stderr.readline() == "\n"
        assert process.stderr.readline() == "\n"
        assert "unknown key 'nonsense'" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize("more", [["-"], ["--fix"], ["--diff"], ["--add-ignore"]])
def test_watching_changes_nothing(run: Run, more: list[str]) -> None:
    assert run("check", "--watch", *more).status == 2


def test_a_long_run_counts_and_leaves_nothing() -> None:
    out, times = io.StringIO(), iter(range(100))
    assert list(progress.shown("abc", lambda: 3, out, lambda: next(times))) == ["a", "b", "c"]
    assert "\rchecking 2 of 3 files with loads" in out.getvalue()
    assert out.getvalue().endswith("\r\x1b[K")


def test_a_short_run_shows_nothing() -> None:
    out = io.StringIO()
    assert list(progress.shown("abc", lambda: 3, out, lambda: 0.0)) == ["a", "b", "c"]
    assert out.getvalue() == ""
