"""Say which parts of the report of a rehearsal are real, which are not, and which checks zeros cannot pass."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint.verify.figures import count, size
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.report import Json

REAL = (
    "class", "arguments", "warnings", "missing and unexpected keys", "dtype", "quantization", "device map",
    "memory on each device",
)  # fmt: skip
TOKEN = "time per token"
NOT_REAL = ("text", "time to download", "time to read the weights")
LEFT_OUT = ("finite weights", "finite output", "output that depends on the text", "likelihood of the prompt")
ROUTED = "time per token (zeros send every token to the same experts)"


def of(models: Json, *, smoke: bool, config: Configuration) -> Json:
    """Return the member `rehearsal` of a report."""
    routed = config.routed
    return {
        **models,
        "real": list(REAL),
        "estimated": [TOKEN] if smoke and not routed else [],
        "not_real": [*NOT_REAL, *([ROUTED] if routed and smoke else [])],
        "left_out": list(LEFT_OUT) if smoke else ["the first try"],
    }


def rows(rehearsal: Json) -> Iterator[tuple[str, str]]:
    """Yield label and text of what a rehearsal was made of and of what it shows."""
    models, received = rehearsal.get("models") or (), rehearsal.get("fetched")
    fetched = f"{size(received)} fetched" if received else "nothing fetched"
    names = f" for {count(len(models), 'model')}" if len(models) > 1 else ""
    yield "rehearsed", f"without {size(rehearsal.get('weights') or 0)} of weights, which are zeros; {fetched}{names}"
    for name in ("real", "estimated", "not_real", "left_out"):
        if name != "estimated" or rehearsal.get(name):
            yield name.replace("_", " "), ", ".join(rehearsal.get(name) or ())
    if rehearsal.get("pickles"):
        yield "pickles", f"{', '.join(rehearsal['pickles'])} as safetensors of the same tensors"
