"""`loadlint verify --write-lock` and `--locked`."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from loadlint import writing
from loadlint.cli.verifying import locking
from loadlint.project import config
from loadlint.verify.many import lock
from loadlint.verify.report import VerifyReport

CODE = """\
from transformers import AutoModelForCausalLM

first = AutoModelForCausalLM.from_pretrained("plain")
"""
MODEL = {
    "class": "LlamaForCausalLM",
    "parameters": 8_030_261_248,
    "dtypes": {"bfloat16": {"bytes": 16_060_522_496}},
    "bytes_per_device": {"cuda:0": 12_000_000_000, "cpu": 4_060_522_496},
    "device_map": {"model.embed": "cuda:0", "model.layers.0": "cuda:0", "model.layers.1": "cpu"},
    "missing_count": 0,
    "unexpected_count": 0,
}

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(tmp_path: Path, verify: Typed) -> Typed:
    """Type `loadlint verify ...` beside a file with one load; gives status, output and errors."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "load.py").write_text(CODE)
    return verify


def report(path: str = "app/load.py", outcome: str = "loaded", **model: object) -> VerifyReport:
    request = {"call": "AutoModelForCausalLM.from_pretrained('plain')", "arguments": []}
    site = {"path": path, "cell": None, "line": 3, "column": 9}
    return VerifyReport(site, request, outcome, model={**MODEL, **model})  # type: ignore[arg-type]


# --- the command --------------------------------------------------------------------------------------------


def test_a_run_like_the_locked_one_holds(typed: Typed, tmp_path: Path) -> None:
    status, _, err = typed("app", "--write-lock")
    assert (status, err) == (0, "loadlint: loadlint.lock: 1 load written\n")
    first = (tmp_path / "loadlint.lock").read_text()
    (tmp_path / "app" / "load.py").write_text("# A line more.\n" + CODE)
    status, _, err = typed("app", "--locked")
    assert (status, err) == (0, "loadlint: 1 load as in loadlint.lock\n")
    assert typed("app", "--write-lock")[0] == 0
    assert (tmp_path / "loadlint.lock").read_text() == first


def test_a_changed_load_ends_with_1(typed: Typed, tmp_path: Path) -> None:
    typed("app", "--write-lock")
    text = (tmp_path / "loadlint.lock").read_text()
    (tmp_path / "loadlint.lock").write_text(text.replace('class = "Model"', 'class = "Other"'))
    status, _, err = typed("app", "--locked")
    assert (status, err.count("changed  ")) == (1, 1)
    assert "class was Other, is Model" in err


def test_new_and_gone_loads_are_changes(typed: Typed, tmp_path: Path) -> None:
    typed("app", "--write-lock")
    (tmp_path / "app" / "load.py").write_text(CODE.replace('"plain"', '"plain", dtype="auto"'))
    status, _, err = typed("app", "--locked")
    call = "AutoModelForCausalLM.from_pretrained('plain'"
    assert (status, err.count(f"{call}) is now {call}, dtype='auto')")) == (1, 1)
    (tmp_path / "app" / "load.py").write_text(CODE.replace("ForCausalLM", ""))
    status, _, err = typed("app", "--locked")
    assert (status, err.count("is new"), err.count("is gone")) == (1, 1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no loadlint.lock; write it with --write-lock"),
        (
            "version = 2\n",
            "loadlint.lock is a lock of version 2, not 1; write it with `loadlint verify . --write-lock`",
        ),
        ("version = 1\n[[load]\n", "loadlint.lock:2: not valid TOML"),
        ("version = 1\nload = [3]\n", "loadlint.lock is damaged; write it with `loadlint verify . --write-lock`"),
        (
            "version = 1\n[[load]]\npath = 3\n",
            "loadlint.lock is damaged; write it with `loadlint verify . --write-lock`",
        ),
        ("\udcff", "loadlint.lock cannot be read as a lock; write it with `loadlint verify . --write-lock`"),
    ],
)
def test_a_lock_that_cannot_be_used_is_one_line(typed: Typed, tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "loadlint.lock").write_text(text, errors="surrogateescape")
    status, out, err = typed("app", "--locked")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_a_lock_of_another_version_ends_a_run_over_a_part_before_any_load(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "loadlint.lock").write_text("version = 2\n")
    status, out, err = typed("app", "--write-lock")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "write it with `loadlint verify . --write-lock`" in err
    assert (tmp_path / "loadlint.lock").read_text() == "version = 2\n"


def test_runs_that_write_one_lock_at_once_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "loadlint.lock").write_text(lock.text([]))
    names = [f"{it}.py" for it in range(8)]
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda it: locking._write(lock.entries([report(it)]), [it]), names))
    assert [it["path"] for it in lock.read("loadlint.lock")] == names


