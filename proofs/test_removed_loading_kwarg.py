"""Proof of `removed-loading-kwarg`: loads with an argument that their release removed."""

from proofs.claims import Lab, claim, prove

RULE = "removed-loading-kwarg"
GONE = ("no error", "no error", "TypeError", "TypeError")


@claim(RULE, "load_in_8bit=False is refused from 5.0", *GONE)
def load_in_8bit(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, load_in_8bit=False))


@claim(RULE, "load_in_4bit=False is refused from 5.0", *GONE)
def load_in_4bit(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("LlamaForCausalLM", lab.llama, load_in_4bit=False))


@claim(RULE, "use_auth_token is refused from 5.0", *GONE)
def use_auth_token(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, use_auth_token="x"))


@claim(RULE, "use_auth_token is swallowed by a tokenizer", "no error")
def token_of_tokenizer(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoTokenizer", lab.llama, use_auth_token="x"))


@claim(RULE, "use_flash_attention_2=False is refused from 4.53", "no error", "TypeError", "TypeError", "TypeError")
def flash(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, use_flash_attention_2=False))


@claim(RULE, "resume_download is refused from 5.0", *GONE)
def resume_download(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, resume_download=True))


@claim(RULE, "torchscript is refused from 5.0", *GONE)
def torchscript(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, torchscript=False))


@claim(RULE, "token is taken by every release", "no error")
def token(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, token="x"))


@claim(RULE, "quantization_config=None is the default of every release", "no error")
def quantization_off(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, quantization_config=None))


@claim(RULE, "attn_implementation=None is the default of every release", "no error")
def attention_off(lab: Lab) -> str:
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, attn_implementation=None))


@claim(RULE, "diffusers ignores use_auth_token", "float32")
def diffusers(lab: Lab) -> str:
    return lab.beside("diffusers use_auth_token")


BASE = ("float32", "float32", "TypeError", "TypeError")


@claim(RULE, "AutoPeftModel hands load_in_4bit=False on, which is refused from 5.0", *BASE)
def peft_quantized(lab: Lab) -> str:
    return lab.beside("peft load_in_4bit")


@claim(RULE, "AutoPeftModel hands use_auth_token on, which is refused from 5.0", *BASE)
def peft_token(lab: Lab) -> str:
    return lab.beside("peft use_auth_token")


@claim(RULE, "AutoPeftModel hands use_flash_attention_2=False on", "float32", "TypeError", "TypeError", "TypeError")
def peft_flash(lab: Lab) -> str:
    return lab.beside("peft use_flash_attention_2")


def grouped(lab: Lab, **arguments: object) -> str:
    tokens = str(lab.folder / "tokens")
    lab.transformers.BertForTokenClassification.from_pretrained(lab.bert).save_pretrained(tokens)
    lab.transformers.AutoTokenizer.from_pretrained(lab.bert).save_pretrained(tokens)
    return lab.tried(lambda: lab.transformers.pipeline("ner", model=tokens, **arguments)).partition(":")[0]


@claim(RULE, "grouped_entities raises from 5.0 on", "no error", "no error", "TypeError", "TypeError")
def grouping(lab: Lab) -> str:
    return grouped(lab, grouped_entities=True)


@claim(RULE, "aggregation_strategy is taken", "no error")
def strategy(lab: Lab) -> str:
    return grouped(lab, aggregation_strategy="simple")


@claim(RULE, "use_auth_token in model_kwargs raises from 5.0 on", "no error", "no error", "ValueError", "ValueError")
def handed(lab: Lab) -> str:
    kwargs = {"use_auth_token": "x"}
    return lab.tried(
        lambda: lab.transformers.pipeline("text-generation", model=lab.llama, model_kwargs=kwargs)
    ).partition(":")[0]


test_claims = prove(__name__)
