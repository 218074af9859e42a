"""Say what is known of loads that quantize their weights.

With bitsandbytes 0.50, loads of the same 280 million weights to 4 bits peaked at 0.3 to 1.5 GB, depending on release,
dtype and shards, so no peak is estimated. The size of the result is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loadlint.verify.figures import size
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from .weights import FLOATS, Weights

# Modules that stay as they are: embeddings, the head, norms and biases.
KEPT = re.compile(r"(?:^|\.)(?:\w*embed\w*|w[tp]e|lm_head|embed_out|\w*norm\w*|ln_\w+)\.|\.bias$|_norm\b")
BYTES = {4: 0.5, 8: 1.0}


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantization that the call or the configuration asks for; `bits` is None where it does not say."""

    method: str
    bits: int | None
    stored: bool = False


def asked(request: VerifyRequest, config: Configuration) -> Asked | None:
    """Return the quantization of a load; None for a plain one."""
    value = request.argument("quantization_config") or _of_base(request)
    if value is not None and value != {"literal": None}:
        return _from_call(value)
    if config.method:
        return Asked(config.method, None, stored=True)
    direct = [bits for name, bits in (("load_in_4bit", 4), ("load_in_8bit", 8)) if _is_true(request.argument(name))]
    return Asked("bitsandbytes", direct[0]) if direct else None


def unknown(asked: Asked, weights: Weights) -> str:
    """Return why no memory is estimated, and what is known."""
    result = size_of(asked, weights)
    if result is None:
        return f"the memory of a load quantized by {asked.method} was not measured"
    return (
        f"the weights take about {size(result)} once they have {asked.bits} bits, but the peak while they are quantized"
        " differs by release and shards"
    )


def size_of(asked: Asked, weights: Weights) -> int | None:
    """Return the bytes of the weights once they are quantized; None for other methods than bitsandbytes."""
    if asked.method != "bitsandbytes" or asked.bits not in BYTES or asked.stored or not weights.tensors:
        return None
    return int(sum(
        it.size if KEPT.search(name) or it.dtype not in FLOATS else it.count * BYTES[asked.bits]
        for name, it in weights.tensors.items()
    ))  # fmt: skip


def _of_base(request: VerifyRequest) -> Json | None:
    """Return the quantization of a model that the code loads first and passes on."""
    passed = (it.value["load"]["keywords"] for it in request.arguments if "load" in it.value)
    return next((value for keywords in passed for name, value in keywords if name == "quantization_config"), None)


def _from_call(value: Json) -> Asked:
    table = dict(_pairs(value))
    name = str(value.get("config", {}).get("name", "")).rpartition(".")[2].removesuffix("Config")
    bits = 4 if _is_true(table.get("load_in_4bit")) else 8 if _is_true(table.get("load_in_8bit")) else None
    return Asked("bitsandbytes" if name == "BitsAndBytes" or bits else name or "an unknown method", bits)


def _pairs(value: Json) -> Iterator[tuple[str, Json]]:
    """Yield the settings of a configuration object, or of the dictionary in its place."""
    yield from value.get("config", {}).get("keywords", [])
    yield from ((str(key.get("literal")), it) for key, it in value.get("table", []))


def _is_true(value: Json | None) -> bool:
    return bool(value and value.get("literal") is True)
