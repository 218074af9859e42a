"""Pickles that were written to stop, fill or run a reader of tensors."""

from __future__ import annotations

import contextlib
import io
import pickle
import random
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from loadlint.verify.estimate import pickles
from loadlint.verify.estimate.host import Host
from loadlint.verify.estimate.preflight import estimate
from loadlint.verify.files import opcodes
from tests.verify.loads import by_hand

HOST = Host(16 * 10**9, 10**12)
MUTATIONS = 1500


def _text(text: str) -> bytes:
    return b"\x8c" + bytes([len(text)]) + text.encode()


def _named(module: str, name: str) -> bytes:
    return _text(module) + _text(name) + b"\x93"


def _whole(number: int) -> bytes:
    data = number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8a" + bytes([len(data)]) + data if len(data) < 256 else b"\x8b" + struct.pack("<i", len(data)) + data


def _storage(key: bytes | None = None, kind: str = "FloatStorage", count: bytes = b"K\x04") -> bytes:
    return b"(" + _text("storage") + _named("torch", kind) + (key or _text("0")) + _text("cpu") + count + b"tQ"


def _tensor(shape: bytes = b"(K\x04t", storage: bytes | None = None) -> bytes:
    return _named("torch._utils", "_rebuild_tensor_v2") + b"(" + (storage or _storage()) + b"K\x00" + shape + b"tR"


def _table(tensor: bytes) -> bytes:
    return b"}(" + _text("w") + tensor + b"u"


def _laughs(levels: int) -> bytes:
    """Return a tuple of a tuple twice, and so on: a text of it would have two to the power of `levels` parts."""
    return b"K\x01\x94" + b"".join(b"0h" + bytes([it, ord("h"), it]) + b"\x86\x94" for it in range(levels))


HUGE = 2**20_000 - 1
HOSTILE: Mapping[str, bytes] = {
    "key of a billion parts": _table(_tensor(storage=_storage(_laughs(30)))),
    "product of large numbers": _table(_tensor(b"(" + _whole(HUGE) * 4000 + b"t")),
    "product of a text": _table(_tensor(b"(" + _whole(6 * 10**9) + _text("x") + b"t")),
    "deep tuple": _table(_tensor(b")" + b"\x85" * 60_000)),
    "deep tuple as a key": _table(_tensor(storage=_storage(b")" + b"\x85" * 60_000))),
    "storage that cannot be hashed": _table(_tensor(storage=b"]" + _text("0") + b"\x86")),
    "storage of no kind": _table(_tensor(storage=_storage(kind="Floaty"))),
    "storage of a tuple": _table(_tensor(storage=_text("FloatStorage") + _text("0") + b"\x86")),
    "storage larger than its file": _table(_tensor(b"(" + _whole(10**9) + b"t", _storage(count=_whole(10**9)))),
    "tensor larger than its storage": _table(_tensor(b"(K\x05t")),
    "size that is no number": _table(_tensor(b"(G" + struct.pack(">d", float("nan")) + b"t")),
    "size below zero": _table(_tensor(b"(" + _whole(-(10**12)) + b"t")),
    "size of a boolean": _table(_tensor(b"(\x88t")),
    "rank of a thousand": _table(_tensor(b"(" + b"K\x01" * 1000 + b"t")),
    "60 million empty lists": b"]" * 60_000_000 + _table(_tensor()),
    "30 million pops": b"N0" * 30_000_000 + _table(_tensor()),
    "1.5 million lists": b"]" * 1_500_000 + _table(_tensor()),
    "a text longer than the file": b"X\xff\xff\xff\x7fabc",
    "bytes longer than the file": b"\x8e" + b"\xff" * 8,
    "a number longer than the file": b"\x8b\xff\xff\xff\x7f",
    "a number of -1 bytes": b"\x8b\xff\xff\xff\xff",
    "no mark": b"t",
    "nothing on the stack": b"R",
    "a memo that is not there": b"h\x07",
    "a name without an end": b"c" + b"a" * 100_000,
    "an opcode of no pickle": b"\xff",
    "an instance by name": b"(iposix\nsystem\n",
    "a persistent id as text": b"Pabc\n",
    "an extension": b"\x82\x01",
    "cut short": b"}(" + _text("w"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pickle_is_refused(name: str) -> None:
    data = _zipped(HOSTILE[name])
    with pytest.raises(pickles.UnreadableError):
        pickles.tensors(len(data), _ranges(data))


@pytest.mark.parametrize("name", ["key of a billion parts", "product of a text", "60 million empty lists"])
def test_estimate_of_a_hostile_pickle_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "pytorch_model.bin").write_bytes(_zipped(HOSTILE[name]))
    checked = estimate(by_hand("model"), cwd=tmp_path, host=HOST, transformers="5.23.0")
    assert checked.verdict == "ok"
    assert "the size of pickles is that of their files" in checked.notes[0]


@pytest.mark.parametrize(
    "value",
    [
        _named("posix", "system") + b"(" + _text("touch PWNED") + b"tR",
        _named("os", "system") + _text("touch PWNED") + b"\x85\x81",
        b"}" + _text("__class__") + _named("os", "system") + b"sb",
    ],
    ids=["call", "new", "state"],
)
def test_nothing_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: bytes) -> None:
    monkeypatch.chdir(tmp_path)
    body = b"}(" + _text("x") + _named("builtins", "eval") + value + b"u"
    assert dict(opcodes.listed(b"\x80\x04" + body + b".").tensors) == {}
    assert list(tmp_path.iterdir()) == []


