"""Real loads beside their rehearsals: the same classes, keys, dtypes, maps and bytes."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify import session
from loadlint.verify.rehearsal import place
from loadlint.verify.report import VerifyReport
from proofs import environments
from tests.verify import hub
from tests.verify.loads import attempted, by_hand, from_text

OLD = "4.57.6"
RELEASES = [environments.NEWEST, *([OLD] if OLD in environments.present() else [])]
IMPORTS = "import torch\nfrom transformers import AutoModelForCausalLM, AutoModelForSequenceClassification\n"
LOADS = {
    "as stored": "AutoModelForCausalLM.from_pretrained('half', device_map='auto')",
    "cast": "AutoModelForCausalLM.from_pretrained('sharded', torch_dtype=torch.float16)",
    "placed by limits": "AutoModelForCausalLM.from_pretrained('whole', device_map='auto', "
    "max_memory={'cpu': '320KB'}, offload_folder='/nowhere/off')",
    "another head": "AutoModelForSequenceClassification.from_pretrained('whole')",
    "pickle": "AutoModelForCausalLM.from_pretrained('tied', use_safetensors=False)",
    "repository": "AutoModelForCausalLM.from_pretrained('acme/half')",
}
SAME = (
    "class", "parameters", "bytes", "bytes_per_device", "parameters_per_device", "dtypes", "device_map",
    "offloaded_share", "missing_keys", "unexpected_keys", "mismatched_keys", "unplaced", "attention",
)  # fmt: skip
Seen = dict[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def own_caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def seen(models: Path) -> Callable[[str], tuple[Seen, Seen]]:
    """Return the last events of each load in a release, with its weights and rehearsed, all in one process."""
    done: dict[str, tuple[Seen, Seen]] = {}

    def of(release: str) -> tuple[Seen, Seen]:
        if release not in done:
            done[release] = _both(release, models)
        return done[release]

    return of


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", LOADS)
def test_rehearsal_shows_what_the_load_does(seen: Callable[[str], tuple[Seen, Seen]], release: str, name: str) -> None:
    true, rehearsed = (it[name] for it in seen(release))
    assert (true["event"], rehearsed["event"]) == ("result", "result"), rehearsed
    assert {it: rehearsed["model"][it] for it in SAME} == {it: true["model"][it] for it in SAME}


@pytest.mark.parametrize("release", RELEASES)
def test_tokens_are_timed_and_not_judged(seen: Callable[[str], tuple[Seen, Seen]], release: str) -> None:
    tries = {name: it["smoke"] for name, it in seen(release)[1].items() if name != "another head"}
    assert {it["tokens"] for it in tries.values()} == {16}
    assert all("output" not in it and it["text"] is None and it["ms_per_token"] for it in tries.values())


def test_report_marks_what_is_real(models: Path) -> None:
    with _served(models):
        report = _rehearsed(replace(by_hand("acme/half", smoke=True), rehearse=True), models)
    assert (report.outcome, report.status, report.error) == ("loaded", 0, None)
    assert report.rehearsal is not None
    assert {"class", "dtype"} <= set(report.rehearsal["real"])
    assert report.rehearsal["estimated"] == ["time per token"]
    assert report.smoke["estimated"] is True
    assert "text" in report.rehearsal["not_real"]
    assert "finite output" in report.rehearsal["left_out"]
    assert report.rehearsal["fetched"] > 0
    assert report.smoke["tokens"] == 16
    # The stage is gone, and nobody sees where it was.
    assert os.environ["LOADLINT_CACHE_DIR"] not in json.dumps(report.as_json())
    assert report.environment["offline"] is False


def test_failing_load_fails_in_its_rehearsal(models: Path, fake_python: str) -> None:
    with _served(models):
        report = _rehearsed(replace(by_hand("acme/nothing"), rehearse=True), models, fake_python)
    assert (report.outcome, report.status) == ("failed", 3)
    assert report.error is not None
    assert report.error.cause == "the hub knows no repository of this name, or it is private"


def test_danger_is_refused_before_anything_is_fetched(models: Path, fake_python: str) -> None:
    text = "from transformers import AutoModel\nAutoModel.from_pretrained('acme/half', trust_remote_code=True)"
    with _served(models) as served:
        report = _rehearsed(replace(from_text(text), rehearse=True), models, fake_python)
        assert not any("resolve" in path for _, path, *_ in served.asked)
    assert (report.outcome, report.error and report.error.type) == ("refused", "Dangerous")


def test_interpreter_without_torch(models: Path, bare_python: str) -> None:
    report = _rehearsed(replace(by_hand("half"), rehearse=True), models, bare_python)
    assert (report.outcome, report.status) == ("failed", 2)
    assert list(Path(os.environ["LOADLINT_CACHE_DIR"]).iterdir()) == []


def _rehearsed(request: session.VerifyRequest, folder: Path, python: str = sys.executable) -> VerifyReport:
    prepared = session.Prepared(request, session.Surroundings(folder, python))
    return prepared.run(lambda _: None, threading.Event())


def _both(release: str, models: Path) -> tuple[Seen, Seen]:
    requests = [from_text(f"{IMPORTS}{it}\n") for it in LOADS.values()]
    with pytest.MonkeyPatch.context() as patch, place.opened() as opened:
        with _served(models) as served:
            patch.setenv("HF_ENDPOINT", served.url)
            cancel = threading.Event()
            laid = [opened.lay(replace(it, rehearse=True), models, cancel) for it in requests]
        environment = {**os.environ, **opened.environment()}
        asked = [*requests[:-1], from_text(f"{IMPORTS}{LOADS['repository'].replace('acme/', '')}\n")]
        events = attempted([*asked, *(it.request for it in laid)], models, environment, environments.python(release))
    ends = [it[-1] for it in events]
    return dict(zip(LOADS, ends[: len(LOADS)], strict=True)), dict(zip(LOADS, ends[len(LOADS) :], strict=True))


@contextmanager
def _served(models: Path) -> Iterator[hub.Hub]:
    with pytest.MonkeyPatch.context() as patch, hub.serve() as at:
        at.repositories["acme/half"] = hub.Repository(models / "half")
        patch.setenv("HF_ENDPOINT", at.url)
        yield at
