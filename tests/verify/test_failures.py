"""Provoke each failure with the real libraries, and check the reported phase, cause and cure.

All run in one process for each release, as the worker runs one. Failures that need a GPU come last, from
recorded error texts.
"""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify.report import Failure
from proofs import environments
from tests.verify.hub import Hub, Repository, serve
from tests.verify.loads import attempted, from_text, judge

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


@dataclass(frozen=True)
class Fault:
    """A load that fails: its arguments, and the expected report.

    `old` are other words for the release before 5, `only` the one release in which it fails, `room` a limit in bytes.
    """

    name: str
    load: str
    phase: str
    cause: str
    cure: str
    old: tuple[str, str, str] | None = None
    room: int | None = None
    only: str | None = None


FAULTS = (
    Fault("offline", "'acme/none', local_files_only=True", "resolving", "not in the cache", "without `--offline`"),
    Fault("bad path", "'/no/such'", "resolving", "there is no folder `/no/such`", "relative to the working directory"),
    Fault("no repository", "'acme/none'", "resolving", "no repository of this name", "the token for a private"),
    Fault("private", "'acme/private'", "resolving", "no repository of this name", "the token for a private"),
    Fault("gated, logged out", "'acme/gated'", "resolving", "the repository is gated", "log in"),
    Fault("gated, refused", "'acme/asked'", "resolving", "this account has no access", "ask for access"),
    Fault("bad token", "'acme/token', token='hf_no'", "resolving", "access token is not valid", "hf auth login"),
    Fault("bad revision", "'acme/tiny', revision='v9'", "resolving", "revision does not exist", "branch, tag"),
    Fault("too many requests", "'acme/busy'", "resolving", "limits the number of requests", "wait some minutes"),
    Fault("hub out of order", "'acme/down'", "resolving", "a failure of its own (503 Service", "try again later",
          old=("resolving", "a failure of its own (503", "try again later")),
    Fault("line that breaks", "'acme/drops'", "resolving", "the hub cannot be reached", "check the network"),
    # Newer clients of the hub go on by themselves.
    Fault("download that breaks", "'acme/breaks'", "downloading", "broke off in the midst", "where it stopped",
          only="4.57.6"),
    Fault("no config", "'no-config'", "resolving", "no configuration of a model", "config.json"),
    Fault("unknown type", "'unknown-type'", "resolving", "does not know the architecture", "upgrade"),
    Fault("torn config", "'torn-config'", "resolving", "not valid JSON", "fetch the file again"),
    Fault("adapter alone", "'adapter'", "resolving", "an adapter for `acme/none` and no model", "install peft"),
    Fault("remote code", "'remote-code'", "resolving", "brings its own code", "pin its commit"),
    Fault("no weights", "'no-weights'", "downloading", "a configuration but no weights", "fetch the weights"),
    Fault("missing shard", "'no-shard'", "loading", "a shard of the checkpoint is missing", "fetch the missing file"),
    Fault("truncated", "'cut'", "loading", "cut short", "fetch it again"),
    Fault("pointer of git-lfs", "'pointer'", "loading", "pointer of git-lfs", "git lfs pull"),
    Fault("empty file", "'empty'", "loading", "no safetensors file", "fetch the file again"),
    Fault("pickle is a pointer", "'pickle-pointer'", "loading", "pointer of git-lfs", "do not turn `weights_only` off"),
    Fault("malicious pickle", "'evil'", "loading", "the file is hostile", "never turn `weights_only` off"),
    Fault("other shapes", "'mismatched'", "loading", "other shapes than the model", "check the config",
          old=("loading", "other shapes than the model", "config.json")),
    Fault("wrong class", "'seq2seq'", "resolving", "does not fit this kind of model", "saved from"),
    Fault("cuda on a CPU build", "'whole', device_map='cuda'", "loading", "build for the CPU", 'device_map="auto"'),
    Fault("card by number", "'whole', device_map=0", "loading", "CUDA device", 'device_map="auto"'),
    Fault("word for a device map", "'whole', device_map='gpu'", "resolving", "neither a device nor", '"auto"'),
    Fault("incomplete map", "'whole', device_map={'model': 'cpu'}", "loading", "without a device", 'entry `""',
          only="4.57.6"),
    Fault("moved when offloaded",
          "'whole', device_map={'model': 'cpu', 'lm_head': 'disk'}, offload_folder='x').to('cpu'",
          "moving", "partly offloaded", "remove the move"),
    Fault("max_memory", "'whole', device_map='auto', max_memory={0: 'much'}", "loading", "`max_memory`", "8GiB"),
    Fault("flash attention", "'whole', attn_implementation='flash_attention_2'", "loading", "FlashAttention 2",
          "sdpa"),
    Fault("unknown attention", "'whole', attn_implementation='fast'", "loading", "attention implementation", "sdpa"),
    Fault("bitsandbytes", "'whole', quantization_config=BitsAndBytesConfig(load_in_4bit=True)", "resolving",
          "bitsandbytes", "install bitsandbytes"),
    Fault("load_in_8bit", "'whole', load_in_8bit=True", "loading", "`load_in_8bit` is no argument",
          "BitsAndBytesConfig(load_in_8bit=True)", old=("resolving", "bitsandbytes", "install bitsandbytes")),
    Fault("mistyped argument", "'whole', devicemap='auto'", "loading", "no argument `devicemap`", "spelling"),
    Fault("argument of generation", "'whole', temperature=0.5", "loading", "argument of generation", "`generate`",
          only=environments.NEWEST),
    Fault("dtype as text", "'whole', dtype='half-precision'", "resolving", "not one that torch knows", "torch.bfloat16",
          old=("loading", "not one that torch knows", "torch.bfloat16")),
    Fault("host memory", "'large', dtype=torch.float16", "loading", "host has not enough free memory", "half dtype",
          room=60_000_000),
)  # fmt: skip


