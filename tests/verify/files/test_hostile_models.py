"""Headers and configurations that were written to stop or mislead an estimate end in one line each."""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify.estimate import weights
from loadlint.verify.estimate.devices import Device, Machine
from loadlint.verify.estimate.host import Host
from loadlint.verify.estimate.preflight import estimate
from loadlint.verify.estimate.shelf import Folder
from loadlint.verify.files import headers, values
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.files.values import BeyondLimitsError
from tests.verify.loads import by_hand

ONE = {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}
TWO = {"dtype": "F32", "shape": [4], "data_offsets": [16, 32]}
CARD = Machine((Device("cuda:0", "GPU", 8 * 10**9, 8 * 10**9, True),))
HOST = Host(16 * 10**9, 10**12)
LONGEST = 200  # characters of a verdict
LARGEST = 10**15  # bytes in any figure


def _header(**tensor: Any) -> object:
    return {"a": {**ONE, **tensor}}


HEADERS: Mapping[str, object] = {
    "no offsets": {"a": {"dtype": "F32", "shape": [4]}},
    "offsets as texts": _header(data_offsets=["0", "16"]),
    "one offset": _header(data_offsets=[0]),
    "three offsets": _header(data_offsets=[0, 8, 16]),
    "offsets null": _header(data_offsets=None),
    "offsets below zero": _header(data_offsets=[-5, -1]),
    "offsets backwards": _header(data_offsets=[16, 0]),
    "offsets beyond any file": _header(data_offsets=[0, 10**30]),
    "offsets as floats": _header(data_offsets=[0, 16.0]),
    "offset of 1e300": _header(data_offsets=[0, 1e300]),
    "offsets as booleans": _header(data_offsets=[False, True]),
    "gap": {"a": ONE, "b": {**ONE, "data_offsets": [32, 48]}},
    "overlap": {"a": ONE, "b": ONE},
    "first not at zero": {"a": TWO},
    "entry is a list": {"a": [1, 2, 3]},
    "entry is null": {"a": None},
    "entry is a number": {"a": 5},
    "header is a list": [1, 2, 3],
    "header is a text": "hello world",
    "header is a number": 12345678,
    "header is null": b"null    ",
    "no dtype": {"a": {"shape": [4], "data_offsets": [0, 16]}},
    "dtype is a list": _header(dtype=["F32"]),
    "dtype of escapes": _header(dtype="\x1b[31mRED\x1b]0;pwn\x07"),
    "dtype of HTML": _header(dtype="<script>alert(1)</script>"),
    "dtype of a million letters": _header(dtype="F" * 1_000_000),
    "no shape": {"a": {"dtype": "F32", "data_offsets": [0, 16]}},
    "shape is a number": _header(shape=4),
    "shape below zero": _header(shape=[-2, -2]),
    "shape of a text": _header(shape=["4"]),
    "shape of another size": _header(shape=[5]),
    "shape beyond memory": _header(dtype="F4", shape=[1 << 48] * 60),
    "rank of a thousand": _header(shape=[4] + [1] * 999),
    "nested deeply": b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "offset is NaN": b'{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,NaN]}}',
    "offset is infinite": b'{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,Infinity]}}',
    "offset of 5,000 digits": b'{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,' + b"9" * 5000 + b"]}}",
    "UTF-16": json.dumps({"a": ONE}).encode("utf-16"),
    "not UTF-8": b'{"a\xff":1}',
    "lone surrogate": b'{"\\ud800":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}',
    "cut short": b'{"a":{"dtype":"F32","sh',
    "bytes after the table": b'{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} and more',
}  # fmt: skip
RAW: Mapping[str, bytes] = {
    "empty": b"",
    "seven bytes": b"\x10\0\0\0\0\0\0",
    "length only": struct.pack("<Q", 100),
    "length of 2^63": struct.pack("<Q", 2**63) + b"{}",
    "length of 2^64": struct.pack("<Q", 2**64 - 1) + b"{}",
    "length beyond the file": struct.pack("<Q", 50_000) + b"{}",
    "length of zero": struct.pack("<Q", 0) + b"{}",
    "pointer of git-lfs": b"version https://git-lfs.github.com/spec/v1\n",
}
# Headers that a library reads, or may read: the estimate goes on, or says that it does not know.
ODD: Mapping[str, object] = {
    "a key twice": b'{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,8]},'
                   b'"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}',
    "names of digits": {"model.layers.0": ONE, "model.layers.0.weight": TWO},
    "names of dots": {"": ONE, "..": TWO},
    "a name in another": {"model": ONE, "model.layers.0.w": TWO},
    "a name of 3,000 parts": {".".join("a" * 3000): ONE},
    "a name of 60 parts": {".".join("a" * 60): ONE},
    "digits of Unicode": {"model.layers.\u0663.w": ONE, "model.layers.\u00b2.w": TWO},
    "a number of 400 digits": {f"model.layers.{'9' * 400}.w": ONE},
    "3,000 layers": {f"model.layers.{it}.w": {**ONE, "data_offsets": [16 * it, 16 * it + 16]} for it in range(3000)},
    "a dtype of tomorrow": _header(dtype="F6_E9M9"),
    "no tensors": {},
    "metadata alone": {"__metadata__": {"format": "pt"}},
    "metadata is a list": {"__metadata__": [1], "a": ONE},
}  # fmt: skip
CONFIGURATIONS: Mapping[str, object] = {
    "types": {"model_type": ["x"], "num_hidden_layers": "many", "num_attention_heads": 0, "hidden_size": -1,
              "head_dim": [1], "text_config": "x"},
    "text_config a list": {"text_config": [1], "num_hidden_layers": 2, "num_attention_heads": 2},
    "text_config in itself": {"text_config": {"text_config": {"num_hidden_layers": 2}}},
    "rope a text": {"model_type": "llama", "rope_parameters": "x", "num_attention_heads": 2, "hidden_size": 64},
    "rope of texts": {"model_type": "llama", "rope_parameters": {"partial_rotary_factor": "half"},
                      "num_attention_heads": "4", "hidden_size": "64"},
    "rope below zero": {"model_type": "llama", "rope_theta": 1, "partial_rotary_factor": -1e300,
                        "num_attention_heads": 2, "hidden_size": 64},
    "heads a boolean": {"model_type": "llama", "rope_theta": 1, "num_attention_heads": True, "head_dim": "x"},
    "all booleans": {"num_hidden_layers": True, "num_attention_heads": True, "hidden_size": True},
    "all beyond belief": {"num_hidden_layers": 10**400, "num_attention_heads": 1, "hidden_size": 10**400},
    "a large cache": {"num_hidden_layers": 9999, "num_attention_heads": 9999, "head_dim": 9999, "hidden_size": 9999},
    "floats": {"num_hidden_layers": 2.5, "num_attention_heads": 1e308, "hidden_size": float("nan")},
    "dtype a table": {"dtype": {"a": 1}},
    "dtype of escapes": {"torch_dtype": "\x1b[31mEVIL\x07"},
    "quantized by true": {"quantization_config": True},
    "quantized by a list": {"quantization_config": {"quant_method": [1]}},
    "auto_map a list": {"auto_map": [1, 2]},
    "auto_map of tables": {"auto_map": {"AutoModel": {"a": "b"}, "AutoConfig": [None, "a/b--c.D"]}},
    "tied by text": {"tie_word_embeddings": "yes", "model_type": None},
}  # fmt: skip
BROKEN: Mapping[str, bytes] = {
    "a list": b"[1, 2]",
    "null": b"null",
    "empty": b"",
    "cut short": b'{"model_type": "lla',
    "UTF-16": "{}".encode("utf-16"),
    "nested deeply": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a program": b"#!/bin/sh\necho hello\n",
}
INDEXES: Mapping[str, bytes] = {
    "a list": b"[1,2]",
    "no map": b"{}",
    "map a list": b'{"weight_map":[1]}',
    "shards as numbers": b'{"weight_map":{"a":1}}',
    "no JSON": b"{",
    "nested deeply": b'{"weight_map":' + b"[" * 100_000,
    "shard of escapes": b'{"weight_map":{"a":"\\ud800"}}',
    "shard elsewhere": b'{"weight_map":{"a":"../../etc/passwd"}}',
}


