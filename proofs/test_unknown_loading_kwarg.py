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


@claim(RULE, "a pipeline of diffusers drops an unknown name and loads in float32", "float32")
def diffusers_pipeline(lab: Lab) -> str:
    return lab.beside("diffusers misspelt dtype")


@claim(RULE, "a model of diffusers drops an unknown name and loads in float32", "float32")
def diffusers_model(lab: Lab) -> str:
    return lab.beside("diffusers misspelt dtype of a model")


@claim(RULE, "an unknown name in model_kwargs raises", "TypeError", "ValueError", "ValueError", "ValueError")
def handed(lab: Lab) -> str:
    kwargs = {"torch_dype": "auto"}
    return lab.tried(
        lambda: lab.transformers.pipeline("text-generation", model=lab.llama, model_kwargs=kwargs)
    ).partition(":")[0]


@claim(RULE, "SentenceTransformer refuses torch_dtype", "TypeError")
def encoder(lab: Lab) -> str:
    return lab.beside("sentence SentenceTransformer torch_dtype")


@claim(RULE, "CrossEncoder refuses torch_dtype", "TypeError")
def reranker(lab: Lab) -> str:
    return lab.beside("sentence CrossEncoder torch_dtype")


@claim(RULE, "SentenceTransformer refuses device_map", "TypeError")
def encoder_map(lab: Lab) -> str:
    return lab.beside("sentence SentenceTransformer device_map")


@claim(RULE, "SentenceTransformer takes torch_dtype in model_kwargs", "float16")
def encoder_kwargs(lab: Lab) -> str:
    return lab.beside("sentence SentenceTransformer model_kwargs")


test_claims = prove(__name__)
