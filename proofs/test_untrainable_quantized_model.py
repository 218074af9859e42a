"""Proof of `untrainable-quantized-model`: a trainer of quantized weights; 4.44 quantizes on a GPU only."""

from proofs.claims import Lab, claim, prove

RULE = "untrainable-quantized-model"
GPU = "needs a GPU"


@claim(RULE, "a trainer of a 4-bit model raises", GPU, *["ValueError"] * 3)
def four(lab: Lab) -> str:
    return lab.beside("adapters Trainer 4-bit")


@claim(RULE, "a trainer of an 8-bit model raises", GPU, *["ValueError"] * 3)
def eight(lab: Lab) -> str:
    return lab.beside("adapters Trainer 8-bit")


@claim(RULE, "a model with the marks of a quantized one is refused", "ValueError")
def marked(lab: Lab) -> str:
    return lab.beside("adapters Trainer marked")


@claim(RULE, "prepare_model_for_kbit_training alone does not help", GPU, *["ValueError"] * 3)
def prepared(lab: Lab) -> str:
    return lab.beside("adapters Trainer prepared")


@claim(RULE, "an adapter does", GPU, *["no error"] * 3)
def adapted(lab: Lab) -> str:
    return lab.beside("adapters Trainer adapted")


test_claims = prove(__name__)
