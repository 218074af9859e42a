"""Placement on machines described by a file or by the driver's tool; pickles, read without running them."""

from __future__ import annotations

import collections
import io
import json
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify.estimate import devices, pickles
from loadlint.verify.estimate.devices import Machine
from loadlint.verify.estimate.host import Host
from loadlint.verify.estimate.placement import Plan, plan
from loadlint.verify.estimate.preflight import estimate
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.request import VerifyRequest
from tests.verify.loads import by_hand, from_text

MACHINES = Path(__file__).parents[1] / "data" / "machines"
GB = 10**9
# A decoder of 15 GB: what a model of 7 billion parameters takes in a half dtype.
SEVEN_BILLION = {
    "model.embed_tokens.weight": GB // 2,
    **{f"model.layers.{it}.mlp.weight": 14 * GB // 32 for it in range(32)},
    "lm_head.weight": GB // 2,
}
HEAD = "import torch\nfrom transformers import AutoModelForCausalLM\nAutoModelForCausalLM.from_pretrained('m', "
SMI = """#!/bin/sh
case "$*" in *compute_cap*) [ -n "$OLD_DRIVER" ] && exit 2;; esac
echo "0, GPU-aaaa1111, NVIDIA T4, 14000, 15360, 7.5" | {cut}
echo "1, GPU-bbbb2222, NVIDIA L4, 22000, 23034, 8.9" | {cut}
echo "2, GPU-cccc3333, NVIDIA GB10, [N/A], [N/A], 12.1" | {cut}
"""


def test_auto_on_a_small_card_leaves_a_part_on_the_cpu() -> None:
    plan = _planned("device_map='auto')", "card-8gb-sm75")
    assert set(plan.bytes_per_device) == {"cuda:0", "cpu"}
    assert sum(plan.bytes_per_device.values()) == sum(SEVEN_BILLION.values())
    assert plan.bytes_per_device["cuda:0"] < 0.9 * 7.6 * 2**30
    assert plan.notes[0].startswith("the device map will leave an estimated ")
    assert "% on cpu, which makes every token slow" in plan.notes[0]


def test_two_cards_share_a_model_evenly() -> None:
    plan = _planned("device_map='auto')", "two-cards-24gb")
    shares = plan.bytes_per_device
    assert set(shares) == {"cuda:0", "cuda:1"}
    assert abs(shares["cuda:0"] - shares["cuda:1"]) < 2.5 * GB
    assert plan.notes == ()
    assert set(_planned("device_map='sequential')", "two-cards-24gb").bytes_per_device) == {"cuda:0"}


def test_card_that_is_held_has_no_room_for_what_is_put_there() -> None:
    plan = _planned("device_map='cuda')", "card-held")
    assert plan.problem == "puts 15 GB on cuda:0, which has 3.22 GB free"
    assert _planned("device_map={'': 0})", "two-cards-24gb").problem is None
    assert _planned("dtype='auto').to('cuda')", "card-held").problem == plan.problem


def test_apples_memory_counts_once() -> None:
    assert _planned("device_map='auto')", "apple-gpu").device_map == {"": "mps"}
    small = _planned("device_map='auto')", "apple-gpu", host=12 * GB)
    assert set(small.bytes_per_device) == {"mps", "disk"}


@pytest.mark.parametrize(
    ("machine", "note"),
    [
        ("cuda-build-without-driver", "torch is built for cuda 12.8, but no NVIDIA driver is here"),
        ("cpu-build-beside-card", "an NVIDIA card is here, but the interpreter's torch is a build for the CPU"),
        ("card-8gb-sm75", None),
    ],
)
def test_reason_for_no_device_is_told(machine: str, note: str | None) -> None:
    assert _machine(machine).note == note
    if note:
        assert _planned("device_map='auto')", machine).device_map == {"": "cpu"}


def test_condition_on_a_gpu_is_decided_by_the_machine() -> None:
    text = "device_map='cuda' if torch.cuda.is_available() else 'cpu')"
    assert set(_planned(text, "two-cards-24gb").bytes_per_device) == {"cuda:0"}
    assert set(_planned(text, "cuda-build-without-driver").bytes_per_device) == {"cpu"}


def test_given_limits_are_kept() -> None:
    plan = _planned("device_map='auto', max_memory={0: '4GiB', 'cpu': '6GB'})", "two-cards-24gb")
    assert set(plan.bytes_per_device) == {"cuda:0", "cpu", "disk"}
    assert plan.bytes_per_device["cuda:0"] <= 4 * 2**30


def test_map_that_forgets_a_part_is_told() -> None:
    plan = _planned("device_map={'model': 0})", "two-cards-24gb")
    assert plan.notes == ("the device map names no device for 500 MB of the weights",)


def test_quantised_loads_and_unknown_layouts_are_not_predicted() -> None:
    quantised = _planned("device_map='auto', quantization_config={'load_in_4bit': True})", "card-8gb-sm75")
    assert (quantised.device_map, "not predicted" in quantised.notes[0]) == ({}, True)
    other = plan(
        _request("device_map='auto')"), {"a.weight": 8 * GB}, Configuration(), _machine("card-8gb-sm75"), host=GB
    )
    assert (other.device_map, "no device map is predicted" in other.notes[0]) == ({}, True)


def test_estimate_refuses_a_card_without_room_and_says_what_is_simulated(models: Path) -> None:
    tiny = Machine.of({"simulated": True, "devices": [{"device": "cuda:0", "name": "tiny", "free": 400_000}]})
    request = by_hand("whole", device_map="cuda")
    preflight = estimate(request, cwd=models, host=Host(64 * GB), machine=tiny)
    assert (preflight.verdict, preflight.reason) == ("too-big", "puts 427 kB on cuda:0, which has 400 kB free")
    values = preflight.as_json()
    assert (values["simulated"], values["estimated"]) == (True, True)
    assert values["bytes_per_device"] == {"cuda:0": 4 * 106816}
    split = estimate(by_hand("whole", device_map="auto"), cwd=models, host=Host(64 * GB), machine=tiny)
    assert split.verdict == "tight"
    assert set(split.plan.bytes_per_device) == {"cuda:0", "cpu"}


# --- probing ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the driver's tool is a shell script")
@pytest.mark.parametrize(
    ("visible", "expected"),
    [
        (None, ["cuda:0 NVIDIA T4", "cuda:1 NVIDIA L4", "cuda:2 NVIDIA GB10"]),
        ("1", ["cuda:0 NVIDIA L4"]),
        ("1,0", ["cuda:0 NVIDIA L4", "cuda:1 NVIDIA T4"]),
        ("GPU-bbbb,7,0", ["cuda:0 NVIDIA L4"]),
        ("", []),
        ("-1", []),
    ],
)
def test_cards_are_numbered_as_the_load_numbers_them(tmp_path: Path, visible: str | None, expected: list[str]) -> None:
    machine = devices.probe(environment=_driver(tmp_path, visible))
    assert [f"{it.name} {it.model}" for it in machine.devices] == expected


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the driver's tool is a shell script")
def test_card_tells_memory_and_precision(tmp_path: Path) -> None:
    first, second, third = devices.probe(environment=_driver(tmp_path)).devices
    assert (first.free, first.total, first.native_bf16) == (14000 << 20, 15360 << 20, False)
    assert second.native_bf16 is True
    assert (third.free, third.total) == (None, None)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the driver's tool is a shell script")
def test_older_driver_is_asked_for_less(tmp_path: Path) -> None:
    environment = {**_driver(tmp_path, cut="cut -d, -f1-5"), "OLD_DRIVER": "1"}
    cards = devices.probe(environment=environment).devices
    assert next((it.free, it.native_bf16) for it in cards) == (14000 << 20, None)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the driver's tool is a shell script")
def test_torch_for_the_cpu_meets_no_card(tmp_path: Path) -> None:
    machine = devices.probe("2.13.0+cpu", _driver(tmp_path))
    assert (machine.devices, "build for the CPU" in (machine.note or "")) == ((), True)


def test_machine_without_a_driver_has_no_card(tmp_path: Path) -> None:
    assert devices.probe(environment={"PATH": str(tmp_path)}) == Machine()


# --- pickles ----------------------------------------------------------------------------------------------


class _Call:
    """Pickles as the call of something."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.function, self.given = function, arguments

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.function, self.given


def test_pickle_that_would_run_something_runs_nothing(tmp_path: Path) -> None:
    witness = tmp_path / "ran"
    data = _zipped(collections.OrderedDict(weight=_Call(os.mkdir, str(witness))))
    assert dict(pickles.tensors(len(data), _ranges(data))) == {}
    assert not witness.exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"\x80\x02}q\x00.", b"version https://git-lfs.github.com/spec/v1\n"],
    ids=["empty", "old", "lfs"],
)
def test_file_that_is_no_new_checkpoint_is_refused(data: bytes) -> None:
    with pytest.raises(pickles.UnreadableError):
        pickles.tensors(len(data), _ranges(data))


@pytest.mark.parametrize("value", [[1, 2], 7, None], ids=str)
def test_pickle_that_is_no_table_is_refused(value: object) -> None:
    data = _zipped(value)
    with pytest.raises(pickles.UnreadableError):
        pickles.tensors(len(data), _ranges(data))


def test_claim_of_endless_objects_takes_no_memory() -> None:
    # Remembers an object under number 4,294,967,295, for which a reader in C would set aside 64 GB.
    data = _archive(b"\x80\x02}r\xff\xff\xff\xff.")
    assert dict(pickles.tensors(len(data), _ranges(data))) == {}


def test_tied_weights_of_a_pickle_are_cast_twice(models: Path) -> None:
    preflight = estimate(by_hand("tied", dtype="torch.bfloat16"), cwd=models, host=Host(64 * GB))
    once = estimate(by_hand("once", dtype="torch.bfloat16"), cwd=models, host=Host(64 * GB))
    assert (preflight.weights.total, once.weights.total) == (once.weights.total, preflight.weights.total)
    assert (preflight.private or 0) - (once.private or 0) == 2 * 256 * 64
    assert preflight.weights.notes == ()
    assert preflight.weights.tensors["model.norm.weight"].dtype == "float32"


def _planned(arguments: str, machine: str, host: int = 64 * GB) -> Plan:
    return plan(_request(arguments), SEVEN_BILLION, Configuration(), _machine(machine), host=host)


def _request(arguments: str) -> VerifyRequest:
    return from_text(f"{HEAD}{arguments}\n")


def _machine(name: str) -> Machine:
    machine = Machine.of(json.loads((MACHINES / f"{name}.json").read_text()))
    assert machine.simulated
    return machine


def _driver(folder: Path, visible: str | None = None, cut: str = "cat") -> dict[str, str]:
    tool = folder / "nvidia-smi"
    tool.write_text(SMI.format(cut=cut))
    tool.chmod(0o755)
    chosen = {} if visible is None else {"CUDA_VISIBLE_DEVICES": visible}
    return {"PATH": os.pathsep.join((str(folder), os.environ["PATH"])), **chosen}


def _zipped(value: object) -> bytes:
    return _archive(pickle.dumps(value, protocol=2))


def _archive(listed: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("model/data.pkl", listed)
    return made.getvalue()


def _ranges(data: bytes) -> Any:
    return lambda start, length: data[start : start + length]
