"""Proof of `device-map-in-distributed-training`: two processes that train a model with a map."""

import subprocess
import sys

from proofs.claims import Lab, claim, prove

RULE = "device-map-in-distributed-training"


SCRIPT = """
import os
import torch
from accelerate import Accelerator
model = torch.nn.Linear(2, 2)
model.hf_device_map = {devices}
try:
    Accelerator(cpu=True).prepare(model)
    outcome = "no error"
except ValueError as error:
    outcome = "ValueError" if "in any distributed mode" in str(error) else str(error)
if os.environ["RANK"] == "0":
    print(outcome)
"""


def train(lab: Lab, devices: str) -> str:
    """Return the outcome in the first of two processes that train a model with such a map."""
    script = lab.folder / "train.py"
    script.write_text(SCRIPT.format(devices=devices))
    launch = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", str(script)]
    done = subprocess.run([sys.executable, *launch], capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr[-200:]


@claim(RULE, "a model spread over devices is refused by accelerate", "ValueError")
def spread(lab: Lab) -> str:
    return train(lab, '{"a": 0, "b": 1}')


@claim(RULE, "a model on one device is not", "no error")
def whole(lab: Lab) -> str:
    return train(lab, '{"": 0}')


@claim(RULE, "with ZeRO-3 any device_map raises in the load", "ValueError")
def zero(lab: Lab) -> str:
    from transformers.integrations import deepspeed

    class Zero3:
        def is_zero3(self) -> bool:
            return True

    configuration = Zero3()
    deepspeed._hf_deepspeed_config_weak_ref = lambda: configuration
    try:
        return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, device_map="auto"), "DeepSpeed")
    finally:
        deepspeed._hf_deepspeed_config_weak_ref = None


test_claims = prove(__name__)
