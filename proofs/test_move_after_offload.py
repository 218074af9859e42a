"""Proof of `move-after-offload`: a pipeline with hooks for offloading, moved to a GPU, or on the way there."""

from proofs.claims import Lab, claim, prove

RULE = "move-after-offload"


@claim(RULE, "a move after sequential offloading raises", "ValueError")
def sequential(lab: Lab) -> str:
    return lab.beside("diffusers moved sequential")


@claim(RULE, "a move after model offloading warns", "warns")
def model(lab: Lab) -> str:
    return lab.beside("diffusers moved model")


test_claims = prove(__name__)
