"""Proof of `implicit-dtype`: the dtype of a load that names none."""

from proofs.claims import Lab, claim, prove

RULE = "implicit-dtype"


@claim(RULE, "a bfloat16 checkpoint becomes float32 before 5", "float32", "float32", "bfloat16", "bfloat16")
def default(lab: Lab) -> str:
    return lab.dtype(lab.load("AutoModelForCausalLM", lab.half))


@claim(RULE, "auto takes what the checkpoint has", "bfloat16")
def auto(lab: Lab) -> str:
    return lab.dtype(lab.load("AutoModelForCausalLM", lab.half, torch_dtype="auto"))


test_claims = prove(__name__)
