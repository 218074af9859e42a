"""Proof of `load-in-request-handler`: whether a second request reuses the load of the first."""

from proofs.claims import Lab, claim, prove

RULE = "load-in-request-handler"


@claim(RULE, "each request's load makes the model anew", "2 models in memory")
def twice(lab: Lab) -> str:
    # One after the other: before 5 a load changes how its whole process builds modules, and two at once clash.
    models = [lab.load("AutoModelForCausalLM", lab.llama) for _request in range(2)]
    places = {next(iter(it.parameters())).data_ptr() for it in models}
    return f"{len(places)} models in memory"


test_claims = prove(__name__)
