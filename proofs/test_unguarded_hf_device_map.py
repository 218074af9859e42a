"""Proof of `unguarded-hf-device-map`: which models have the map."""

from proofs.claims import Lab, claim, prove

RULE = "unguarded-hf-device-map"


def has(lab: Lab, **arguments: object) -> str:
    return str(hasattr(lab.load("AutoModelForCausalLM", lab.llama, **arguments), "hf_device_map"))


@claim(RULE, "a model on one device has it before 5 only", "True", "True", "False", "False")
def one(lab: Lab) -> str:
    return has(lab, device_map="cpu")


@claim(RULE, "a model without device_map has it in no release", "False")
def none(lab: Lab) -> str:
    return has(lab)


@claim(RULE, "a model over two places has it in every release", "True")
def spread(lab: Lab) -> str:
    layers = {"model.embed_tokens": "cpu", "model.layers.0": "cpu", "model.layers.1": "disk", "model.norm": "cpu"}
    places = {**layers, "model.rotary_emb": "cpu", "lm_head": "cpu"}
    return has(lab, device_map=places, offload_folder=str(lab.folder / "spread"))


test_claims = prove(__name__)
