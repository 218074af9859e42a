"""Proof of `misplaced-pipeline-kwarg`: where an argument of the load ends up in a pipeline."""

from proofs.claims import Lab, claim, prove

RULE = "misplaced-pipeline-kwarg"


def called(lab: Lab, task: str, path: str) -> str:
    made = lab.transformers.pipeline(task, model=path, max_memory={"cpu": 1})
    return lab.tried(lambda: made("w1 w2"))


@claim(RULE, "attn_implementation does not reach the load", "sdpa")
def attention(lab: Lab) -> str:
    made = lab.transformers.pipeline("text-generation", model=lab.llama, attn_implementation="eager")
    return str(made.model.config._attn_implementation)


@claim(RULE, "it does in model_kwargs", "eager")
def inside(lab: Lab) -> str:
    load = {"attn_implementation": "eager"}
    made = lab.transformers.pipeline("text-generation", model=lab.llama, model_kwargs=load)
    return str(made.model.config._attn_implementation)


@claim(RULE, "text generation raises at its first call", "ValueError")
def generation(lab: Lab) -> str:
    return called(lab, "text-generation", lab.llama)


@claim(RULE, "text classification never raises from 5 on", "TypeError", "TypeError", "no error", "no error")
def classification(lab: Lab) -> str:
    return called(lab, "text-classification", lab.bert)


test_claims = prove(__name__)
