"""Proof of `wrong-auto-class`: model types of images and text, and the class that does not know them."""

import json
from pathlib import Path

from proofs.claims import Lab, claim, prove

RULE = "wrong-auto-class"
RAISES = ("ValueError", "ValueError", "ValueError", "ValueError")


def loaded(lab: Lab, kind: str, cls: str = "AutoModelForCausalLM") -> str:
    """The type of the error for a checkpoint that has a configuration alone, which is all that is read first."""
    folder = Path(lab.folder) / f"{kind}-{cls}"
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"model_type": kind}))
    words = "Unrecognized configuration class" if cls == "AutoModelForCausalLM" else ""
    return lab.tried(lambda: lab.load(cls, str(folder)), words).partition(":")[0]


@claim(RULE, "AutoModelForCausalLM has no llava", *RAISES)
def llava(lab: Lab) -> str:
    return loaded(lab, "llava")


@claim(RULE, "AutoModelForCausalLM has no paligemma", *RAISES)
def paligemma(lab: Lab) -> str:
    return loaded(lab, "paligemma")


@claim(RULE, "AutoModelForCausalLM has no qwen2_vl, which came with 4.45", *RAISES)
def qwen(lab: Lab) -> str:
    return loaded(lab, "qwen2_vl")


@claim(RULE, "AutoModelForCausalLM has gemma3 where that is known, and misses the weights alone", "ValueError",
       "OSError", "OSError", "OSError")  # fmt: skip
def gemma(lab: Lab) -> str:
    return loaded(lab, "gemma3")


@claim(RULE, "AutoModelForImageTextToText has llava, and misses the weights alone", "AttributeError", "OSError",
       "OSError", "OSError")  # fmt: skip
def heir(lab: Lab) -> str:
    return loaded(lab, "llava", "AutoModelForImageTextToText")


test_claims = prove(__name__)
