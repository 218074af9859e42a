"""Proof of `frozen-adapter`: the weights of an adapter that is loaded for inference."""

from proofs.claims import Lab, claim, prove

RULE = "frozen-adapter"


@claim(RULE, "an adapter is loaded without trainable weights", "frozen")
def frozen(lab: Lab) -> str:
    return lab.beside("adapters frozen")


@claim(RULE, "AutoPeftModel does the same", "frozen")
def automatic(lab: Lab) -> str:
    return lab.beside("adapters frozen AutoPeft")


@claim(RULE, "is_trainable=True makes them trainable", "trainable")
def trainable(lab: Lab) -> str:
    return lab.beside("adapters trainable")


@claim(RULE, "a backward pass raises", "RuntimeError")
def backward(lab: Lab) -> str:
    return lab.beside("adapters frozen backward")


@claim(RULE, "and so does a trainer", "RuntimeError")
def trained(lab: Lab) -> str:
    return lab.beside("adapters frozen Trainer")


@claim(RULE, "a trainer that evaluates does not", "no error")
def evaluated(lab: Lab) -> str:
    return lab.beside("adapters frozen evaluate")


@claim(RULE, "with is_trainable=True it takes a step", "1")
def stepped(lab: Lab) -> str:
    return lab.beside("adapters trainable Trainer")


@claim(RULE, "set_adapter makes them trainable", "trainable")
def switched(lab: Lab) -> str:
    return lab.beside("adapters set_adapter")


test_claims = prove(__name__)
