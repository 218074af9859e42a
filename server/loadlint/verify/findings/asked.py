"""Compare what the code asks for with what came out of the load."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint.verify.report import Change, Diagnosis, Json

ATTENTION = {"eager", "sdpa", "flash_attention_2", "flash_attention_3", "flex_attention"}


def otherwise(model: Json, request: Json) -> Iterator[Diagnosis]:
    """Yield each wish of the code that the loaded model does not have."""
    last = {it["what"]: it for it in request.get("asked") or ()}
    dtype, attention = last.get("dtype"), last.get("attention")
    if dtype and model.get("dtypes") and not model.get("quantization") and dtype["value"] not in model["dtypes"]:
        yield Diagnosis(
            "asked-otherwise",
            f"asked for {dtype['value']} on line {dtype['line']}, got {' and '.join(model['dtypes'])}",
            f"pass `dtype=torch.{dtype['value']}` in the load",
            change=Change("dtype", f"torch.{dtype['value']}"),
        )
    came = model.get("attention")
    if attention and came in ATTENTION and attention["value"] in ATTENTION - {came}:
        yield Diagnosis(
            "asked-otherwise",
            f"asked for the attention {attention['value']} on line {attention['line']}, got {came}",
            f'take `attn_implementation="{came}"`, or a model that has the other one',
        )
