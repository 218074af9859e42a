"""Say what used up the memory of a GPU: loading, training, generating, other processes or fragments."""

from __future__ import annotations

import re

from loadlint.verify import figures

_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = r"([\d.]{1,12}) ?([KMGT])iB"
HALF = re.compile(r"float16|bfloat16|\.half\(|\bfp16\b|\bbf16\b", re.IGNORECASE)
QUANTIZED = re.compile(r"load_in_[48]bit|BitsAndBytes|quantization_config|quantizer_")
TRAINING = re.compile(
    r"\bin (?:backward|training_step|_inner_training_loop)\b|\.backward\(|optimizer?\.step\(|trainer\.train\("
)
GENERATION = re.compile(r"\bin (?:generate|_sample|_beam_search)\b|\.generate\(")
PAGE, AT_HALF = "cuda-out-of-memory", "out-of-memory-at-float16"
LOADING = re.compile(
    r"from_pretrained|_load_pretrained_model|_load_state_dict|set_module_tensor_to_device|_materialize_copy"
    r"|\bin (?:to|cuda|half|bfloat16|_apply|convert|_load_file|load_file)\b|caching_allocator_warmup"
)


def cause(message: str, traceback: str) -> tuple[str, str, str]:
    """Return cause, cure and page, as precisely as the numbers of the message and the frames of the traceback allow."""
    tried, free = (
        _size(rf"Tried to allocate {_SIZE}", message),
        _size(rf"of which {_SIZE} is free|{_SIZE} free", message),
    )
    amounts = [f"{figures.size(tried)} were asked for"] if tried else []
    amounts += [f"{figures.size(free)} were free"] if free is not None and tried else []
    text, cure, page = _of_numbers(message, tried or 0) or _of_frames(traceback)
    return (f"{text}: {', '.join(amounts)}" if amounts else text), cure, page


def _of_numbers(message: str, tried: int) -> tuple[str, str, str] | None:
    total = _size(rf"total capacity of {_SIZE}|{_SIZE} total capacity", message) or 0
    if total and tried > total:
        return "one tensor is larger than the whole GPU", "shorten the text or the batch, or attend with `sdpa`", PAGE
    others = _others(message)
    if total and others >= total / 2:
        cause = f"other processes hold {figures.size(others)} of the GPU's memory"
        return cause, "end them (`nvidia-smi` lists them; often a notebook), or choose another GPU", PAGE
    unused = _size(rf"{_SIZE} is reserved by PyTorch but unallocated", message) or 0
    if total and unused > tried > 0 and unused >= total / 10:
        cause = f"the GPU's memory is in fragments: {figures.size(unused)} of it are reserved and unused"
        return cause, "set `PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True` before the start", PAGE
    return None


def _others(message: str) -> int:
    """Return the bytes that other processes hold.

    In a container the system numbers processes differently, so that torch lists its own as if it were another one.
    """
    held = [_bytes(*it) for it in re.findall(rf"Process \d+ has {_SIZE} memory in use", message)]
    own = _size(rf"{_SIZE} is allocated by PyTorch", message) or 0
    listed = [] if re.search("(?i)this process has", message) else [it for it in held if it >= own > 0]
    return sum(held) - min(listed, default=0)


def _of_frames(traceback: str) -> tuple[str, str, str]:
    if TRAINING.search(traceback):
        cure = "lower the batch size, turn on gradient checkpointing, or train an adapter"
        return "a training step needs more memory than the GPU has left", cure, PAGE
    if GENERATION.search(traceback):
        cure = "shorten the prompt, lower `max_new_tokens` or the batch, or quantize the model"
        return "generation needs more memory than the GPU has left beside the weights", cure, PAGE
    if not LOADING.search(traceback):
        cure = 'load in a half dtype or quantized, spread it by `device_map="auto"`, or lower the batch size'
        return "the GPU has less free memory than was asked for", cure, PAGE
    if QUANTIZED.search(traceback):
        cure = 'spread it by `device_map="auto"`, or take a smaller model'
        return "the quantized model does not fit into the GPU's free memory", cure, AT_HALF
    if HALF.search(traceback):
        cure = 'load it in 4 bit (`BitsAndBytesConfig(load_in_4bit=True)`), spread it by `device_map="auto"`, or take a'
        return "the model does not fit into the GPU's free memory at half precision", f"{cure} smaller model", AT_HALF
    cure = 'load in a half dtype, with `device_map="auto"` to spread it, quantized, or take a smaller model'
    return "the model does not fit into the GPU's free memory", cure, PAGE


def _size(pattern: str, message: str) -> int | None:
    match = re.search(pattern, message)
    groups = [it for it in match.groups() if it] if match else []
    return _bytes(*groups[:2]) if groups else None


def _bytes(number: str, unit: str) -> int:
    try:
        return int(float(number) * _UNITS[unit])
    except ValueError:
        return 0
