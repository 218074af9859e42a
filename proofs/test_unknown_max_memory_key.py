"""Proof of `unknown-max-memory-key`: keys that a load takes for devices."""

from typing import Any

from proofs.claims import Lab, claim, prove

RULE = "unknown-max-memory-key"


def loaded(lab: Lab, key: Any, where: Any = "auto") -> str:
    memory = {key: "1GB", "cpu": "1GB"}
    return lab.tried(
        lambda: lab.load("AutoModelForCausalLM", lab.llama, device_map=where, max_memory=memory),
        "is not recognized" if key != "cpu" else "",
    )


@claim(RULE, "a number as text raises", "ValueError")
def number(lab: Lab) -> str:
    return loaded(lab, "0")


@claim(RULE, "cuda:0 raises", "ValueError")
def device(lab: Lab) -> str:
    return loaded(lab, "cuda:0")


@claim(RULE, "gpu raises", "ValueError")
def gpu(lab: Lab) -> str:
    return loaded(lab, "gpu")


@claim(RULE, "cpu is taken", "no error")
def cpu(lab: Lab) -> str:
    return loaded(lab, "cpu")


@claim(RULE, "a dict as device_map does not read it", "no error")
def unread(lab: Lab) -> str:
    return loaded(lab, "0", {"": "cpu"})


@claim(RULE, "a pipeline says that it could not load the model", "ValueError")
def pipeline(lab: Lab) -> str:
    kwargs = {"max_memory": {"0": "1GB"}}
    return lab.tried(
        lambda: lab.transformers.pipeline("text-generation", model=lab.llama, device_map="auto", model_kwargs=kwargs),
        "Could not load model",
    )


test_claims = prove(__name__)
