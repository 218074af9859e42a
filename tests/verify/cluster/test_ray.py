"""Loads on a cluster: what travels, what is asked for, and what becomes of a load whose node dies.

Ray itself is replaced by a library of the same shape, whose tasks run when their result is asked for.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from loadlint.cli import main
from loadlint.verify.cluster import files
from loadlint.verify.run import fork_server

LOADS = """\
from transformers import AutoModelForCausalLM

first = AutoModelForCausalLM.from_pretrained("plain")
second = AutoModelForCausalLM.from_pretrained("lacks")
"""


class FakeRay:
    """A cluster of one process; `deaths` are the tasks, by their number, whose node dies."""

    class RayError(Exception):
        pass

    class OutOfMemoryError(RayError):
        pass

    class WorkerCrashedError(RayError):
        pass

    class NodeDiedError(RayError):
        pass

    class LocalRayletDiedError(RayError):
        pass

    def __init__(self, resources: list[dict[str, float]] | None = None) -> None:
        self.exceptions = self
        self.resources = resources or [{"CPU": 1.0, "memory": 8e9}]
        self.started: list[tuple[dict[str, Any], Callable[[], Any]]] = []
        self.deaths: dict[int, type[Exception]] = {}
        self.addresses: list[str] = []
        self.files: list[str] = []
        self.cancelled: list[int] = []

    def init(self, address: str, **options: Any) -> None:
        if address == "ray://nowhere:1":
            raise ConnectionError("ray client connection timeout")
        if address == "ray://older:1":
            raise RuntimeError("Version mismatch: The cluster was started with: Ray: 2.1 Python: 3.9")
        self.addresses.append(address)
        folder = Path(options["runtime_env"]["working_dir"])
        self.files = sorted(str(it.relative_to(folder)) for it in folder.rglob("*") if it.is_file())

    def nodes(self) -> list[dict[str, Any]]:
        return [{"Alive": True, "Resources": it} for it in self.resources]

    def remote(self, function: Callable[..., Any]) -> Any:
        def options(**wanted: Any) -> Any:
            def remote(*arguments: Any, **named: Any) -> int:
                self.started.append((wanted, lambda: function(*arguments, **named)))
                return len(self.started) - 1

            return SimpleNamespace(remote=remote)

        return SimpleNamespace(options=options)

    def wait(self, references: list[int], **_: Any) -> tuple[list[int], list[int]]:
        return references[:1], references[1:]

    def get(self, reference: int) -> Any:
        if reference in self.deaths:
            raise self.deaths[reference]("gone")
        return self.started[reference][1]()

    def cancel(self, reference: int, **_: Any) -> None:
        self.cancelled.append(reference)

    def shutdown(self) -> None:
        pass


Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> FakeRay:
    cluster = FakeRay()
    monkeypatch.setitem(sys.modules, "ray", cluster)  # type: ignore[arg-type]
    return cluster


@pytest.fixture
def typed(
    tmp_path: Path, fake_python: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    (tmp_path / "app.py").write_text(LOADS)
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    # The process of these tests is no node, so it must not keep a server.
    monkeypatch.setattr(fork_server.SharedImports, "fork", lambda *_: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main.main(["verify", "app.py", *arguments, "--python", fake_python, "--no-smoke"])
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def outcomes(out: str) -> list[str]:
    return [it["outcome"] for it in json.loads(out)["loads"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--on", "ray://nowhere:1"), "no Ray cluster answers at ray://nowhere:1"),
        (("--on", "ray://older:1"), "the cluster has another Ray or Python"),
        (("--on-each",), "--on-each needs a cluster"),
        (("--on", "ray", "--launch", "torchrun"), "--on and --launch each say where a load runs"),
        (("--on", "ray", "--on-each"), "no node of the cluster names an accelerator"),
    ],
)
@pytest.mark.usefixtures("ray")
def test_what_cannot_work_is_one_line(typed: Typed, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = typed(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"loadlint: {message}")
    assert err.count("\n") == 1


def test_without_ray_the_line_names_the_extra(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert typed("--on", "ray") == (
        2,
        "",
        "loadlint: --on ray needs Ray; install it with `pip install loadlint[ray]`\n",
    )


def test_loads_run_as_tasks_of_one_processor(ray: FakeRay, typed: Typed) -> None:
    status, out, _ = typed("--on", "ray", "--output-format", "json")
    assert (status, outcomes(out)) == (3, ["loaded", "failed"])
    assert ray.addresses == ["auto"]
    assert [it["num_cpus"] for it, _ in ray.started] == [1, 1]
    assert all(it["node"] for it in json.loads(out)["loads"])


def test_folders_that_the_loads_name_travel(ray: FakeRay, typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "config.json").write_text("{}")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "secret.txt").write_text("stays here")
    typed("--on", "ray")
    assert ray.files == ["plain/config.json"]


def test_files_over_the_limit_stay(ray: FakeRay, typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LIMIT", 10)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "model.bin").write_bytes(b"0" * 11)
    status, _, err = typed("--on", "ray")
    assert status == 2
    assert "11 B of local files would travel, over the limit of 10 B" in err
    assert ray.started == []


def test_load_of_a_dead_node_runs_again_once(ray: FakeRay, typed: Typed) -> None:
    ray.deaths = {0: ray.NodeDiedError}
    _, out, err = typed("--on", "ray", "--output-format", "json")
    assert outcomes(out) == ["loaded", "failed"]
    assert [it["again"] for it in json.loads(out)["loads"]] == [True, False]
    assert err == "loadlint: app.py:3 ran again, as its node died\n"


def test_load_whose_nodes_die_twice_is_reported(ray: FakeRay, typed: Typed) -> None:
    ray.deaths = {0: ray.WorkerCrashedError, 2: ray.WorkerCrashedError}
    _, out, _ = typed("--on", "ray", "--output-format", "json")
    assert outcomes(out) == ["killed", "failed"]
    assert json.loads(out)["loads"][0]["error"]["cause"] == "the node died twice while it ran the load"
    assert len(ray.started) == 3


def test_load_that_takes_the_memory_of_its_node_does_not_run_again(ray: FakeRay, typed: Typed) -> None:
    ray.deaths = {0: ray.OutOfMemoryError}
    _, out, _ = typed("--on", "ray", "--output-format", "json")
    assert outcomes(out) == ["killed", "failed"]
    assert len(ray.started) == 2


def test_loads_of_a_lost_node_are_taken_up_later(ray: FakeRay, typed: Typed) -> None:
    ray.deaths = {1: ray.NodeDiedError, 2: ray.NodeDiedError}
    typed("--on", "ray")
    ray.started, ray.deaths = [], {}
    _, out, _ = typed("--on", "ray", "--resume", "--output-format", "json")
    assert outcomes(out) == ["loaded", "failed"]


def test_each_load_runs_on_every_kind_of_node(ray: FakeRay, typed: Typed) -> None:
    ray.resources = [{"CPU": 1.0, "memory": 8e9, f"accelerator_type:{it}": 1.0} for it in ("T4", "A100")]
    _, out, _ = typed("--on", "ray", "--on-each", "--output-format", "json")
    matrix = json.loads(out)["summary"]["matrix"]
    assert [{kind: cell["state"] for kind, cell in it["kinds"].items()} for it in matrix] == [
        {"A100": "loaded", "T4": "loaded"},
        {"A100": "failed", "T4": "failed"},
    ]
    assert {next(iter(it["resources"])) for it, _ in ray.started} == {"accelerator_type:A100", "accelerator_type:T4"}


def test_cancel_reaches_every_load(ray: FakeRay, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(references: list[int], **_: Any) -> tuple[list[int], list[int]]:
        threads[0].set()
        return [], references

    threads: list[threading.Event] = []
    event = threading.Event

    def made() -> threading.Event:
        threads.append(event())
        return threads[-1]

    monkeypatch.setattr("loadlint.cli.verify_many.threading.Event", made)
    monkeypatch.setattr(ray, "wait", interrupted)
    _, out, _ = typed("--on", "ray", "--output-format", "json")
    assert outcomes(out) == ["cancelled", "cancelled"]
    assert set(ray.cancelled) == {0, 1}