@pytest.fixture(scope="module")
def folders(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models of the other tests and broken ones beside them."""
    base = tmp_path_factory.mktemp("broken")
    for it in models.iterdir():
        (base / it.name).symlink_to(it)
    for name, change in _BROKEN.items():
        folder = base / name
        shutil.copytree(models / ("sharded" if name == "no-shard" else "whole"), folder)
        change(folder)
    return base


@pytest.fixture(scope="module")
def hub_of_refusals(models: Path) -> Iterator[Hub]:
    refusals = {
        "acme/private": (401, "RepoNotFound"),
        "acme/gated": (401, "GatedRepo"),
        "acme/asked": (403, "GatedRepo"),
        "acme/token": (401, "Invalid credentials in Authorization header"),
        "acme/busy": (429, ""),
        "acme/down": (503, ""),
        "acme/drops": (200, ""),
        "acme/tiny": (200, ""),
    }
    with serve() as hub:
        for name, (status, code) in refusals.items():
            hub.repositories[name] = Repository(models / "whole", status, code, drops=name.endswith("drops"))
        hub.repositories["acme/breaks"] = Repository(models / "whole", cuts=99)
        yield hub


@pytest.fixture(scope="module")
def failures(
    folders: Path, hub_of_refusals: Hub, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, Failure]]:
    """The failures of a release by name, found out once."""
    failures_by_name: dict[str, dict[str, Failure]] = {}

    def of(release: str) -> dict[str, Failure]:
        if release not in failures_by_name:
            home = tmp_path_factory.mktemp("home")
            failures_by_name[release] = _failures(environments.python(release), folders, hub_of_refusals, home)
        return failures_by_name[release]

    return of


RELEASES = [environments.NEWEST, *(["4.57.6"] if "4.57.6" in environments.present() else [])]
CASES = [(fault, it) for fault in FAULTS for it in RELEASES if fault.only in (None, it)]


@pytest.mark.parametrize(("fault", "release"), CASES, ids=[f"{fault.name}, {it}" for fault, it in CASES])
def test_failure_has_phase_cause_and_cure(
    failures: Callable[[str], dict[str, Failure]], fault: Fault, release: str
) -> None:
    failure = failures(release)[fault.name]
    expected = fault.old if fault.old and release != environments.NEWEST else (fault.phase, fault.cause, fault.cure)
    parts = (failure.phase, _has(failure.cause, expected[1]), _has(failure.cure, expected[2]))
    assert parts == expected, f"{failure.type}: {failure.message[:400]}"


def _has(text: str | None, part: str) -> str | None:
    """The part where it is in the text, else the text."""
    return part if part in (text or "") else text


def _failures(python: str, folders: Path, hub: Hub, home: Path) -> dict[str, Failure]:
    environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": str(home), "CUDA_VISIBLE_DEVICES": ""}
    environment |= {"HF_HUB_DISABLE_XET": "1", "DISABLE_SAFETENSORS_CONVERSION": "1"}
    requests = [dataclasses.replace(from_text(_text(it)), smoke=False) for it in FAULTS]
    rooms = {at: it.room for at, it in enumerate(FAULTS) if it.room}
    attempts = attempted(requests, folders, environment, python, rooms)
    return {fault.name: _failure(fault, events) for fault, events in zip(FAULTS, attempts, strict=True)}


def _failure(fault: Fault, events: list[dict[str, Any]]) -> Failure:
    last = events[-1]
    if last["event"] != "error":
        return Failure(last["event"], "it did not fail", last.get("phase", ""))
    environment = next((it for it in events if it["event"] == "env"), {})
    source = from_text(_text(fault)).source
    return judge(last, phase=last["phase"], environment=environment, python="python", source=source)


def _text(fault: Fault) -> str:
    names = "AutoModelForCausalLM, BitsAndBytesConfig"
    return f"import torch\nfrom transformers import {names}\nAutoModelForCausalLM.from_pretrained({fault.load})\n"


# --- broken folders ---------------------------------------------------------------------------------------


def _configured(**changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, **changes}))

    return change


def _written(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


def _without(pattern: str) -> Callable[[Path], None]:
    return lambda folder: next(iter(sorted(folder.glob(pattern)))).unlink()


def _as_pickle(data: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "model.safetensors").unlink()
        (folder / "pytorch_model.bin").write_bytes(data)

    return change


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("ran",)


def _evil(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with zipfile.ZipFile(folder / "pytorch_model.bin", "w") as archive:
        archive.writestr("model/data.pkl", pickle.dumps({"weight": _Evil()}, protocol=2))
        archive.writestr("model/version", "3\n")
        archive.writestr("model/byteorder", "little")


def _adapter(folder: Path) -> None:
    for it in folder.iterdir():
        it.unlink()
    config = {"peft_type": "LORA", "base_model_name_or_path": "acme/none", "task_type": "CAUSAL_LM"}
    (folder / "adapter_config.json").write_text(json.dumps(config))


def _large(folder: Path) -> None:
    """A checkpoint of 400 MB that is a hole, for a model with one wide embedding."""
    rows = 100_000_000 // 64
    _configured(vocab_size=rows)(folder)
    header: dict[str, Any] = {}
    at = 0
    for name in ("model.embed_tokens.weight",):
        header[name] = {"dtype": "F32", "shape": [rows, 64], "data_offsets": [at, at + rows * 256]}
        at += rows * 256
    text = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text)
    os.truncate(folder / "model.safetensors", 8 + len(text) + at)


_BROKEN: dict[str, Callable[[Path], object]] = {
    "no-config": _without("config.json"),
    "unknown-type": _configured(model_type="frob", architectures=["FrobForCausalLM"]),
    "torn-config": _written("config.json", b'{"model_type": "llama",'),
    "adapter": _adapter,
    "remote-code": _configured(model_type="own", auto_map={"AutoConfig": "own.C", "AutoModelForCausalLM": "own.M"}),
    "no-weights": _without("*.safetensors"),
    "no-shard": _without("*-of-*.safetensors"),
    "pointer": _written("model.safetensors", POINTER),
    "empty": _written("model.safetensors", b""),
    "pickle-pointer": _as_pickle(POINTER),
    "evil": _evil,
    "mismatched": _configured(vocab_size=300),
    "seq2seq": _configured(model_type="t5", architectures=["T5ForConditionalGeneration"], d_model=64),
    "large": _large,
}
