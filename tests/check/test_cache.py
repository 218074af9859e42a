"""The cache and the workers: the same findings with and without, whatever state earlier runs left."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from loadlint import store
from loadlint.check import cache, entries, file, workers
from loadlint.check.job import Job
from loadlint.source import walk
from loadlint.system import System
from loadlint_rules.analysis.model import Targets
from tests.commands import FIXED, FLAWED, NEWEST, Run

LONG_AGO = 1_600_000_000


@pytest.fixture
def project(folder: Path) -> Path:
    """Two files with and one without a load, all old enough to be known by their time."""
    for name, text in {"a.py": FLAWED, "b.py": FIXED, "c.py": "x = 1\n"}.items():
        (folder / name).write_text(text)
        os.utime(folder / name, (LONG_AGO, LONG_AGO))
    return folder


@pytest.fixture
def cache_file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / f"{store.fingerprint(os.fsencode(os.getcwd()))}.cache"


def rows(run: Run, *more: str) -> object:
    return json.loads(run("check", *NEWEST, "--output-format", "json", *more, ".").out)


def stored(cache_file: Path) -> dict[str, set[str]]:
    """The names in the cache, by folder."""
    content = store.unpacked(cache_file.read_bytes())
    assert isinstance(content, dict)
    return {folder: set(names) for folder, (names, _, _) in content["folders"].items()}


def never(*_: object) -> object:
    raise AssertionError("a file that is known was read")


def test_a_second_run_reads_and_lints_nothing(
    run: Run, project: Path, cache_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rows(run)
    assert stored(cache_file) == {str(project): {it.name for it in project.iterdir()}}
    monkeypatch.setattr("loadlint.check.run.read", never)
    monkeypatch.setattr(file, "run", never)
    assert rows(run) == first != []


def test_a_touched_file_is_known_by_its_content(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rows(run)
    os.utime(project / "a.py", (LONG_AGO + 9, LONG_AGO + 9))
    monkeypatch.setattr(file, "run", never)
    assert rows(run) == first


def test_a_changed_file_is_linted_again(run: Run, project: Path) -> None:
    assert rows(run) != []
    (project / "a.py").write_text(FIXED)
    assert rows(run) == []
    (project / "c.py").write_text(FLAWED)
    assert rows(run) != []


def test_a_change_of_equal_size_right_after_a_run_is_seen(run: Run, folder: Path) -> None:
    spare = FIXED.replace("dtype", "dtype      ")
    (folder / "a.py").write_text(FLAWED)
    status = (folder / "a.py").stat()
    assert rows(run) != []
    (folder / "a.py").write_text(spare)
    os.utime(folder / "a.py", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert len(spare) == len(FLAWED)
    assert rows(run) == []


def test_a_folder_that_has_not_changed_is_not_listed_again(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(project, (LONG_AGO, LONG_AGO))
    first = rows(run)
    monkeypatch.setattr("loadlint.source.walk._listing", never)
    assert rows(run) == first != []


@pytest.mark.parametrize("name", ["d.py", "more/d.py", ".gitignore"])
def test_what_comes_into_a_known_folder_is_seen(run: Run, project: Path, name: str) -> None:
    os.utime(project, (LONG_AGO, LONG_AGO))
    first = rows(run)
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text("*.py\n" if name == ".gitignore" else FLAWED)
    assert rows(run) == rows(run, "--no-cache") != first


@pytest.mark.parametrize("change", [Path.unlink, lambda it: it.rename(it.with_name("z.py"))])
def test_what_leaves_a_known_folder_is_not_told(run: Run, project: Path, change: Callable[[Path], object]) -> None:
    os.utime(project, (LONG_AGO, LONG_AGO))
    first = rows(run)
    change(project / "a.py")
    assert rows(run) == rows(run, "--no-cache") != first


@pytest.mark.usefixtures("project")
def test_rules_and_releases_are_part_of_the_key(
    run: Run,
) -> None:
    assert rows(run) != []
    assert rows(run, "--ignore", "deprecated-torch-dtype") == []
    assert rows(run, "--target", "transformers=4.40") != rows(run)
    assert rows(run) != []


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff" * 99, store.packed({"by": 1}), store.packed([])[:-1], store.packed([])]
)
@pytest.mark.usefixtures("project")
def test_a_damaged_cache_is_an_empty_one(run: Run, cache_file: Path, content: bytes) -> None:
    first = rows(run)
    cache_file.write_bytes(content)
    assert rows(run) == first
    assert stored(cache_file)


@pytest.mark.usefixtures("project")
def test_no_cache_leaves_no_trace(run: Run, tmp_path: Path) -> None:
    assert rows(run, "--no-cache") != []
    assert not (tmp_path / "cache").exists()


@pytest.mark.usefixtures("project")
def test_a_cache_that_cannot_be_written_costs_a_warning(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "file" / "cache"))
    result = run("check", *NEWEST, ".")
    assert result.status == 1
    assert result.err.startswith("loadlint: warning: the cache cannot be written: ")


@pytest.mark.usefixtures("project")
def test_old_files_go_when_the_cache_is_too_large(run: Run, cache_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache_file.parent.mkdir()
    for name in ("old.json", "killed.json.77.tmp", "foreign.txt"):
        (cache_file.parent / name).write_text("x" * 1000)
        os.utime(cache_file.parent / name, (LONG_AGO, LONG_AGO))
    monkeypatch.setattr(store, "LIMIT", 500)
    rows(run)
    assert {it.name for it in cache_file.parent.iterdir()} == {cache_file.name, "foreign.txt"}


def test_the_folder_follows_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOADLINT_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    monkeypatch.setenv("HOME", "/me")
    folders = {}
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(store, "THIS", System(platform))
        folders[platform] = store.folder().replace("\\", "/")
    assert folders == {
        "linux": "/xdg/loadlint",
        "darwin": "/me/Library/Caches/loadlint",
        "win32": "/local/loadlint/Cache",
    }


# --- workers --------------------------------------------------------------------------------------


def jobs(folder: Path, number: int) -> list[Job]:
    made = []
    for it in range(number):
        path = folder / f"m{it:03}.py"
        path.write_text(FLAWED)
        rules = (("deprecated-torch-dtype", "info"),)
        made.append(Job(str(path), path.name, rules, Targets()))  # type: ignore[arg-type]
    return made


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_find_what_one_process_finds(folder: Path, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_context", lambda: multiprocessing.get_context(method))
    work = jobs(folder, 20)
    outcomes = sorted(workers.outcomes(work, 2), key=lambda it: it.path)
    assert outcomes == [file.run(it, file.memory()) for it in work]
    assert all(it.rows for it in outcomes)


def test_workers_are_gone_when_all_is_done(folder: Path) -> None:
    """Python's end writes to a pipe of the pool, which a thread of the pool closes."""
    threads = threading.active_count()
    assert len(list(workers.outcomes(jobs(folder, 20), 2))) == 20
    assert threading.active_count() == threads
    assert multiprocessing.active_children() == []


