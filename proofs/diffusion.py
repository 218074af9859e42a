"""Experiments with a tiny Stable Diffusion pipeline, run by `beside.py` where diffusers can be imported."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

_TINY_UNET = {
    "sample_size": 8,
    "layers_per_block": 1,
    "block_out_channels": (4, 8),
    "norm_num_groups": 2,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    "cross_attention_dim": 16,
    "attention_head_dim": 2,
}
_TINY_TEXT = {
    "vocab_size": 1000,
    "hidden_size": 16,
    "intermediate_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
}


class Studio:
    """Make the pipeline in a folder, and load it from there."""

    def __init__(self, folder: Path) -> None:
        from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
        from transformers import CLIPTextConfig, CLIPTextModel

        self.folder = str(folder / "sd")
        self.pipeline: Any = StableDiffusionPipeline
        self.unets: Any = UNet2DConditionModel
        self.parts: dict[str, Any] = {
            "unet": UNet2DConditionModel(**_TINY_UNET),
            "vae": AutoencoderKL(block_out_channels=(4,), norm_num_groups=2, latent_channels=4, sample_size=8),
            "text_encoder": CLIPTextModel(CLIPTextConfig(**_TINY_TEXT)),
        }
        self.tokenizer = tiny_tokenizer()
        rest: dict[str, Any] = dict.fromkeys(("safety_checker", "feature_extractor"))
        made = StableDiffusionPipeline(
            **self.parts, tokenizer=self.tokenizer, scheduler=DDIMScheduler(), requires_safety_checker=False, **rest
        )
        made.save_pretrained(self.folder)

    def load(self, **arguments: Any) -> Any:
        return self.pipeline.from_pretrained(
            self.folder, **{"tokenizer": self.tokenizer, "safety_checker": None, **arguments}
        )

    def unet(self, **arguments: Any) -> Any:
        return self.unets.from_pretrained(self.folder, subfolder="unet", **arguments)

    def drawn(self, **arguments: Any) -> str:
        """Return the outcome of running the pipeline up to the latent image."""
        pipe = self.load(**arguments)
        pipe.set_progress_bar_config(disable=True)
        pipe("w1 w2", num_inference_steps=1, height=8, width=8, output_type="latent")
        return "runs"

    def moved(self, offload: str) -> str:
        """Return what a move to the GPU does after offloading: the error, or whether it warns."""
        pipe = self.load()
        if offload == "sequential":
            from accelerate import cpu_offload

            # As `enable_sequential_cpu_offload` does to each part, for an execution device that is here.
            for name in self.parts:
                cpu_offload(getattr(pipe, name), torch.device("cpu"))
        else:
            from accelerate import cpu_offload_with_hook

            for name in self.parts:
                cpu_offload_with_hook(getattr(pipe, name), torch.device("cpu"))
        with _Heard("diffusers") as heard:
            try:
                pipe.to("cuda")
            except ValueError as error:
                if "sequential model offloading" in str(error):
                    return "ValueError"
                raise
            except (AssertionError, RuntimeError):  # no GPU here
                return "warns" if any("manually moving the pipeline" in it for it in heard.lines) else "no warning"
        return "no error"


def experiments(folder: Path) -> dict[str, Callable[[], str]]:
    """The experiments by name."""
    studio = Studio(folder)
    half = torch.float16
    return {
        "half pipeline": lambda: studio.drawn(torch_dtype=half),
        "float unet": lambda: studio.drawn(torch_dtype=half, unet=studio.parts["unet"].float()),
        "float text_encoder": lambda: studio.drawn(torch_dtype=half, text_encoder=studio.parts["text_encoder"].float()),
        "half unet": lambda: studio.drawn(unet=studio.unet(torch_dtype=half)),
        "component alone": lambda: _dtype(studio.unet()),
        "handed component": lambda: _dtype(studio.load(torch_dtype=half, unet=studio.unet()).unet),
        "moved sequential": lambda: studio.moved("sequential"),
        "moved model": lambda: studio.moved("model"),
        "string dtype": lambda: _dtype(studio.load(torch_dtype="float16").unet),
        "auto dtype": lambda: _dtype(studio.load(torch_dtype="auto").unet),
        "string dtype of a model": lambda: _dtype(studio.unet(torch_dtype="float16")),
        "misspelt dtype": lambda: _dtype(studio.load(torch_type=half).unet),
        "misspelt dtype of a model": lambda: _dtype(studio.unet(torch_type=half)),
        "use_auth_token": lambda: _dtype(studio.load(use_auth_token="x").unet),
        "load_in_8bit": lambda: _dtype(studio.load(load_in_8bit=True).unet),
        "map auto": lambda: str(studio.load(device_map="auto").device),
        "map sequential": lambda: str(studio.load(device_map="sequential").device),
        "map cuda:0": lambda: str(studio.load(device_map="cuda:0").device),
        "map balanced": lambda: str(studio.load(device_map="balanced").device),
        "map cpu": lambda: str(studio.load(device_map="cpu").device),
        "map dict": lambda: str(studio.load(device_map={"unet": "cpu"}).device),
        "map auto of a model": lambda: str(studio.unet(device_map="auto").device),
    }


class _Heard(logging.Handler):
    """Collect what a library's loggers say."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.logger = logging.getLogger(name)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def __enter__(self) -> _Heard:
        self.logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self.logger.removeHandler(self)


def tiny_tokenizer() -> Any:
    """A tokenizer of thirty words."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *(f"w{it}" for it in range(30))])}
    raw = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=raw, unk_token="[UNK]", pad_token="[PAD]", model_max_length=77)


def _dtype(model: Any) -> str:
    return str(next(iter(model.parameters())).dtype).removeprefix("torch.")
