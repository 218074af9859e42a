"""Estimated against measured: `python -m tests.verify.estimates` prints the table of docs/verify.md.

Private host memory over the libraries, of a Llama with 110 million parameters made on the spot. Takes some
minutes, so it is no part of the suite.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from loadlint.verify.estimate.preflight import estimate
from tests.verify.loads import Run, from_text

MAKE = """
import torch
from transformers import LlamaConfig, LlamaForCausalLM
config = LlamaConfig(vocab_size=32000, hidden_size=768, intermediate_size=2048, num_hidden_layers=12,
    num_attention_heads=12, tie_word_embeddings=True, max_position_embeddings=512)
model = LlamaForCausalLM(config)
model.save_pretrained("single")
model.save_pretrained("shards", max_shard_size="60MB")
weights = model.state_dict()
for folder in ("tied", "pickle"):
    model.config.save_pretrained(folder)
    torch.save(weights, f"{folder}/pytorch_model.bin")
    weights.pop("lm_head.weight", None)  # tied, so newer releases leave it out
model.to(torch.bfloat16).save_pretrained("half")
"""
CASES = {
    "float32 as bfloat16": "'single', dtype=torch.bfloat16)",
    "bfloat16 as float32": "'half', dtype=torch.float32)",
    "float32, then `.half()`": "'single').half()",
    "8 shards, float32 as bfloat16": "'shards', dtype=torch.bfloat16)",
    "pickle, float32 as bfloat16": "'pickle', dtype=torch.bfloat16)",
    "pickle with a tied weight twice, float32 as bfloat16": "'tied', dtype=torch.bfloat16)",
}
HEAD = "import torch\nfrom transformers import AutoModelForCausalLM\nmodel = AutoModelForCausalLM.from_pretrained("


def main() -> int:
    """Print the table; 1 if an estimate is off by more than 5 %."""
    worst = 0.0
    print("| load | estimated MB | measured MB | error |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_RUNTIME_DIR"] = name
        subprocess.run([sys.executable, "-c", MAKE], cwd=name, check=True, capture_output=True)
        for case, call in CASES.items():
            expected, measured = _both(call, Path(name))
            error = expected / measured - 1
            worst = max(worst, abs(error))
            print(f"| {case} | {expected / 1e6:.0f} | {measured / 1e6:.0f} | {error:+.1%} |", flush=True)
    return int(worst > 0.05)


def _both(call: str, folder: Path) -> tuple[float, float]:
    run = Run(dataclasses.replace(from_text(f"{HEAD}{call}\n"), smoke=False), sys.executable, folder)
    preflight, report = estimate(run.request, cwd=folder), run.report()
    assert report.outcome == "loaded", report.error
    return (preflight.private or 0) - (preflight.cache or 0), report.memory["host_peak"] - report.memory["host_before"]


if __name__ == "__main__":
    sys.exit(main())
