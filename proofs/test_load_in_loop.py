"""Proof of `load-in-loop`: whether a second load reuses the first one."""

from proofs.claims import Lab, claim, prove

RULE = "load-in-loop"


@claim(RULE, "the same load builds the model again", "2 models in memory")
def twice(lab: Lab) -> str:
    models = [lab.load("AutoModelForCausalLM", lab.llama) for _ in range(2)]
    places = {next(iter(it.parameters())).data_ptr() for it in models}
    return f"{len(places)} models in memory"


test_claims = prove(__name__)
