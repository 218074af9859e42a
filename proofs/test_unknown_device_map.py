"""Proof of `unknown-device-map`: strings that a load takes for a device."""

from proofs.claims import Lab, claim, prove

RULE = "unknown-device-map"


def placed(lab: Lab, where: str) -> str:
    words = "When passing device_map as a string" if where != "cpu" else ""
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, device_map=where), words)


@claim(RULE, "gpu raises", "ValueError")
def gpu(lab: Lab) -> str:
    return placed(lab, "gpu")


@claim(RULE, "disk raises", "ValueError")
def disk(lab: Lab) -> str:
    return placed(lab, "disk")


@claim(RULE, "AUTO raises", "ValueError")
def upper(lab: Lab) -> str:
    return placed(lab, "AUTO")


@claim(RULE, "balanced_low0 raises", "ValueError")
def typo(lab: Lab) -> str:
    return placed(lab, "balanced_low0")


@claim(RULE, "auto is taken", "no error")
def auto(lab: Lab) -> str:
    return placed(lab, "auto")


@claim(RULE, "balanced is taken", "no error")
def balanced(lab: Lab) -> str:
    return placed(lab, "balanced")


@claim(RULE, "balanced_low_0 is taken", "no error")
def balanced_low_0(lab: Lab) -> str:
    return placed(lab, "balanced_low_0")


@claim(RULE, "sequential is taken", "no error")
def sequential(lab: Lab) -> str:
    return placed(lab, "sequential")


@claim(RULE, "cpu is taken", "no error")
def cpu(lab: Lab) -> str:
    return placed(lab, "cpu")


@claim(RULE, "a pipeline of diffusers has strategies of its own and refuses auto", "NotImplementedError")
def diffusers_auto(lab: Lab) -> str:
    return lab.beside("diffusers auto")


@claim(RULE, "peft hands a misspelt strategy on to the base model, which raises", "ValueError")
def peft(lab: Lab) -> str:
    return lab.beside("peft device_map")


NOT_ALL = ("NotImplementedError", "cpu", "cpu", "cpu")


@claim(RULE, "a pipeline of diffusers refuses sequential", "NotImplementedError")
def diffusers_sequential(lab: Lab) -> str:
    return lab.beside("diffusers map sequential")


@claim(RULE, "a pipeline of diffusers refuses a numbered device", "NotImplementedError")
def diffusers_numbered(lab: Lab) -> str:
    return lab.beside("diffusers map cuda:0")


@claim(RULE, "a pipeline of diffusers refuses a dict", "ValueError")
def diffusers_dict(lab: Lab) -> str:
    return lab.beside("diffusers map dict")


@claim(RULE, "a pipeline of diffusers takes balanced", "cpu")
def diffusers_balanced(lab: Lab) -> str:
    return lab.beside("diffusers map balanced")


@claim(RULE, "a pipeline of diffusers takes the name of the device that there is from 0.35 on", *NOT_ALL)
def diffusers_device(lab: Lab) -> str:
    return lab.beside("diffusers map cpu")


@claim(RULE, "a model of diffusers takes auto", "cpu")
def diffusers_model(lab: Lab) -> str:
    return lab.beside("diffusers map auto of a model")


@claim(RULE, "device=auto of a pipeline raises", "RuntimeError")
def device_auto(lab: Lab) -> str:
    return lab.tried(lambda: lab.transformers.pipeline("text-generation", model=lab.llama, device="auto"))[:12]


@claim(RULE, "device=gpu of a pipeline raises", "RuntimeError")
def device_gpu(lab: Lab) -> str:
    return lab.tried(lambda: lab.transformers.pipeline("text-generation", model=lab.llama, device="gpu"))[:12]


@claim(RULE, "device_map=auto of a pipeline is taken", "no error")
def pipeline_map(lab: Lab) -> str:
    return lab.tried(lambda: lab.transformers.pipeline("text-generation", model=lab.llama, device_map="auto"))


test_claims = prove(__name__)
