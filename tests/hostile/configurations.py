"""The JSON beside weights: configurations, indexes of shards and of parts."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from . import headers
from .sample import Content, Fifo, Folder, Link, Sample, Sparse, model, mutated, nested, text

KIND, INDEXES = "configuration", "index"
SOUND = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "hidden_size": 64,
    "torch_dtype": "float16",
    "text_config": {"hidden_size": 64},
    "quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True},
}
# In place of any value.
STRANGE: tuple[object, ...] = (
    *(None, True, -1, 0, 10**400, 1e308, float("nan"), float("inf"), "", headers.ESCAPES, "9" * 5_000, [], [[]], {}),
    *({"a": {"b": []}}, ["x"] * 1_000, [1, "a", None]),
)
MAPPED = 'device_map="auto"'


def samples(random: Random) -> Iterator[Sample]:
    yield from _configurations(random)
    yield from _indexes(random)


def documents() -> dict[str, Content]:
    """Return texts in the place of any JSON file."""
    return {
        "empty": b"",
        "list": b"[]",
        "null": b"null",
        "text": b'"x"',
        "number": b"1e999",
        "html": b"<html></html>",
        "UTF-16": '{"a": 1}'.encode("utf-16"),
        "not UTF-8": b'{"\xff": 1}',
        "deep list": nested("[", "", "]", 100_000),
        "deep object": nested('{"a":', "1", "}", 100_000),
        "digits": b'{"hidden_size": ' + b"9" * 10_000 + b"}",
        "half a pair": b'{"model_type": "\\ud800"}',
        "30 MB": b'{"a": "' + b"x" * 30_000_000 + b'"}',
        "a tera of zeros": Sparse(1 << 40),
        "device": Link("/dev/zero"),
        "pipe": Fifo(),
        "folder": Folder(),
        "link to itself": Link("config.json"),
    }


def _configurations(random: Random) -> Iterator[Sample]:
    for name, content in documents().items():
        yield _configured(f"is {name}", content)
    for key in SOUND:
        for value in random.sample(STRANGE, 5):
            yield _configured(f"{key} is {str(value)[:20]!r}", text({**SOUND, key: value}))
    for number, data in enumerate(mutated(random, text(SOUND), 8)):
        yield _configured(f"mutation {number}", data)


def _configured(name: str, content: Content) -> Sample:
    return model(KIND, f"config.json {name}", {"config.json": content, headers.FILE: headers.sound()}, MAPPED)


def _indexes(random: Random) -> Iterator[Sample]:
    shard = "model-00001-of-00002.safetensors"
    index = "model.safetensors.index.json"
    tables: tuple[object, ...] = (
        [],
        None,
        5,
        "x",
        {"a": None},
        {"a": ["x"]},
        {"a": "../../x"},
        {"a": {}},
        {headers.ESCAPES: headers.ESCAPES},
    )
    contents = {**documents(), **{f"map {number}": text({"weight_map": it}) for number, it in enumerate(tables)}}
    contents["200,000 weights"] = text({"weight_map": {str(at): f"{at}.safetensors" for at in range(200_000)}})
    for name, content in contents.items():
        yield model(INDEXES, f"{index} {name}", {index: content, shard: headers.sound()})
    parts = {"_class_name": "Evil", "unet": ["evil", "Evil"], "vae": [], "x": [None, 1], "../../y": ["z", "Z"]}
    for name, content in {**documents(), "parts": text(parts)}.items():
        yield _with_library("model_index.json", name, content, "diffusers", "DiffusionPipeline")
    modules = [{"type": "evil.Evil", "path": ""}, {"type": 5}, None, {"type": headers.ESCAPES}]
    for name, content in {**documents(), "modules": text(modules)}.items():
        yield _with_library("modules.json", name, content, "sentence_transformers", "SentenceTransformer")
    for number, data in enumerate(mutated(random, text({"weight_map": {"a": shard}}), 6)):
        yield model(INDEXES, f"{index} mutation {number}", {index: data, shard: headers.sound()})


def _with_library(file: str, name: str, content: Content, library: str, loader: str) -> Sample:
    call = f"{loader}.from_pretrained" if library == "diffusers" else loader
    program = f'\nfrom {library} import {loader}\n\nmodel = {call}("model")\n'
    files: dict[str, Content] = {f"model/{file}": content, "model/model.safetensors": headers.sound()}
    return Sample(INDEXES, f"{file} {name}", files, model=True, program=program)
