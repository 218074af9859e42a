"""Compare the device map predicted from names and sizes with the one that transformers makes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify.estimate import device_map
from loadlint.verify.files.configuration import Configuration

SMALL = {
    "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 5, "num_attention_heads": 4, "vocab_size": 256,
    "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2,
}  # fmt: skip
GROUPED = {"num_key_value_heads": 2, "head_dim": 16}
FAMILIES: dict[str, dict[str, Any]] = {
    "llama": {},
    "qwen3": GROUPED,
    "gemma2": GROUPED,
    "phi": {},
    "mixtral": {"num_local_experts": 4, "num_key_value_heads": 2},
    "gpt2": {"n_embd": 64, "n_layer": 5, "n_head": 4},
    "gpt_neox": {},
    "opt": {"ffn_dim": 128, "word_embed_proj_dim": 64},
    "bloom": {"n_layer": 5, "n_head": 4},
    "falcon": {},
    "mpt": {"d_model": 64, "n_heads": 4, "n_layers": 5},
}
TRIALS = 25
LLAMA = {
    "model.embed_tokens.weight": 100,
    **{f"model.layers.{it}.mlp.weight": 100 for it in (0, 1, 10, 2)},
    "model.norm.weight": 1,
    "lm_head.weight": 100,
}


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """Return transformers' maps of each family under random limits, made in one process."""
    chance = random.Random(5)
    cases = [
        {"family": it, "config": {**SMALL, **more}, "trials": [_trial(chance) for _ in range(TRIALS)]}
        for it, more in FAMILIES.items()
    ]
    command = [sys.executable, "-W", "ignore", str(Path(__file__).parents[1] / "real_maps.py")]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return {case["family"]: {**case, **maps} for case, maps in zip(cases, json.loads(done.stdout), strict=True)}


@pytest.mark.parametrize("family", FAMILIES)
def test_predicted_map_is_the_real_one(real: dict[str, Any], family: str) -> None:
    case = real[family]
    model = device_map.decoder(case["sizes"], Configuration.of(case["config"]))
    assert model is not None
    for (word, _), real_map in zip(case["trials"], case["maps"], strict=True):
        room: device_map.Room = {name: float(it) for name, it in real_map["memory"]}
        expected = {
            name: device_map.device_name(int(it) if it.isdigit() else it) for name, it in real_map["map"].items()
        }
        predicted = device_map.placed(model, word, room, limited=True)
        assert _places(predicted, case["sizes"]) == _places(expected, case["sizes"]), (word, real_map)


def test_trials_split_models_over_every_kind_of_device(real: dict[str, Any]) -> None:
    seen = {tuple(sorted(set(trial["map"].values()))) for case in real.values() for trial in case["maps"]}
    assert {("0",), ("0", "1"), ("cpu",), ("cpu", "disk"), ("0", "cpu", "disk")} <= seen


def test_single_card_keeps_a_tenth_and_the_host_too() -> None:
    model = device_map.decoder(LLAMA, Configuration.of({}))
    assert model is not None
    room = device_map.rooms(None, [(0, 660)], 1000)
    assert room == {0: 660.0, "cpu": 900.0}
    # The largest layer that comes back keeps 100 of 594 bytes free.
    assert device_map.bytes_per_device(LLAMA, device_map.placed(model, "auto", room)) == {"cuda:0": 400, "cpu": 201}
    assert device_map.placed(model, "sequential", room) == {"": "cuda:0"}


def test_memory_of_apples_gpu_is_the_hosts_and_counts_once() -> None:
    assert device_map.rooms(None, [("mps", 8)], 1000) == {"mps": 1000.0}


def test_layers_are_filled_by_number_not_by_name() -> None:
    model = device_map.decoder(LLAMA, Configuration.of({}))
    assert model is not None
    assert [it.name for it in model.leaves()] == [
        "model.embed_tokens",
        *(f"model.layers.{it}" for it in (0, 1, 2, 10)),
        "model.norm",
        "lm_head",
    ]


def test_tied_and_missing_heads_take_no_room() -> None:
    tied = device_map.decoder(LLAMA, Configuration.of({"tie_word_embeddings": True}))
    without = device_map.decoder(LLAMA, Configuration.of({}), headless=True)
    assert tied is not None
    assert without is not None
    assert tied.size == without.size == sum(LLAMA.values()) - 100


@pytest.mark.parametrize(
    "sizes",
    [
        {"encoder.block.0.w": 1, "decoder.block.0.w": 1},
        {"vision.layers.0.w": 1, "text.layers.0.w": 1},
        {"classifier.weight": 1},
    ],
)
def test_layout_with_more_or_less_than_one_stack_is_not_guessed(sizes: dict[str, int]) -> None:
    assert device_map.decoder(sizes, Configuration.of({})) is None


def test_models_with_large_buffers_are_not_guessed() -> None:
    assert device_map.decoder(LLAMA, Configuration.of({"model_type": "gpt_neo"})) is None
    assert device_map.decoder(LLAMA, Configuration.of({"model_type": "gpt2"})) is not None
    assert device_map.decoder(LLAMA, Configuration.of({"model_type": "gpt2"}), before_5=True) is None


@pytest.mark.parametrize(
    ("text", "amount"), [("8GiB", 8 << 30), ("500MB", 500_000_000), ("1.5 GB", 1_500_000_000), (7, 7)]
)
def test_sizes_are_read_as_accelerate_reads_them(text: int | str, amount: int) -> None:
    assert device_map.as_bytes(text) == amount


def test_size_that_accelerate_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="`much` is no size such as 8GiB"):
        device_map.as_bytes("much")


def _trial(chance: random.Random) -> tuple[str, dict[str, float]]:
    """A word of accelerate and a limit for each device, as shares of the model."""
    cards = chance.choice((0, 1, 2, 3))
    limits = {str(it): chance.uniform(0.05, 1.3) for it in range(cards)}
    if not cards or chance.random() < 0.8:
        limits["cpu"] = chance.uniform(0.05, 1.5)
    return chance.choice(device_map.STRATEGIES), limits


def _places(places: dict[str, str], sizes: dict[str, int]) -> dict[str, str]:
    """The device of each weight, for modules without weights are in one map and not in the other."""
    return {name: next(iter(device_map.bytes_per_device({name: 1}, places))) for name in sizes}
