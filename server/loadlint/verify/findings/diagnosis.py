"""What an error means and what a loaded model shows, each with its evidence and its cure.

An error that no pattern knows is shown whole, as unknown.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping

from loadlint import crashes
from loadlint.verify.report import Change, Diagnosis, Failure, Json

from . import what_fits
from .known_errors import ADAPTER, KNOWN, NO_ROOM, Known

HELD = 0.2  # of a card's memory; less is the card's own bookkeeping
HELD_AT_LEAST = 1_000_000_000


def failure(
    told: Json,
    *,
    phase: str,
    environment: Json,
    python: str,
    source: str | None = None,
    preflight: Json | None = None,
) -> Failure:
    """The failure behind an error event of the worker; `preflight` is the report's estimate."""
    try:
        return _failure(told, phase, environment, python, source, preflight)
    except Exception as error:  # a fault of ours must not hide the error that there was
        chain = told.get("chain") or [{}]
        kind, message = str(chain[0].get("type", "Error")), str(chain[0].get("message", "no message"))
        text = f"{told.get('traceback', '')}\nloadlint could not judge it: {crashes.described(error)}"
        return Failure(kind, message, phase, traceback=text)


def _failure(
    told: Json, phase: str, environment: Json, python: str, source: str | None, preflight: Json | None
) -> Failure:
    chain = told.get("chain") or [{"type": "Error", "message": "no message"}]
    texts = [f"{it['type']}: {it['message']}" for it in chain]
    found = next(((known, match) for known in KNOWN for text in texts if (match := _search(known, text))), None)
    kind, message = chain[0]["type"], str(chain[0]["message"]).strip()
    traceback = str(told.get("traceback", ""))
    if found and told.get("adapter") and found[0].cause.startswith("the folder has no configuration"):
        found = ADAPTER, found[1]
    if found is None:
        return Failure(kind, message, phase, traceback=traceback)
    known, match = found
    words = {**{key: value or "" for key, value in match.groupdict().items()}, "pip": f"{python} -m pip install"}
    # An adapter's base, say, is not what the call names.
    missing = words.get("missing") or source
    words["source"] = f"`{missing}`" if missing else "of this name"
    words["base"] = f"`{told.get('adapter')}`"
    words["build"] = str(environment.get("torch_build", "unknown"))
    cause, cure, change = known.cause.format(**words), known.cure.format(**words), _filled(known.change, words)
    if told.get("adapter") and re.match(r"the files are not in the cache|there is no folder", cause):
        cause = f"the adapter's base {words['base']} is missing: {cause}"
    if known.pattern == NO_ROOM:
        cause, cure, change = _no_room(cause, message, environment, preflight or {})
    return Failure(kind, message, phase, cause, cure, traceback, change)


def findings(
    model: Json, smoke: Json, environment: Json, request: Json, preflight: Json | None
) -> tuple[Diagnosis, ...]:
    """What is worth knowing about a model that did load, problems first."""
    checks: list[Callable[[], Iterator[Diagnosis]]] = [
        lambda: _offloaded(model),
        lambda: _held(model, environment),
        lambda: _beside_a_gpu(model, environment, request),
        lambda: _precision(model, environment),
        lambda: _default_dtype(model, environment, request, preflight),
        lambda: _keys(model),
        lambda: _tried(smoke),
    ]
    diagnoses = [it for check in checks for it in _safely(check)]
    return tuple(sorted(diagnoses, key=lambda it: not it.problem))


def _safely(check: Callable[[], Iterator[Diagnosis]]) -> list[Diagnosis]:
    """The findings of one check; a fault of ours is a note and ends nothing."""
    try:
        return list(check())
    except Exception as error:  # the facts come from libraries of any release
        evidence = f"a check of this load failed in loadlint itself ({crashes.described(error)})"
        return [Diagnosis("check-failed", evidence, "report it to loadlint", problem=False)]


def _filled(change: Change | None, words: Mapping[str, str]) -> Change | None:
    return dataclasses.replace(change, argument=change.argument.format(**words)) if change else None


def _no_room(cause: str, message: str, environment: Json, preflight: Json) -> tuple[str, str, Change | None]:
    """What was free, what was asked for, and the first thing that would fit."""
    devices = environment.get("devices") or []
    number = re.search(r"GPU (\d+) has", message)
    met = [it for it in devices if number is None or it["device"] == f"cuda:{number[1]}"][:1]
    free = [f"{it['device']} had {it['free'] / 1e9:.1f} GB free" for it in met if it.get("free") is not None]
    asked = re.search(r"Tried to allocate ([\d.]+ [KMG]iB)", message)
    more = [f"{asked[1]} more were asked for"] if asked else []
    said = ", and ".join([*free, *more])
    spread = bool(preflight.get("device_map"))
    cure, change = what_fits.first_that_fits(
        preflight.get("parameters") or 0, preflight.get("dtype"), devices, spread=spread
    )
    held = "; ".join(evidence for _, evidence in _holdings(environment))
    return "; ".join(filter(None, (f"{cause}: {said}" if said else cause, held))), cure, change


def _search(known: Known, text: str) -> re.Match[str] | None:
    return re.search(known.pattern, text, re.DOTALL)


# --- a model that loaded --------------------------------------------------------------------------------


def _offloaded(model: Json) -> Iterator[Diagnosis]:
    share = model.get("offloaded_share") or 0.0
    if share:
        places = [name for name in model["bytes_per_device"] if name in ("cpu", "disk", "meta")]
        yield Diagnosis(
            "offloaded",
            f"{share:.0%} of the weights are not on the device that computes but on {' and '.join(places)}",
            "load in a smaller dtype or quantised, free memory on the device, or take a smaller model",
        )


