"""Headers of safetensors files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from random import Random

from .sample import Content, Sample, Sparse, model, mutated, nested, text

KIND = "safetensors"
FILE = "model.safetensors"
CONFIGURATION = text({"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4})
WEIGHT = {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}
HUGE = 10**400
ESCAPES = "\x1b]0;owned\x07\u202e![x](http://h/x)\n# heading"


def framed(header: bytes, data: bytes = b"\0" * 16) -> bytes:
    return struct.pack("<Q", len(header)) + header + data


def sound() -> bytes:
    tensors = {f"layer.{at}": {**WEIGHT, "data_offsets": [at * 16, at * 16 + 16]} for at in range(4)}
    return framed(text({"__metadata__": {"format": "pt"}, **tensors}), b"\0" * 64)


def samples(random: Random) -> Iterator[Sample]:
    contents = {**_lengths(), **_shapes(), **_values(), **_sizes()}
    for name, content in contents.items():
        yield model(KIND, name, {FILE: content, "config.json": CONFIGURATION})
    for number, data in enumerate(mutated(random, sound(), 20)):
        yield model(KIND, f"mutation {number}", {FILE: data, "config.json": CONFIGURATION})
    shards = {f"model-{at:05}-of-00008.safetensors": framed(_many(40_000)) for at in range(8)}
    yield model(KIND, "eight shards of 40,000 tensors", shards)
    yield model(KIND, "two thousand shards", {f"model-{at:05}-of-02000.safetensors": sound() for at in range(2_000)})


def _lengths() -> dict[str, Content]:
    """Return headers whose length is not theirs."""
    lengths = {"zero": 0, "one": 1, "all bits": 2**64 - 1, "sign": 2**63, "100 MB": 100_000_000}
    return {
        "empty": b"",
        "seven bytes": b"\1" * 7,
        **{f"length {name}": struct.pack("<Q", it) + b"{}" for name, it in lengths.items()},
        "length past the end": struct.pack("<Q", 3) + b"{}",
        "100 MB of zeros": Sparse(100_000_020, struct.pack("<Q", 100_000_000)),
        "a tera of zeros": Sparse(1 << 40, framed(text({"a": WEIGHT}))),
    }


def _shapes() -> dict[str, Content]:
    """Return headers whose JSON has another shape."""
    values = {"list": [], "null": None, "number": 1, "text": "x", "true": True, "list of tensors": [WEIGHT]}
    entries = {**values, "empty": {}, "nested": {"a": {"a": WEIGHT}}}
    return {
        **{f"header {name}": framed(text(it)) for name, it in values.items()},
        **{f"tensor {name}": framed(text({"a": it})) for name, it in entries.items()},
        "metadata list": framed(text({"__metadata__": [1], "a": WEIGHT})),
        "deep list": framed(nested("[", "", "]", 100_000)),
        "deep object": framed(nested('{"a":', "1", "}", 100_000)),
        "deep tensor": framed(b'{"a":' + nested("[", "", "]", 50_000) + b"}"),
        "not UTF-8": framed(b'{"\xff\xfe": 1}'),
        "UTF-16": framed('{"a": 1}'.encode("utf-16")),
        "two values": framed(b"{}{}"),
        "same key twice": framed(b'{"a": 1, "a": 2}'),
        "digits": framed(b'{"a": ' + b"9" * 10_000 + b"}"),
        "surrogates": framed(b'{"\\ud800": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}'),
    }


def _values() -> dict[str, Content]:
    """Return tensors with one value that makes no sense."""
    offsets = {
        "missing": None, "null": [None, None], "text": ["0", "16"], "one": [16], "three": [0, 1, 2], "object": {"0": 1},
        "negative": [-16, 0], "swapped": [16, 0], "huge": [0, HUGE],
        "float": [0, 1e308], "not a number": [0, float("nan")],
        "infinite": [0, float("inf")], "nested": [[0], [16]], "true": [False, True],
    }  # fmt: skip
    dtypes = {"number": 5, "null": None, "list": ["F32"], "unknown": "F99", "long": "F" * 100_000, "escapes": ESCAPES}
    shapes = {"text": "4", "negative": [-4], "huge": [HUGE], "deep": [[4]], "long": [1] * 10_000, "float": [4.5]}
    return {
        **{f"offsets {name}": _tensor(data_offsets=it) for name, it in offsets.items()},
        **{f"dtype {name}": _tensor(dtype=it) for name, it in dtypes.items()},
        **{f"shape {name}": _tensor(shape=it) for name, it in shapes.items()},
        "name with escapes": framed(text({ESCAPES: WEIGHT})),
        "name of a megabyte": framed(text({"a" * 1_000_000: WEIGHT})),
    }


def _sizes() -> dict[str, Content]:
    return {
        "300,000 tensors": framed(_many(300_000)),
        "20 MB of blanks": framed(b"{" + b" " * 20_000_000 + b"}"),
        "20 MB of metadata": framed(text({"__metadata__": {"a": "x" * 20_000_000}})),
        "ten million brackets": framed(b"[" + b"[]," * 3_000_000 + b"[]]"),
    }


def _many(count: int) -> bytes:
    entries = ",".join(f'"{at}":{{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' for at in range(count))
    return f"{{{entries}}}".encode()


def _tensor(**values: object) -> bytes:
    return framed(text({"a": {key: it for key, it in {**WEIGHT, **values}.items() if it is not None}}))
