"""Proof of `removed-class`: importing classes that transformers 5 dropped."""

from proofs.claims import Lab, claim, prove

RULE = "removed-class"


GONE = ("no error", "no error", "ImportError", "ImportError")


def imported(lab: Lab, name: str) -> str:
    return lab.tried(lambda: exec(f"from transformers import {name}"))


@claim(RULE, "TFAutoModel went in 5.0", *GONE)
def tensorflow(lab: Lab) -> str:
    return imported(lab, "TFAutoModel")


@claim(RULE, "FlaxAutoModel went in 5.0", *GONE)
def flax(lab: Lab) -> str:
    return imported(lab, "FlaxAutoModel")


@claim(RULE, "AutoModelWithLMHead went in 5.0", *GONE)
def head(lab: Lab) -> str:
    return imported(lab, "AutoModelWithLMHead")


@claim(RULE, "AutoModelForVision2Seq went in 5.0", *GONE)
def vision(lab: Lab) -> str:
    return imported(lab, "AutoModelForVision2Seq")


@claim(RULE, "AutoModelForImageTextToText came with 4.46", "ImportError", "no error", "no error", "no error")
def heir(lab: Lab) -> str:
    return imported(lab, "AutoModelForImageTextToText")


test_claims = prove(__name__)
