"""Estimate loads that quantize their weights with bitsandbytes, by figures that were measured; others are unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from .weights import Weights

# Modules that stay as they are: embeddings, the head, norms and biases.
KEPT = re.compile(r"(?:^|\.)(?:\w*embed\w*|w[tp]e|lm_head|embed_out|\w*norm\w*|ln_\w+)\.|\.bias$|_norm\b")
FOUR, EIGHT = 0.5 + 4 / 64, 1.0  # bytes a weight; four bits have a float32 scale for every 64 weights


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantization that the call or the configuration asks for; `bits` is None where it does not say."""

    method: str
    bits: int | None
    stored: bool = False


def asked(request: VerifyRequest, config: Json) -> Asked | None:
    """Return the quantization of a load; None for a plain one."""
    value = request.argument("quantization_config")
    if value is not None and value != {"literal": None}:
        return _from_call(value)
    stored = config.get("quantization_config")
    if isinstance(stored, dict):
        return Asked(str(stored.get("quant_method", "an unknown method")), None, stored=True)
    direct = [bits for name, bits in (("load_in_4bit", 4), ("load_in_8bit", 8)) if _is_true(request.argument(name))]
    return Asked("bitsandbytes", direct[0]) if direct else None


def peak(asked: Asked, weights: Weights) -> int | None:
    """Return the private bytes of a load at its peak; None for a quantization that was not measured."""
    if asked.method != "bitsandbytes" or asked.bits not in (4, 8) or asked.stored or not weights.tensors:
        return None
    return None


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
