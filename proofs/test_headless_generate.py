"""Proof of `headless-generate`: generating with the body of a model."""

from proofs.claims import Lab, claim, prove

RULE = "headless-generate"


@claim(RULE, "AutoModel cannot generate", "TypeError", "AttributeError", "AttributeError", "AttributeError")
def body(lab: Lab) -> str:
    model = lab.load("AutoModel", lab.llama)
    return lab.tried(lambda: model.generate(lab.torch.tensor([[3, 4]]), max_new_tokens=1))


@claim(RULE, "AutoModelForCausalLM can", "no error")
def head(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama)
    return lab.tried(lambda: model.generate(lab.torch.tensor([[3, 4]]), max_new_tokens=1))


RAISES = ("TypeError", "AttributeError", "AttributeError", "AttributeError")


@claim(RULE, "an encoder has no generate", *RAISES)
def encoder(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("BertModel", lab.bert).generate()).partition(":")[0]


@claim(RULE, "a head for classes has no generate", *RAISES)
def classes(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("BertForSequenceClassification", lab.bert).generate()).partition(":")[0]


test_claims = prove(__name__)
