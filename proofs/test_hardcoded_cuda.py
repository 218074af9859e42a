"""Proof of `hardcoded-cuda`: naming the GPU where there is none."""

from proofs.claims import Lab, claim, prove

RULE = "hardcoded-cuda"
MOVE = """
import torch
try:
    torch.zeros(1).to("cuda")
    print("moved")
except (AssertionError, RuntimeError):
    print("raises")
"""


@claim(RULE, "a move to cuda raises on a machine without a GPU", "raises")
def move(lab: Lab) -> str:
    return lab.python(MOVE, CUDA_VISIBLE_DEVICES="")


test_claims = prove(__name__)
