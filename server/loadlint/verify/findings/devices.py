"""Judge where the weights of a loaded model are, and in which precision."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint.verify import figures
from loadlint.verify.report import Change, Diagnosis, Json

HELD = 0.2  # of a card's memory; less is the card's own bookkeeping
HELD_AT_LEAST = 1_000_000_000


def offloaded(model: Json) -> Iterator[Diagnosis]:
    share = model.get("offloaded_share") or 0.0
    if model.get("unplaced"):  # weights that no device map places were never loaded, which is reported apart
        share -= model["bytes_per_device"].get("meta", 0) / model["bytes"]
    if share > 0.001:
        every = list(model["bytes_per_device"])
        places = [name for name in every if name in ("cpu", "disk", "meta")]
        # Without an accelerator the CPU computes, so its own weights are where they belong.
        places = [name for name in places if name != "cpu" or len(places) < len(every)] or places
        yield Diagnosis(
            "offloaded",
            f"{share:.0%} of the weights are on {' and '.join(places)} and move to the device for each token",
            "load in a smaller dtype or quantized, free memory on the device, or take a smaller model",
        )


def held(model: Json, environment: Json) -> Iterator[Diagnosis]:
    """Memory of a card that was taken before this load began, where it would have been of use."""
    places = set(model.get("bytes_per_device", {}))
    for name, evidence in holdings(environment):
        if model.get("offloaded_share") or name not in places:
            yield Diagnosis(
                "gpu-held",
                evidence,
                "end what holds it (`nvidia-smi` lists it), or choose another card with CUDA_VISIBLE_DEVICES",
                problem=bool(model.get("offloaded_share")),
            )


def holdings(environment: Json) -> Iterator[tuple[str, str]]:
    """Each card that another process holds a good part of, and how much."""
    for it in environment.get("devices") or []:
        free, total = it.get("free"), it.get("total") or 0
        if free is not None and total - free > max(HELD * total, HELD_AT_LEAST):
            amounts = f"{figures.size(total - free)} of {figures.size(total)}"
            yield it["device"], f"another process held {amounts} of {it['device']} before the load"


def beside_a_gpu(model: Json, environment: Json, request: Json) -> Iterator[Diagnosis]:
    if set(model.get("bytes_per_device", {})) != {"cpu"}:
        return
    devices = environment.get("devices") or []
    if devices and not _asks_for_cpu(request):
        free = next((it["free"] for it in devices if it.get("free")), None)
        amount = f" with {figures.size(free)} free" if free else ""
        name = devices[0]["device"]
        yield Diagnosis(
            "cpu-beside-gpu",
            f"all weights are on the CPU, while {name} ({devices[0]['name']}){amount} stands by",
            'add `device_map="auto"` to the load',
            change=Change("device_map", '"auto"'),
        )
    elif environment.get("nvidia_driver") and environment.get("torch_build") == "cpu":
        yield Diagnosis(
            "cpu-only-torch",
            "the interpreter's torch is a build for the CPU, but an NVIDIA driver is here",
            "install a CUDA build of torch",
        )


def _asks_for_cpu(request: Json) -> bool:
    values = [it["value"] for it in request.get("arguments", []) if it["name"] in ("device_map", "device")]
    return any(value.get("literal") in ("cpu", -1) for value in values)


def precision(model: Json, environment: Json) -> Iterator[Diagnosis]:
    slow = [it["device"] for it in environment.get("devices") or [] if it.get("native_bf16") is False]
    used = [name for name in slow if name in model.get("bytes_per_device", {})]
    if used and "bfloat16" in model.get("dtypes", {}):
        yield Diagnosis(
            "emulated-bf16",
            f"the weights are bfloat16, which {used[0]} only emulates",
            "load with `dtype=torch.float16` on this device",
            change=Change("dtype", '"float16"'),
        )


def default_dtype(model: Json, environment: Json, request: Json, preflight: Json | None) -> Iterator[Diagnosis]:
    """Releases before 5 take float32 where no dtype is named, whatever the checkpoint holds."""
    release = str(environment.get("versions", {}).get("transformers", ""))
    named = {it["name"] for it in request.get("arguments", [])} & {"dtype", "torch_dtype"}
    stored = (preflight or {}).get("bytes_by_dtype") or {}
    halves = [name for name in ("bfloat16", "float16") if name in stored]
    if release.startswith("4.") and not named and halves and set(model.get("dtypes", {})) == {"float32"}:
        yield Diagnosis(
            "default-dtype",
            f"transformers {release} loads the {halves[0]} checkpoint as float32, twice the memory",
            'say `torch_dtype="auto"` or name the dtype in the load',
            change=Change("torch_dtype", '"auto"'),
        )
