"""Proof of `unknown-loading-kwarg`: loads with an argument that they do not know."""

from proofs.claims import Lab, claim, prove

RULE = "unknown-loading-kwarg"


@claim(RULE, "an unknown name raises TypeError in an Auto class", "TypeError")
def auto(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForSequenceClassification", lab.bert, num_label=3), "num_label")


@claim(RULE, "device raises TypeError in a concrete class", "TypeError")
def device(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("BertModel", lab.bert, device="cpu"), "device")


@claim(RULE, "dtype raises TypeError before 4.56", "TypeError", "no error", "no error", "no error")
def dtype(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, dtype=lab.torch.float16))


@claim(RULE, "an attribute of the configuration is set", "False")
def attribute(lab: Lab) -> str:
    return str(lab.load("AutoModelForCausalLM", lab.llama, use_cache=False).config.use_cache)


@claim(RULE, "what a class takes beside its configuration is taken", "no error")
def pooling(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("BertModel", lab.bert, add_pooling_layer=False))


@claim(RULE, "a tokenizer swallows an unknown name", "no error")
def tokenizer(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoTokenizer", lab.llama, padding_sid="left"))


@claim(RULE, "a configuration swallows an unknown name", "no error")
def config(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoConfig", lab.llama, hidden_sizes_="8"))


test_claims = prove(__name__)
