"""Measure the overhead of `loadlint verify`: `python -m bench.verify` prints the tables of docs/verify.md.

A plain script does the same in the same interpreter: import, load, one forward pass, 16 tokens. The
model is a Llama of 1.6 GB in float32, made once in the cache, and is cast by the load so that all of it is read. Both
run in turn, and medians are compared.

With --hub, the model is a tiny one that is not on this machine: a hub on loopback has it, which takes 0.1 s to answer.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.models import llama
from tests.tree import ROOT
from tests.verify import hub

POLL = 0.05
DELAY = 0.1  # seconds until a hub answers
OFFLINE = {"HF_HUB_OFFLINE": "1"}
MAKE = """
import sys, torch
from transformers import LlamaConfig, LlamaForCausalLM
torch.manual_seed(0)
config = LlamaConfig(vocab_size=32000, hidden_size=1024, intermediate_size=4096, num_hidden_layers=int(sys.argv[2]),
    num_attention_heads=16, tie_word_embeddings=True, max_position_embeddings=512, eos_token_id=None)
LlamaForCausalLM(config).save_pretrained(sys.argv[1])
"""
LOAD = """import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("model", dtype=torch.bfloat16)
"""
TRY = """
import sys, transformers
ids = torch.ones((1, 4), dtype=torch.long)
with torch.inference_mode():
    model(input_ids=ids)
    model.generate(input_ids=ids, max_new_tokens=16, do_sample=False)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time and CPU time, and the peak private memory of the processes in MB."""

    wall: float
    cpu: float
    megabytes: float


def main() -> int:
    """Print the tables; return 1 if the overhead exceeds the limit."""
    options = _options()
    plain = [options.python, "plain.py"]
    verify = [sys.executable, "-m", "loadlint", "verify", "load.py", "--python", options.python, "--yes"]
    if options.hub:
        return _fetched({"plain script": plain, "loadlint verify": verify}, options.rounds)
    folder = _folder(options.layers)
    costs = _in_turn({"plain script": plain, "loadlint verify": verify}, folder, options.rounds)
    size = (folder / "model" / "model.safetensors").stat().st_size
    print(f"A model of {size / 1e9:.2f} GB, medians of {options.rounds} runs, load average {os.getloadavg()[0]:.1f}:\n")
    print(_table(costs))
    before, after = costs["plain script"], costs["loadlint verify"]
    added = after.wall / before.wall - 1, after.megabytes - before.megabytes
    print(f"\nadded: {added[0]:+.1%} on the clock, {added[1]:+.0f} MB")
    preflight = [*verify[:-1], "--preflight"]
    print(f"\n{_table(_in_turn({'estimate alone': preflight}, folder, 3 * options.rounds))}")
    return int(added[0] > 0.1 or added[1] > 100)


def _fetched(commands: dict[str, Sequence[str]], rounds: int) -> int:
    """Print the table of a model that a hub has."""
    with tempfile.TemporaryDirectory() as name, hub.serve() as served:
        folder, served.delay = Path(name), DELAY
        served.repositories["model"] = hub.Repository(llama(folder / "tiny", vocabulary=256, hidden=64, layers=2))
        _write_programs(folder)
        costs = _in_turn(commands, folder, rounds, {"HF_ENDPOINT": served.url, "HF_HOME": str(folder / "home")})
    print(f"A hub that answers after {DELAY} s, medians of {rounds} runs, load average {os.getloadavg()[0]:.1f}:\n")
    print(_table(costs))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.verify", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--layers", type=int, default=24, help="of the model; each has 67 MB")
    parser.add_argument("--hub", action="store_true", help="measure a model that is not on this machine instead")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that loads")
    return parser.parse_args()


def _folder(layers: int) -> Path:
    """Return a folder with the model and the two programs."""
    folder = ROOT / ".cache" / "bench" / f"verify-{layers}"
    if not (folder / "model" / "model.safetensors").exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-c", MAKE, str(folder / "model"), str(layers)], check=True)
    _write_programs(folder)
    return folder


def _write_programs(folder: Path) -> None:
    (folder / "load.py").write_text(LOAD)
    (folder / "plain.py").write_text(LOAD + TRY)


def _in_turn(
    commands: dict[str, Sequence[str]], folder: Path, rounds: int, more: Mapping[str, str] = OFFLINE
) -> dict[str, Cost]:
    """Return the medians of each command in the folder, with `more` variables; a hub's cache is emptied before each."""
    runs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            shutil.rmtree(more.get("HF_HOME", ""), ignore_errors=True)
            runs[name].append(_cost(command, folder, more))
    return {name: _median(costs) for name, costs in runs.items()}


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(getattr(it, name) for it in costs) for name in ("wall", "cpu", "megabytes")))


def _cost(command: Sequence[str], folder: Path, more: Mapping[str, str]) -> Cost:
    """Measure one run, and sample the memory of all its processes meanwhile."""
    paths = os.pathsep.join([str(ROOT), *(it for it in sys.path if it)])
    environment = {**os.environ, "PYTHONPATH": paths, "XDG_RUNTIME_DIR": str(folder), **more}
    began, before, peak = time.perf_counter(), os.times(), 0
    # Each gets its own session: on a busy machine the kernel divides the time among sessions, and the loading
    # process of a verification has its own.
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while process.poll() is None:
        peak = max(peak, _held(process.pid))
        try:
            process.wait(POLL)
        except subprocess.TimeoutExpired:
            continue
    assert process.stderr is not None
    error = process.stderr.read()
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command} exited with {process.returncode}: {error.decode(errors='replace')[-400:]}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(time.perf_counter() - began, cpu, peak / 1e6)


def _held(pid: int) -> int:
    """Return the anonymous bytes of a process and its children; the kernel can reclaim mapped files at any time."""
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return 0
    return sum(_anonymous(it.pid) for it in family)


def _anonymous(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.split("\n") if line.startswith("RssAnon")), 0)


def _table(costs: dict[str, Cost]) -> str:
    rows = [f"| {name} | {it.wall:.2f} | {it.cpu:.2f} | {it.megabytes:.0f} |" for name, it in costs.items()]
    return "\n".join(["| | seconds | of processor time | MB held |", "|---|---|---|---|", *rows])


if __name__ == "__main__":
    sys.exit(main())
