"""Proof of `random-weights`: the weights of a model made from a configuration."""

from proofs.claims import Lab, claim, prove

RULE = "random-weights"


@claim(RULE, "from_config makes other weights each time", "different")
def from_config(lab: Lab) -> str:
    config = lab.load("AutoConfig", lab.llama)
    models = [lab.transformers.AutoModelForCausalLM.from_config(config) for _ in range(2)]
    first, second = (next(iter(it.parameters())) for it in models)
    return "equal" if bool((first == second).all()) else "different"


@claim(RULE, "a class called with a configuration does too", "different")
def called(lab: Lab) -> str:
    config = lab.load("AutoConfig", lab.llama)
    models = [lab.transformers.LlamaForCausalLM(config) for _ in range(2)]
    first, second = (next(iter(it.parameters())) for it in models)
    return "equal" if bool((first == second).all()) else "different"


@claim(RULE, "from_pretrained makes the same", "equal")
def loaded(lab: Lab) -> str:
    first, second = (next(iter(lab.load("AutoModelForCausalLM", lab.llama).parameters())) for _ in range(2))
    return "equal" if bool((first == second).all()) else "different"


test_claims = prove(__name__)
