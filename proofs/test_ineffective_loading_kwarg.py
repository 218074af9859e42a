"""Proof of `ineffective-loading-kwarg`: arguments that a load takes and drops."""

from proofs.claims import Lab, claim, prove

RULE = "ineffective-loading-kwarg"


@claim(RULE, "low_cpu_mem_usage=False forbids device_map before 4.51", "ValueError", "no error", "no error", "no error")
def low_cpu(lab: Lab) -> str:
    load = {"low_cpu_mem_usage": False, "device_map": "cpu"}
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, **load), "low_cpu_mem_usage")


@claim(RULE, "_fast_init, offload_state_dict and mirror are taken without a word", "no error")
def dropped(lab: Lab) -> str:
    load = {"_fast_init": True, "offload_state_dict": False, "mirror": "x"}
    return lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, **load))


@claim(RULE, "from_tf is not heeded from 5.0", "raises", "raises", "no error", "no error")
def from_tf(lab: Lab) -> str:
    outcome = lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, from_tf=True))
    return outcome if outcome == "no error" else "raises"


@claim(RULE, "from_flax is not heeded from 5.0", "raises", "raises", "no error", "no error")
def from_flax(lab: Lab) -> str:
    outcome = lab.tried(lambda: lab.load("AutoModelForCausalLM", lab.llama, from_flax=True))
    return outcome if outcome == "no error" else "raises"


@claim(RULE, "max_memory without device_map is not heeded", "cpu")
def max_memory(lab: Lab) -> str:
    model = lab.load("AutoModelForCausalLM", lab.llama, max_memory={"cpu": 1})
    return " ".join({it.device.type for it in model.parameters()})


@claim(RULE, "diffusers heeds low_cpu_mem_usage: False and a device_map raise", "ValueError")
def diffusers(lab: Lab) -> str:
    return lab.beside("diffusers low_cpu_mem_usage")


test_claims = prove(__name__)
