"""Measures rehearsals beside true loads, and of models that do not fit on this machine.

`python -m bench.rehearsal PYTHON ...` takes interpreters with torch and transformers, writes models with weights into a
temporary folder, and prints tables in Markdown: first whether a rehearsal shows what the true load does, then loads
whose weights are nowhere, served by a hub on loopback.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from math import prod
from pathlib import Path
from statistics import median
from typing import Any

from loadlint.verify import facts, figures, session
from loadlint.verify.report import VerifyReport
from loadlint.verify.run.fork_server import SharedImports
from tests.verify import hub
from tests.verify.loads import from_text

MAKE = """
import torch
from transformers import (AutoModel, BertConfig, BertModel, GPT2Config, GPT2LMHeadModel, LlamaConfig,
    LlamaForCausalLM, Qwen2MoeConfig, Qwen2MoeForCausalLM, T5Config, T5ForConditionalGeneration)
torch.manual_seed(0)
GPT2LMHeadModel(GPT2Config()).save_pretrained("gpt2")
llama = LlamaForCausalLM(LlamaConfig(vocab_size=32000, hidden_size=1536, intermediate_size=4096, num_hidden_layers=16,
    num_attention_heads=16, num_key_value_heads=4)).to(torch.bfloat16)
llama.save_pretrained("llama", max_shard_size="300MB")
BertModel(BertConfig()).save_pretrained("bert")
t5 = T5ForConditionalGeneration(T5Config(d_model=512, d_ff=2048, num_layers=6))
t5.config.save_pretrained("t5")
torch.save(t5.state_dict(), "t5/pytorch_model.bin")
Qwen2MoeForCausalLM(Qwen2MoeConfig(vocab_size=8000, hidden_size=512, intermediate_size=1024, num_hidden_layers=4,
    num_attention_heads=8, num_key_value_heads=4, moe_intermediate_size=512, shared_expert_intermediate_size=512,
    num_experts=8)).save_pretrained("moe")
"""
IMPORTS = "import torch\nfrom transformers import AutoModel, AutoModelForCausalLM, AutoModelForSeq2SeqLM\n"
LOADS = {
    "GPT-2, 124M, float32": "AutoModelForCausalLM.from_pretrained('gpt2', device_map='auto')",
    "Llama, 0.5B, bfloat16, five shards, CPU and disk": "AutoModelForCausalLM.from_pretrained('llama', "
    "device_map='auto', max_memory={'cpu': '500MB'}, offload_folder='/nowhere/off')",
    "BERT, 109M, cast to float16": "AutoModel.from_pretrained('bert', torch_dtype=torch.float16)",
    "T5, 61M, a pickle": "AutoModelForSeq2SeqLM.from_pretrained('t5', device_map='auto')",
    "Qwen2 MoE, 52M": "AutoModelForCausalLM.from_pretrained('moe', device_map='auto', torch_dtype=torch.bfloat16)",
}
ROUNDS = 5
SAME = ("class", "parameters", "bytes_per_device", "dtypes", "device_map", "missing_keys", "unexpected_keys")
BIG = {"8b": (4096, 14336, 32, 32, 128256), "70b": (8192, 28672, 80, 64, 128256)}
SHARD = 5_000_000_000
SPEED = """
import struct, time
from pathlib import Path
from statistics import median, quantiles
import torch, transformers
from transformers import LlamaConfig, LlamaForCausalLM
torch.set_num_threads(1)
torch.manual_seed(0)
LlamaForCausalLM(LlamaConfig(vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
    num_attention_heads=9, num_key_value_heads=3, tie_word_embeddings=True)).save_pretrained("true")
Path("holes").mkdir()
Path("holes/config.json").write_bytes(Path("true/config.json").read_bytes())
data = Path("true/model.safetensors").read_bytes()
with open("holes/model.safetensors", "wb") as file:
    file.write(data[: 8 + struct.unpack("<Q", data[:8])[0]])
    file.truncate(len(data))
