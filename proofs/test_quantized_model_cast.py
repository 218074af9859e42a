"""Proof of `quantized-model-cast`: casting a quantized model."""

from typing import Any

from proofs.claims import Lab, claim, prove

RULE = "quantized-model-cast"


def marked(lab: Lab) -> Any:
    """Return a model with the marks that the guards check; bitsandbytes itself would need a GPU."""
    from transformers.utils.quantization_config import QuantizationMethod

    model = lab.load("LlamaForCausalLM", lab.llama)
    model.is_quantized = model.is_loaded_in_4bit = True
    model.quantization_method = QuantizationMethod.BITS_AND_BYTES
    return model


@claim(RULE, "half() raises", "ValueError")
def half(lab: Lab) -> str:
    return lab.tried(lambda: marked(lab).half(), "not supported for quantized model")


@claim(RULE, "float() raises", "ValueError")
def full(lab: Lab) -> str:
    return lab.tried(lambda: marked(lab).float(), "not supported for quantized model")


@claim(RULE, "to(dtype) raises for bitsandbytes", "ValueError")
def to(lab: Lab) -> str:
    return lab.tried(lambda: marked(lab).to(lab.torch.float16))


@claim(RULE, "bfloat16() has no guard", "bfloat16")
def bfloat16(lab: Lab) -> str:
    return lab.dtype(marked(lab).bfloat16())


@claim(RULE, "double() has no guard", "float64")
def double(lab: Lab) -> str:
    return lab.dtype(marked(lab).double())


test_claims = prove(__name__)
