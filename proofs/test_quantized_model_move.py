"""Proof of `quantized-model-move`: moving what bitsandbytes has placed, with marks that the guards ask for."""

from proofs.claims import Lab, claim, prove

RULE = "quantized-model-move"
NO_CUDA = "AssertionError"  # torch's own, as no guard refused the move before


@claim(RULE, "cuda() on an 8-bit model raises", "ValueError")
def cuda(lab: Lab) -> str:
    return lab.beside("adapters 8-bit cuda")


@claim(RULE, "to(device) on an 8-bit model raises before 5", "ValueError", "ValueError", "no error", "no error")
def to(lab: Lab) -> str:
    return lab.beside("adapters 8-bit to")


@claim(RULE, "to(device) on a 4-bit model raises in 4.44", "ValueError", "no error", "no error", "no error")
def four(lab: Lab) -> str:
    return lab.beside("adapters 4-bit to")


@claim(RULE, "cuda() on a 4-bit model raises in 4.44", "ValueError", NO_CUDA, NO_CUDA, NO_CUDA)
def four_cuda(lab: Lab) -> str:
    return lab.beside("adapters 4-bit cuda")


@claim(RULE, "with bitsandbytes 0.43.1 it raises before 5", "ValueError", "ValueError", "no error", "no error")
def older(lab: Lab) -> str:
    return lab.beside("adapters 4-bit to, older bitsandbytes")


@claim(RULE, "a wrapper of peft has no guard", "no error")
def wrapped(lab: Lab) -> str:
    return lab.beside("adapters 8-bit wrapped to")


test_claims = prove(__name__)
