"""Facts that the name of a checkpoint on the hub gives away."""

from __future__ import annotations

import re

from ..model import Version

# Families whose architecture is in transformers, with the first minor release from 4.38 on that has its modeling module
# (`transformers/models/*/modeling_*.py` in the published wheels). The fine-tunes named here keep the architecture.
_NATIVE: tuple[tuple[str, Version], ...] = (
    (r"meta-llama/(Meta-)?Llama-.*|NousResearch/(Llama|Hermes-[23]).*|lmsys/vicuna-.*|TinyLlama/.*", (4, 38)),
    (r"mistralai/Mistral-7B-.*|mistralai/Mixtral-.*|HuggingFaceH4/zephyr-7b-.*|teknium/OpenHermes-.*", (4, 38)),
    (r"HuggingFaceTB/SmolLM2?-.*|01-ai/Yi-(1\.5-)?\d+B.*|deepseek-ai/deepseek-coder-.*b-.*", (4, 38)),
    (r"deepseek-ai/DeepSeek-R1-Distill-.*", (4, 38)),
    (r"Qwen/(Qwen1\.5|Qwen2|Qwen2\.5)-(Coder-|Math-)?\d+(\.\d+)?B(-.*)?|Qwen/QwQ-32B.*", (4, 38)),
    (r"google/gemma-(2b|7b)(-it)?|google/(flan-)?t5-.*|google-t5/.*|google-bert/.*|facebook/opt-.*", (4, 38)),
    (r"EleutherAI/(pythia|gpt-neo|gpt-neox|gpt-j)-.*|bigscience/bloomz?-.*|tiiuae/falcon-(7b|40b).*", (4, 38)),
    (r"microsoft/phi-(1|1_5|2)|stabilityai/stablelm-.*|openai/whisper-.*|openai-community/.*", (4, 38)),
    (r"bigcode/starcoder2-.*", (4, 39)),
    (r"microsoft/Phi-3(\.5)?-mini-.*|microsoft/Phi-3-medium-.*|microsoft/phi-4", (4, 41)),
    (r"google/gemma-2-.*", (4, 42)),
    (r"Qwen/Qwen2-VL-.*", (4, 45)),
    (r"Qwen/Qwen2\.5-VL-.*", (4, 49)),
    (r"google/gemma-3-.*", (4, 50)),
    (r"Qwen/Qwen3-\d+(\.\d+)?B(-.*)?", (4, 51)),
    (r"HuggingFaceTB/SmolLM3-.*", (4, 53)),
    (r"Qwen/Qwen3-VL-.*", (4, 57)),
)


def native_since(name: str) -> Version | None:
    """Return the release from which transformers loads a checkpoint without its own code; None where unknown."""
    return next((since for pattern, since in _NATIVE if re.fullmatch(pattern, name)), None)
