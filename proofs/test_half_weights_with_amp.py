"""Proof of `half-weights-with-amp`: gradients of float16 weights under a loss that is scaled."""

from proofs.claims import Lab, claim, prove

RULE = "half-weights-with-amp"


def step(lab: Lab, dtype: object) -> str:
    """Return the outcome of a scaler's first step on the gradients of a model loaded in a dtype."""
    torch = lab.torch
    model = lab.load("AutoModelForCausalLM", lab.llama, torch_dtype=dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu")
    for weight in model.parameters():
        weight.grad = torch.ones_like(weight)
    scaler.scale(torch.ones(1))
    return lab.tried(lambda: scaler.unscale_(optimizer), "Attempting to unscale FP16 gradients")


@claim(RULE, "float16 weights get gradients that cannot be unscaled", "ValueError")
def half(lab: Lab) -> str:
    return step(lab, lab.torch.float16)


@claim(RULE, "float32 weights do not", "no error")
def full(lab: Lab) -> str:
    return step(lab, lab.torch.float32)


@claim(RULE, "what peft trains on float16 weights is float32", "float32")
def peft(lab: Lab) -> str:
    return lab.beside("peft trained")


test_claims = prove(__name__)
