"""Proof of `missing-device-map`: where a load puts the weights by default."""

from proofs.claims import Lab, claim, prove

RULE = "missing-device-map"


@claim(RULE, "without device_map the weights are on the CPU", "cpu")
def without(lab: Lab) -> str:
    return " ".join({it.device.type for it in lab.load("AutoModelForCausalLM", lab.llama).parameters()})


@claim(RULE, "auto finds a place in every release", "cpu")
def auto(lab: Lab) -> str:
    if lab.torch.cuda.is_available():
        return "cpu"  # it would take the GPU, as it should
    model = lab.load("AutoModelForCausalLM", lab.llama, device_map="auto")
    return " ".join({it.device.type for it in model.parameters()})


@claim(RULE, "device_map raises without accelerate", "ImportError", "ValueError", "ValueError", "ValueError")
def without_accelerate(lab: Lab) -> str:
    code = (
        "import sys; sys.modules['accelerate'] = None\n"
        "import importlib.util, importlib.metadata as m\n"
        "find, version = importlib.util.find_spec, m.version\n"
        "importlib.util.find_spec = lambda n, p=None: None if n == 'accelerate' else find(n, p)\n"
        "from transformers import AutoModelForCausalLM\n"
        f"try: AutoModelForCausalLM.from_pretrained({lab.llama!r}, device_map='auto'); print('no error')\n"
        "except Exception as error: print(type(error).__name__)"
    )
    return lab.python(code)


test_claims = prove(__name__)
