"""Proof of `meta-weights`: loads where models are made without weights."""

from contextlib import AbstractContextManager
from typing import Any

from proofs.claims import Lab, claim, prove

RULE = "meta-weights"


def empty() -> AbstractContextManager[Any]:
    from accelerate import init_empty_weights

    return init_empty_weights()  # type: ignore[no-any-return]


def devices(context: AbstractContextManager[Any], lab: Lab, path: str = "", **arguments: Any) -> str:
    path = path or lab.llama  # saved outside of the block
    with context:
        model = lab.load("AutoModelForCausalLM", path, **arguments)
    return ", ".join(sorted({it.device.type for it in model.parameters()}))


def under_meta(lab: Lab, **arguments: Any) -> str:
    outcome = ""

    def action() -> None:
        nonlocal outcome
        outcome = devices(lab.torch.device("meta"), lab, **arguments)

    tried = lab.tried(action, "meta device context")
    return outcome or tried


@claim(RULE, "torch.device(meta) raises from 4.57 on", "cpu", "RuntimeError", "RuntimeError", "RuntimeError")
def meta(lab: Lab) -> str:
    return under_meta(lab)


@claim(RULE, "before, weights in another dtype stay on meta", "meta", "RuntimeError", "RuntimeError", "RuntimeError")
def meta_cast(lab: Lab) -> str:
    return under_meta(lab, path=lab.half)


@claim(RULE, "with a device_map it raises in all", "NotImplementedError")
def meta_mapped(lab: Lab) -> str:
    return under_meta(lab, device_map="auto").partition(":")[0]


@claim(RULE, "weights stay on meta under init_empty_weights", "meta", "meta", "TypeError", "meta")
def empty_weights(lab: Lab) -> str:
    outcome = ""

    def action() -> None:
        nonlocal outcome
        outcome = devices(empty(), lab)

    tried = lab.tried(action)
    return outcome or tried.partition(":")[0]


@claim(RULE, "before 4.57 a device_map loads them all the same", "cpu", "NotImplementedError", "TypeError", "meta")
def mapped(lab: Lab) -> str:
    outcome = ""

    def action() -> None:
        nonlocal outcome
        outcome = devices(empty(), lab, device_map="auto")

    tried = lab.tried(action)
    return outcome or tried.partition(":")[0]


@claim(RULE, "from_config makes the shapes", "meta")
def from_config(lab: Lab) -> str:
    auto, path = lab.transformers, lab.llama
    with empty():
        model = auto.AutoModelForCausalLM.from_config(auto.AutoConfig.from_pretrained(path))
    return ", ".join(sorted({it.device.type for it in model.parameters()}))


test_claims = prove(__name__)
