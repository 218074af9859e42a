"""Proof of `deprecated-torch-dtype`: both names of the argument, in loads and pipelines."""

from proofs.claims import Lab, claim, prove

RULE = "deprecated-torch-dtype"


@claim(RULE, "torch_dtype works in every release", "float16")
def old_name(lab: Lab) -> str:
    return lab.dtype(lab.load("AutoModelForCausalLM", lab.llama, torch_dtype=lab.torch.float16))


@claim(RULE, "dtype works from 4.56", "TypeError", "float16", "float16", "float16")
def new_name(lab: Lab) -> str:
    loaded: list[str] = []
    error = lab.tried(
        lambda: loaded.append(lab.dtype(lab.load("LlamaForCausalLM", lab.llama, dtype=lab.torch.float16)))
    )
    return loaded[0] if loaded else error


@claim(RULE, "pipeline ignores dtype before 4.56.1", "float32", "float16", "float16", "float16")
def in_pipeline(lab: Lab) -> str:
    return lab.dtype(lab.transformers.pipeline("text-generation", model=lab.llama, dtype=lab.torch.float16).model)


@claim(RULE, "pipeline takes torch_dtype in every release", "float16")
def old_in_pipeline(lab: Lab) -> str:
    made = lab.transformers.pipeline("text-generation", model=lab.llama, torch_dtype=lab.torch.float16)
    return lab.dtype(made.model)


@claim(RULE, "a model of diffusers refuses dtype before 0.40", "TypeError", "TypeError", "TypeError", "float16")
def diffusers_dtype(lab: Lab) -> str:
    return lab.beside("diffusers dtype")


@claim(RULE, "a pipeline of diffusers drops dtype before 0.40", "float32", "float32", "float32", "float16")
def diffusers_pipeline_dtype(lab: Lab) -> str:
    return lab.beside("diffusers pipeline dtype")


@claim(RULE, "a model of diffusers takes torch_dtype in every release", "float16")
def diffusers_torch_dtype(lab: Lab) -> str:
    return lab.beside("diffusers torch_dtype")


@claim(RULE, "peft hands torch_dtype on to the base model", "float16")
def peft_torch_dtype(lab: Lab) -> str:
    return lab.beside("peft torch_dtype")


test_claims = prove(__name__)