for dtype in (torch.float32, torch.bfloat16):
    models = [LlamaForCausalLM.from_pretrained(it, torch_dtype=dtype) for it in ("true", "holes")]
    times, one = ([], []), torch.ones(1, 1, dtype=torch.long)
    with torch.no_grad():
        caches = [it(torch.ones(1, 16, dtype=torch.long), use_cache=True).past_key_values for it in models]
        for _ in range(40):
            for model, cache, taken in zip(models, caches, times):
                begin = time.process_time()
                model(one, past_key_values=cache, use_cache=True)
                taken.append(1e3 * (time.process_time() - begin))
    for name, taken in zip(("true", "holes"), times):
        half = quantiles(taken, n=4)
        print(f"| {transformers.__version__} | {dtype} | {name} | {median(taken):.1f} ms "
              f"| {half[0]:.1f} to {half[2]:.1f} ms | {min(taken):.1f} ms |", flush=True)
"""


def main(interpreters: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(HF_HOME=str(folder / "home"), LOADLINT_CACHE_DIR=str(folder / "cache"))
        subprocess.run([interpreters[0], "-c", MAKE], cwd=folder, check=True, capture_output=True)
        for python in interpreters:
            _beside(python, folder)
            _tokens(python, folder)
            _speed(python, folder)
        for name, shape in BIG.items():
            _made(folder / name, *shape)
        for python in interpreters:
            _elsewhere(python, folder)


def _beside(python: str, folder: Path) -> None:
    """Print each load and its rehearsal."""
    print("\n| release | load | same | weights | peak of its own, true and rehearsed | a token, true and rehearsed |")
    print("|---|---|---|---|---|---|")
    for name, load in LOADS.items():
        request = from_text(f"{IMPORTS}{load}\n")
        true, rehearsed = (_run(it, python, folder) for it in (request, replace(request, rehearse=True)))
        models = [{it: (report.model or {}).get(it) for it in SAME} for report in (true, rehearsed)]
        same = "yes" if models[0] == models[1] and true.model else f"no: {facts.why_not(rehearsed)}"
        peaks = " / ".join(figures.size(it.memory["host_peak"] - it.memory["host_before"]) for it in (true, rehearsed))
        tokens = " / ".join(_token(it.smoke) for it in (true, rehearsed))
        placed = facts.places(true.model or {}, amounts=True)
        print(f"| {_release(true)} | {name} | {same} | {placed} | {peaks} | {tokens} |", flush=True)


def _tokens(python: str, folder: Path) -> None:
    """Print the time of a token of each load and of its rehearsal, which take turns."""
    print("\n| release | load | a token, true | rehearsed | rounds, true | rehearsed |")
    print("|---|---|---|---|---|---|")
    with SharedImports() as imports:
        for name, load in LOADS.items():
            request = from_text(f"{IMPORTS}{load}\n")
            turns = [
                [_run(it, python, folder, imports) for it in (request, replace(request, rehearse=True))]
                for _ in range(ROUNDS)
            ]
            sides = [[it.smoke["ms_per_token"] for it in side] for side in zip(*turns, strict=True)]
            if None not in sides[0]:
                middle = " | ".join(figures.milliseconds(median(it)) for it in sides)
                spread = " | ".join(f"{min(it):.1f} to {max(it):.1f} ms" for it in sides)
                print(f"| {_release(turns[0][0])} | {name} | {middle} | {spread} |", flush=True)


def _speed(python: str, folder: Path) -> None:
    """Print the CPU time of a token of a model of 135 million parameters, its weights true and holes in turn."""
    print("\n| release | dtype | weights | CPU time of a token, median | half of them | least |")
    print("|---|---|---|---|---|---|")
    subprocess.run([python, "-c", SPEED], cwd=folder, check=True)


def _elsewhere(python: str, folder: Path) -> None:
    """Print rehearsals of models whose weights are nowhere."""
    print("\n| release | load | try | seconds | weights | fetched | private memory | placed |")
    print("|---|---|---|---|---|---|---|---|")
    with hub.serve() as served:
        os.environ["HF_ENDPOINT"] = served.url
        served.repositories.update({f"acme/{it}": hub.Repository(folder / it) for it in BIG})
        for name, smoke in (("8b", False), ("8b", True), ("70b", False)):
            load = f"AutoModelForCausalLM.from_pretrained('acme/{name}', device_map='auto', torch_dtype=torch.bfloat16)"
            request = replace(from_text(f"{IMPORTS}{load}\n"), rehearse=True, smoke=smoke)
            begin = time.perf_counter()
            report = _run(request, python, folder)
            seconds = time.perf_counter() - begin
            rehearsal, peak = report.rehearsal or {}, report.memory.get("host_peak") or 0
            amounts = (
                f"{figures.size(rehearsal['weights'])} | {figures.size(rehearsal['fetched'])} | {figures.size(peak)}"
            )
            tried = _token(report.smoke) + " a token" if smoke else "none"
            placed = facts.places(report.model, amounts=True) if report.model else facts.why_not(report)
            print(f"| {_release(report)} | {name} | {tried} | {seconds:.1f} | {amounts} | {placed} |", flush=True)


def _run(request: Any, python: str, folder: Path, imports: SharedImports | None = None) -> VerifyReport:
    prepared = session.Prepared(request, session.Surroundings(folder, python, imports=imports))
    return prepared.run(lambda _: None, threading.Event(), force=True)


def _release(report: VerifyReport) -> str:
    return str((report.environment.get("versions") or {}).get("transformers", "unknown"))


def _token(smoke: dict[str, Any]) -> str:
    return figures.milliseconds(smoke["ms_per_token"]) if smoke.get("ms_per_token") else "-"


def _made(folder: Path, width: int, inner: int, layers: int, heads: int, words: int) -> None:
    """Write the configuration and the headers of a Llama in bfloat16; its weights are holes."""
    folder.mkdir()
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": width, "torch_dtype": "bfloat16",
        "intermediate_size": inner, "num_hidden_layers": layers, "num_attention_heads": heads, "vocab_size": words,
        "num_key_value_heads": 8, "max_position_embeddings": 8192, "eos_token_id": 0,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    shards: list[dict[str, list[int]]] = [{}]
    for name, shape in _tensors(width, inner, layers, width // heads * 8, words):
        if sum(2 * prod(it) for it in shards[-1].values()) + 2 * prod(shape) > SHARD:
            shards.append({})
        shards[-1][name] = shape
    files = [f"model-{at:05}-of-{len(shards):05}.safetensors" for at in range(1, len(shards) + 1)]
    for file, shard in zip(files, shards, strict=True):
        _with_hole(folder / file, shard)
    index = {"metadata": {}, "weight_map": {name: file for file, it in zip(files, shards, strict=True) for name in it}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def _tensors(width: int, inner: int, layers: int, keys: int, words: int) -> Iterator[tuple[str, list[int]]]:
    attention = {"q_proj": [width, width], "k_proj": [keys, width], "v_proj": [keys, width], "o_proj": [width, width]}
    mlp = {"gate_proj": [inner, width], "up_proj": [inner, width], "down_proj": [width, inner]}
    yield "model.embed_tokens.weight", [words, width]
    for layer in range(layers):
        start = f"model.layers.{layer}."
        yield from ((f"{start}self_attn.{name}.weight", it) for name, it in attention.items())
        yield from ((f"{start}mlp.{name}.weight", it) for name, it in mlp.items())
        yield f"{start}input_layernorm.weight", [width]
        yield f"{start}post_attention_layernorm.weight", [width]
    yield "model.norm.weight", [width]
    yield "lm_head.weight", [words, width]


def _with_hole(path: Path, shapes: dict[str, list[int]]) -> None:
    table: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        table[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [end, end + 2 * prod(shape)]}
        end += 2 * prod(shape)
    text = json.dumps(table).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + end)


if __name__ == "__main__":
    main(sys.argv[1:])
