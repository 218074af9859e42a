"""Experiments with diffusers and peft: `python -m proofs.beside OUT MODEL` where both can be imported.

They run in their own interpreter, because transformers loads differently when peft is installed.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from proofs import diffusion, quantized, sentences

_NO_GPU = ("No GPU found", "only available on GPU")


def main(out: str, model: str) -> int:
    """Write the outcome of each experiment as JSON; `model` is the folder of a causal model."""
    # The order matters, because each import brings others.
    imported = {f"{name} alone": _brings_transformers(name) for name in ("diffusers", "peft")}
    with tempfile.TemporaryDirectory() as folder:
        of_diffusers = {**_of_diffusers(Path(folder)), **diffusion.experiments(Path(folder))}
        with_diffusers = {f"diffusers {name}": _tried(it) for name, it in of_diffusers.items()}
        with_encoders = {f"sentence {name}": _tried(it) for name, it in sentences.experiments(Path(folder)).items()}
        with_peft = {f"peft {name}": _tried(it) for name, it in _of_peft(Path(folder), model).items()}
        of_adapters = quantized.experiments(Path(folder), model)
        with_adapters = {f"adapters {name}": _tried(it) for name, it in of_adapters.items()}
    outcomes = {**imported, **with_diffusers, **with_encoders, **with_peft, **with_adapters}
    Path(out).write_text(json.dumps(outcomes), encoding="utf-8")
    return 0


def _brings_transformers(module: str) -> str:
    importlib.import_module(module)
    return "imported" if "transformers" in sys.modules else "not imported"


def _of_diffusers(folder: Path) -> dict[str, Callable[[], str]]:
    import torch
    from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel

    small = {"block_out_channels": (4,), "down_block_types": ("DownBlock2D",), "up_block_types": ("UpBlock2D",)}
    unet: Any = UNet2DModel(sample_size=8, layers_per_block=1, norm_num_groups=2, **small)
    unet.save_pretrained(folder / "unet")
    DDPMPipeline(unet=unet, scheduler=DDPMScheduler()).save_pretrained(folder / "pipeline")

    def model(**arguments: Any) -> Any:
        return UNet2DModel.from_pretrained(str(folder / "unet"), **arguments)

    def pipeline(**arguments: Any) -> Any:
        return DDPMPipeline.from_pretrained(str(folder / "pipeline"), **arguments)

    return {
        "dtype": lambda: _dtype(model(dtype=torch.float16)),
        "torch_dtype": lambda: _dtype(model(torch_dtype=torch.float16)),
        "half": lambda: _dtype(model().half()),
        "low_cpu_mem_usage": lambda: _dtype(model(low_cpu_mem_usage=False, device_map="auto")),
        "auto": lambda: str(pipeline(device_map="auto").device),
        "pipeline dtype": lambda: _dtype(pipeline(dtype=torch.float16).unet),
    }


def _of_peft(folder: Path, path: str) -> dict[str, Callable[[], str]]:
    import torch
    from peft import AutoPeftModelForCausalLM, LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    def adapted(**arguments: Any) -> Any:
        base = AutoModelForCausalLM.from_pretrained(path, **arguments)
        return get_peft_model(base, LoraConfig(r=2, target_modules=["q_proj"], task_type="CAUSAL_LM"))

    adapted().save_pretrained(str(folder / "adapter"))

    def loaded(**arguments: Any) -> Any:
        return AutoPeftModelForCausalLM.from_pretrained(str(folder / "adapter"), **arguments)

    def trained() -> str:
        model = adapted(torch_dtype=torch.float16)
        return ", ".join(
            sorted({str(it.dtype).removeprefix("torch.") for it in model.parameters() if it.requires_grad})
        )

    return {
        "torch_dtype": lambda: _dtype(loaded(torch_dtype=torch.float16).get_base_model().lm_head),
        "device_map": lambda: _dtype(loaded(device_map="AUTO")),
        "load_in_4bit": lambda: _dtype(loaded(load_in_4bit=False)),
        "use_flash_attention_2": lambda: _dtype(loaded(use_flash_attention_2=False)),
        "use_auth_token": lambda: _dtype(loaded(use_auth_token="x")),
        "trained": trained,
    }


def _dtype(model: Any) -> str:
    return str(next(iter(model.parameters())).dtype).removeprefix("torch.")


def _tried(experiment: Callable[[], str]) -> str:
    try:
        return experiment()
    except Exception as error:  # whatever a library raises is an outcome
        return "needs a GPU" if any(it in str(error) for it in _NO_GPU) else type(error).__name__


if __name__ == "__main__":
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error")
    sys.exit(main(sys.argv[1], sys.argv[2]))
