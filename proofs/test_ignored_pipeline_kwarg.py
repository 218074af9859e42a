"""Proof of `ignored-pipeline-kwarg`: arguments for a load, given to a pipeline that does not load."""

from typing import Any

from proofs.claims import Lab, claim, prove

RULE = "ignored-pipeline-kwarg"


def made(lab: Lab, **arguments: Any) -> Any:
    model = lab.load("AutoModelForCausalLM", lab.llama)
    tokenizer = lab.load("AutoTokenizer", lab.llama)
    return lab.transformers.pipeline("text-generation", model=model, tokenizer=tokenizer, **arguments).model


@claim(RULE, "a dtype is ignored beside a model object", "float32")
def dtype(lab: Lab) -> str:
    return lab.dtype(made(lab, torch_dtype=lab.torch.float16))


@claim(RULE, "a device_map is ignored beside a model object", "False")
def device_map(lab: Lab) -> str:
    return str(hasattr(made(lab, device_map="auto"), "hf_device_map"))


@claim(RULE, "model_kwargs are ignored beside a model object", "float32")
def model_kwargs(lab: Lab) -> str:
    return lab.dtype(made(lab, model_kwargs={"torch_dtype": lab.torch.float16}))


@claim(RULE, "a dtype is heeded where the model is a name", "float16")
def name(lab: Lab) -> str:
    return lab.dtype(lab.transformers.pipeline("text-generation", lab.llama, torch_dtype=lab.torch.float16).model)


test_claims = prove(__name__)
