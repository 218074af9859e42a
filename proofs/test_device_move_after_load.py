"""Proof of `device-move-after-load`: where weights are after a load, and after a move."""

from proofs.claims import Lab, claim, prove

RULE = "device-move-after-load"


@claim(RULE, "a load without device_map puts the weights on the CPU", "cpu")
def without(lab: Lab) -> str:
    return " ".join({it.device.type for it in lab.load("AutoModelForCausalLM", lab.llama).parameters()})


@claim(RULE, "with device_map they go to the device straight away", "meta")
def straight(lab: Lab) -> str:
    # No weight of such a model was ever on another device: it has none.
    model = lab.load("AutoModelForCausalLM", lab.llama, device_map="meta")
    return " ".join({it.device.type for it in model.parameters()})


@claim(RULE, "a move takes every weight to the one device", "meta")
def moved(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama).to("meta")
    return " ".join({it.device.type for it in model.parameters()})


test_claims = prove(__name__)
