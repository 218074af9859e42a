"""The first line of an estimate: it fits, fits only at a price, or does not fit, with the change that would."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from loadlint.verify.estimate.devices import Device, Machine
from loadlint.verify.estimate.host import Host
from loadlint.verify.estimate.preflight import Preflight, estimate
from tests.verify.loads import by_hand, from_text

GB = 10**9
HEAD = "import torch\nfrom transformers import AutoModelForCausalLM, BitsAndBytesConfig\n"
CARD = Machine((Device("cuda:0", "card", 24 * GB, 24 * GB),))


def test_load_with_room_fits(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    answered = answer(tmp_path, free=64)
    assert answered.verdict == "ok"
    assert answered.answer.startswith("fits: needs about")
    assert answered.cure is None


def test_mapped_weights_larger_than_memory_are_read_again_for_each_token(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    answered = answer(tmp_path, free=4)
    assert answered.verdict == "tight"
    assert answered.answer == (
        "fits only by reading weights from disk again for each token:"
        " 16 GB are mapped from files, and 2.66 GB are left for them"
    )
    assert answered.cure is not None
    assert answered.cure.text.startswith("take a smaller model: one of about 0.95 billion")


def test_weights_that_are_cast_are_not_read_again(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    assert answer(tmp_path, "'model', dtype=torch.float16)", free=25).verdict == "ok"


def test_first_change_is_the_dtype_of_the_checkpoint(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    answered = answer(tmp_path, free=24, release="4.57.6")
    assert answered.answer.startswith("does not fit: needs about 35.6 GB")
    assert answered.cure is not None
    assert answered.cure.text == 'load with `dtype="auto"`: about 16.3 GB, which fits'
    assert answered.cure.change is not None
    assert answered.cure.change.value == '"auto"'
    assert answered.as_json()["cure"] == answered.cure.text


def test_load_without_any_weights_that_fit_names_a_smaller_one(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    answered = answer(tmp_path, "'model', dtype=torch.float32)", free=3)
    assert answered.cure is not None
    assert answered.cure.text.startswith("take a smaller model: one of about 0.59 billion parameters")


@pytest.mark.parametrize(
    ("call", "torch", "words"),
    [
        ("device_map='cuda')", "2.13.0+cpu", "cannot run here: asks for cuda:0, and the interpreter's torch is a"),
        ("device_map={'': 'xpu'})", "2.13.0+cpu", "cannot run here: asks for xpu"),
        ("dtype='auto').to('cuda')", "2.13.0+cpu", "cannot run here: asks for cuda:0"),
        ("device_map='cuda')", "2.13.0", "not known: asks for cuda:0, and no such device was seen here"),
        ("device_map='cpu')", "2.13.0+cpu", "fits: "),
    ],
)
def test_device_that_is_not_here_is_no_fit(tmp_path: Path, call: str, torch: str, words: str) -> None:
    eight_billion(tmp_path)
    assert answer(tmp_path, f"'model', {call}", free=64, torch=torch).answer.startswith(words)


def test_card_that_is_named_but_not_there_is_no_fit(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    answered = answer(tmp_path, "'model', device_map='cuda:3')", free=64, machine=CARD)
    assert (answered.verdict, answered.reason) == ("no-device", "asks for cuda:3, which this machine does not have")
    assert answer(tmp_path, "'model', device_map='cuda')", free=64, machine=CARD).verdict == "ok"


def test_map_that_offloads_fits_only_by_that(tmp_path: Path) -> None:
    eight_billion(tmp_path, "llama")
    small = Machine((Device("cuda:0", "card", 8 * GB, 8 * GB),))
    answered = answer(tmp_path, "'model', device_map='auto')", free=64, machine=small)
    assert answered.verdict == "tight"
    assert answered.answer.startswith("fits only by leaving an estimated ")
    assert "% on cpu, which makes every token slow" in answered.answer


def test_unknown_layout_is_placed_where_all_of_it_fits_and_unknown_else(tmp_path: Path) -> None:
    eight_billion(tmp_path, "two stacks")
    large = Machine((Device("cuda:0", "card", 80 * GB, 80 * GB),))
    whole = answer(tmp_path, "'model', device_map='auto')", free=64, machine=large)
    assert (whole.verdict, dict(whole.plan.bytes_per_device)) == ("ok", {"cuda:0": 16 * GB})
    answered = answer(tmp_path, "'model', device_map='auto')", free=64, machine=CARD)
    assert answered.answer.startswith("not known: the order of this model's parts is not known")


def test_quantization_that_was_not_measured_is_unknown(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    config = tmp_path / "model" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "quantization_config": {"quant_method": "gptq"}}))
    answered = answer(tmp_path, free=64)
    assert answered.answer == "not known: the memory of a load quantized by gptq was not measured"


def test_four_bits_are_named_where_their_result_takes_little_of_the_room(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    answered = answer(tmp_path, free=12)
    assert answered.verdict == "tight"
    assert answered.cure is not None
    assert answered.cure.text.startswith("try `quantization_config=BitsAndBytesConfig(load_in_4bit=True)`: the weights")


def test_quantized_load_is_unknown_and_says_what_its_weights_take(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    answered = answer(tmp_path, "'model', quantization_config=BitsAndBytesConfig(load_in_4bit=True))", free=64)
    assert answered.answer == (
        "not known: the weights take about 4 GB once they have 4 bits, but the peak while they are quantized"
        " differs by release and shards"
    )
    assert answered.as_json()["host_memory_private"] is None


def test_quantization_of_the_base_of_an_adapter_counts(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    request = from_text(
        f"{HEAD}from peft import PeftModel\n"
        "four = BitsAndBytesConfig(load_in_4bit=True)\n"
        "base = AutoModelForCausalLM.from_pretrained('model', quantization_config=four)\n"
        "model = PeftModel.from_pretrained(base, 'adapter')\n",
        1,
    )
    assert estimate(request, cwd=tmp_path, host=Host(64 * GB)).answer.startswith(
        "not known: the weights take about 4 GB"
    )


def test_checkpoint_that_is_cut_short_or_lacks_a_shard_is_not_whole(tmp_path: Path) -> None:
    eight_billion(tmp_path)
    file = tmp_path / "model" / "model.safetensors"
    with open(file, "rb+") as opened:
        opened.truncate(1_000_000)
    cut = answer(tmp_path, free=64)
    assert (cut.verdict, cut.answer[:52]) == ("damaged", "not whole: model.safetensors has 1,000,000 of 16,000")
    file.rename(file.with_name("model-00001-of-00002.safetensors"))
    with open(file.with_name("model-00001-of-00002.safetensors"), "rb+") as opened:
        opened.truncate(17 * GB)
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (tmp_path / "model" / "model.safetensors.index.json").write_text(json.dumps(index))
    words = "not whole: the index names model-00002-of-00002.safetensors, which is not there"
    assert answer(tmp_path, free=64).answer == words


def answer(
    folder: Path,
    call: str = "'model')",
    *,
    free: int,
    release: str = "5.23.0",
    torch: str = "2.13.0+cpu",
    machine: Machine | None = None,
) -> Preflight:
    request = from_text(f"{HEAD}model = AutoModelForCausalLM.from_pretrained({call}\n")
    return estimate(
        request, cwd=folder, transformers=release, host=Host(free * GB), torch=torch, machine=machine or Machine()
    )


def eight_billion(folder: Path, layout: str = "plain") -> None:
    """A checkpoint of 16 GB in bfloat16, of which only the header is there."""
    stack = {f"model.layers.{it}.mlp.weight": 200_000_000 for it in range(40)}
    names = {
        "plain": {"weight": 8 * GB},
        "llama": stack,
        "two stacks": {name.replace("model", side): it // 2 for name, it in stack.items() for side in ("a", "b")},
    }[layout]
    header, offset = {}, 0
    for name, count in names.items():
        header[name] = {"dtype": "BF16", "shape": [count], "data_offsets": [offset, offset + 2 * count]}
        offset += 2 * count
    text = json.dumps(header).encode()
    (folder / "model").mkdir()
    (folder / "model" / "config.json").write_text(json.dumps({"model_type": "llama"}))
    with open(folder / "model" / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + offset)


def test_tilde_is_taken_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    eight_billion(tmp_path)
    request = by_hand("~/model", offline=True)
    assert estimate(request, cwd=tmp_path, host=Host(64 * GB)).verdict == "unknown"