def test_full_disk_leaves_the_lock_and_the_reports_for_a_later_run(typed: Typed, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="the system has no limits of files")
    (tmp_path / "loadlint.lock").write_text("version = 1\n")
    write = writing.write

    def full(path: str, data: bytes) -> None:
        before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
        try:
            write(path, data)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "write", full)
        status, _, err = typed("app", "--write-lock")
    assert status == 2
    assert err == (
        "loadlint: loadlint.lock: cannot be written: file too large; "
        "mend that, and --resume writes it without running again\n"
    )
    assert (tmp_path / "loadlint.lock").read_text() == "version = 1\n"
    status, _, err = typed("app", "--write-lock", "--resume")
    assert (status, err) == (
        0,
        "loadlint: 1 load done by the interrupted run\nloadlint: loadlint.lock: 1 load written\n",
    )
    assert len(lock.read("loadlint.lock")) == 1


def test_a_damaged_lock_can_be_written_again(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "loadlint.lock").write_text("version = 2\n")
    assert typed(".", "--write-lock")[0] == 0
    assert len(lock.read("loadlint.lock")) == 1


def test_other_folders_stay_in_the_lock(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "load.py").write_text(CODE)
    typed(".", "--write-lock")
    typed("more", "--write-lock")
    assert [it["path"] for it in lock.read("loadlint.lock")] == ["app/load.py", "more/load.py"]
    assert typed("app", "--locked")[0] == 0


def test_an_interrupted_run_writes_no_lock(typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from loadlint.cli.verifying import running

    def stopped(cancel: object) -> object:
        cancel.set()  # type: ignore[attr-defined]
        return stopping(cancel)  # type: ignore[arg-type]

    stopping = running.stopping
    monkeypatch.setattr(running, "stopping", stopped)
    status, _, err = typed("app", "--write-lock")
    assert (status, (tmp_path / "loadlint.lock").exists()) == (3, False)
    assert err == "loadlint: loadlint.lock is left as it is, as the run was interrupted\n"


# --- the text -----------------------------------------------------------------------------------------------


def test_text_is_read_as_written() -> None:
    entries = lock.entries([report(), report(), report("b\n\x1b.py", device_map={"": "cpu"})])
    table = config.toml(lock.text(entries), "loadlint.lock")
    assert (table["version"], table["load"]) == (1, entries)
    assert [it.get("number") for it in entries[:2]] == [None, 2]


def test_neighbors_on_one_device_are_one_item() -> None:
    (entry,) = lock.entries([report()])
    assert entry["device_map"] == ["model.embed to model.layers.0: cuda:0", "model.layers.1: cpu"]


def test_a_change_of_the_default_dtype_is_in_words() -> None:
    before = lock.entries([report()])
    after = lock.entries([report(dtypes={"float32": {"bytes": 32_121_044_992}})])
    assert list(lock.changes(before, after, ["."])) == [
        "app/load.py: AutoModelForCausalLM.from_pretrained('plain'): dtypes was bfloat16 16.1 GB, is float32 32.1 GB"
    ]


def changed(before: list[str], after: list[str]) -> list[str]:
    """Return the changes between loads of one file, each half a GPU's."""
    entries = [
        [
            {"path": "app.py", "call": it, "outcome": "loaded", "dtypes": {"float16" if "16" in it else "float32": 8}}
            for it in calls
        ]
        for calls in (before, after)
    ]
    return [*lock.changes(*entries, places=["."])]


def test_changed_argument_is_a_change() -> None:
    assert changed(["load('m', dtype='float16')", "load('n')"], ["load('m', dtype='float32')", "load('n')"]) == [
        "app.py: load('m', dtype='float16') is now load('m', dtype='float32')",
        "app.py: load('m', dtype='float32'): dtypes was float16 8 B, is float32 8 B",
    ]


def test_load_becomes_the_one_most_like_it() -> None:
    lines = changed(["load('a', x=1)", "load('b', x=1)"], ["load('b', x=2)", "load('a', x=2)"])
    assert lines == [f"app.py: load('{it}', x=1) is now load('{it}', x=2)" for it in "ab"]


def test_load_of_another_function_is_new() -> None:
    assert changed(["load('a')"], ["fetch('a')"]) == ["app.py: fetch('a') is new", "app.py: load('a') is gone"]
    assert changed(["load('a')"], []) == ["app.py: load('a') is gone"]
    assert changed(["load('a')"], ["load('a')", "load('a', x=1)"]) == ["app.py: load('a', x=1) is new"]
