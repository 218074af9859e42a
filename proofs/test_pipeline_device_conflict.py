"""Proof of `pipeline-device-conflict`: a pipeline with two devices."""

from proofs.claims import Lab, claim, prove

RULE = "pipeline-device-conflict"


@claim(RULE, "device beside device_map raises before 5", "ValueError", "ValueError", "no error", "no error")
def both(lab: Lab) -> str:
    made = {"model": lab.llama, "device": "cpu", "device_map": "auto"}
    return lab.tried(lambda: lab.transformers.pipeline("text-generation", **made), "loaded with")


@claim(RULE, "device for a model with a map raises before 5", "ValueError", "ValueError", "no error", "no error")
def placed(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama, device_map="auto")
    made = {"model": model, "tokenizer": lab.llama, "device": "cpu"}
    return lab.tried(lambda: lab.transformers.pipeline("text-generation", **made), "loaded with")


@claim(RULE, "on 5 it raises for a model with hooks on several devices", "ValueError")
def spread(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama, device_map="auto")
    model.hf_device_map = {"model": 0, "lm_head": "cpu"}
    made = {"model": model, "tokenizer": lab.llama, "device": "cpu"}
    return lab.tried(lambda: lab.transformers.pipeline("text-generation", **made), "loaded with")


@claim(RULE, "one of the two is fine", "no error")
def one(lab: Lab) -> str:
    return lab.tried(lambda: lab.transformers.pipeline("text-generation", model=lab.llama, device_map="auto"))


@claim(RULE, "device for a 4-bit model raises in 4.57", "needs a GPU", "ValueError", "no error", "no error")
def four_bits(lab: Lab) -> str:
    return lab.beside("adapters 4-bit in pipeline")


@claim(RULE, "device for an 8-bit model raises in 4.57", "needs a GPU", "ValueError", "no error", "no error")
def eight_bits(lab: Lab) -> str:
    return lab.beside("adapters 8-bit in pipeline")


test_claims = prove(__name__)
