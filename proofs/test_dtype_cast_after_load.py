"""Proof of `dtype-cast-after-load`: values that a cast rounds and a load with a dtype keeps."""

from typing import Any

from proofs.claims import Lab, claim, prove

RULE = "dtype-cast-after-load"


def wo(model: Any) -> str:
    return str(next(it.dtype for name, it in model.named_parameters() if ".wo." in name))


def rotary(model: Any) -> str:
    return str(next(it.dtype for name, it in model.named_buffers() if name.endswith("inv_freq")))


@claim(RULE, "a float16 load keeps T5's wo in float32", "torch.float32")
def kept(lab: Lab) -> str:
    return wo(lab.load("T5ForConditionalGeneration", lab.t5, torch_dtype=lab.torch.float16))


@claim(RULE, "half() rounds it", "torch.float16")
def rounded(lab: Lab) -> str:
    return wo(lab.load("T5ForConditionalGeneration", lab.t5).half())


@claim(RULE, "a bfloat16 load keeps Llama's rotary frequencies in float32", "torch.float32")
def kept_rotary(lab: Lab) -> str:
    return rotary(lab.load("AutoModelForCausalLM", lab.llama, torch_dtype=lab.torch.bfloat16))


@claim(RULE, "a cast to bfloat16 rounds them", "torch.bfloat16")
def rounded_rotary(lab: Lab) -> str:
    return rotary(lab.load("AutoModelForCausalLM", lab.llama).to(lab.torch.bfloat16))


@claim(RULE, "rounded frequencies are off by more than a radian at position 8191", "True")
def radian(lab: Lab) -> str:
    frequencies = 1.0 / 10000 ** (lab.torch.arange(0, 128, 2) / 128)
    return str(bool(((frequencies.bfloat16().float() - frequencies).abs() * 8191).max() > 1))


@claim(RULE, "a bfloat16 checkpoint is blown up before 5", "float32", "float32", "bfloat16", "bfloat16")
def blown_up(lab: Lab) -> str:
    return lab.dtype(lab.load("AutoModelForCausalLM", lab.half))


@claim(RULE, "a model of diffusers is float16 after half()", "float16")
def diffusers(lab: Lab) -> str:
    return lab.beside("diffusers half")


test_claims = prove(__name__)
