"""Proof of `unpinned-revision`: the files that a load takes with and without a commit."""

import json

from proofs.claims import Lab, claim, prove

RULE = "unpinned-revision"


FIRST, SECOND = "a" * 40, "b" * 40


def repository(lab: Lab, branch: str) -> str:
    """Create a hub cache with two commits that differ in the size of their vocabulary."""
    cache = lab.folder / f"hub-{branch[0]}"
    for number, commit in enumerate((FIRST, SECOND), 1):
        snapshot = cache / "models--org--m" / "snapshots" / commit
        snapshot.mkdir(parents=True, exist_ok=True)
        (snapshot / "config.json").write_text(json.dumps({"model_type": "llama", "vocab_size": number}))
    refs = cache / "models--org--m" / "refs"
    refs.mkdir(exist_ok=True)
    (refs / "main").write_text(branch)
    return str(cache)


def size(lab: Lab, branch: str, **arguments: str) -> str:
    return str(lab.load("AutoConfig", "org/m", cache_dir=repository(lab, branch), **arguments).vocab_size)


@claim(RULE, "without revision the branch decides", "1 then 2")
def branch(lab: Lab) -> str:
    return f"{size(lab, FIRST)} then {size(lab, SECOND)}"


@claim(RULE, "with a commit it does not", "1 then 1")
def commit(lab: Lab) -> str:
    return f"{size(lab, FIRST, revision=FIRST)} then {size(lab, SECOND, revision=FIRST)}"


test_claims = prove(__name__)
