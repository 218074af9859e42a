"""Loads on a cluster: what travels, what is asked for, and what becomes of a load whose node dies.

Ray itself is replaced by a library of the same shape, whose tasks run when their result is asked for.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from loadlint.cli import main
from loadlint.verify import session
from loadlint.verify.cluster import files, node, ray_cluster
from loadlint.verify.rehearsal import performance
from loadlint.verify.report import VerifyReport
from loadlint.verify.request import VerifyRequest
from loadlint.verify.run import fork_server

LOADS = """\
from transformers import AutoModelForCausalLM

first = AutoModelForCausalLM.from_pretrained("plain")
second = AutoModelForCausalLM.from_pretrained("lacks")
"""


REFUSALS: dict[str, Exception] = {
    "ray://late:1": ConnectionError("ray client connection timeout"),
    "ray://older:1": RuntimeError(
        "Version mismatch: The cluster was started with:\n    Ray: 2.1.0\n    Python: 3.9.7\n"
        "This process on Ray Client was started with:\n    Ray: 2.60.0\n    Python: 3.11.7\n"
    ),
    "ray://closed:1": RuntimeError("InvalidAuthToken: Authentication token is missing"),
    "ray://other:1": RuntimeError("Traceback:\n  runtime_env\nAttributeError: 'JobConfig' object has no attribute 'x'"),
    "ray://poor:1": ValueError("Failed to set up runtime environment.\nno package named absent"),
}


class Reference:
    """A load that was handed to the cluster; it runs when its end is asked for."""

    def __init__(self, ray: FakeRay, number: int) -> None:
        self.ray, self.number = ray, number

    def future(self) -> Future[Any]:
        future: Future[Any] = Future()
        if self.ray.silent:
            return future
        try:
            if self.number in self.ray.deaths:
                raise self.ray.deaths[self.number]("gone")
            future.set_result(self.ray.started[self.number][1]())
        except Exception as error:
            future.set_exception(error)
        return future


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

    class RuntimeEnvSetupError(RayError):
        pass

    def __init__(self, resources: list[dict[str, float]] | None = None) -> None:
        self.exceptions = self
        self.resources = resources or [{"CPU": 1.0, "memory": 8e9}]
        self.started: list[tuple[dict[str, Any], Callable[[], Any]]] = []
        self.deaths: dict[int, Callable[[str], Exception]] = {}
        self.silent = False
        self.addresses: list[str] = []
        self.files: list[str] = []
        self.cancelled: list[Reference] = []
        self.environment: dict[str, Any] = {}

    def init(self, address: str, **options: Any) -> None:
        if address in REFUSALS:
            raise REFUSALS[address]
        self.addresses.append(address)
        self.environment = options["runtime_env"]
        folder = Path(options["runtime_env"]["working_dir"])
        self.files = sorted(str(it.relative_to(folder)) for it in folder.rglob("*") if it.is_file())

    def nodes(self) -> list[dict[str, Any]]:
        return [{"Alive": True, "Resources": it} for it in self.resources]

    def remote(self, function: Callable[..., Any]) -> Any:
        def options(**wanted: Any) -> Any:
            def remote(*arguments: Any, **named: Any) -> Reference:
                self.started.append((wanted, lambda: function(*arguments, **named)))
                return Reference(self, len(self.started) - 1)

            return SimpleNamespace(remote=remote)

        return SimpleNamespace(options=options)

    def wait(self, references: list[Reference], **_: Any) -> tuple[list[Reference], list[Reference]]:
        return references, []

    def cancel(self, reference: Reference, **_: Any) -> None:
        self.cancelled.append(reference)

    def shutdown(self) -> None:
        pass


Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> FakeRay:
    cluster = FakeRay()
    monkeypatch.setitem(sys.modules, "ray", cluster)  # type: ignore[arg-type]
    monkeypatch.delenv("RAY_ADDRESS", raising=False)

    def create_connection(address: tuple[str, int], timeout: float) -> Any:
        if address[0] == "nowhere":
            raise ConnectionRefusedError(f"after {timeout} s")
        return SimpleNamespace(close=lambda: None)

    monkeypatch.setattr("loadlint.verify.cluster.connection.socket.create_connection", create_connection)
    return cluster


@pytest.fixture
def typed(
    tmp_path: Path, fake_python: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    (tmp_path / "app.py").write_text(LOADS)
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "ours.json").write_text('{"working_dir": "."}')
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
        (("--on", "ray://late:1"), "no Ray cluster answers at ray://late:1"),
        (("--on", "ray://older:1"), "the cluster has Ray 2.1.0 and Python 3.9.7; install these beside loadlint"),
        (("--on", "ray://closed:1"), "the cluster wants a token; set RAY_AUTH_TOKEN"),
        (("--on", "ray://other:1"), "the cluster refused the connection (AttributeError: 'JobConfig' object"),
        (("--on", "ray://poor:1"), "the nodes cannot make the runtime environment (no package named absent)"),
        (("--runtime-env", "nodes.yaml"), "--runtime-env is for the nodes of a cluster"),
        (("--on", "ray", "--runtime-env", "absent.yaml"), "absent.yaml cannot be read as YAML or JSON"),
        (("--on", "ray", "--runtime-env", "broken.json"), "broken.json cannot be read as YAML or JSON"),
        (("--on", "ray", "--runtime-env", "list.json"), "list.json is no runtime environment of Ray"),
        (("--on", "ray", "--runtime-env", "ours.json"), "loadlint fills working_dir itself"),
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
        "loadlint: --on ray needs Ray; install it with `pip install 'loadlint[ray]'`\n",
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
    monkeypatch.setattr(ray_cluster, "POLL", 0.01)
    ray.silent = True
    ray.cancel = lambda it, **_: ray.cancelled.append(it)  # type: ignore[method-assign]
    monkeypatch.setattr(threading.Event, "is_set", lambda _: len(ray.started) == 2)
    _, out, _ = typed("--on", "ray", "--output-format", "json")
    assert outcomes(out) == ["cancelled", "cancelled"]
    # The loads that wait first, or they would begin as others end.
    assert [it.number for it in ray.cancelled] == [1, 0]


def test_address_of_the_environment_is_tried_first(ray: FakeRay, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "nowhere:6379")
    status, _, err = typed("--on", "ray")
    assert (status, ray.addresses) == (2, [])
    assert err == "loadlint: no Ray cluster answers at nowhere:6379; check the address and that the cluster runs\n"


def test_messages_of_the_cluster_stay_off_the_report(ray: FakeRay, typed: Typed) -> None:
    worker = SimpleNamespace(print_to_stdstream=print)
    ray._private = SimpleNamespace(worker=worker)  # type: ignore[attr-defined]
    ray.nodes = lambda: worker.print_to_stdstream("(raylet) a node died") or []  # type: ignore[method-assign]
    _, out, _ = typed("--on", "ray", "--output-format", "json")
    assert outcomes(out) == ["loaded", "failed"]


def test_runtime_environment_of_a_file_goes_to_ray(ray: FakeRay, typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "nodes.yaml").write_text("pip: [transformers==5.23.0]\nenv_vars: {HF_HUB_OFFLINE: '1'}\n")
    typed("--on", "ray", "--runtime-env", "nodes.yaml")
    assert ray.environment["pip"] == ["transformers==5.23.0"]
    assert ray.environment["env_vars"] == {"HF_HUB_OFFLINE": "1"}
    assert [Path(it).name for it in ray.environment["py_modules"]] == ["loadlint", "loadlint_rules"]


@pytest.mark.parametrize(
    ("error", "cause", "cure"),
    [
        (ConnectionError("gone"), "the connection to the cluster was lost", "go on with --resume"),
        (FakeRay.RuntimeEnvSetupError("no pip"), "the nodes cannot make the runtime environment (no pip)", "mend the"),
    ],
)
def test_load_that_the_cluster_could_not_run_is_reported(
    ray: FakeRay, typed: Typed, error: Exception, cause: str, cure: str
) -> None:
    ray.deaths = {0: lambda _: error}
    _, out, _ = typed("--on", "ray", "--output-format", "json")
    first = json.loads(out)["loads"][0]
    assert (first["outcome"], first["error"]["cause"]) == ("killed", cause)
    assert first["error"]["cure"].startswith(cure)


def test_rehearsals_of_a_process_share_a_stage(ray: FakeRay, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    node._stage.cache_clear()
    stages = []
    perform = performance.perform
    monkeypatch.setattr(
        performance, "perform", lambda job, stage, *rest: stages.append(stage) or perform(job, stage, *rest)
    )
    typed("--on", "ray", "--rehearse")
    assert len(ray.started) == len(stages) == 2
    assert stages[0] is not None
    assert stages[0] is stages[1]
    node._OPEN.close()
    node._stage.cache_clear()


def test_a_load_costs_the_same_among_a_thousand(ray: FakeRay) -> None:
    """Count what the driver asks of the cluster, which must not grow with the loads that wait."""
    asked = []
    ray.wait = lambda references, **_: asked.append(references) or ([], references)  # type: ignore[method-assign]
    report = VerifyReport({"path": "a.py", "line": 1}, {"call": "load()"}, "loaded")
    cluster = ray_cluster.Cluster(ray, ray.remote(lambda *_, **__: {"report": report.as_json(), "node": "n"}), [{}])
    prepared = session.Prepared(VerifyRequest("a.py", 1, 0, "load", rehearse=True), session.Surroundings(Path()))
    tasks = {str(it): ray_cluster.Task(prepared) for it in range(1_000)}
    assert len(list(cluster.results(tasks, threading.Event(), force=False))) == 1_000
    assert asked == []