def _held(model: Json, environment: Json) -> Iterator[Diagnosis]:
    """Memory of a card that was taken before this load began, where it would have been of use."""
    places = set(model.get("bytes_per_device", {}))
    for name, evidence in _holdings(environment):
        if model.get("offloaded_share") or name not in places:
            yield Diagnosis(
                "gpu-held",
                evidence,
                "end what holds it (`nvidia-smi` lists it), or choose another card with CUDA_VISIBLE_DEVICES",
                problem=bool(model.get("offloaded_share")),
            )


def _holdings(environment: Json) -> Iterator[tuple[str, str]]:
    """Each card that another process holds a good part of, and how much."""
    for it in environment.get("devices") or []:
        free, total = it.get("free"), it.get("total") or 0
        if free is not None and total - free > max(HELD * total, HELD_AT_LEAST):
            amounts = f"{(total - free) / 1e9:.1f} of {total / 1e9:.1f} GB"
            yield it["device"], f"another process held {amounts} of {it['device']} before the load"


def _beside_a_gpu(model: Json, environment: Json, request: Json) -> Iterator[Diagnosis]:
    if set(model.get("bytes_per_device", {})) != {"cpu"}:
        return
    devices = environment.get("devices") or []
    if devices and not _asks_for_cpu(request):
        free = next((it["free"] for it in devices if it.get("free")), None)
        amount = f" with {free / 1e9:.1f} GB free" if free else ""
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
            "this machine has an NVIDIA driver, but the interpreter's torch is a build for the CPU",
            "install a CUDA build of torch",
        )


def _asks_for_cpu(request: Json) -> bool:
    values = [it["value"] for it in request.get("arguments", []) if it["name"] in ("device_map", "device")]
    return any(value.get("literal") in ("cpu", -1) for value in values)


def _precision(model: Json, environment: Json) -> Iterator[Diagnosis]:
    slow = [it["device"] for it in environment.get("devices") or [] if it.get("native_bf16") is False]
    used = [name for name in slow if name in model.get("bytes_per_device", {})]
    if used and "bfloat16" in model.get("dtypes", {}):
        yield Diagnosis(
            "emulated-bf16",
            f"the weights are bfloat16, which {used[0]} only emulates",
            "load with `dtype=torch.float16` on this device",
            change=Change("dtype", '"float16"'),
        )


def _default_dtype(model: Json, environment: Json, request: Json, preflight: Json | None) -> Iterator[Diagnosis]:
    """Releases before 5 take float32 where nothing is said, whatever the checkpoint holds."""
    release = str(environment.get("versions", {}).get("transformers", ""))
    said = {it["name"] for it in request.get("arguments", [])} & {"dtype", "torch_dtype"}
    stored = (preflight or {}).get("bytes_by_dtype") or {}
    halves = [name for name in ("bfloat16", "float16") if name in stored]
    if release.startswith("4.") and not said and halves and set(model.get("dtypes", {})) == {"float32"}:
        yield Diagnosis(
            "default-dtype",
            f"the checkpoint is {halves[0]}, but transformers {release} loads it as float32: twice the memory",
            'say `torch_dtype="auto"` or name the dtype in the load',
            change=Change("torch_dtype", '"auto"'),
        )


def _keys(model: Json) -> Iterator[Diagnosis]:
    missing, made_for = model.get("missing_keys") or [], (model.get("checkpoint_classes") or [""])[0]
    other = made_for if made_for != model.get("class") else ""
    if missing and other and model.get("unexpected_keys"):
        yield Diagnosis(
            "wrong-class",
            f"the checkpoint was saved from {other}, and {model['class']} takes only a part of it:"
            f" {_some(missing, model['missing_count'])} now random, {model['unexpected_count']} of its weights unused",
            f"load with {other}, or with its Auto class",
        )
    elif missing:
        saved = f"; the checkpoint was saved from {other}" if other else ""
        yield Diagnosis(
            "missing-weights",
            f"{_some(missing, model['missing_count'])} not in the checkpoint and now random{saved}",
            f"take a checkpoint that was saved from {model['class']}, or train these weights before use",
        )
    unexpected = model.get("unexpected_keys") or []
    if unexpected:
        verb = "unused" if len(unexpected) > 1 else "is unused"
        yield Diagnosis(
            "unexpected-weights",
            f"of the checkpoint {_some(unexpected, model['unexpected_count']).removesuffix(' are').removesuffix(' is')}"
            f" {'are ' + verb if verb == 'unused' else verb}",
            "load with the class that the checkpoint was saved from, if they matter",
            problem=False,
        )


def _some(names: list[str], count: int) -> str:
    shown = ", ".join(f"`{it}`" for it in names[:3])
    more = f" and {count - 3} more weights" if count > 3 else ""
    return f"{shown}{more} {'are' if count > 1 else 'is'}"


def _tried(smoke: Json) -> Iterator[Diagnosis]:
    error = smoke.get("error")
    if error:
        first = error["chain"][0]
        text = str(first["message"]).strip().split("\n")[0]
        yield Diagnosis("smoke-test-failed", f"{first['type']}: {text}", "the model loaded, but cannot run as it is")
    fastest = smoke.get("fastest_ms")
    if fastest and smoke["ms_per_token"] > 3 * fastest:
        yield Diagnosis(
            "unsteady-timing",
            f"half of the tokens took {smoke['ms_per_token']:.3g} ms or more, the fastest {fastest:.3g} ms",
            "other work shares the processor; verify again when it rests before trusting the times",
            problem=False,
        )
    note = smoke.get("tokenizer") or ""
    if note.startswith("the tokenizer knows"):
        yield Diagnosis("untrained-tokenizer", note, "put the tokenizer's files beside the model")
    elif note:
        yield Diagnosis("no-tokenizer", note, "the model was tried with plain token ids", problem=False)
