"""Loads on two nodes of a real Ray; `make slow` runs them where Ray is installed beside loadlint."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tree import ROOT

from . import nodes

pytest.importorskip("ray")
pytestmark = pytest.mark.slow

HEAD = "from transformers import AutoModelForCausalLM\n\n"
MANY = 60
ENDS = 2.0  # seconds after Ctrl-C


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[nodes.Nodes]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(str(ROOT / it) for it in ("server", "rules")))
    with nodes.cluster(["T4", "A100"]) as started:
        monkeypatch.setenv("RAY_ADDRESS", started.address)
        yield started


@contextmanager
def verify(folder: Path, python: str, calls: list[str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command on a file with these loads."""
    loads = [f"model{at} = AutoModelForCausalLM.from_pretrained({it})\n" for at, it in enumerate(calls)]
    (folder / "app.py").write_text(HEAD + "".join(loads))
    command = [sys.executable, "-m", "loadlint", "verify", ".", "--on", "ray", "--python", python, "--no-smoke"]
    environment = {**os.environ, "LOADLINT_CACHE_DIR": str(folder / "cache")}
    with subprocess.Popen(
        [*command, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


@pytest.mark.usefixtures("cluster")
def test_each_load_runs_on_both_nodes(fake_python: str, tmp_path: Path) -> None:
    with verify(tmp_path, fake_python, ["'plain'", "'lacks'"], "--on-each") as process:
        output, _ = process.communicate()
    rows = [" ".join(it.split()[:2]) for it in output.split("\n")]
    first, second = (rows.index(f"app.py:{line}") for line in (3, 4))
    assert rows[first + 1 : first + 3] == ["A100 loaded", "T4 loaded"]
    assert rows[second + 1 : second + 3] == ["A100 failed", "T4 failed"]


def test_loads_of_a_killed_node_run_elsewhere(cluster: nodes.Nodes, fake_python: str, tmp_path: Path) -> None:
    calls = [f"'plain', number={it}" for it in range(MANY)]
    with verify(tmp_path, fake_python, calls, "--output-format", "full") as process:
        assert process.stdout is not None
        assert next(it for it in process.stdout if it.startswith("loaded"))
        cluster.kill_one()
        rest = process.stdout.read()
    assert process.returncode == 0
    assert sum(it.startswith("loaded") for it in rest.split("\n")) == MANY - 1


@pytest.mark.usefixtures("cluster")
def test_cancel_ends_the_loads_of_all_nodes(fake_python: str, tmp_path: Path) -> None:
    doors = [tmp_path / "first", tmp_path / "second"]
    for it in doors:
        os.mkfifo(it)
    calls = [*(f"'knocks', door={str(it)!r}" for it in doors), "'plain'"]
    with verify(tmp_path, fake_python, calls, "--output-format", "json") as process:
        opened = [it.open() for it in doors]  # waits until the load on that node runs
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=ENDS)
    assert [it["outcome"] for it in json.loads(output)["loads"]] == ["cancelled"] * 3
    for it in opened:
        assert it.read() == ""  # which waits until the load has ended
        it.close()
