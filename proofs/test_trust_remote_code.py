"""Proof of `trust-remote-code`: whether code beside the weights runs."""

import json
import shutil
from pathlib import Path
from typing import Any

from proofs.claims import Lab, claim, prove

RULE = "trust-remote-code"
FIRST, SECOND = "a" * 40, "b" * 40
OWN = """
from transformers import LlamaForCausalLM
class Own(LlamaForCausalLM):
    commit = {commit!r}
"""


def with_code(lab: Lab, name: str) -> tuple[str, Path]:
    """Create a repository with code for a model that transformers supports, and the file that its code writes."""
    repository = lab.folder / f"remote-{name}"
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
    return str(repository), ran


def loaded(lab: Lab, cls: str, **arguments: Any) -> str:
    """Return whether the code of a repository ran."""
    repository, ran = with_code(lab, f"{cls}-{len(arguments)}")
    lab.load(cls, repository, **arguments)
    return "ran" if ran.exists() else "did not run"


@claim(RULE, "True runs the repository's code although transformers knows the model", "ran")
def trusted(lab: Lab) -> str:
    return loaded(lab, "AutoModelForCausalLM", trust_remote_code=True)


@claim(RULE, "False does not run it", "did not run")
def untrusted(lab: Lab) -> str:
    return loaded(lab, "AutoModelForCausalLM", trust_remote_code=False, use_cache=True)


@claim(RULE, "a concrete class does not heed the argument", "did not run")
def concrete(lab: Lab) -> str:
    return loaded(lab, "LlamaForCausalLM", trust_remote_code=True)


@claim(RULE, "a pipeline that is given a name heeds it", "ran")
def pipeline(lab: Lab) -> str:
    repository, ran = with_code(lab, "pipeline")
    lab.transformers.pipeline("text-generation", model=repository, trust_remote_code=True)
    return "ran" if ran.exists() else "did not run"


@claim(RULE, "a pipeline that is given a loaded model runs nothing", "did not run")
def pipeline_of_model(lab: Lab) -> str:
    repository, ran = with_code(lab, "pipeline-of-model")
    model, tokenizer = lab.load("LlamaForCausalLM", repository), lab.load("AutoTokenizer", repository)
    lab.transformers.pipeline("text-generation", model=model, tokenizer=tokenizer, trust_remote_code=True)
    return "ran" if ran.exists() else "did not run"


def cached(lab: Lab, source: str) -> str:
    """Create a hub cache in which `org/m` takes its code from `source`, at two commits that differ in code."""
    cache = lab.folder / f"hub-{source.replace('/', '-')}"
    for name, number, commit in (("m", 1, FIRST), ("m", 2, SECOND), ("code", 1, FIRST), ("code", 2, SECOND)):
        snapshot = cache / f"models--org--{name}" / "snapshots" / commit
        shutil.copytree(lab.llama, snapshot, dirs_exist_ok=True)
        config = json.loads((snapshot / "config.json").read_text())
        config["auto_map"] = {"AutoModelForCausalLM": f"{source}modeling_own.Own"}
        (snapshot / "config.json").write_text(json.dumps(config))
        (snapshot / "modeling_own.py").write_text(OWN.format(commit=number))
        (cache / f"models--org--{name}" / "refs").mkdir(exist_ok=True)
    return str(cache)


def ran(lab: Lab, source: str, **arguments: Any) -> str:
    """Return the commits whose code runs while the branch names the first, and after it moved to the second."""
    cache = cached(lab, source)
    numbers = []
    for commit in (FIRST, SECOND):
        for name in ("m", "code"):
            (Path(cache) / f"models--org--{name}" / "refs" / "main").write_text(commit)
        model = lab.load("AutoModelForCausalLM", "org/m", cache_dir=cache, trust_remote_code=True, **arguments)
        numbers.append(str(model.commit))
    return " then ".join(numbers)


@claim(RULE, "without a commit the code follows the branch", "1 then 2")
def follows(lab: Lab) -> str:
    return ran(lab, "")


@claim(RULE, "pinned to a commit in the cache, the load runs its code, whatever the branch names", "1 then 1")
def pinned(lab: Lab) -> str:
    return ran(lab, "", revision=FIRST)


@claim(RULE, "`code_revision` goes before `revision`", "2 then 2")
def code_first(lab: Lab) -> str:
    return ran(lab, "", revision=FIRST, code_revision=SECOND)


@claim(RULE, "`revision` does not pin code that lies in another repository", "1 then 2")
def elsewhere(lab: Lab) -> str:
    return ran(lab, "org/code--", revision=FIRST)


test_claims = prove(__name__)
