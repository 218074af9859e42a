"""The models that a request names, and the request as it reads their mirrors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from loadlint.verify.report import Json
from loadlint.verify.request import Passed, VerifyRequest

# Arguments that name a model, a tokenizer or a configuration.
NAMING = {
    "pretrained_model_name_or_path", "model", "model_name_or_path", "model_id", "tokenizer", "config", "processor",
    "feature_extractor", "image_processor",
}  # fmt: skip
# They would lead past the mirror, to a cache of the user or to a pickle.
LEFT_OUT = {"cache_dir", "cache_folder", "force_download", "use_safetensors", "resume_download"}


@dataclass(frozen=True, slots=True)
class Named:
    """A folder or repository that a load names, at a revision, with the GGUF file in it that the load reads."""

    name: str
    revision: str = "main"
    gguf: str | None = None


def models(request: VerifyRequest) -> tuple[Named, ...]:
    """Return the models of a request, that of the load first."""
    keywords = {it.name: it.value for it in request.arguments}
    texts = [it.value for it in request.arguments if it.name in NAMING]
    return tuple(dict.fromkeys((*_named(texts, keywords), *_nested(it.value for it in request.arguments))))


def staged(request: VerifyRequest, folders: Mapping[str, str]) -> VerifyRequest:
    """Return the request with the folders that it names replaced, and without what leads past the mirror."""
    kept = [it for it in request.arguments if it.name not in LEFT_OUT]
    changed = tuple(Passed(it.name, _changed(it.value, folders), it.positional) for it in kept)
    return replace(request, arguments=changed)


def replaced(value: Any, texts: Mapping[str, str]) -> Any:
    """Return the same JSON value with one text for another in each of its texts."""
    if isinstance(value, str):
        for old, new in texts.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, dict):
        return {replaced(key, texts): replaced(it, texts) for key, it in value.items()}
    return type(value)(replaced(it, texts) for it in value) if isinstance(value, list | tuple) else value


def _named(values: Iterable[Json], keywords: Mapping[str, Json]) -> Iterator[Named]:
    revision, gguf = _text(keywords.get("revision")), _text(keywords.get("gguf_file"))
    for name in filter(None, map(_text, values)):
        yield Named(name, revision or "main", gguf)


def _nested(values: Iterable[Json]) -> Iterator[Named]:
    """Yield what loads inside the arguments name."""
    for value in values:
        load = value.get("load") or (value.get("length") or {}).get("load")
        if not load:
            continue
        keywords = dict(load["keywords"])
        naming = [value for name, value in keywords.items() if name in NAMING]
        yield from _named([*load["positional"][:1], *naming], keywords)
        yield from _nested([*load["positional"], *keywords.values()])


def _changed(value: Json, folders: Mapping[str, str]) -> Json:
    ((tag, content),) = value.items()
    if tag == "literal":
        return {tag: folders.get(content, content)} if isinstance(content, str) else value
    if tag == "length":
        return {tag: _changed(content, folders)}
    if tag != "load":
        return value
    positional = [_changed(it, folders) for it in content["positional"]]
    keywords = [[name, _changed(it, folders)] for name, it in content["keywords"] if name not in LEFT_OUT]
    return {tag: {**content, "positional": positional, "keywords": keywords}}


def _text(value: Json | None) -> str | None:
    text = (value or {}).get("literal")
    return text if isinstance(text, str) and text else None