def test_usual_list_is_read() -> None:
    data = _zipped(_table(_tensor()), storages={"0": bytes(16)})
    (tensor,) = pickles.tensors(len(data), _ranges(data)).values()
    assert (tensor.dtype, tensor.count, tensor.storage, tensor.shape) == ("float32", 4, "0", (4,))
    assert pickles.samples(len(data), _ranges(data), ["0"], 4) == {"0": bytes(4)}


def test_stand_in_reads_what_pickle_reads() -> None:
    plain = {"a": [1, (2, 3), {"b": None}], "c": ("x" * 300, b"y" * 70_000, 1 << 70, 1.5, {1, 2}), 7: frozenset("z")}
    for protocol in (2, 3, 4):
        assert dict(opcodes.listed(pickle.dumps({**plain, 7: True}, protocol)).tensors) == {}


def test_list_is_measured_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = _zipped(_table(_tensor()) + b"0" * 1000)
    monkeypatch.setattr(pickles, "LONGEST", 500)
    monkeypatch.setattr(opcodes, "listed", lambda _: pytest.fail("it was read"))
    with pytest.raises(pickles.UnreadableError):
        pickles.tensors(len(data), _ranges(data))


def test_list_that_unpacks_to_more_than_it_says_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(_zipped(b"N0" * 1_000_000))
    claim = struct.pack("<I", 100)
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = claim
    monkeypatch.setattr(zipfile.ZipExtFile, "_update_crc", lambda *_: None)
    monkeypatch.setattr(
        pickles, "listed", lambda it: pytest.fail(f"{len(it)} bytes") if len(it) > 100 else opcodes.listed(it)
    )
    with pytest.raises(pickles.UnreadableError):
        pickles.tensors(len(data), _ranges(bytes(data)))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_methods_that_reserve_memory_are_refused(method: int) -> None:
    data = _zipped(_table(_tensor()), method)
    with pytest.raises(pickles.UnreadableError, match="packed as"):
        pickles.tensors(len(data), _ranges(data))


def test_list_of_files_without_end_is_not_read() -> None:
    size, largest = 1 << 40, 1 << 24
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, 0xF0000000, 0, 0)

    def read(start: int, length: int) -> bytes:
        assert length <= largest
        return (bytes(length) + end)[-length:] if start + length == size else bytes(length)

    with pytest.raises(pickles.UnreadableError):
        pickles.tensors(size, read)


def test_mutated_checkpoints_are_read_or_refused() -> None:
    chance, whole = random.Random(7), _zipped(_table(_tensor()), zipfile.ZIP_STORED, storages={"0": bytes(16)})
    for _ in range(MUTATIONS):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(pickles.UnreadableError):
            assert len(pickles.tensors(len(data), _ranges(bytes(data)))) <= 1


def _zipped(body: bytes, method: int = zipfile.ZIP_DEFLATED, storages: Mapping[str, bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as archive:
        archive.writestr("archive/data.pkl", b"\x80\x04" + body + b".")
        for key, data in (storages or {}).items():
            archive.writestr(f"archive/data/{key}", data)
    return file.getvalue()


def _ranges(data: bytes) -> Callable[[int, int], bytes]:
    return lambda start, length: data[start : start + length]
