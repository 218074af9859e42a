"""Proof of `stacked-adapter`: two adapters in one model."""

from proofs.claims import Lab, claim, prove

RULE = "stacked-adapter"


@claim(RULE, "get_peft_model a second time leaves the modules of the first adapted", "q_proj, v_proj")
def twice(lab: Lab) -> str:
    return lab.beside("adapters twice")


@claim(RULE, "on the result of the first too", "q_proj, v_proj")
def nested(lab: Lab) -> str:
    return lab.beside("adapters nested")


@claim(RULE, "after unload() only the second adapter is there", "q_proj")
def unloaded(lab: Lab) -> str:
    return lab.beside("adapters unloaded")


@claim(RULE, "a prompt that was learned first changes nothing", "q_proj, as without the prompt")
def prompted(lab: Lab) -> str:
    return lab.beside("adapters prompted")


@claim(RULE, "an adapter of other modules stays in effect", "2 a layer, not as the last alone")
def elsewhere(lab: Lab) -> str:
    return lab.beside("adapters piled elsewhere")


@claim(RULE, "an adapter of the same modules is replaced", "1 a layer, as the last alone")
def replaced(lab: Lab) -> str:
    return lab.beside("adapters piled")


@claim(RULE, "with a name for each all of them stay in memory", "2 a layer, as the last alone")
def named(lab: Lab) -> str:
    return lab.beside("adapters piled by name")


@claim(RULE, "the model that was made before changes", "changed")
def changed(lab: Lab) -> str:
    return lab.beside("adapters first changed")


@claim(RULE, "with a name for each it changes too", "changed")
def changed_by_name(lab: Lab) -> str:
    return lab.beside("adapters first changed by name")


@claim(RULE, "an adapter in the result of the first is not as it is alone", "not as the second alone")
def wrapped(lab: Lab) -> str:
    return lab.beside("adapters wrapped twice")


@claim(RULE, "merge_and_unload() takes the first one out", "1 a layer")
def merged(lab: Lab) -> str:
    return lab.beside("adapters merged between")


@claim(RULE, "unload() takes the first one out", "1 a layer")
def taken_out(lab: Lab) -> str:
    return lab.beside("adapters unloaded between")


test_claims = prove(__name__)
