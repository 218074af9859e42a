"""How a load is quantized, where the text says so for sure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .model import Argument, LoadSite, Made
from .values import arms, is_true, text_of

BITSANDBYTES = "BitsAndBytesConfig"
_BITS = {"load_in_8bit": 8, "load_in_4bit": 4}
# Words in the names of published checkpoints, and the configuration that is stored in them.
_IN_NAMES = (
    (re.compile(r"(?<![a-z0-9])gptq(?![a-z])", re.IGNORECASE), "GPTQConfig", None),
    (re.compile(r"(?<![a-z0-9])awq(?![a-z])", re.IGNORECASE), "AwqConfig", None),
    (re.compile(r"(?<![a-z0-9])bnb-4bit(?![a-z])", re.IGNORECASE), BITSANDBYTES, 4),
)


@dataclass(frozen=True, slots=True)
class Quantization:
    """The class of the configuration, the bits of bitsandbytes where they are said, and the argument that asks."""

    method: str
    bits: int | None
    argument: Argument


def quantization(load: LoadSite) -> Quantization | None:
    """Return how a load is quantized; None where the text does not say, or a branch may say otherwise."""
    return requested(load) or stored(load)


def requested(load: LoadSite) -> Quantization | None:
    """Return the quantization that the arguments of the load ask for."""
    written = [it for it in load.arguments if it.sure]  # a branch may fill a dict, or empty it
    for argument in written:
        if argument.name in _BITS and is_true(argument.value):
            return Quantization(BITSANDBYTES, _BITS[argument.name], argument)
    config = next((it for it in written if it.name == "quantization_config"), None)
    return _configured(config) if config is not None else None


def stored(load: LoadSite) -> Quantization | None:
    """Return the quantization that the checkpoint has by its name."""
    first = load.argument(*load.loader.parameters[:1])
    if first is None or load.loader.kind not in ("model", "peft-model"):
        return None
    named = _named(tuple(text_of(it) for it in arms(first.value)))
    return Quantization(*named, first) if named is not None else None


@lru_cache(maxsize=256)
def _named(names: tuple[str | None, ...]) -> tuple[str, int | None] | None:
    """Return the method and the bits that all of these names of checkpoints state."""
    for pattern, method, bits in _IN_NAMES:
        if all(name is not None and pattern.search(name) for name in names):
            return method, bits
    return None


def _configured(config: Argument) -> Quantization | None:
    made = config.value
    if not isinstance(made, Made) or not made.callee.startswith("transformers."):
        return None
    name, bits = made.callee.rpartition(".")[2], None
    if not name.endswith("Config") or any(key == "dequantize" for key, _ in made.keywords):
        return None
    if name == BITSANDBYTES:
        bits = next((_BITS[key] for key, it in made.keywords if key in _BITS and is_true(it)), None)
        if bits is None:
            return None
    return Quantization(name, bits, config)
