"""Proof of `removed-import`: imports of modules and names that transformers dropped."""

from proofs.claims import Lab, claim, prove

RULE = "removed-import"
GONE = ("no error", "no error", "ImportError", "ImportError")


def imported(lab: Lab, statement: str) -> str:
    outcome = lab.tried(lambda: exec(statement))
    return outcome.replace("ModuleNotFoundError", "ImportError")


@claim(RULE, "the module of a fast tokenizer went in 5.0", *GONE)
def fast(lab: Lab) -> str:
    return imported(lab, "from transformers.models.qwen2.tokenization_qwen2_fast import Qwen2TokenizerFast")


@claim(RULE, "the fast tokenizer itself comes from the top in all", "no error")
def top(lab: Lab) -> str:
    return imported(lab, "from transformers import Qwen2TokenizerFast")


@claim(RULE, "PretrainedConfig left modeling_utils in 5.0", *GONE)
def config(lab: Lab) -> str:
    return imported(lab, "from transformers.modeling_utils import PretrainedConfig")


@claim(RULE, "PretrainedConfig comes from the top in all", "no error")
def heir(lab: Lab) -> str:
    return imported(lab, "from transformers import PretrainedConfig")


@claim(RULE, "apply_chunking_to_forward left modeling_utils in 4.56", "no error", *["ImportError"] * 3)
def chunking(lab: Lab) -> str:
    return imported(lab, "from transformers.modeling_utils import apply_chunking_to_forward")


@claim(RULE, "apply_chunking_to_forward and prune_linear_layer are in pytorch_utils of all", "no error")
def chunking_home(lab: Lab) -> str:
    return imported(lab, "from transformers.pytorch_utils import apply_chunking_to_forward, prune_linear_layer")


@claim(RULE, "transformers.deepspeed went in 4.46", "no error", *["ImportError"] * 3)
def deepspeed(lab: Lab) -> str:
    return imported(lab, "from transformers import deepspeed")


@claim(RULE, "deepspeed is in the integrations of all", "no error")
def deepspeed_home(lab: Lab) -> str:
    return imported(lab, "from transformers.integrations import deepspeed, is_deepspeed_zero3_enabled")


@claim(RULE, "TRANSFORMERS_CACHE went in 5.0", *GONE)
def cache(lab: Lab) -> str:
    return imported(lab, "from transformers import TRANSFORMERS_CACHE")


@claim(RULE, "bytes_to_unicode of gpt2 went in 5.0", *GONE)
def unicode(lab: Lab) -> str:
    return imported(lab, "from transformers.models.gpt2.tokenization_gpt2 import bytes_to_unicode")


@claim(RULE, "generation_utils went before 4.44", "ImportError")
def generation(lab: Lab) -> str:
    return imported(lab, "import transformers.generation_utils")


@claim(RULE, "tokenization_utils_fast is answered for in all", "no error")
def answered(lab: Lab) -> str:
    return imported(lab, "from transformers.tokenization_utils_fast import PreTrainedTokenizerFast")


test_claims = prove(__name__)