@pytest.mark.parametrize("name", HEADERS)
def test_header_on_which_the_library_fails_is_damaged(tmp_path: Path, name: str) -> None:
    _write(tmp_path, _file(HEADERS[name]))
    assert {verdict for verdict, _ in _verdicts(tmp_path)} == {"damaged"}


@pytest.mark.parametrize("name", RAW)
def test_file_that_is_no_safetensors_is_damaged(tmp_path: Path, name: str) -> None:
    _write(tmp_path, RAW[name])
    assert {verdict for verdict, _ in _verdicts(tmp_path)} == {"damaged"}


@pytest.mark.parametrize("name", ODD)
def test_header_that_may_load_is_estimated_or_unknown(tmp_path: Path, name: str) -> None:
    _write(tmp_path, _file(ODD[name]))
    assert {verdict for verdict, _ in _verdicts(tmp_path)} <= {"ok", "tight", "unknown"}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_value_of_another_type_counts_as_absent(tmp_path: Path, name: str) -> None:
    _write(tmp_path, _file({"model.layers.0.w": ONE, "lm_head.weight": TWO}), json.dumps(CONFIGURATIONS[name]).encode())
    assert {verdict for verdict, _ in _verdicts(tmp_path)} <= {"ok", "too-big", "unknown"}


@pytest.mark.parametrize("name", BROKEN)
def test_configuration_that_is_no_table_is_damaged(tmp_path: Path, name: str) -> None:
    _write(tmp_path, _file({"a": ONE}), BROKEN[name])
    assert {verdict for verdict, _ in _verdicts(tmp_path)} == {"damaged"}
    assert estimate(by_hand("model", "diffusers.DiffusionPipeline.from_pretrained"), cwd=tmp_path).verdict == "ok"


