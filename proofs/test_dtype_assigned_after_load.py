"""Proof of `dtype-assigned-after-load`: the effect of assigning a dtype to a loaded model."""

from proofs.claims import Lab, claim, prove

RULE = "dtype-assigned-after-load"


@claim(RULE, "config.torch_dtype changes no weight", "float32")
def old_config(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama)
    model.config.torch_dtype = lab.torch.float16
    return lab.dtype(model)


@claim(RULE, "config.dtype changes no weight", "float32")
def config(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama)
    model.config.dtype = lab.torch.float16
    return lab.dtype(model)


@claim(RULE, "model.torch_dtype changes no weight", "float32")
def attribute(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama)
    model.torch_dtype = lab.torch.float16
    return lab.dtype(model)


@claim(RULE, "model.dtype has no setter", "AttributeError")
def setter(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama)
    return lab.tried(lambda: setattr(model, "dtype", lab.torch.float16))


test_claims = prove(__name__)
