"""Measure many loads: `python -m bench.fleet WAY ...` prints the tables of docs/evidence/fleet.md.

`shared` and `alone` carry out loads of tiny models with their forward pass, in forks of one import and each in an
interpreter of its own. `here`, `one` and `two` rehearse by the command: on this machine, and over Ray on one node of
one core and on two. The interpreter that loads needs torch, transformers and what loadlint needs; over Ray, that too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from itertools import islice, product
from pathlib import Path

from loadlint.verify import session
from loadlint.verify.run.fork_server import SharedImports
from tests.tree import ROOT
from tests.verify.cluster import nodes
from tests.verify.loads import from_text

WORKER = ROOT / "server" / "loadlint" / "worker"
MAKE = """
import sys
sys.path.insert(0, sys.argv[1])
import demo_model
from transformers import *
tokenizer = demo_model.trained_tokenizer()
small = dict(vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
    num_attention_heads=4, max_position_embeddings=128)
made = {
    "llama": LlamaForCausalLM(LlamaConfig(num_key_value_heads=2, **small)),
    "qwen": Qwen2ForCausalLM(Qwen2Config(num_key_value_heads=2, **small)),
    "mistral": MistralForCausalLM(MistralConfig(num_key_value_heads=2, **small)),
    "bert": BertForSequenceClassification(BertConfig(**small)),
    "gpt": GPT2LMHeadModel(GPT2Config(vocab_size=len(tokenizer), n_embd=64, n_layer=2, n_head=4, n_positions=128)),
    "t5": T5ForConditionalGeneration(T5Config(vocab_size=len(tokenizer), d_model=64, d_kv=16, d_ff=128, num_layers=2,
        num_heads=4, decoder_start_token_id=0)),
}
for name, model in made.items():
    for number in range(5):
        model.save_pretrained(f"{name}{number}")
        tokenizer.save_pretrained(f"{name}{number}")
"""
IMPORTS = "import torch\nfrom transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, "
IMPORTS += "AutoModelForSequenceClassification\n"
CLASSES = {
    "llama": "AutoModelForCausalLM", "gpt": "AutoModelForCausalLM", "bert": "AutoModelForSequenceClassification",
    "qwen": "AutoModelForCausalLM", "t5": "AutoModelForSeq2SeqLM", "mistral": "AutoModelForCausalLM",
}  # fmt: skip
DTYPES = "float32", "float16", "bfloat16"
ATTENTION = "", ', attn_implementation="eager"', ', attn_implementation="sdpa"'
FILE = 10  # loads in each file
KINDS = {"one": ("T4",), "two": ("T4", "A100")}
WAYS = "shared", "alone", "here", *KINDS


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["LOADLINT_CACHE_DIR"] = str(folder / "cache")
        (folder / "repository").mkdir()
        make = [options.python, "-c", MAKE, str(WORKER)]
        subprocess.run(make, cwd=folder / "repository", check=True, capture_output=True)
        for way in options.ways:
            figures = _each if way in ("shared", "alone") else _together
            print(f"| {way} | {figures(way, folder / 'repository', options)} |", flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.fleet", description=__doc__)
    parser.add_argument("ways", nargs="+", choices=WAYS)
    parser.add_argument("--loads", type=int, default=30, help="of tiny models, 270 at most")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that loads")
    return parser.parse_args()


def _calls(number: int) -> list[str]:
    """Return loads that are not equal."""
    wanted = product(ATTENTION, DTYPES, range(5), CLASSES.items())
    every = (
        f'{loader}.from_pretrained("{name}{at}", dtype=torch.{dtype}{more})'
        for more, dtype, at, (name, loader) in wanted
    )
    return list(islice(every, number))


def _each(way: str, folder: Path, options: argparse.Namespace) -> str:
    """Return the seconds of the first load, and of those after it."""
    took = []
    with SharedImports() as imports:
        around = session.Surroundings(folder, options.python, imports=imports if way == "shared" else None)
        for call in _calls(options.loads):
            began = time.perf_counter()
            prepared = session.Prepared(from_text(f"{IMPORTS}{call}\n"), around)
            report = prepared.run(lambda _: None, threading.Event(), force=True)
            took.append(time.perf_counter() - began)
            if report.outcome != "loaded":
                raise RuntimeError(f"{call}: {report.outcome}, {report.error}")
    after = took[1:]
    return (
        f"{len(took)} loads | first {took[0]:.2f} s | after it: median {statistics.median(after):.2f} s, "
        f"least {min(after):.2f} s, most {max(after):.2f} s"
    )


def _together(way: str, folder: Path, options: argparse.Namespace) -> str:
    """Return the seconds of the command for one load and for all, and of each load after the first."""
    calls = _calls(options.loads)
    with ExitStack() as stack:
        variables = _variables()
        arguments = ["--rehearse", "--no-smoke"]
        if way in KINDS:
            variables["RAY_ADDRESS"] = stack.enter_context(nodes.cluster(KINDS[way], options.python)).address
            arguments += ["--on", "ray"]
        one, every = (_seconds(it, folder, arguments, variables, options.python) for it in (calls[:1], calls))
    return f"{len(calls)} loads | one {one:.1f} s | all {every:.1f} s | each {(every - one) / (len(calls) - 1):.3f} s"


def _variables() -> dict[str, str]:
    paths = [str(ROOT / it) for it in ("server", "rules")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "RAY_DISABLE_USAGE_STATS": "1"}


def _seconds(calls: list[str], folder: Path, arguments: list[str], variables: dict[str, str], python: str) -> float:
    for path in folder.glob("*.py"):
        path.unlink()
    for at in range(0, len(calls), FILE):
        lines = (f"model{number} = {it}\n" for number, it in enumerate(calls[at : at + FILE]))
        (folder / f"loads{at:03}.py").write_text(IMPORTS + "".join(lines))
    report = folder.parent / "report.json"
    command = [python, "-m", "loadlint", "verify", ".", *arguments, "--python", python, "--output-format", "json"]
    began = time.perf_counter()
    subprocess.run([*command, "--output-file", str(report)], cwd=folder, env=variables, check=True, capture_output=True)
    seconds = time.perf_counter() - began
    outcomes = [it["outcome"] for it in json.loads(report.read_text())["loads"]]
    if outcomes != ["loaded"] * len(calls):
        raise RuntimeError(f"not every load was carried out: {outcomes}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
