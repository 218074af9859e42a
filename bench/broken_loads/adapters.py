"""Run by an interpreter with PEFT: make the adapters that the cases load, beside the model named first."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

GROWN_SIZE = 350


def main(model: str, folder: Path) -> None:
    from peft import LoraConfig, get_peft_model  # type: ignore[import-not-found]
    from safetensors.torch import load_file, save_file
    from transformers import AutoModelForCausalLM

    def trained(name: str, size: int = 0, **options: Any) -> None:
        base = AutoModelForCausalLM.from_pretrained(model)
        if size:
            base.resize_token_embeddings(size)
        adapter = get_peft_model(base, LoraConfig(r=4, task_type="CAUSAL_LM", **options))
        adapter.save_pretrained(folder / name)
        _configure(folder / name, base_model_name_or_path="model")

    trained("adapter", target_modules=["q_proj", "v_proj"])
    trained("adapter-grown", GROWN_SIZE, target_modules=["q_proj"], modules_to_save=["embed_tokens", "lm_head"])
    changes: dict[str, dict[str, Any]] = {
        "adapter-home": {"base_model_name_or_path": "/srv/of-someone-else/base"},
        "adapter-null": {"base_model_name_or_path": None},
        "adapter-targets": {"target_modules": ["query_key_value"]},
        "adapter-future": {"peft_type": "QORA"},
        "adapter-keys": {},
        "adapter-no-weights": {},
    }
    for name, change in changes.items():
        shutil.copytree(folder / "adapter", folder / name)
        _configure(folder / name, **change)
    (folder / "adapter-no-weights" / "adapter_model.safetensors").unlink()
    weights = folder / "adapter-keys" / "adapter_model.safetensors"
    renamed = {key.replace(".model.model.", ".model.transformer."): it for key, it in load_file(weights).items()}
    save_file(renamed, weights)


def _configure(folder: Path, **changes: Any) -> None:
    path = folder / "adapter_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
