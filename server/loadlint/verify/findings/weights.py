"""Judge which weights a loaded model took from its checkpoint, and which it made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loadlint.verify.report import Diagnosis, Json

WRAPPERS = re.compile(r"(?:module|_orig_mod|base_model\.model|_fsdp_wrapped_module|_forward_module|model)\.")
LAYER = re.compile(r"\.(?:layers|layer|h|block|blocks)\.(\d+)\.")
HEADS = ("lm_head.weight", "embed_out.weight", "lm_head.decoder.weight")


def from_keys(model: Json, request: Json) -> Iterator[Diagnosis]:
    """Weights that are missing, unexpected or of another shape."""
    yield from _mismatched(model)
    prefix = _prefix(model.get("missing_keys") or [], model.get("unexpected_keys") or [])
    if prefix:
        yield _prefixed(model, prefix)
        return
    yield from _missing(model)
    yield from _left_out_layers(model, request)
    yield from _unexpected(model)


def from_place(model: Json) -> Iterator[Diagnosis]:
    """Weights that are nowhere."""
    names, count = model.get("unplaced") or [], model.get("unplaced_count") or 0
    if names:
        yield Diagnosis(
            "weights-never-loaded",
            f"{_some(names, count)} on the device `meta`: no file held them, so they have no values",
            "fetch the checkpoint again, or take the load out of the `meta` device context",
        )


def from_adapter(model: Json) -> Iterator[Diagnosis]:
    """Weights of an adapter that PEFT did not find."""
    missing = (model.get("adapter") or {}).get("missing_keys") or []
    if missing:
        yield Diagnosis(
            "adapter-not-loaded",
            f"{_some(missing, len(missing))} not in the adapter's file, so the adapter changes nothing there",
            "load the adapter on the base and with the PEFT it was saved with, or correct the names in its file",
        )


def from_kind(model: Json, environment: Json) -> Iterator[Diagnosis]:
    """A quantization that was skipped, and a sentence encoder that was never trained as one."""
    asked = model.get("quantization") or {}
    if asked and asked.get("applied") is False:
        release = environment.get("versions", {}).get("transformers", "")
        yield Diagnosis(
            "quantization-skipped",
            f"transformers {release} does not know the quantization `{asked.get('method')}` of config.json",
            "load with the library that made this checkpoint, or take another form of the model",
        )
    if model.get("plain_encoder"):
        yield Diagnosis(
            "untrained-pooling",
            "sentence-transformers added an untrained mean pooling, as modules.json is missing",
            "name a model that was trained for sentences, or train this one before use",
        )


def _mismatched(model: Json) -> Iterator[Diagnosis]:
    keys = model.get("mismatched_keys") or []
    if not keys:
        return
    names = [it[0] for it in keys]
    shapes = f": {keys[0][1]} in the checkpoint, {keys[0][2]} in the model" if len(keys[0]) > 2 else ""
    yield Diagnosis(
        "mismatched-weights",
        f"{_some(names, model['mismatched_count'])} of other shapes than in the checkpoint and now random{shapes}",
        "load with the sizes of the checkpoint (often `num_labels` or `vocab_size`), or train these weights before use",
    )


def _prefix(missing: Sequence[str], unexpected: Sequence[str]) -> str | None:
    """The prefix of a wrapper that names in the checkpoint have and names in the model lack."""
    wanted = set(missing)
    for name in unexpected:
        match = WRAPPERS.match(name)
        if match and name[match.end() :] in wanted:
            return match.group()
    return None


def _prefixed(model: Json, prefix: str) -> Diagnosis:
    count = model["missing_count"]
    return Diagnosis(
        "prefixed-weights",
        f"{count} weights are random, as names in the checkpoint have the prefix `{prefix}`",
        f'save it again without: `{{name.removeprefix("{prefix}"): it for name, it in weights.items()}}`',
    )


def _missing(model: Json) -> Iterator[Diagnosis]:
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
            _cure_of_missing(missing, model["class"], tied=not other),
        )


def _cure_of_missing(missing: Sequence[str], name: str, *, tied: bool) -> str:
    if tied and len(missing) == 1 and missing[0] in HEADS:
        return "set `tie_word_embeddings` to true in config.json if the model shares its embedding, else fetch it again"
    return f"take a checkpoint that was saved from {name}, or train these weights before use"


def _left_out_layers(model: Json, request: Json) -> Iterator[Diagnosis]:
    """Layers of the checkpoint that the configuration does not ask for."""
    layers, on_purpose = model.get("layers"), {"num_hidden_layers", "num_layers", "n_layer", "config"}
    if not layers or on_purpose & {it["name"] for it in request.get("arguments", [])}:
        return
    numbers = [int(match[1]) for it in model.get("unexpected_keys") or [] if (match := LAYER.search(f".{it}"))]
    beyond = [it for it in numbers if it >= layers]
    if beyond:
        yield Diagnosis(
            "layers-left-out",
            f"config.json has {layers} layers (`num_hidden_layers`), the checkpoint {max(beyond) + 1}",
            "correct `num_hidden_layers` in config.json, or fetch config.json again",
        )


def _unexpected(model: Json) -> Iterator[Diagnosis]:
    names, count = model.get("unexpected_keys") or [], model.get("unexpected_count") or 0
    if names:
        yield Diagnosis(
            "unexpected-weights",
            f"of the checkpoint {_some(names, count)} unused",
            "load with the class that the checkpoint was saved from, if they matter",
            problem=False,
        )


def _some(names: Sequence[str], count: int) -> str:
    shown = ", ".join(f"`{it}`" for it in names[:3])
    more = f" and {count - 3} more weights" if count > 3 else ""
    return f"{shown}{more} {'are' if count > 1 else 'is'}"
