"""Proof of `unknown-dtype`: strings that a load takes for a dtype."""

from proofs.claims import Lab, claim, prove

RULE = "unknown-dtype"


RAISES = ("ValueError", "AttributeError", "ValueError", "ValueError")


def loaded(lab: Lab, dtype: str) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, torch_dtype=dtype))


@claim(RULE, "a short form raises", *RAISES)
def short(lab: Lab) -> str:
    return loaded(lab, "bf16")


@claim(RULE, "torch.bfloat16 as a string raises", *RAISES)
def dotted(lab: Lab) -> str:
    return loaded(lab, "torch.bfloat16")


@claim(RULE, "auto is taken", "no error")
def auto(lab: Lab) -> str:
    return loaded(lab, "auto")


@claim(RULE, "bfloat16 is taken", "no error")
def bfloat16(lab: Lab) -> str:
    return loaded(lab, "bfloat16")


FLOAT32 = ("RuntimeError", "float32", "float32", "float32")


@claim(RULE, "diffusers takes the name of a dtype for float32 from 0.33 on, and raises before", *FLOAT32)
def diffusers_name(lab: Lab) -> str:
    return lab.beside("diffusers string dtype")


@claim(RULE, "diffusers takes auto for float32 from 0.33 on, and raises before", *FLOAT32)
def diffusers_auto(lab: Lab) -> str:
    return lab.beside("diffusers auto dtype")


@claim(RULE, "a model of diffusers does the same", *FLOAT32)
def diffusers_model(lab: Lab) -> str:
    return lab.beside("diffusers string dtype of a model")


test_claims = prove(__name__)
