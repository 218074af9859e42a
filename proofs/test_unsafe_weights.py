"""Proof of `unsafe-weights`: whether a load runs a pickled checkpoint."""

import shutil
from collections.abc import Callable
from pathlib import Path

from proofs.claims import Lab, claim, prove

RULE = "unsafe-weights"


class Payload:
    """An object that writes a file when it is unpickled, in place of harmful code."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Path]]:
        return Path.touch, (self._mark,)


def loaded(lab: Lab, name: str, **arguments: bool) -> str:
    repository = lab.folder / name
    shutil.copytree(lab.llama, repository)
    for weights in repository.glob("*.safetensors"):
        weights.unlink()
    mark = repository / "ran"
    lab.torch.save({"model.norm.weight": Payload(mark)}, repository / "pytorch_model.bin")
    outcome = lab.tried(lambda: lab.load("LlamaForCausalLM", str(repository), **arguments))
    return "ran" if mark.exists() else outcome


@claim(RULE, "left alone a load refuses it", "OSError", "OSError", "UnpicklingError", "UnpicklingError")
def alone(lab: Lab) -> str:
    return loaded(lab, "alone")


@claim(RULE, "weights_only=False lets it run in 4.57", "OSError", "ran", "UnpicklingError", "UnpicklingError")
def let(lab: Lab) -> str:
    return loaded(lab, "let", weights_only=False)


test_claims = prove(__name__)
