"""Estimate the host memory of a load: bytes that it holds for itself, and bytes mapped from files."""

from __future__ import annotations

from dataclasses import dataclass

from loadlint.verify.files.configuration import Configuration
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from . import quantized
from .weights import FLOATS, SIZES, Weights

CASTS = {"half": "float16", "bfloat16": "bfloat16", "float": "float32", "double": "float64"}
UNPACKED = 1.8  # times the largest tensor of a GGUF file in float32, beside the weights; measured


@dataclass(frozen=True, slots=True)
class HostMemory:
    """The bytes of a load: `private` can not be given back; `in_use` are mapped files that each token reads.

    `private` is None where it was not measured, for the reason in `unknown`.
    """

    private: int | None
    in_use: int = 0
    unknown: str | None = None


def of_load(request: VerifyRequest, weights: Weights, config: Configuration, dtype: str | None) -> HostMemory:
    """Return the memory of a load whose weights end up as `dtype`.

    A load in the checkpoint's own dtype maps the files and copies nothing; a cast copies every
    float weight, and then the files are not read any more.
    """
    if weights.unpacked:
        largest = max((it.count for it in weights.tensors.values()), default=0)
        return HostMemory(in_dtype(weights, dtype or "float32") + int(UNPACKED * SIZES["float32"] * largest))
    asked = quantized.asked(request, config)
    if asked:
        return HostMemory(None, unknown=quantized.unknown(asked, weights))
    private, now = 0, dtype
    if dtype is not None and set(weights.bytes_by_dtype) & FLOATS - {dtype}:
        private = in_dtype(weights, dtype)
    for step in request.steps:
        cast = _cast(step.method, step.positional)
        if cast and cast != now:
            private, now = max(private, in_dtype(weights, cast)), cast
    return HostMemory(private, 0 if private else weights.total)


def in_dtype(weights: Weights, dtype: str) -> int:
    """Return the bytes of the float weights as `dtype`."""
    each = SIZES.get(dtype, 4)
    return each * sum(count for name, count in weights.count_by_dtype.items() if weights.unpacked or name in FLOATS)


def target(request: VerifyRequest, weights: Weights, release: str | None) -> str | None:
    """Return the dtype of the loaded weights; None when the checkpoint's mix is kept."""
    named = request.argument("dtype", "torch_dtype") or {}
    text = str(named.get("symbol") or named.get("literal") or "").removeprefix("torch.")
    if text and text != "auto":
        return text
    if not text and (request.callee.startswith("diffusers.") or (release and release.startswith("4."))):
        return "float32"
    if weights.unpacked:
        return "float32"
    floats = [it for it in weights.bytes_by_dtype if it in FLOATS]
    return floats[0] if len(floats) == 1 else None


def kv_cache(config: Configuration, size: int) -> int:
    """Return the bytes of keys and values for one token; 0 when the configuration does not say."""
    return config.attention.numbers * size


def _cast(method: str, positional: tuple[Json, ...]) -> str | None:
    if method == "to":
        symbols = [str(it["symbol"]).removeprefix("torch.") for it in positional if "symbol" in it]
        return symbols[0] if symbols else None
    return CASTS.get(method)
