"""Print the device maps that a load makes as JSON, for models without weights; runs where transformers is installed.

Reads `[{"family", "config", "trials": [[word, max_memory], ...]}, ...]` from standard input; a key of `max_memory` that
is a number means a card, which need not exist.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM, modeling_utils


def main() -> None:
    json.dump([real(case) for case in json.load(sys.stdin)], sys.stdout)


def real(case: dict[str, Any]) -> dict[str, Any]:
    """The sizes of what a checkpoint of this model holds, its configuration, and a map for each trial."""
    config = AutoConfig.for_model(case["family"], **case["config"])
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    model.tie_weights()
    # A checkpoint holds tied weights once, and a header is sorted by name.
    sizes = {name: it.numel() * it.element_size() for name, it in sorted(model.named_parameters())}
    total = sum(sizes.values())
    maps = [device_map(model, word, limits, total) for word, limits in case["trials"]]
    return {"sizes": sizes, "config": json.loads(config.to_json_string(use_diff=False)), "maps": maps}


def device_map(model: Any, word: str, limits: dict[str, float], total: int) -> dict[str, Any]:
    """A trial: `limits` are shares of the model's size."""
    memory = {int(name) if name.isdigit() else name: int(share * total) for name, share in limits.items()}
    placement = modeling_utils._get_device_map(model, word, dict(memory), None)
    return {"memory": list(memory.items()), "map": {name: str(it) for name, it in placement.items()}}


if __name__ == "__main__":
    main()
