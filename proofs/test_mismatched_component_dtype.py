"""Proof of `mismatched-component-dtype`: components and pipelines of several dtypes, run on the CPU."""

from proofs.claims import Lab, claim, prove

RULE = "mismatched-component-dtype"


@claim(RULE, "a pipeline of one dtype runs", "runs")
def half(lab: Lab) -> str:
    return lab.beside("diffusers half pipeline")


@claim(RULE, "a model in float32 in a half pipeline raises", "RuntimeError")
def model(lab: Lab) -> str:
    return lab.beside("diffusers float unet")


@claim(RULE, "a text encoder in float32 in a half pipeline raises", "RuntimeError")
def encoder(lab: Lab) -> str:
    return lab.beside("diffusers float text_encoder")


@claim(RULE, "a half model in a pipeline without a dtype raises", "RuntimeError")
def other(lab: Lab) -> str:
    return lab.beside("diffusers half unet")


@claim(RULE, "a component without a dtype is in float32", "float32")
def alone(lab: Lab) -> str:
    return lab.beside("diffusers component alone")


@claim(RULE, "a component keeps its dtype in a half pipeline", "float32")
def handed(lab: Lab) -> str:
    return lab.beside("diffusers handed component")


test_claims = prove(__name__)
