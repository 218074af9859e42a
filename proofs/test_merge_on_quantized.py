"""Proof of `merge-on-quantized`: an adapter in whole and in quantized weights; 4.44 quantizes on a GPU only."""

from proofs.claims import Lab, claim, prove

RULE = "merge-on-quantized"
GPU = "needs a GPU"


@claim(RULE, "a merge into whole weights changes nothing", "same logits, silent")
def whole(lab: Lab) -> str:
    return lab.beside("adapters merge")


@claim(RULE, "a merge into 4 bits changes the logits", GPU, *["different logits, warned"] * 3)
def four(lab: Lab) -> str:
    return lab.beside("adapters merge in 4-bit")


@claim(RULE, "peft warns of rounding with 8 bits too", GPU, *["same logits, warned"] * 3)
def eight(lab: Lab) -> str:
    return lab.beside("adapters merge in 8-bit")


@claim(RULE, "after dequantize() a merge is exact", GPU, *["same logits, silent"] * 3)
def dequantized(lab: Lab) -> str:
    return lab.beside("adapters merge dequantized")


@claim(RULE, "a merge into GPTQ weights raises", "ValueError")
def gptq(lab: Lab) -> str:
    return lab.beside("adapters merge gptq")


test_claims = prove(__name__)
