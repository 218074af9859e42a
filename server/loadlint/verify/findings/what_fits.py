"""Search for a change that makes a model fit into the accelerators, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence

from loadlint.verify import figures
from loadlint.verify.report import Change, Json

HALVES = {"float16", "bfloat16"}
SIZES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}
FOUR_BIT = 0.6  # bytes per weight: four bits, and the embeddings in a half dtype
LEFT = 0.9  # of the free memory; the computation takes the rest


def first_that_fits(
    parameters: int, dtype: str | None, devices: Sequence[Json], *, spread: bool = False
) -> tuple[str, Change | None]:
    """Return the first of dtype, device map, quantization and smaller model that fits, in words and perhaps as an edit.

    `parameters` is their number, `dtype` that of the load, `devices` are the worker's facts. `spread`: the load has a
    device map already.
    """
    free = [it["free"] for it in devices if it.get("free")]
    if not parameters or not free:
        return 'load in a half dtype, with `device_map="auto"` to spread it, quantized, or take a smaller model', None
    one, all_of_them = LEFT * max(free), LEFT * sum(free)
    half = "float16" if any(it.get("native_bf16") is False for it in devices) else "bfloat16"
    now = parameters * SIZES.get(dtype or "", 4)
    if dtype not in HALVES and parameters * 2 <= one:
        saved = f"about {figures.size(parameters * 2)} instead of {figures.size(now)}"
        return f'load with `dtype="{half}"`: {saved}, which fits', Change("dtype", f'"{half}"')
    if not spread and len(free) > 1 and now <= all_of_them:
        return f'load with `device_map="auto"`: the {len(free)} devices together hold it', Change(
            "device_map", '"auto"'
        )
    if parameters * FOUR_BIT <= one:
        taken = figures.size(parameters * FOUR_BIT)
        return f"load with `quantization_config=BitsAndBytesConfig(load_in_4bit=True)`: about {taken}, which fits", None
    return f"take a smaller model: {one / 2 / 1e9:.2g} billion parameters in a half dtype fit", None