def test_the_command_line_uses_them_when_asked(run: Run, folder: Path) -> None:
    jobs(folder, 12)
    assert rows(run, "--no-cache", "--jobs", "2") == rows(run, "--no-cache", "--jobs", "1") != []


def test_a_killed_worker_is_one_line(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs(folder, 12)
    monkeypatch.setattr(workers, "run", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    monkeypatch.setattr(workers, "_context", lambda: multiprocessing.get_context("fork"))
    result = run("check", *NEWEST, "--no-cache", "--jobs", "2", ".")
    assert result.status == 2
    assert result.err == "loadlint: a worker process died, perhaps for want of memory; try --jobs 1\n"


def test_two_runs_at_once_leave_a_whole_cache(run: Run, project: Path, cache_file: Path) -> None:
    first = cache.Cache(str(cache_file.parent), os.getcwd())
    second = cache.Cache(str(cache_file.parent), os.getcwd())
    for number, one in enumerate((first, second)):
        one.put_clean(f"/{number}.py", (project / "c.py").stat())
        one.save()
    assert stored(cache_file) == {"/": {"1.py"}}
    assert rows(run) != []


def test_a_fresh_file_is_not_known_by_its_time(folder: Path) -> None:
    (folder / "a.py").write_text("x = 1\n")
    os.utime(folder / "a.py", (time.time(), time.time()))
    status = (folder / "a.py").stat()
    one = cache.Cache(str(folder / "cache"), os.getcwd())
    one.put_clean("/a.py", status)
    one.save()
    again = cache.Cache(str(folder / "cache"), os.getcwd())
    assert again.known("/a.py", status, lambda: "", lambda: b"") is None


def test_a_removed_file_leaves_the_cache(run: Run, project: Path, cache_file: Path) -> None:
    rows(run)
    (project / "a.py").unlink()
    rows(run)
    assert stored(cache_file)[str(project)] == {"b.py", "c.py"}


def test_a_status_takes_the_long_inodes_of_windows() -> None:
    one, other = (SimpleNamespace(st_mtime_ns=1, st_size=2, st_ino=(1 << 100) + it) for it in (3, 4))
    assert len(entries.status_of(cast("os.stat_result", one))) == len(entries.NEVER)
    assert entries.status_of(cast("os.stat_result", one)) != entries.status_of(cast("os.stat_result", other))


@pytest.mark.parametrize(
    ("module", "matters"),
    [("words.py", True), ("report/rows.py", True), ("source/file.py", True), ("cli/main.py", False)],
)
def test_an_editable_install_forgets_findings_of_older_code(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, matters: bool
) -> None:
    ours = tmp_path / "loadlint"
    for name in ("words.py", "report/rows.py", "source/file.py", "cli/main.py", "check/cache.py"):
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        (ours / name).touch()
    monkeypatch.setattr(cache, "__file__", str(ours / "check" / "cache.py"))
    (folder / "app.py").write_text(FLAWED)
    os.utime(folder / "app.py", (1, 1))
    run("check", *NEWEST, ".")
    later = time.time() + 100
    os.utime(ours / module, (later, later))
    reads: list[str] = []
    monkeypatch.setattr("loadlint.check.run.read", lambda path: reads.append(path) or walk.read(path))
    assert run("check", *NEWEST, ".").status == 1
    assert bool(reads) == matters


def test_a_user_without_a_home_has_no_cache(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOADLINT_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    (folder / "app.py").write_text(FLAWED)
    assert run("check", *NEWEST, ".").status == 1
    assert [it.name for it in folder.iterdir()] == ["app.py"]
    assert "loadlint cache: none, as there is no home folder\n" in run("doctor", "--no-devices").out


def test_an_isolated_file_with_loads_imports_nothing_about_projects(project: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "loadlint", "check", "--exit-zero", "--no-cache", "--isolated"]
    result = subprocess.run([*command, "a.py"], cwd=project, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert "loadlint_rules.analysis.engine" in imported
    needless = ("project.interpreter", "project.releases", "project.requirements", "source.gitignore")
    assert imported.isdisjoint(f"loadlint.{it}" for it in needless)


def test_an_unchanged_tree_imports_neither_engine_nor_paths(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their imports took as long as a look at ten thousand files."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    options = ["--exit-zero", "--extend-select", "unpinned-revision", "--target", "transformers=5.0"]
    command = [sys.executable, "-X", "importtime", "-m", "loadlint", "check", *options, "."]
    for _ in range(2):
        result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert {"loadlint.project.settings", "loadlint.project.hub_cache"} <= imported
    assert imported.isdisjoint({"loadlint_rules.analysis.engine", "loadlint.check.file", "pathlib", "tomllib"})
    assert len([*(tmp_path / "cache").glob("generated-settings-*")]) == 1