@pytest.mark.parametrize("name", INDEXES)
def test_index_that_is_none_is_damaged(tmp_path: Path, name: str) -> None:
    folder = _write(tmp_path, b"")
    (folder / "model.safetensors").unlink()
    (folder / "model-00001-of-00001.safetensors").write_bytes(_file({"a": ONE}))
    (folder / "model.safetensors.index.json").write_bytes(INDEXES[name])
    assert {verdict for verdict, _ in _verdicts(tmp_path)} == {"damaged"}


def test_model_as_usual_is_estimated(tmp_path: Path) -> None:
    _write(tmp_path, _file({"model.layers.0.w": ONE, "lm_head.weight": TWO}), b'{"model_type": "llama"}')
    assert {verdict for verdict, _ in _verdicts(tmp_path)} == {"ok"}


@pytest.mark.skipif(os.name == "nt", reason="has no FIFOs, and links need a right")
@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "model.safetensors.index.json"])
@pytest.mark.parametrize("kind", ["device", "FIFO", "loop"])
def test_only_regular_files_are_read(tmp_path: Path, name: str, kind: str) -> None:
    folder = _write(tmp_path, _file({"a": ONE}))
    (folder / name).unlink(missing_ok=True)
    if kind == "FIFO":
        os.mkfifo(folder / name)
    else:
        (folder / name).symlink_to({"device": "/dev/zero", "loop": name}[kind])
    assert _verdicts(tmp_path)


def test_headers_of_all_shards_share_one_allowance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, data = _write(tmp_path, b""), _file({"a": ONE})
    (folder / "model.safetensors").unlink()
    for number in range(1, 5):
        (folder / f"model-0000{number}-of-00004.safetensors").write_bytes(data)
    monkeypatch.setattr(weights, "MOST_BYTES", 2 * len(data))
    read = _Counted(folder)
    assert weights.contents(by_hand("model"), read).verdict == "unknown"
    assert read.amount <= 2 * len(data) + 4 * headers.START


def test_header_is_measured_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _write(tmp_path, _file({"a" * 400: ONE}))
    monkeypatch.setattr(headers, "LARGEST", 400)
    read = _Counted(folder)
    assert weights.contents(by_hand("model"), read).verdict == "unknown"
    assert read.amount == headers.START


def test_values_are_counted_before_they_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST_VALUES", 10)
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("it was parsed"))
    with pytest.raises(BeyondLimitsError):
        values.parsed(b"[[],[],[],[],[],[]]", "x")


def test_tensors_of_all_shards_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, _file({"a": ONE, "b": TWO}))
    monkeypatch.setattr(weights, "MOST_TENSORS", 1)
    assert estimate(by_hand("model"), cwd=tmp_path).reason.startswith("the headers of the weights are larger")


def test_usual_configurations_keep_their_values() -> None:
    config = Configuration.of({
        "text_config": {"num_hidden_layers": 4, "num_attention_heads": 8, "hidden_size": 64, "num_key_value_heads": 2},
        "quantization_config": {"quant_method": "gptq"}, "dtype": "bfloat16", "num_local_experts": 8,
        "auto_map": {"AutoModel": "acme/code--model.Acme", "AutoConfig": ["config.Acme", None]},
    })  # fmt: skip
    assert config.attention.numbers == 2 * 4 * 2 * 8
    assert (config.method, config.dtype, config.routed, config.repositories) == (
        "gptq",
        "bfloat16",
        True,
        ("acme/code",),
    )


class _Counted(Folder):
    """A folder that counts the bytes read."""

    amount = 0

    def read(self, file: str, start: int, length: int) -> bytes:
        data = super().read(file, start, length)
        self.amount += len(data)
        return data


def _file(header: object) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    tensors = len(header) if isinstance(header, dict) else 4
    return struct.pack("<Q", len(text)) + text + bytes(16 * tensors)


def _write(root: Path, data: bytes, config: bytes = b"{}") -> Path:
    folder = root / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(data)
    (folder / "config.json").write_bytes(config)
    return folder


def _verdicts(root: Path) -> list[tuple[str, str]]:
    """Estimate loads of the model with and without a device map; each has a verdict in one line and sane figures."""
    verdicts = []
    for arguments in ({}, {"device_map": "auto"}, {"device_map": {"": 0}, "dtype": "torch.float16"}):
        checked = estimate(by_hand("model", **arguments), cwd=root, host=HOST, machine=CARD, transformers="5.23.0")
        shown = checked.as_json()
        assert "\n" not in checked.answer
        assert len(checked.answer) < LONGEST
        assert checked.answer.isprintable()
        assert all(math.isfinite(it) and it < LARGEST for it in _numbers(shown))
        verdicts.append((checked.verdict, checked.reason))
    return verdicts


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, int | float):
        yield value
    for it in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _numbers(it)
