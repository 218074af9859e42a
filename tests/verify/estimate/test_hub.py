"""Repositories on a hub: estimated from ranges of their files, and loaded for real by the worker."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from loadlint.project import hub_cache
from loadlint.verify.estimate import hub
from loadlint.verify.estimate.host import Host
from loadlint.verify.estimate.preflight import estimate, estimate_until
from loadlint.verify.files.values import Table
from tests.commands import heed_interrupts
from tests.verify.hub import COMMIT, Hub, Repository, serve
from tests.verify.loads import Run, attempted, by_hand, from_text

PLENTY = Host(memory=100_000_000_000, disk=1_000_000_000_000)
WEIGHTS = 4 * 106816


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that this process and its workers take for the real one, and an empty cache."""
    for name in ("HF_TOKEN", "HF_HUB_CACHE", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    with serve() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
        yield hub


# --- estimates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("folder", "files"), [("whole", 1), ("sharded", 5)])
def test_estimate_reads_headers_only(served: Hub, models: Path, tmp_path: Path, folder: str, files: int) -> None:
    served.repositories["acme/tiny"] = Repository(models / folder)
    preflight = estimate(by_hand("acme/tiny", dtype="torch.bfloat16"), cwd=tmp_path, host=PLENTY)
    assert (preflight.verdict, preflight.weights.files, dict(preflight.weights.bytes_by_dtype)) == (
        "ok",
        files,
        {"float32": WEIGHTS},
    )
    assert preflight.where == f"{served.url}/acme/tiny"
    assert preflight.download > WEIGHTS
    assert len(served.ranges()) == files
    assert not (tmp_path / "home").exists()


def test_estimate_of_the_hub_equals_that_of_the_folder(served: Hub, models: Path) -> None:
    served.repositories["acme/tiny"] = Repository(models / "half")
    there, here = (estimate(by_hand(it), cwd=models, host=PLENTY) for it in ("acme/tiny", "half"))
    same = ("weights", "dtype", "memory", "private", "cache", "available", "verdict", "reason")
    assert [getattr(there, it) for it in same] == [getattr(here, it) for it in same]


def test_folders_of_a_repository_are_found(served: Hub, models: Path, tmp_path: Path) -> None:
    data = (models / "whole" / "model.safetensors").read_bytes()
    _files(tmp_path / "pipe" / "unet", {"diffusion_pytorch_model.safetensors": data})
    _files(tmp_path / "pipe", {"model_index.json": b"{}", "other.safetensors": data})
    served.repositories["acme/pipe"] = Repository(tmp_path / "pipe")
    request = by_hand("acme/pipe", "diffusers.DiffusionPipeline.from_pretrained")
    whole = estimate(request, cwd=tmp_path, host=PLENTY)
    assert (whole.weights.total, whole.download) == (WEIGHTS, len(data) + 2)
    part = estimate(by_hand("acme/pipe", subfolder="unet"), cwd=tmp_path, host=PLENTY)
    assert (part.weights.total, part.where) == (WEIGHTS, f"{served.url}/acme/pipe/unet")


def test_pickles_are_estimated_by_their_files(served: Hub, tmp_path: Path) -> None:
    _files(tmp_path / "model", {"pytorch_model.bin": b"0" * 4000, "config.json": b'{"torch_dtype": "float16"}'})
    served.repositories["acme/old"] = Repository(tmp_path / "model")
    preflight = estimate(by_hand("acme/old"), cwd=tmp_path, transformers="5.23.0", host=PLENTY)
    assert dict(preflight.weights.bytes_by_dtype) == {"float16": 4000}
    assert "what the configuration says" in preflight.weights.notes[0]


def test_server_without_ranges_is_not_downloaded_from(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories["acme/tiny"] = Repository(models / "whole", no_ranges=True)
    assert estimate(by_hand("acme/tiny"), cwd=tmp_path, host=PLENTY).weights.total == WEIGHTS


@pytest.mark.parametrize(
    ("repository", "reason"),
    [
        ({"status": 401, "code": "GatedRepo"}, "gated"),
        ({"status": 403, "code": "GatedRepo"}, "gated"),
        ({"status": 401, "code": "RepoNotFound"}, "no repository of this name, or it is private"),
        ({"status": 429}, "limits the number of requests"),
        ({"status": 503}, "status 503"),
    ],
)
def test_refusal_of_the_hub_is_no_verdict(
    served: Hub, models: Path, tmp_path: Path, repository: dict[str, Any], reason: str
) -> None:
    served.repositories["acme/tiny"] = Repository(models / "whole", **repository)
    preflight = estimate(by_hand("acme/tiny"), cwd=tmp_path, host=PLENTY)
    assert preflight.verdict == "unknown"
    assert reason in preflight.reason


def test_unknown_names_and_revisions_are_told(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories["acme/tiny"] = Repository(models / "whole")
    assert "no repository" in estimate(by_hand("acme/none"), cwd=tmp_path, host=PLENTY).reason
    assert "revision" in estimate(by_hand("acme/tiny", revision="v9"), cwd=tmp_path, host=PLENTY).reason
    assert hub.Repository("acme/tiny", "main", os.environ).commit() == COMMIT


def test_dead_hub_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve() as gone:
        monkeypatch.setenv("HF_ENDPOINT", gone.url)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    preflight = estimate(by_hand("acme/tiny"), cwd=tmp_path, host=PLENTY)
    assert (preflight.verdict, "cannot be reached" in preflight.reason) == ("unknown", True)


def test_token_goes_to_the_hub_alone_and_is_never_shown(
    served: Hub, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_nobody")
    served.repositories["acme/tiny"] = Repository(models / "whole")
    preflight = estimate(by_hand("acme/tiny"), cwd=tmp_path, host=PLENTY)
    tokens = {("/blob/" in path, token) for _, path, _, token in served.asked}
    assert tokens == {(False, "Bearer hf_of_nobody"), (True, None)}
    assert "hf_of_nobody" not in json.dumps(preflight.as_json())


@pytest.mark.parametrize("how", ["option", "variable", "argument"])
def test_offline_asks_nothing(served: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    request = by_hand("acme/tiny", **({"local_files_only": True} if how == "argument" else {}))
    if how == "variable":
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    preflight = estimate(dataclasses.replace(request, offline=how == "option"), cwd=tmp_path, host=PLENTY)
    assert (preflight.verdict, preflight.where, served.asked) == ("unknown", None, [])


def test_what_the_cache_holds_is_not_fetched_again(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories["acme/tiny"] = Repository(models / "sharded")
    before = estimate(by_hand("acme/tiny"), cwd=tmp_path, host=PLENTY)
    shard = hub.Repository("acme/tiny", "main", os.environ)
    name = next(it for it in shard.sizes() if it.endswith(".safetensors"))
    _files(hub_cache.repository("acme/tiny") / "blobs", {shard.blobs[name]: b""})
    after = estimate(by_hand("acme/tiny"), cwd=tmp_path, host=PLENTY)
    assert before.download - after.download == shard.sizes()[name]


def test_full_disk_refuses(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories["acme/tiny"] = Repository(models / "whole")
    preflight = estimate(by_hand("acme/tiny"), cwd=tmp_path, host=Host(PLENTY.memory, disk=WEIGHTS))
    assert (preflight.verdict, "disk of the cache" in preflight.reason) == ("too-big", True)


def test_snapshot_with_a_missing_shard_is_not_taken_for_the_model(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories["acme/tiny"] = Repository(models / "sharded")
    kept = hub_cache.repository("acme/tiny")
    files = {it.name: it.read_bytes() for it in sorted((models / "sharded").iterdir())}
    del files["model-00001-of-00005.safetensors"]
    _files(kept / "snapshots" / COMMIT, files)
    _files(kept / "refs", {"main": COMMIT.encode()})
    assert estimate(by_hand("acme/tiny"), cwd=tmp_path, host=PLENTY).weights.total == WEIGHTS


def test_refusal_of_remote_code_names_the_commit(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories["acme/tiny"] = Repository(models / "whole")
    text = "from transformers import AutoModel\nAutoModel.from_pretrained('acme/tiny', trust_remote_code=True)\n"
    refused = Run(from_text(text), sys.executable, tmp_path).report()
    assert refused.outcome == "refused"
    assert refused.error is not None
    assert f"acme/tiny is at commit {COMMIT}" in refused.error.message
    _files(hub_cache.repository("acme/tiny") / "snapshots" / ("0" * 40), {})
    _files(hub_cache.repository("acme/tiny") / "refs", {"main": b"0" * 40})
    offline = Run(dataclasses.replace(from_text(text), offline=True), sys.executable, tmp_path).report()
    assert offline.error is not None
    assert f"at commit {'0' * 40}" in offline.error.message


def test_cache_grows_with_the_tokens(models: Path) -> None:
    few, many = (estimate(by_hand("whole"), cwd=models, host=PLENTY, tokens=it) for it in (512, 4096))
    assert many.cache == 8 * (few.cache or 0) > 0


def test_estimate_of_a_local_model_is_quick(tmp_path: Path, report_figure: Callable[[str], None]) -> None:
    tensors = {f"w{it}": {"dtype": "F32", "shape": [10**6], "data_offsets": [it * 4 * 10**6, (it + 1) * 4 * 10**6]}
               for it in range(110)}  # fmt: skip
    header = json.dumps(tensors).encode()
    _files(tmp_path / "model", {"model.safetensors": len(header).to_bytes(8, "little") + header})
    os.truncate(tmp_path / "model" / "model.safetensors", 8 + len(header) + 440_000_000)
    load = "from transformers import AutoModelForCausalLM\nAutoModelForCausalLM.from_pretrained('model')\n"
    (tmp_path / "load.py").write_text(load)
    command = [sys.executable, "-X", "importtime", "-m", "loadlint", "verify", "load.py", "--preflight"]
    began = time.monotonic()
    done = subprocess.run(command, cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True)
    took = time.monotonic() - began
    report_figure(f"preflight of a local model of 440 MB: {took:.2f} s from the shell")
    assert "float32 440 MB" in done.stdout
    assert not {"torch", "transformers", "huggingface_hub"} & {
        it.rpartition("|")[2].strip() for it in done.stderr.split("\n")
    }


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
@pytest.mark.parametrize("options", [["--preflight"], ["--compare"]], ids=str)
def test_interrupt_of_an_estimate_does_not_wait_for_the_hub(
    served: Hub, models: Path, tmp_path: Path, report_figure: Callable[[str], None], options: list[str]
) -> None:
    served.repositories["acme/mute"] = Repository(models / "whole", silent=True)
    (tmp_path / "load.py").write_text(
        "from transformers import AutoModelForCausalLM\nAutoModelForCausalLM.from_pretrained('acme/mute')\n"
    )
    command = [sys.executable, "-m", "loadlint", "verify", "load.py", "--python", sys.executable, *options]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    assert served.stalled.wait(timeout=30)
    asked_at = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    latency = time.monotonic() - asked_at
    report_figure(f"interrupt of an estimate, {options[0]}: {latency:.2f} s")
    assert process.returncode == 3, err
    assert "cancelled" in out + err
    assert latency < hub.TIMEOUT - 1  # an answer is waited for as long as that


def test_slow_estimate_is_given_up(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories["acme/mute"] = Repository(models / "whole", silent=True)
    preflight = estimate_until(threading.Event(), by_hand("acme/mute"), cwd=tmp_path, host=PLENTY, patience=0.2)
    assert preflight is not None
    assert (preflight.verdict, "no answer within" in preflight.reason) == ("unknown", True)
    cancelled = threading.Event()
    cancelled.set()
    assert estimate_until(cancelled, by_hand("acme/mute"), cwd=tmp_path, host=PLENTY) is None


def test_fault_of_an_estimate_makes_it_unknown(tmp_path: Path) -> None:
    estimated = estimate_until(threading.Event(), by_hand("whole"), cwd=tmp_path, nonsense=True)
    assert estimated is not None
    assert estimated.verdict == "unknown"
    assert "TypeError" in estimated.reason


# --- loads ----------------------------------------------------------------------------------------------


def test_downloads_in_every_form(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories |= {
        "acme/cut": Repository(models / "whole", cuts=2),
        "acme/shards": Repository(models / "sharded"),
        "acme/pickle": Repository(models / "once"),
        "acme/slow": Repository(models / "whole", throttle=0.005),
        "acme/busy": Repository(models / "whole", status=429, refusals=2),
        "acme/down": Repository(models / "whole", status=503, refusals=2),
        "acme/pinned": Repository(models / "whole"),
    }
    requests = [by_hand(it, **({"revision": COMMIT} if "pinned" in it else {})) for it in served.repositories]
    attempts = attempted(requests, tmp_path, {**os.environ})
    assert [events[-1]["event"] for events in attempts] == ["result"] * len(requests)
    assert [events[-1]["model"]["missing_count"] for events in attempts] == [0] * len(requests)
    assert all("downloading" in [it.get("phase") for it in events] for events in attempts)
    # The line was cut twice, and each time the download went on at the byte it had reached.
    assert f"bytes={1 << 18}-" in served.ranges()
    counted = [it["done"] for it in attempts[0] if it["event"] == "progress" and it["unit"] == "B"]
    assert max(counted) == (models / "whole" / "model.safetensors").stat().st_size


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs a file system of its own")
def test_full_disk_is_told_and_leaves_nothing(served: Hub, models: Path, tmp_path: Path) -> None:
    served.repositories["acme/tiny"] = Repository(models / "whole")
    python = tmp_path / "python"
    # The cache lies on a disk of 300 kB that only this process sees.
    inside = 'mkdir -p "$HF_HOME" && mount -t tmpfs -o size=300k none "$HF_HOME" && exec "$0" "$@"'
    python.write_text(f"#!/bin/sh\nexec unshare --map-root-user --mount sh -c '{inside}' {sys.executable} \"$@\"\n")
    python.chmod(0o755)
    if subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode:
        pytest.skip("this system lets no one mount")
    report = Run(by_hand("acme/tiny"), str(python), tmp_path).report()
    assert report.outcome == "failed"
    assert report.error is not None
    assert (report.error.phase, report.error.cause) == ("downloading", "the disk is full")
    assert "HF_HOME" in (report.error.cure or "")


def test_cancel_of_a_stalled_download_is_quick_and_leaves_nothing(
    served: Hub, models: Path, tmp_path: Path, report_figure: Callable[[str], None]
) -> None:
    served.repositories["acme/tiny"] = Repository(models / "whole", stalls=True)
    run = Run(by_hand("acme/tiny"), sys.executable, tmp_path)
    asked_at: list[float] = []

    def cancel_when_stalled() -> None:
        served.stalled.wait()
        asked_at.append(time.monotonic())
        run.cancel.set()

    threading.Thread(target=cancel_when_stalled, daemon=True).start()
    assert run.report().outcome == "cancelled"
    latency = time.monotonic() - asked_at[0]
    report_figure(f"cancel of a stalled download: {latency:.2f} s")
    assert latency < 5  # 2 s on a machine at rest
    assert [it.name for it in (tmp_path / "home").rglob("*.incomplete")] == []


def _files(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _environment() -> dict[str, str]:
    paths = [it for it in sys.path if it and not it.endswith(".zip")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


@pytest.mark.parametrize(
    "path", ["../x.json", "a/../../x.json", "/etc/x.json", "a//x.json", "..\\x.json", "C:x.json", ""]
)
def test_a_listed_file_leads_out_of_no_folder(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A rehearsal writes the listed files below a folder of its own."""
    entries = [Table({"type": "file", "path": it, "size": 5}) for it in (path, "config.json")]
    monkeypatch.setattr(hub.Repository, "pages", lambda _self: [entries])
    assert hub.Repository("acme/tiny", "main", {}).sizes() == {"config.json": 5}
