"""Damage a model's folder as public reports found it damaged."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

Damage = Callable[[Path], None]
Tensors = dict[str, Any]
WEIGHTS = "model.safetensors"
REMOTE = "from transformers import LlamaConfig\nclass XConfig(LlamaConfig):\n    model_type = 'xmodel'\n"
MODEL = "class XForCausalLM(LlamaForCausalLM):\n    config_class = XConfig\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n"
PAGE = "<!DOCTYPE html><html><head><title>Access denied by corporate proxy</title></head></html>" * 20


def config(**changes: object) -> Damage:
    """Set items of config.json; None removes one."""

    def damage(folder: Path) -> None:
        path = folder / "config.json"
        items = {**json.loads(path.read_text()), **changes}
        path.write_text(json.dumps({name: it for name, it in items.items() if it is not None}))

    return damage


def text(name: str, content: str) -> Damage:
    return lambda folder: void((folder / name).write_text(content))


def append(name: str, content: str) -> Damage:
    return lambda folder: void((folder / name).write_text((folder / name).read_text() + content))


def remove(*patterns: str) -> Damage:
    def damage(folder: Path) -> None:
        for it in [it for pattern in patterns for it in folder.glob(pattern)]:
            it.unlink()

    return damage


def rename(old: str, new: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        (folder / old).rename(folder / new)

    return damage


def both(*damages: Damage) -> Damage:
    def damage(folder: Path) -> None:
        for it in damages:
            it(folder)

    return damage


def void(_: object) -> None:
    return None


def tensors(change: Callable[[Tensors], Tensors | None]) -> Damage:
    """Change the weights; a change in place returns None."""

    def damage(folder: Path) -> None:
        weights = load_file(folder / WEIGHTS)
        weights = change(weights) or weights
        save_file({name: it.contiguous() for name, it in weights.items()}, folder / WEIGHTS, {"format": "pt"})

    return damage


def scaled(name: str, factor: float) -> Damage:
    return tensors(lambda weights: void(weights[name].mul_(factor)))


def prefixed(prefix: str) -> Damage:
    return tensors(lambda weights: {prefix + name: it for name, it in weights.items()})


def zeroed(weights: Tensors) -> Tensors:
    return {name: torch.zeros_like(it) for name, it in weights.items()}


def shortened(weights: Tensors) -> None:
    for name in ("model.embed_tokens.weight", "lm_head.weight"):
        weights[name] = weights[name][:100].clone()


def without(name: str) -> Damage:
    return tensors(lambda weights: {key: it for key, it in weights.items() if key != name})


def data(change: Callable[[bytes], bytes]) -> Damage:
    return lambda folder: void((folder / WEIGHTS).write_bytes(change((folder / WEIGHTS).read_bytes())))


def pickled(folder: Path) -> None:
    torch.save(load_file(folder / WEIGHTS), folder / "pytorch_model.bin")
    (folder / WEIGHTS).unlink()


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch PWNED",)


def hostile(folder: Path) -> None:
    torch.save({"a": _Evil()}, folder / "pytorch_model.bin")
    (folder / WEIGHTS).unlink()


def inside_a_checkpoint(folder: Path) -> None:
    """Copy the model where a training run leaves its checkpoints."""
    shutil.copytree(folder, folder.parent / "out" / "checkpoint-500")


def one_shard_twice(folder: Path) -> None:
    first, second = sorted(folder.glob("model-*.safetensors"))[:2]
    shutil.copy(first, second)


def stale_index(folder: Path) -> None:
    for it in sorted(folder.glob("model-*.safetensors")):
        it.rename(folder / it.name.replace("of-0000", "of-0001"))


def second_shard_missing(folder: Path) -> None:
    sorted(folder.glob("model-*.safetensors"))[1].unlink()


def remote_code(first_line: str) -> Damage:
    files = {
        "configuration_x.py": REMOTE,
        "modeling_x.py": f"{first_line}\nfrom transformers import LlamaForCausalLM\n"
        f"from .configuration_x import XConfig\n{MODEL}",
    }
    named = {"AutoConfig": "configuration_x.XConfig", "AutoModelForCausalLM": "modeling_x.XForCausalLM"}
    return both(config(auto_map=named, model_type="xmodel"), *(text(name, it) for name, it in files.items()))


def tokenizer(change: Callable[[dict[str, Any]], None]) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / "tokenizer.json"
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))

    return damage


def shuffled(content: dict[str, Any]) -> None:
    """Give each token the number of another one, as the tokenizer of another model has it."""
    words = content["model"]["vocab"]
    numbers = list(words.values())
    random.Random(1).shuffle(numbers)
    content["model"]["vocab"] = dict(zip(words, numbers, strict=True))


def from_the_future(content: dict[str, Any]) -> None:
    content["model"]["type"] = "SuperBPE2"


def sentencepiece_only(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "LlamaTokenizer"}))
    (folder / "tokenizer.model").write_bytes(b"\x0a\x0bnot a model")
