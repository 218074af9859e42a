"""Proof of `trust-remote-code`: whether code that lies beside the weights runs."""

import json
import shutil
from typing import Any

from tests.releases.claims import Lab, claim, prove

RULE = "trust-remote-code"


def loaded(lab: Lab, cls: str, **arguments: Any) -> str:
    """Whether the code of a repository ran, for a model that transformers knows itself."""
    repository = lab.folder / f"remote-{cls}-{len(arguments)}"
    shutil.copytree(lab.llama, repository)
    ran = repository / "ran"
    config = json.loads((repository / "config.json").read_text())
    config["auto_map"] = {"AutoModelForCausalLM": "modeling_own.Own"}
    (repository / "config.json").write_text(json.dumps(config))
    (repository / "modeling_own.py").write_text(
        "from pathlib import Path\n"
        "from transformers import LlamaForCausalLM\n"
        f"Path({str(ran)!r}).touch()\n"
        "class Own(LlamaForCausalLM): pass\n"
    )
    code = f"from transformers import {cls}; {cls}.from_pretrained({str(repository)!r}, **{arguments!r})"
    answer = lab.python(code, HF_MODULES_CACHE=str(lab.folder / "modules"))
    return "ran" if ran.exists() else "did not run" if "Error" not in answer else answer


@claim(RULE, "True runs the repository's code although transformers knows the model", "ran")
def trusted(lab: Lab) -> str:
    return loaded(lab, "AutoModelForCausalLM", trust_remote_code=True)


@claim(RULE, "False does not run it", "did not run")
def untrusted(lab: Lab) -> str:
    return loaded(lab, "AutoModelForCausalLM", trust_remote_code=False, use_cache=True)


@claim(RULE, "a concrete class does not heed the argument", "did not run")
def concrete(lab: Lab) -> str:
    return loaded(lab, "LlamaForCausalLM", trust_remote_code=True)


test_claims = prove(__name__)
