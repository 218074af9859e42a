"""Proof of `conflicting-quantization`: two quantizations for one load."""

from proofs.claims import Lab, claim, prove

RULE = "conflicting-quantization"
GPU = "needs a GPU"


@claim(RULE, "load_in_4bit beside a configuration raises", "ValueError", "ValueError", "TypeError", "TypeError")
def four(lab: Lab) -> str:
    return lab.beside("adapters 4-bit twice")


@claim(RULE, "load_in_8bit beside a configuration raises", "ValueError", "ValueError", "TypeError", "TypeError")
def eight(lab: Lab) -> str:
    return lab.beside("adapters 8-bit beside")


@claim(RULE, "load_in_4bit=False beside one does not before 5", GPU, "no error", "TypeError", "TypeError")
def off(lab: Lab) -> str:
    return lab.beside("adapters 4-bit off")


@claim(RULE, "bitsandbytes on a GPTQ checkpoint raises", "AttributeError", "ValueError", "ValueError", "ValueError")
def gptq(lab: Lab) -> str:
    return lab.beside("adapters bnb on gptq")


@claim(RULE, "load_in_4bit on a GPTQ checkpoint raises", "AttributeError", "ValueError", "ImportError", "ImportError")
def flag(lab: Lab) -> str:
    return lab.beside("adapters load_in on gptq")


@claim(RULE, "bitsandbytes on an AWQ checkpoint raises", GPU, *["ValueError"] * 3)
def awq(lab: Lab) -> str:
    return lab.beside("adapters bnb on awq")


test_claims = prove(__name__)
