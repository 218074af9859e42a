"""Proof of `move-after-device-map`: moving a model that hooks or a quantizer placed."""

from proofs.claims import Lab, claim, prove

RULE = "move-after-device-map"


@claim(RULE, "a model that is partly on disk cannot be moved", "RuntimeError")
def offloaded(lab: Lab) -> str:
    layers = {"model.embed_tokens": "cpu", "model.layers.0": "cpu", "model.layers.1": "disk", "model.norm": "cpu"}
    places = {**layers, "model.rotary_emb": "cpu", "lm_head": "cpu"}
    where = {"device_map": places, "offload_folder": str(lab.folder / "offload")}
    model = lab.load("LlamaForCausalLM", lab.llama, **where)
    return lab.tried(lambda: model.to("cpu"), "You can't move a model that has some modules offloaded")


@claim(RULE, "a model that is whole on one device can be moved", "no error")
def whole(lab: Lab) -> str:
    model = lab.load("LlamaForCausalLM", lab.llama, device_map={"": "cpu"})
    return lab.tried(lambda: model.to("cpu"))


@claim(RULE, "an 8-bit model refuses cuda()", "ValueError")
def eight_bit(lab: Lab) -> str:
    # The model only has the marks: bitsandbytes would need a GPU, and the guard checks nothing else.
    from transformers.utils.quantization_config import QuantizationMethod

    model = lab.load("LlamaForCausalLM", lab.llama)
    model.is_quantized = model.is_loaded_in_8bit = True
    model.quantization_method = QuantizationMethod.BITS_AND_BYTES
    return lab.tried(lambda: model.cuda())


test_claims = prove(__name__)
